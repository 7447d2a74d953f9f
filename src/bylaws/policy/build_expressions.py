"""From the parser's tree to the surface tree: expressions."""

from __future__ import annotations

from typing import Any

from bylaws.policy import surface as s
from bylaws.source import Span

Parts = list[Any]


class ExpressionBuilder:
    """One method for each rule of the grammar; `parts` are the rule's children, already built (None where an option is absent)."""

    def ref(self, span: Span, parts: Parts) -> s.Ref:
        return s.Ref(parts[0].text, span)

    def this(self, span: Span, _parts: Parts) -> s.This:
        return s.This(span)

    def attribute(self, _span: Span, parts: Parts) -> s.Name:
        name: s.Name = parts[0]
        return name

    def index(self, span: Span, parts: Parts) -> tuple[Span, tuple[s.Expr, ...]]:
        return span, tuple(parts)

    def path(self, _span: Span, parts: Parts) -> s.Expr:
        base: s.Expr = parts[0]
        for part in parts[1:]:
            if isinstance(part, s.Name):
                base = s.Attr(base, part, base.span.to(part.span))
            else:
                place, keys = part
                base = s.Index(base, keys, base.span.to(place))
        return base

    def argument(self, _span: Span, parts: Parts) -> s.Argument:
        return s.Argument(*parts)

    def arguments(self, _span: Span, parts: Parts) -> tuple[s.Argument, ...]:
        return tuple(parts)

    def call(self, span: Span, parts: Parts) -> s.Call:
        name, arguments, of, where = parts
        return s.Call(name, arguments or (), of, where, span)

    def fact(self, span: Span, parts: Parts) -> s.Fact:
        return s.Fact(parts[0], parts[1], parts[2], span)

    def key(self, span: Span, parts: Parts) -> s.Key:
        return s.Key(parts[0], parts[1], span)

    def keys(self, _span: Span, parts: Parts) -> tuple[s.Key, ...]:
        return tuple(parts)

    def span_length(self, span: Span, parts: Parts) -> s.Over:
        return s.Over(span, length=parts[0])

    def span_name(self, span: Span, parts: Parts) -> s.Over:
        return s.Over(span, name=parts[0])

    def span_this(self, span: Span, parts: Parts) -> s.Over:
        return s.Over(span, this_unit=parts[0].text)

    def span_same(self, span: Span, parts: Parts) -> s.Over:
        return s.Over(span, same_unit=parts[0].text, length=parts[1])

    def kind(self, span: Span, parts: Parts) -> s.Name:
        return s.Name(".".join(part.text for part in parts if part), span)

    def names(self, _span: Span, parts: Parts) -> tuple[s.Name, ...]:
        return tuple(parts)

    def either(self, span: Span, parts: Parts) -> s.Binary:
        return s.Binary("or", parts[0], parts[1], span)

    def both(self, span: Span, parts: Parts) -> s.Binary:
        return s.Binary("and", parts[0], parts[1], span)

    def negation(self, span: Span, parts: Parts) -> s.Not:
        return s.Not(parts[0], span)

    def negative(self, span: Span, parts: Parts) -> s.Negative:
        return s.Negative(parts[0], span)

    def comparison(self, span: Span, parts: Parts) -> s.Binary:
        # a bare `=` is dropped from the tree, since other rules use the same sign
        op = parts[1].text if len(parts) == 3 else "="
        return s.Binary(op, parts[0], parts[-1], span)

    def arithmetic(self, span: Span, parts: Parts) -> s.Binary:
        left, op, right = parts
        return s.Binary(op.text, left, right, span)

    def likeness(self, span: Span, parts: Parts) -> s.Binary:
        left, negated, op, right = parts
        return s.Binary(op.text, left, right, span, negated is not None)

    def choices(self, _span: Span, parts: Parts) -> tuple[s.Literal, ...]:
        return tuple(parts)

    def within(self, span: Span, parts: Parts) -> s.Within:
        item, negated, container = parts
        return s.Within(item, container, negated is not None, span)

    def between(self, span: Span, parts: Parts) -> s.Between | s.Not:
        value, negated, low, high = parts
        between = s.Between(value, low, high, span)
        return s.Not(between, span) if negated else between

    def null_test(self, span: Span, parts: Parts) -> s.NullTest:
        value, negated = parts
        return s.NullTest(value, negated is not None, span)
