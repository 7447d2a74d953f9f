"""Facts: `agg([expr] [of KIND] [where …]) by KEYS over SPAN`."""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from bylaws.events.types import DECIMAL, DURATION, INTEGER, MILLION, Type
from bylaws.policy import surface
from bylaws.policy.checks import (
    aggregates_must_be_known,
    aggregates_must_fit_arguments,
    keys_must_be_single_values,
    kinds_must_be_known,
    spans_must_be_durations,
    types_must_fit,
    where_decides_what_is_counted,
    windows_must_not_nest,
)
from bylaws.policy.expressions import CalendarSame, CalendarThis, Const, Expr, Over, Param, Rolling, Window, WindowKey
from bylaws.policy.functions import AGGREGATES
from bylaws.policy.resolve.kinds import record_of
from bylaws.policy.resolve.resolver import Resolver
from bylaws.policy.resolve.scope import KindView, Scope, unknown
from bylaws.policy.resolve.sides import element_of, on_one_side
from bylaws.policy.resolve.types import fits, known

_WEEK: Final = 7 * 86_400 * MILLION


class _Counted(Struct, frozen=True):
    """What a window looks at: the kind, whether it is the rule's own, and the argument as written."""

    kind: KindView
    own: bool
    argument: surface.Expr | None


def window(resolver: Resolver, node: surface.Fact, scope: Scope) -> Expr:
    if scope.closed:
        told = (
            windows_must_not_nest.error(node.span) if scope.closed == "window" else where_decides_what_is_counted.error(node, scope)
        )
        resolver.report(told)
        return unknown(node.span)
    if node.call.name.text not in AGGREGATES:
        resolver.report(aggregates_must_be_known.error(node.call.name))
        return unknown(node.span)
    counted = _counted(resolver, node.call, scope)
    over = _over(resolver, node.over)
    if counted is None or over is None:
        return unknown(node.span)
    return _window(resolver, node, scope, counted, over)


def _window(resolver: Resolver, node: surface.Fact, scope: Scope, counted: _Counted, over: Over) -> Expr:
    agg = node.call.name.text
    inside = _inside(scope, counted)
    argument = resolver.expression(counted.argument, inside) if counted.argument is not None else None
    where = resolver.truth(node.call.where, inside) if node.call.where is not None else None
    keys = tuple(_key(resolver, key, inside, scope, counted) for key in node.keys)
    parts = [each for each in (argument, where, *(k for key in keys for k in (key.theirs, key.ours))) if each is not None]
    if not known(*(part.type for part in parts)):
        return unknown(node.span)
    result = _result(resolver, node.call, agg, argument, counted.kind)
    if result is None:
        return unknown(node.span)
    return Window(agg, argument, counted.kind.name, counted.own, where, keys, over, result, node.span)


def _inside(scope: Scope, counted: _Counted) -> Scope:
    if counted.own:
        return Scope(counted.kind, scope.lets, scope.elements, around=scope, closed="window")
    return Scope(counted.kind, around=scope, closed="window")


def _counted(resolver: Resolver, call: surface.Call, scope: Scope) -> _Counted | None:
    if len(call.arguments) > 1 or any(argument.name for argument in call.arguments):
        resolver.report(aggregates_must_fit_arguments.number(call))
        return None
    argument = call.arguments[0].value if call.arguments else None
    if call.of is not None:
        kind = resolver.kinds.get(call.of.text)
        if kind is None:
            resolver.report(kinds_must_be_known.error(call.of, resolver.kinds.names(), resolver.dropped))
            return None
        return _Counted(kind, False, argument)
    named = _kind_name(argument) if call.name.text in ("count", "last") else None
    if named is not None and (call.name.text == "count" or not _is_value(named, scope)):
        return _named(resolver, call, named, scope)
    if scope.kind is None:
        return None
    return _Counted(scope.kind, True, argument)


def _named(resolver: Resolver, call: surface.Call, name: surface.Name, scope: Scope) -> _Counted | None:
    kind = resolver.kinds.get(name.text)
    if kind is not None:
        return _Counted(kind, False, None)
    if _is_value(name, scope):
        resolver.report(aggregates_must_fit_arguments.count_takes_no_value(call, name))
    else:
        resolver.report(kinds_must_be_known.error(name, resolver.kinds.names(), resolver.dropped))
    return None


def _kind_name(node: surface.Expr | None) -> surface.Name | None:
    if isinstance(node, surface.Ref):
        return surface.Name(node.name, node.span)
    if isinstance(node, surface.Attr) and isinstance(node.base, surface.Ref):
        return surface.Name(f"{node.base.name}.{node.name}", node.span)
    return None


def _is_value(name: surface.Name, scope: Scope) -> bool:
    return scope.has(name.text.split(".")[0])


def _key(resolver: Resolver, key: surface.Key, inside: Scope, scope: Scope, counted: _Counted) -> WindowKey:
    ours_node = key.theirs if key.ours is None else key.ours
    if not counted.own and on_one_side(resolver, key, inside, scope):
        return WindowKey(unknown(key.span), unknown(key.span))
    theirs = resolver.expression(key.theirs, inside)
    ours = resolver.expression(ours_node, _without_windows(scope))
    if not fits(element_of(theirs.type), element_of(ours.type)):
        resolver.report(types_must_fit.keys(theirs, ours, key.span))
        return WindowKey(unknown(key.span), unknown(key.span))
    if keys_must_be_single_values.fails(theirs):
        resolver.report(keys_must_be_single_values.error(theirs))
        return WindowKey(unknown(key.span), unknown(key.span))
    return WindowKey(theirs, ours)


def _without_windows(scope: Scope) -> Scope:
    return Scope(scope.kind, scope.lets, scope.elements, scope.around, "window", scope.blank)


def _over(resolver: Resolver, over: surface.Over) -> Over | None:
    if over.this_unit:
        return CalendarThis(over.this_unit)
    if over.same_unit:
        return _same(resolver, over)
    length: Expr
    if over.name is not None:
        parameter = resolver.parameters.get(over.name.text)
        if parameter is None or parameter.type.name != "duration":
            resolver.report(spans_must_be_durations.error(over.name, parameter, tuple(resolver.parameters)))
            return None
        resolver.used.add(parameter.name)
        length = Param(parameter.name, DURATION, over.span)
    else:
        assert over.length is not None
        length = Const(over.length.value, DURATION, over.length.span)
        if over.length.value == 0:
            resolver.report(spans_must_be_durations.empty(over.length))
            return None
    return Rolling(length)


def _same(resolver: Resolver, over: surface.Over) -> Over | None:
    assert over.length is not None
    length = over.length.value
    if not isinstance(length, int) or length == 0 or length % _WEEK or over.same_unit not in ("hour", "day"):
        resolver.report(spans_must_be_durations.weeks(over))
        return None
    return CalendarSame(over.same_unit, length // _WEEK)


def _result(resolver: Resolver, call: surface.Call, agg: str, argument: Expr | None, kind: KindView) -> Type | None:
    if argument is None:
        if agg == "count":
            return INTEGER
        if agg == "last":
            return record_of(kind)
        resolver.report(aggregates_must_fit_arguments.missing(call))
        return None
    found = _typed(agg, argument.type)
    if found is None:
        resolver.report(aggregates_must_fit_arguments.error(call, argument))
    return found


def _typed(agg: str, kind: Type) -> Type | None:
    if agg == "distinct":
        return None if kind.name in ("record", "array", "map", "period") else INTEGER
    if agg == "last":
        return kind
    if agg in ("min", "max"):
        return kind if kind.is_ordered else None
    if not kind.is_quantity or agg == "count":
        return None
    return replace(DECIMAL, personal=kind.personal) if agg in ("avg", "deviation") and kind.name == "integer" else kind
