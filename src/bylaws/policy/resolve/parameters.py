"""Parameters: named, dated numbers."""

from __future__ import annotations

from itertools import pairwise

from bylaws.events.types import Type
from bylaws.policy import surface
from bylaws.policy.checks import dates_must_go_forward, literals_must_be_alike
from bylaws.policy.program import Parameter
from bylaws.policy.resolve.gather import Placed
from bylaws.policy.resolve.literals import constant, midnight
from bylaws.policy.resolve.resolver import Resolver


def parameter(resolver: Resolver, placed: Placed) -> Parameter:
    """Its type is that of its values; an integer among decimals is a decimal."""
    declared = placed.declaration
    assert isinstance(declared, surface.Parameter)
    literals = [literal for literal, _ in declared.values]
    kind = _type(resolver, literals)
    values = tuple((_value(literal, kind), _until(resolver, until)) for literal, until in declared.values)
    ends = [(until, end) for (_, until), (_, end) in zip(declared.values, values, strict=True) if until is not None]
    for (_, one), (literal, other) in pairwise(ends):
        if one is not None and other is not None and other <= one:
            resolver.report(dates_must_go_forward.error(literal, declared.name))
    return Parameter(declared.name.text, kind, values, placed.clause, declared.span)


def _type(resolver: Resolver, literals: list[surface.Literal]) -> Type:
    names = [literal.type for literal in literals]
    if all(Type(name).is_number for name in names):
        return Type(names[0] if len(set(names)) == 1 else "decimal")
    for literal in literals[1:]:
        if literal.type != names[0]:
            resolver.report(literals_must_be_alike.error(constant(literal), constant(literals[0])))
    return Type(names[0])


def _value(literal: surface.Literal, kind: Type) -> object:
    if literal.type == "integer" and kind.name == "decimal" and isinstance(literal.value, int):
        return literal.value * kind.scale
    return literal.value


def _until(resolver: Resolver, until: surface.Literal | None) -> int | None:
    return midnight(until.value, resolver.zone) if until is not None and isinstance(until.value, int) else None
