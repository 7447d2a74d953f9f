"""Going through trees, of expressions and of what is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeGuard, get_args

from msgspec import Struct

from bylaws.events.types import Type
from bylaws.policy.expressions import (
    Column,
    ElementRef,
    Expr,
    FieldRef,
    InList,
    LetRef,
    LookUp,
    Param,
    Permitted,
    Quantifier,
    Window,
)
from bylaws.source import Span

_EXPRESSIONS: Final = frozenset(get_args(Expr))
_READ: Final = (Column, ElementRef, FieldRef, InList, LetRef, LookUp, Param, Permitted, Quantifier, Window)
"""What is read of an event, of others and of the policy."""
_PLAIN: Final = frozenset(("Span", "Type", "str", "int", "bool"))
"""Types of fields, as they are written, in which no node is found."""


class _Holding(dict[type, tuple[str, ...] | None]):
    """By type of node, its fields that can hold a node, or a tuple of nodes; the last first. None for what is no node."""

    def __missing__(self, kind: type) -> tuple[str, ...] | None:
        holding = None
        if issubclass(kind, Struct):
            holding = tuple(name for name in reversed(kind.__struct_fields__) if kind.__annotations__[name] not in _PLAIN)
        self[kind] = holding
        return holding


_HOLDING: Final = _Holding()


def children(node: Struct) -> Iterator[Expr]:
    """The expressions directly below a node, in the order of the text; through spans of windows and keys too."""
    waiting: list[Any] = [getattr(node, name) for name in _HOLDING[type(node)] or ()]
    while waiting:
        found = waiting.pop()
        if isinstance(found, tuple):
            waiting += found[::-1]
        elif is_expression(found):
            yield found
        else:
            for name in _HOLDING[type(found)] or ():
                waiting.append(getattr(found, name))


def is_expression(found: object) -> TypeGuard[Expr]:
    """Whether something is an expression; told by its type alone, for trees have many nodes."""
    return type(found) in _EXPRESSIONS


def walk(node: Expr) -> Iterator[Expr]:
    """The node itself, then everything below it."""
    return (each for each in nodes(node) if is_expression(each))


def parts(condition: Expr) -> dict[str, Expr]:
    """What a condition compares or asks for, by its words, in the order of the text; those of the same words once."""
    if isinstance(condition, _READ):
        return {condition.span.words: condition}
    return {words: part for child in children(condition) for words, part in parts(child).items()}


def through(node: Expr, lets: Mapping[str, Expr]) -> Iterator[Expr]:
    """An expression's nodes, then those of the lets behind it, each let once: written out they may double at each step."""
    seen: set[str] = set()
    waiting = [node]
    while waiting:
        for each in walk(waiting.pop()):
            yield each
            if isinstance(each, LetRef) and each.name in lets and each.name not in seen:
                seen.add(each.name)
                waiting.append(lets[each.name])


def windows(node: Expr) -> Iterator[Window]:
    """All windows in a tree, outermost first."""
    return (each for each in walk(node) if isinstance(each, Window))


def nodes(tree: object) -> Iterator[Any]:
    """All nodes of a tree, or of a tuple of trees, in the order of the text; found without recursion."""
    waiting = [tree]
    while waiting:
        found = waiting.pop()
        if isinstance(found, tuple):
            waiting += found[::-1]
        elif (holding := _HOLDING[type(found)]) is not None:
            yield found
            for name in holding:
                waiting.append(getattr(found, name))


def shape(node: object) -> object:
    """A hashable form that is equal for equal meanings: the tree without its spans."""
    if isinstance(node, Span):
        return None
    if isinstance(node, tuple):
        return tuple(shape(each) for each in node)
    if isinstance(node, Type) or not isinstance(node, Struct):
        return node
    return (type(node).__name__, *(shape(getattr(node, name)) for name in field_names(node)))


def field_names(node: Struct) -> tuple[str, ...]:
    """The names of a node's fields."""
    return node.__struct_fields__
