"""Going through trees: of expressions, and as written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache

from bylaws.events.types import Type
from bylaws.policy.expressions import Expr, Window
from bylaws.source import Span


def children(node: object) -> Iterator[Expr]:
    """The expressions directly below a node, in the order of the text; through spans of windows and keys too."""
    for name in _fields(node):
        yield from _expressions(getattr(node, name))


def walk(node: Expr) -> Iterator[Expr]:
    """The node itself, then everything below it."""
    yield node
    for child in children(node):
        yield from walk(child)


def windows(node: Expr) -> Iterator[Window]:
    """All windows in a tree, outermost first."""
    return (each for each in walk(node) if isinstance(each, Window))


def written(node: object) -> Iterator[object]:
    """The nodes of the surface tree from one (or a tuple of them) on, in the order of the text; found without recursion."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        if isinstance(found, tuple):
            waiting += reversed(found)
        elif names := _fields(found):
            yield found
            waiting += [getattr(found, name) for name in reversed(names)]


def shape(node: object) -> object:
    """A hashable form that is equal for equal meanings: the tree without its spans."""
    if isinstance(node, Span):
        return None
    if isinstance(node, tuple):
        return tuple(shape(each) for each in node)
    names = _fields(node)
    return (type(node).__name__, *(shape(getattr(node, name)) for name in names)) if names else node


def _expressions(value: object) -> Iterator[Expr]:
    if isinstance(value, tuple):
        for each in value:
            yield from _expressions(each)
    elif isinstance(value, Expr):
        yield value
    else:
        yield from children(value)


def _fields(node: object) -> tuple[str, ...]:
    """The names of a node's fields; none of what is no node."""
    return _fields_of(type(node))  # type: ignore[arg-type]  # a class has a hash, which mypy does not see


@cache
def _fields_of(kind: type) -> tuple[str, ...]:
    if not is_dataclass(kind) or issubclass(kind, (Span, Type)):
        return ()
    return tuple(each.name for each in fields(kind))
