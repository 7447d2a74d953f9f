"""Going through trees, of expressions and of what is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final, get_args

from msgspec import Struct

from bylaws.events.types import Type
from bylaws.policy.expressions import Expr, LetRef, Window
from bylaws.source import Span

_EXPRESSIONS: Final = frozenset(get_args(Expr))
_PLAIN: Final = frozenset(("Span", "Type", "str", "int", "bool"))
"""Types of fields, as they are written, in which no node is found."""


def children(node: Struct) -> Iterator[Expr]:
    """The expressions directly below a node, in the order of the text; through spans of windows and keys too."""
    waiting = _held(node)
    while waiting:
        found = waiting.pop()
        if isinstance(found, tuple):
            waiting += reversed(found)
        elif type(found) in _EXPRESSIONS:
            yield found
        elif isinstance(found, Struct):
            waiting += _held(found)


def walk(node: Expr) -> Iterator[Expr]:
    """The node itself, then everything below it."""
    return (each for each in nodes(node) if type(each) in _EXPRESSIONS)


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
            waiting += reversed(found)
        elif isinstance(found, Struct):
            yield found
            waiting += _held(found)


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


def _held(node: Struct) -> list[Any]:
    """What the fields of a node hold that can be a node, or a tuple of nodes; the last first."""
    return [getattr(node, name) for name in _holding(type(node))]


@cache
def _holding(kind: type[Struct]) -> tuple[str, ...]:
    return tuple(name for name in reversed(kind.__struct_fields__) if kind.__annotations__[name] not in _PLAIN)
