"""Duties: what must follow an event in time."""

from __future__ import annotations

from msgspec.structs import replace

from bylaws.events.types import DURATION, INSTANT, PERIOD
from bylaws.policy import surface
from bylaws.policy.checks import (
    keys_must_be_single_values,
    kinds_must_be_known,
    lengths_must_be_known,
    pauses_must_know_their_debt,
    types_must_fit,
)
from bylaws.policy.expressions import Const, ElementRef, Expr, FieldRef, Param
from bylaws.policy.program import Duty, Pause, Watch
from bylaws.policy.resolve.judged import Judged
from bylaws.policy.resolve.literals import fit
from bylaws.policy.resolve.resolver import Resolver
from bylaws.policy.resolve.rules import severity, stream
from bylaws.policy.resolve.says import says
from bylaws.policy.resolve.scope import Scope, unknown
from bylaws.policy.resolve.sides import element_of, on_one_side
from bylaws.policy.resolve.types import fits


def duty(resolver: Resolver, judged: Judged, index: int, exceptions: tuple[str, ...]) -> Duty:
    declared = judged.declaration
    assert isinstance(declared, surface.Duty)
    scope = judged.scope
    expect = _watch(resolver, declared.expect, scope)
    before = declared.before
    return Duty(
        name=judged.name,
        clause=judged.clause,
        index=index,
        owed_by=declared.owed_by.text,
        after=stream(resolver, judged),
        expect=expect,
        within=length(resolver, declared.within) if declared.within is not None else None,
        before=fit(resolver, resolver.expression(before, scope), INSTANT, "before") if before is not None else None,
        pauses=tuple(
            Pause(_pausing(resolver, each.start, scope, expect), _pausing(resolver, each.stop, scope, expect))
            for each in declared.pauses
        ),
        unless=tuple(resolver.truth(each, scope) for each in declared.unless),
        subject=judged.subject,
        severity=severity(resolver, declared.severity, scope),
        steps=declared.steps.text if declared.steps else "",
        says=says(resolver, declared.says, scope),
        key=tuple(ours for _, ours in expect.keys) or (judged.subject,),
        exceptions=exceptions,
        span=declared.span,
    )


def _watch(resolver: Resolver, watch: surface.Watch, trigger: Scope) -> Watch:
    """`this.x` in the condition is the trigger's."""
    kind = resolver.kinds.get(watch.kind.text)
    if kind is None:
        resolver.report(kinds_must_be_known.error(watch.kind, resolver.kinds.names(), resolver.dropped))
    scope = Scope(kind, around=trigger, closed="watch", blank=kind is None)
    keys = tuple(_key(resolver, key, scope, trigger) for key in watch.keys)
    return Watch(watch.kind.text, keys, resolver.truth(watch.where, scope) if watch.where is not None else None)


def _pausing(resolver: Resolver, watch: surface.Watch, trigger: Scope, expect: Watch) -> Watch:
    """Without keys of its own a pause is of the debts with which it agrees in the duty's key fields, by name."""
    found = _watch(resolver, watch, trigger)
    kind = resolver.kinds.get(watch.kind.text)
    if watch.keys or kind is None or not expect.keys:
        return found
    named = [(_field_name(theirs, ours), ours) for theirs, ours in expect.keys]
    shared = [(FieldRef(name, field, watch.kind.span), ours) for name, ours in named if (field := kind.field(name)) is not None]
    if not shared:
        resolver.report(pauses_must_know_their_debt.error(watch.kind, tuple(name for name, _ in named)))
    return replace(found, keys=tuple(shared))


def _field_name(theirs: Expr, ours: Expr) -> str:
    return next((each.name for each in (ours, theirs) if isinstance(each, FieldRef | ElementRef)), "")


def _key(resolver: Resolver, key: surface.Key, scope: Scope, trigger: Scope) -> tuple[Expr, Expr]:
    if on_one_side(resolver, key, scope, trigger):
        return unknown(key.span), unknown(key.span)
    theirs = resolver.expression(key.theirs, scope)
    ours = resolver.expression(key.theirs if key.ours is None else key.ours, trigger)
    if not fits(element_of(theirs.type), element_of(ours.type)):
        resolver.report(types_must_fit.keys(theirs, ours, key.span))
    elif keys_must_be_single_values.fails(theirs):
        resolver.report(keys_must_be_single_values.error(theirs))
    return theirs, ours


def length(resolver: Resolver, node: surface.Literal | surface.Name) -> Expr:
    """A duration or period, literal or by the name of a parameter."""
    if isinstance(node, surface.Literal):
        return Const(node.value, DURATION if node.type == "duration" else PERIOD, node.span)
    parameter = resolver.parameters.get(node.text)
    if parameter is None or parameter.type.name not in ("duration", "period"):
        resolver.report(lengths_must_be_known.error(node, parameter, tuple(resolver.parameters)))
        return Const(0, DURATION, node.span)
    resolver.used.add(node.text)
    return Param(node.text, parameter.type, node.span)
