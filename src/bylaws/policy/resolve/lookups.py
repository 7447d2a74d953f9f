"""`list[key].column` and `map[key]`."""

from __future__ import annotations

from msgspec.structs import replace

from bylaws.events.types import Type
from bylaws.policy import surface
from bylaws.policy.checks import (
    keys_must_be_counted,
    keys_must_fit_lists,
    lists_must_be_known,
    only_lists_and_maps_are_looked_up,
)
from bylaws.policy.expressions import Const, Expr, LookUp, MapValue
from bylaws.policy.program import ListDecl
from bylaws.policy.resolve.literals import fit, fit_constant
from bylaws.policy.resolve.resolver import Resolver
from bylaws.policy.resolve.scope import Scope, unknown
from bylaws.policy.resolve.types import fits, known

_MATCHED_BY = {"dialcode": ("phone", "dialcode", "text"), "cidr": ("ip", "cidr", "text"), "domain": ("domain", "text", "url")}


def index(resolver: Resolver, node: surface.Index, scope: Scope) -> Expr:
    if isinstance(node.base, surface.Ref) and not scope.has(node.base.name):
        declared = resolver.declared_list(node.base.name)
        if declared is not None:
            return _look_up(resolver, node, declared, scope)
        if node.base.name not in resolver.parameters and not scope.blank:
            resolver.report(lists_must_be_known.error(node.base, resolver.lists.names()))
            return unknown(node.span)
    return _map_value(resolver, node, scope)


def _look_up(resolver: Resolver, node: surface.Index, declared: ListDecl, scope: Scope) -> Expr:
    resolver.used.add(declared.name)
    if len(node.keys) != len(declared.keys):
        resolver.report(keys_must_be_counted.error(node, declared))
        return unknown(node.span)
    items = [resolver.expression(key, scope) for key in node.keys]
    keys = tuple(fit_key(resolver, declared, item, scope, number) for number, item in enumerate(items))
    return LookUp(declared.name, keys, declared.row, node.span)


def fit_key(resolver: Resolver, declared: ListDecl, item: Expr, scope: Scope, number: int) -> Expr:
    """What a list is looked up by, checked against the key of that number."""
    name, want = declared.keys[number]
    if not known(item.type, want) or matches(want, item.type):
        return item
    if isinstance(item, Const):
        plain = Type({"dialcode": "phone", "cidr": "ip"}.get(want.name, want.name), want.of, want.entity, want.words)
        return fit_constant(resolver, item, plain, f"{declared.name}[{name}]")
    resolver.report(keys_must_fit_lists.error(declared, number, item, _instead(resolver, declared, number, item, scope)))
    return unknown(item.span)


def matches(key: Type, item: Type) -> bool:
    """Whether a list keyed by `key` can be looked up by `item`."""
    return item.name in _MATCHED_BY.get(key.name, ()) or fits(key, item)


def _instead(resolver: Resolver, declared: ListDecl, number: int, item: Expr, scope: Scope) -> tuple[str, ...]:
    """Look-ups that may have been meant: this list by a field that fits, another list by this key."""
    fields = scope.kind.fields() if scope.kind else {}
    key = declared.keys[number][1]
    own = next((f"{declared.name}[{name}]" for name, kind in fields.items() if kind.name == key.name and matches(key, kind)), None)
    other = next((f"{name}[{item.span.text}]" for name in _keyed_by(resolver, item.type) if name != declared.name), None)
    return tuple(each for each in (own, other) if each is not None)


def _keyed_by(resolver: Resolver, kind: Type) -> list[str]:
    lists = (resolver.lists.get(name) for name in resolver.lists.names())
    return [each.name for each in lists if each and len(each.keys) == 1 and each.keys[0][1] == kind]


def _map_value(resolver: Resolver, node: surface.Index, scope: Scope) -> Expr:
    base = resolver.expression(node.base, scope)
    if not known(base.type):
        return unknown(node.span)
    if base.type.name != "map" or len(node.keys) != 1:
        resolver.report(only_lists_and_maps_are_looked_up.error(base))
        return unknown(node.span)
    key = fit(resolver, resolver.expression(node.keys[0], scope), base.type.of[0], base.span.words)
    if not known(key.type):
        return unknown(node.span)
    kind = base.type.of[1]
    return MapValue(base, key, replace(kind, personal=kind.personal or base.type.personal), node.span)
