"""Membership, ranges, patterns and nulls."""

from __future__ import annotations

from bylaws.events.types import TEXT, TRUTH
from bylaws.policy import surface
from bylaws.policy.checks import (
    containers_must_hold_items,
    lists_must_have_one_key,
    literals_must_be_readable,
    patterns_must_be_safe,
    text_tests_need_texts,
    types_must_be_ordered,
)
from bylaws.policy.expressions import And, Compare, Const, Expr, InArray, InList, InValues, IsNull, TextTest
from bylaws.policy.program import ListDecl
from bylaws.policy.resolve.literals import as_address, constant, fit, fit_constant, pair
from bylaws.policy.resolve.lookups import fit_key
from bylaws.policy.resolve.resolver import Resolver
from bylaws.policy.resolve.scope import Scope, unknown
from bylaws.policy.resolve.types import known


def within(resolver: Resolver, node: surface.Within, scope: Scope) -> Expr:
    item = resolver.expression(node.item, scope)
    if isinstance(node.container, tuple):
        return _in_values(resolver, node, item, node.container)
    if isinstance(node.container, surface.Ref) and not scope.has(node.container.name):
        declared = resolver.declared_list(node.container.name)
        if declared is not None:
            return _in_list(resolver, node, item, node.container, scope)
    return _in_array(resolver, node, item, resolver.expression(node.container, scope))


def _in_values(resolver: Resolver, node: surface.Within, item: Expr, literals: tuple[surface.Literal, ...]) -> Expr:
    values = tuple(fit_constant(resolver, constant(each), item.type, item.span.words) for each in literals)
    if not known(item.type, *(value.type for value in values)):
        return unknown(node.span)
    return InValues(item, values, node.negated, TRUTH, node.span)


def _in_list(resolver: Resolver, node: surface.Within, item: Expr, container: surface.Ref, scope: Scope) -> Expr:
    declared = resolver.declared_list(container.name)
    assert declared is not None
    resolver.used.add(declared.name)
    if len(declared.keys) != 1:
        resolver.report(lists_must_have_one_key.error(container, declared))
        return unknown(node.span)
    key = _among_addresses(resolver, declared, fit_key(resolver, declared, item, scope, 0))
    return InList(key, declared.name, node.negated, TRUTH, node.span) if known(key.type) else unknown(node.span)


def _among_addresses(resolver: Resolver, declared: ListDecl, item: Expr) -> Expr:
    """What is looked for; an address is not found in a list of values of which one is no address, for they are texts then."""
    if item.type.name != "ip" or not declared.literals or declared.keys[0][1].name != "text":
        return item
    text = next(value for value in declared.literals if as_address(value) is None)
    resolver.report(literals_must_be_readable.among_texts(text, item, declared.name))
    return unknown(item.span)


def _in_array(resolver: Resolver, node: surface.Within, item: Expr, array: Expr) -> Expr:
    if not known(array.type):
        return unknown(node.span)
    if array.type.name != "array":
        resolver.report(containers_must_hold_items.error(array, item))
        return unknown(node.span)
    fitted = fit(resolver, item, array.type.of[0], array.span.words)
    return InArray(fitted, array, node.negated, TRUTH, node.span) if known(fitted.type) else unknown(node.span)


def between(resolver: Resolver, node: surface.Between, scope: Scope) -> Expr:
    value = resolver.expression(node.value, scope)
    low = pair(resolver, value, resolver.expression(node.low, scope))[1]
    high = pair(resolver, value, resolver.expression(node.high, scope))[1]
    if not known(value.type, low.type, high.type):
        return unknown(node.span)
    if not value.type.is_ordered:
        resolver.report(types_must_be_ordered.error(value, "between"))
        return unknown(node.span)
    above = Compare(">=", value, low, TRUTH, node.span)
    return And((above, Compare("<=", value, high, TRUTH, node.span)), TRUTH, node.span)


def null_test(resolver: Resolver, node: surface.NullTest, scope: Scope) -> Expr:
    return IsNull(resolver.expression(node.value, scope), node.negated, TRUTH, node.span)


def text_test(resolver: Resolver, node: surface.Binary, scope: Scope) -> Expr:
    value, pattern = resolver.expression(node.left, scope), resolver.expression(node.right, scope)
    if not known(value.type, pattern.type):
        return unknown(node.span)
    if node.op == "contains" and value.type.name == "array":
        pattern = fit(resolver, pattern, value.type.of[0], value.span.words)
    elif not value.type.is_text:
        resolver.report(text_tests_need_texts.error(value, node.op))
        return unknown(node.span)
    else:
        pattern = fit(resolver, pattern, TEXT, f"what `{node.op}` looks for")
    if node.op == "matches":
        _check_pattern(resolver, pattern)
    return TextTest(node.op, value, pattern, node.negated, TRUTH, node.span) if known(pattern.type) else unknown(node.span)


def _check_pattern(resolver: Resolver, pattern: Expr) -> None:
    if not known(pattern.type):
        return
    found = patterns_must_be_safe.check(pattern.value if isinstance(pattern, Const) else None, pattern.span)
    if found is not None:
        resolver.report(found)
