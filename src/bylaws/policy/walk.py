"""Going through expression trees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from bylaws.events.types import Type
from bylaws.policy.expressions import Expr, Window
from bylaws.source import Span


def children(node: object) -> Iterator[Expr]:
    """The expressions directly below a node, in the order of the text; through spans of windows and keys too."""
    for item in fields(node):  # type: ignore[arg-type]
        yield from _expressions(getattr(node, item.name))


def walk(node: Expr) -> Iterator[Expr]:
    """The node itself, then everything below it."""
    yield node
    for child in children(node):
        yield from walk(child)


def windows(node: Expr) -> Iterator[Window]:
    """All windows in a tree, outermost first."""
    return (each for each in walk(node) if isinstance(each, Window))


def shape(node: object) -> object:
    """A hashable form that is equal for equal meanings: the tree without its spans."""
    if isinstance(node, Span):
        return None
    if isinstance(node, tuple):
        return tuple(shape(each) for each in node)
    if isinstance(node, Type) or not is_dataclass(node):
        return node
    return (type(node).__name__, *(shape(getattr(node, item.name)) for item in fields(node)))


def _expressions(value: object) -> Iterator[Expr]:
    if isinstance(value, tuple):
        for each in value:
            yield from _expressions(each)
    elif isinstance(value, Expr):
        yield value
    elif is_dataclass(value) and not isinstance(value, (Span, Type)):
        yield from children(value)
