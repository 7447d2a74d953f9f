"""Bare and dotted names."""

from __future__ import annotations

from bylaws.policy import surface
from bylaws.policy.checks import (
    kinds_are_no_values,
    lets_must_come_before_use,
    lets_must_not_use_themselves,
    lists_are_no_values,
    names_must_be_known,
    names_must_mean_one_thing,
    this_belongs_into_windows,
    windows_must_not_nest,
)
from bylaws.policy.expressions import Column, ElementRef, Expr, FieldRef, LetRef, OfThis, Param
from bylaws.policy.resolve.kinds import Found
from bylaws.policy.resolve.resolver import Resolver
from bylaws.policy.resolve.scope import Lets, Scope, unknown
from bylaws.policy.resolve.types import known


def ref(resolver: Resolver, node: surface.Ref, scope: Scope) -> Expr:
    """An element, let or field of the scope, else a parameter."""
    found = _in_scope(resolver, node, scope)
    parameter = resolver.parameters.get(node.name)
    if parameter is not None:
        resolver.used.add(node.name)
        if found is None:
            return Param(node.name, parameter.type, node.span)
        resolver.report(names_must_mean_one_thing.error(node, parameter.span, scope.kind.name if scope.kind else ""))
    return found or _nothing(resolver, node, scope)


def _in_scope(resolver: Resolver, node: surface.Ref, scope: Scope) -> Expr | None:
    element = scope.element(node.name)
    if element is not None:
        return ElementRef(node.name, element, node.span)
    let = scope.let(node.name)
    if let is not None:
        return _let(resolver, node, scope, *let)
    if isinstance(scope.kind, Found) and scope.kind.judged.lets.busy_with(node.name):
        resolver.report(lets_must_not_use_themselves.error(node))
        return unknown(node.span)
    field = scope.kind.field(node.name) if scope.kind else None
    return None if field is None else FieldRef(node.name, field, node.span)


def _let(resolver: Resolver, node: surface.Ref, scope: Scope, table: Lets, number: int) -> Expr:
    table.used.add(number)
    expr = table.expr(number)
    if expr is None:
        resolver.report(lets_must_not_use_themselves.error(node))
        return unknown(node.span)
    if scope.closed == "window" and table.windowed(number):
        resolver.report(windows_must_not_nest.error(node.span, table.lets[number].name.span))
        return unknown(node.span)
    return LetRef(node.name, expr.type, node.span)


def _nothing(resolver: Resolver, node: surface.Ref, scope: Scope) -> Expr:
    if scope.blank:
        return unknown(node.span)
    later = scope.later_let(node.name)
    if later is not None:
        resolver.report(lets_must_come_before_use.error(node, later.name))
    elif resolver.declared_list(node.name) is not None:
        resolver.report(lists_are_no_values.error(node))
    elif resolver.kinds.get(node.name) is not None:
        resolver.report(kinds_are_no_values.error(node.name, node.span))
    else:
        resolver.report(names_must_be_known.error(node, scope, tuple(resolver.parameters), resolver.lists.names()))
    return unknown(node.span)


def this_alone(resolver: Resolver, node: surface.This, _scope: Scope) -> Expr:
    resolver.report(this_belongs_into_windows.alone(node.span))
    return unknown(node.span)


def attr(resolver: Resolver, node: surface.Attr, scope: Scope) -> Expr:
    """`this.x`, or a column of a record."""
    if isinstance(node.base, surface.This):
        return _of_this(resolver, node, scope)
    if isinstance(node.base, surface.Ref) and _is_kind(resolver, node, scope):
        resolver.report(kinds_are_no_values.error(f"{node.base.name}.{node.name}", node.span))
        return unknown(node.span)
    base = resolver.expression(node.base, scope)
    if not known(base.type):
        return unknown(node.span)
    column = base.type.field(node.name.text) if base.type.name == "record" else None
    if column is None:
        resolver.report(names_must_be_known.column(node.name, base))
        return unknown(node.span)
    return Column(base, node.name.text, column, node.span)


def _is_kind(resolver: Resolver, node: surface.Attr, scope: Scope) -> bool:
    base = node.base
    assert isinstance(base, surface.Ref)
    named = scope.has(base.name) or base.name in resolver.parameters
    return not named and resolver.kinds.get(f"{base.name}.{node.name}") is not None


def _of_this(resolver: Resolver, node: surface.Attr, scope: Scope) -> Expr:
    if scope.around is None:
        resolver.report(this_belongs_into_windows.outside(node))
        return unknown(node.span)
    value = ref(resolver, surface.Ref(node.name.text, node.name.span), scope.around)
    if not known(value.type) or isinstance(value, Param):
        return value if known(value.type) else unknown(node.span)
    if isinstance(value, LetRef) and _windowed(scope.around, value.name):
        resolver.report(windows_must_not_nest.error(node.span, node.name.span))
        return unknown(node.span)
    return OfThis(value, value.type, node.span)


def _windowed(scope: Scope, name: str) -> bool:
    let = scope.let(name)
    return let is not None and let[0].windowed(let[1])
