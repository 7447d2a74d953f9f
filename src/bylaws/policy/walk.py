"""Going through trees, of expressions and of what is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Final, get_args

from bylaws.events.types import Type
from bylaws.policy.expressions import Expr, Window
from bylaws.source import Span

_EXPRESSIONS: Final = frozenset(get_args(Expr))


def children(node: object) -> Iterator[Expr]:
    """The expressions directly below a node, in the order of the text; through spans of windows and keys too."""
    waiting = _parts(node)
    while waiting:
        found = waiting.pop()
        if isinstance(found, tuple):
            waiting += reversed(found)
        elif type(found) in _EXPRESSIONS:
            yield found
        else:
            waiting += _parts(found)


def walk(node: Expr) -> Iterator[Expr]:
    """The node itself, then everything below it."""
    return (each for each in nodes(node) if type(each) in _EXPRESSIONS)


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
        elif _fields(found):
            yield found
            waiting += _parts(found)


def shape(node: object) -> object:
    """A hashable form that is equal for equal meanings: the tree without its spans."""
    if isinstance(node, Span):
        return None
    if isinstance(node, tuple):
        return tuple(shape(each) for each in node)
    names = _fields(node)
    return (type(node).__name__, *(shape(getattr(node, name)) for name in names)) if names else node


def _parts(node: object) -> list[Any]:
    """What the fields of a node hold, the last first."""
    return [getattr(node, name) for name in reversed(_fields(node))]


def _fields(node: object) -> tuple[str, ...]:
    """The names of a node's fields; none of what is no node."""
    return _fields_of(type(node))  # type: ignore[arg-type]  # a class has a hash, which mypy does not see


@cache
def _fields_of(kind: type) -> tuple[str, ...]:
    if not is_dataclass(kind) or issubclass(kind, (Span, Type)):
        return ()
    return tuple(each.name for each in fields(kind))
