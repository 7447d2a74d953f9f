"""What stands in a block of examples, as written."""

from __future__ import annotations

from msgspec import Struct

from bylaws.policy.surface.expressions import Expr, Literal, Name
from bylaws.source import Span


class Map(Struct, frozen=True):
    """`{"key": value, …}`"""

    entries: tuple[tuple[Literal, Literal], ...]
    span: Span


class Assign(Struct, frozen=True):
    name: Name
    value: Expr | Map


class Given(Struct, frozen=True):
    """`kind` is None for `given list NAME`, then `list_name` is set."""

    count: int
    kind: Name | None
    list_name: Name | None
    every: Literal | None
    late: Literal | None
    fields: tuple[Assign, ...]
    span: Span


class After(Struct, frozen=True):
    length: Literal | Name
    span: Span


class At(Struct, frozen=True):
    instant: Literal
    span: Span


class SetHere(Struct, frozen=True):
    """`set NAME = value` inside an example."""

    name: Name
    value: Literal
    span: Span


class Expect(Struct, frozen=True):
    """`count` is None for at least one, 0 for `no`; `name` is None for `expect nothing`."""

    name: Name | None
    count: int | None
    subject: Literal | None
    fields: tuple[Assign, ...]
    span: Span


ExampleLine = Given | After | At | SetHere | Expect


class Example(Struct, frozen=True):
    lines: tuple[ExampleLine, ...]
    span: Span
