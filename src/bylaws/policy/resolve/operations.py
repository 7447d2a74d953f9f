"""Logic, comparison and arithmetic."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from bylaws.events.types import DECIMAL, DURATION, INTEGER, TRUTH, Type
from bylaws.policy import surface
from bylaws.policy.checks import arithmetic_must_make_sense, numbers_must_have_units, types_must_be_ordered
from bylaws.policy.expressions import And, Arithmetic, Compare, Const, Expr, Negate, Not, Or
from bylaws.policy.resolve import tests
from bylaws.policy.resolve.literals import pair
from bylaws.policy.resolve.resolver import Resolver
from bylaws.policy.resolve.scope import Scope, unknown
from bylaws.policy.resolve.types import known

_ORDERING: Final = ("<", "<=", ">", ">=")


def binary(resolver: Resolver, node: surface.Binary, scope: Scope) -> Expr:
    if node.op in ("and", "or"):
        return _logic(resolver, node, scope)
    if node.op in ("like", "matches", "contains"):
        return tests.text_test(resolver, node, scope)
    left, right = resolver.expression(node.left, scope), resolver.expression(node.right, scope)
    if node.op in ("+", "-", "*", "/", "mod"):
        return arithmetic(resolver, node, left, right)
    return _compare(resolver, node, left, right)


def _logic(resolver: Resolver, node: surface.Binary, scope: Scope) -> Expr:
    parts = tuple(resolver.truth(part, scope) for part in _operands(node, node.op))
    return (And if node.op == "and" else Or)(parts, TRUTH, node.span)


def _operands(node: surface.Expr, op: str) -> list[surface.Expr]:
    """`a and b and c` as its three parts, without recursion along the chain."""
    parts: list[surface.Expr] = []
    while isinstance(node, surface.Binary) and node.op == op:
        parts.append(node.right)
        node = node.left
    return [node, *reversed(parts)]


def negation(resolver: Resolver, node: surface.Not, scope: Scope) -> Expr:
    return Not(resolver.truth(node.value, scope), TRUTH, node.span)


def negative(resolver: Resolver, node: surface.Negative, scope: Scope) -> Expr:
    value = resolver.expression(node.value, scope)
    if not known(value.type):
        return unknown(node.span)
    if not value.type.is_quantity:
        resolver.report(arithmetic_must_make_sense.negative(value, node.span))
        return unknown(node.span)
    if isinstance(value, Const) and isinstance(value.value, int):
        return Const(-value.value, value.type, node.span)
    return Negate(value, value.type, node.span)


def _compare(resolver: Resolver, node: surface.Binary, left: Expr, right: Expr) -> Expr:
    left, right = pair(resolver, left, right)
    if not known(left.type, right.type):
        return unknown(node.span)
    if left.type.name in ("record", "array", "map"):
        resolver.report(types_must_be_ordered.whole(left))
        return unknown(node.span)
    if node.op in _ORDERING and not left.type.is_ordered:
        resolver.report(types_must_be_ordered.error(left, node.op))
        return unknown(node.span)
    return Compare(node.op, left, right, TRUTH, node.span)


def arithmetic(resolver: Resolver, node: surface.Binary, left: Expr, right: Expr) -> Expr:
    if not known(left.type, right.type):
        return unknown(node.span)
    result = _RESULT[node.op](left.type, right.type)
    if result is None:
        plain = _plain_number(left, right) if node.op in "+-" else None
        resolver.report(
            numbers_must_have_units.error(plain[0], plain[1].type, plain[1].span.words)
            if plain
            else arithmetic_must_make_sense.error(node.op, left, right, node.span)
        )
        return unknown(node.span)
    return Arithmetic(node.op, left, right, replace(result, personal=_tells(left.type, right.type)), node.span)


def _plain_number(left: Expr, right: Expr) -> tuple[Const, Expr] | None:
    """A number without unit that meets a quantity with one, and that quantity."""
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Const) and one.type.is_number and other.type.is_quantity and not other.type.is_number:
            return one, other
    return None


def _number(left: Type, right: Type) -> Type:
    return INTEGER if left.name == right.name == "integer" else DECIMAL


def _tells(left: Type, right: Type) -> bool:
    """Whether a result tells what is personal; how far apart two instants are does not."""
    return (left.personal or right.personal) and not left.name == right.name == "instant"


def _bare(kind: Type) -> Type:
    """The same type without marks."""
    return Type(kind.name, kind.of)


def _same(left: Type, right: Type) -> bool:
    if left.name == right.name == "rate":
        return all(
            one.name == other.name or (one.is_number and other.is_number) for one, other in zip(left.of, right.of, strict=True)
        )
    return left.name == right.name


def _sum(left: Type, right: Type) -> Type | None:
    if left.is_number and right.is_number:
        return _number(left, right)
    if left.is_quantity and _same(left, right):
        return _bare(left)
    for point, length in ((left, right), (right, left)):
        if point.name in ("instant", "date") and length.name in ("duration", "period"):
            return _bare(point)
    return None


def _difference(left: Type, right: Type) -> Type | None:
    if left.name == right.name == "instant":
        return DURATION
    if right.name in ("instant", "date"):
        return None
    return _sum(left, right)


def _product(left: Type, right: Type) -> Type | None:
    if left.is_number and right.is_number:
        return _number(left, right)
    if left.is_number and right.is_quantity:
        return _bare(right)
    if right.is_number and left.is_quantity:
        return _bare(left)
    for rate, other in ((left, right), (right, left)):
        if rate.name == "rate" and other.is_quantity and _same(rate.of[1], other):
            return DECIMAL if rate.of[0].is_number else _bare(rate.of[0])
    return None


def _quotient(left: Type, right: Type) -> Type | None:
    if not (left.is_quantity and right.is_quantity):
        return None
    if (left.is_number and right.is_number) or _same(left, right):
        return DECIMAL
    if right.is_number:
        return _bare(left)
    if "rate" in (left.name, right.name):
        return None
    return Type("rate", (_bare(left), _bare(right)))


def _remainder(left: Type, right: Type) -> Type | None:
    return INTEGER if left.name == right.name == "integer" else None


_RESULT: Final = {"+": _sum, "-": _difference, "*": _product, "/": _quotient, "mod": _remainder}
