"""Worked examples, as the runner wants them."""

from __future__ import annotations

import re
from typing import Final

from msgspec.structs import replace

from bylaws.events.catalogue import Field, Kind
from bylaws.events.types import INSTANT, TEXT, Type
from bylaws.events.values import read_value
from bylaws.policy import program, surface
from bylaws.policy.checks import (
    examples_must_name_fields,
    examples_must_state_values,
    expectations_must_name_rules,
    given_kinds_must_be_observable,
    keys_must_be_unique,
    kinds_must_be_known,
    parameters_must_be_known,
    types_must_fit,
)
from bylaws.policy.expressions import Const, Expr
from bylaws.policy.resolve.duties import length
from bylaws.policy.resolve.kinds import MADE, Found, Observed
from bylaws.policy.resolve.literals import constant, fit, fit_constant
from bylaws.policy.resolve.resolver import Resolver
from bylaws.policy.resolve.scope import Scope, unknown
from bylaws.policy.resolve.types import known

_NUMBERED: Final = re.compile(r"\{n(:\d+)?\}")
_CLOCK: Final = Observed(Kind("the example's clock", "", (Field("at", INSTANT, "the event's own time"),)))
_MAP: Final = Type("map", (TEXT, TEXT))
_Line = program.GivenRow | program.GivenEvents | program.MoveClock | program.SetValue | program.Expectation


def example(resolver: Resolver, node: surface.Example, clause: str, version: str) -> program.Example:
    lines = tuple(line for each in node.lines if (line := _line(resolver, each)) is not None)
    return program.Example(clause, version, lines, node.span)


def _line(resolver: Resolver, node: surface.ExampleLine) -> _Line | None:
    match node:
        case surface.Given():
            return _row(resolver, node) if node.kind is None else _events(resolver, node, node.kind)
        case surface.After():
            return program.MoveClock(length(resolver, node.length), None)
        case surface.At():
            assert isinstance(node.instant.value, int)
            return program.MoveClock(None, node.instant.value)
        case surface.SetHere():
            return _set(resolver, node)
        case surface.Expect():
            return _expect(resolver, node)


def _row(resolver: Resolver, node: surface.Given) -> program.GivenRow | None:
    assert node.list_name is not None
    declared = resolver.declared_list(node.list_name.text)
    if declared is None:
        resolver.report(parameters_must_be_known.no_list(node.list_name, resolver.lists.names()))
        return None
    values: dict[str, object] = {}
    for assign in node.fields:
        want = declared.row.field(assign.name.text) or dict(declared.columns).get(assign.name.text)
        if want is None:
            resolver.report(examples_must_name_fields.error(assign.name, declared.name, tuple(n for n, _ in declared.row.fields)))
            continue
        value = _value(resolver, assign, want)
        if isinstance(value, Const):
            values[assign.name.text] = value.value
        else:
            resolver.report(examples_must_state_values.error(assign))
    return program.GivenRow(declared.name, values)


def _events(resolver: Resolver, node: surface.Given, name: surface.Name) -> program.GivenEvents | None:
    kind = resolver.kinds.get(name.text)
    if kind is None:
        resolver.report(kinds_must_be_known.error(name, resolver.kinds.names(), resolver.dropped))
        return None
    if isinstance(kind, Found) or kind.name == MADE:
        resolver.report(given_kinds_must_be_observable.error(name))
        return None
    fields: list[tuple[str, Expr]] = []
    for assign in node.fields:
        want = kind.field(assign.name.text)
        if want is None:
            resolver.report(examples_must_name_fields.error(assign.name, kind.name, kind.names()))
        else:
            fields.append((assign.name.text, _value(resolver, assign, want)))
    every, late = (_micros(each) for each in (node.every, node.late))
    return program.GivenEvents(kind.name, node.count, every or 0, late, tuple(fields))


def _micros(length: surface.Literal | None) -> int | None:
    return length.value if length is not None and isinstance(length.value, int) else None


def _value(resolver: Resolver, assign: surface.Assign, want: Type) -> Expr:
    """A field's value; one value alone may stand for an array of one, and `{n}` is filled in later."""
    name = assign.name.text
    if isinstance(assign.value, surface.Map):
        return _map(resolver, assign.value, want, name)
    value = resolver.expression(assign.value, Scope(_CLOCK, closed="example"))
    if want.name == "array" and value.type.name != "array":
        inner = _fitted(resolver, value, want.of[0], name)
        return Const((inner.value,), want, inner.span) if isinstance(inner, Const) and known(inner.type) else unknown(value.span)
    return _fitted(resolver, value, want, name)


def _map(resolver: Resolver, node: surface.Map, want: Type, name: str) -> Expr:
    """A map of the type wanted; of a key that is written twice the first value stands, and the second is told."""
    if want.name != "map":
        resolver.report(types_must_fit.error(Const(None, _MAP, node.span), want, name))
        return unknown(node.span)
    held: dict[object, object] = {}
    places: dict[object, surface.Literal] = {}
    for written, value in node.entries:
        key = fit_constant(resolver, constant(written), want.of[0], name)
        earlier = places.setdefault(key.value, written)
        if earlier is not written:
            resolver.report(keys_must_be_unique.error(written, earlier))
        held.setdefault(key.value, _held(resolver, constant(value), want.of[1], f"{name}[{written.span.text}]"))
    return Const(held, want, node.span)


def _held(resolver: Resolver, value: Const, want: Type, name: str) -> object:
    """A value of a map; one alone may stand for an array of one."""
    if want.name == "array":
        return (_held(resolver, value, want.of[0], name),)
    return fit_constant(resolver, value, want, name).value


def _fitted(resolver: Resolver, value: Expr, want: Type, name: str) -> Expr:
    if isinstance(value, Const) and value.type.name == "text" and want.is_text and _NUMBERED.search(str(value.value)):
        return replace(value, type=want)
    return fit(resolver, value, want, name)


def _set(resolver: Resolver, node: surface.SetHere) -> program.SetValue | None:
    parameter = resolver.parameters.get(node.name.text)
    if parameter is None:
        resolver.report(parameters_must_be_known.error(node.name, tuple(resolver.parameters)))
        return None
    value = fit_constant(resolver, Const(node.value.value, Type(node.value.type), node.value.span), parameter.type, node.name.text)
    return program.SetValue(parameter.name, value.value)


def _expect(resolver: Resolver, node: surface.Expect) -> program.Expectation | None:
    if node.name is None:
        return program.Expectation("", 0, None, (), node.span)
    judged = resolver.accusing.get(node.name.text)
    kind = resolver.kinds.get(node.name.text)
    if judged is None or kind is None:
        resolver.report(expectations_must_name_rules.error(node.name, tuple(resolver.accusing), resolver.dropped))
        return None
    facts: list[tuple[str, Const]] = []
    for assign in node.fields:
        want = kind.field(assign.name.text)
        if want is None:
            resolver.report(examples_must_name_fields.error(assign.name, kind.name, kind.names()))
            continue
        value = _value(resolver, assign, want)
        if isinstance(value, Const):
            facts.append((assign.name.text, value))
        else:
            resolver.report(examples_must_state_values.error(assign))
    subject = None if node.subject is None else _subject(node.subject, judged.subject.type)
    return program.Expectation(node.name.text, node.count, subject, tuple(facts), node.span)


def _subject(literal: surface.Literal, want: Type) -> object:
    """The literal in the spelling of the subject's type; as it stands where that cannot be, for it may be a duty's key."""
    if not want.is_text or not known(want):
        return literal.value
    try:
        return read_value(want, literal.value)
    except ValueError:
        return literal.value
