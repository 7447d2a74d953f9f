"""From the parser's tree to the surface tree: declarations and examples."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from bylaws.policy import surface as s
from bylaws.policy.build_expressions import ExpressionBuilder, Parts
from bylaws.source import Span


class _Said(Struct, frozen=True):
    """A clause of a declaration (`unless …`, `against …`), until the declaration is put together."""

    word: str
    value: Any


class Builder(ExpressionBuilder):
    """One method for each rule of the grammar; see `ExpressionBuilder`."""

    def bylaw(self, _span: Span, parts: Parts) -> tuple[s.Declaration, ...]:
        return tuple(parts)

    def example(self, span: Span, parts: Parts) -> s.Example:
        return s.Example(tuple(parts), span)

    # Values and lists

    def until(self, _span: Span, parts: Parts) -> tuple[s.Literal, s.Literal]:
        date, value = parts
        return date, value

    def parameter(self, span: Span, parts: Parts) -> s.Parameter:
        name, first, *changes = parts
        values = [first, *(value for _, value in changes)]
        ends = [*(date for date, _ in changes), None]
        return s.Parameter(name, tuple(zip(values, ends, strict=True)), span)

    def literal_list(self, span: Span, parts: Parts) -> s.ListDecl:
        return s.ListDecl(parts[0], span, literals=tuple(parts[1:]))

    def keyed_list(self, span: Span, parts: Parts) -> s.ListDecl:
        name, keys, columns, source = parts
        if isinstance(source, s.Feed):
            return s.ListDecl(name, span, keys=keys, columns=columns or (), feed=source)
        return s.ListDecl(name, span, keys=keys, columns=columns or (), file=source)

    def columns(self, _span: Span, parts: Parts) -> tuple[s.Column, ...]:
        return tuple(parts)

    def column(self, _span: Span, parts: Parts) -> s.Column:
        return s.Column(*parts)

    def feed(self, _span: Span, parts: Parts) -> s.Feed:
        return s.Feed(*parts)

    # Rules

    def each(self, _span: Span, parts: Parts) -> _Said:
        return _Said("each", (parts[0], parts[1]))

    def where(self, _span: Span, parts: Parts) -> _Said:
        return _Said("where", parts[0])

    def let(self, _span: Span, parts: Parts) -> s.Let:
        return s.Let(*parts)

    def field(self, _span: Span, parts: Parts) -> s.Let:
        return s.Let(*parts)

    def stream(self, _span: Span, parts: Parts) -> s.Stream:
        kind, *rest = parts
        return s.Stream(kind, _one(rest, "each"), _one(rest, "where"), _all(rest, s.Let))

    def unless(self, _span: Span, parts: Parts) -> _Said:
        return _Said("unless", parts[0])

    def against(self, _span: Span, parts: Parts) -> _Said:
        return _Said("against", parts[0])

    def severity(self, _span: Span, parts: Parts) -> s.SeverityLine:
        return s.SeverityLine(*parts)

    def degree(self, _span: Span, parts: Parts) -> s.DegreeLine:
        return s.DegreeLine(*parts)

    def once(self, span: Span, parts: Parts) -> s.Once:
        per, keys = parts
        return s.Once(per, keys or (), span)

    def steps(self, _span: Span, parts: Parts) -> _Said:
        return _Said("steps", parts[0])

    def says(self, _span: Span, parts: Parts) -> s.Says:
        return s.Says(parts[0].value, parts[0].span)

    def rule(self, span: Span, parts: Parts) -> s.Rule:
        name, stream, when, *rest = parts
        return s.Rule(
            name,
            stream,
            when,
            unless=_every(rest, "unless"),
            against=_one(rest, "against"),
            severity=_all(rest, s.SeverityLine),
            degrees=_all(rest, s.DegreeLine),
            once=_only(rest, s.Once),
            steps=_one(rest, "steps"),
            says=_only(rest, s.Says),
            span=span,
        )

    def derive(self, span: Span, parts: Parts) -> s.Derive:
        kind, stream, when, *fields = parts
        return s.Derive(kind, stream, when, tuple(fields), span)

    def exception(self, span: Span, parts: Parts) -> s.ExceptionDecl:
        name, lifts, *rest = parts
        when = next(part for part in rest if not isinstance(part, (s.Let, s.Says)))
        return s.ExceptionDecl(name, lifts, _all(rest, s.Let), when, _only(rest, s.Says), span)

    # Duties

    def watch(self, _span: Span, parts: Parts) -> s.Watch:
        kind, keys, where = parts
        return s.Watch(kind, keys or (), where)

    def due_within(self, _span: Span, parts: Parts) -> _Said:
        return _Said("within", parts[0])

    def due_before(self, _span: Span, parts: Parts) -> _Said:
        return _Said("before", parts[0])

    def pause(self, span: Span, parts: Parts) -> s.Pause:
        return s.Pause(parts[0], parts[1], span)

    def duty(self, span: Span, parts: Parts) -> s.Duty:
        name, owed_by, after, expect, *rest = parts
        return s.Duty(
            name,
            owed_by,
            after,
            expect,
            within=_one(rest, "within"),
            before=_one(rest, "before"),
            pauses=_all(rest, s.Pause),
            unless=_every(rest, "unless"),
            severity=_all(rest, s.SeverityLine),
            steps=_one(rest, "steps"),
            says=_only(rest, s.Says),
            span=span,
        )

    # Ladders

    def people(self, _span: Span, parts: Parts) -> tuple[s.Name, ...]:
        return tuple(parts)

    def confirmed(self, _span: Span, parts: Parts) -> tuple[s.Name, s.Literal | s.Name]:
        by, within = parts
        return by, within

    def step(self, _span: Span, parts: Parts) -> s.StepDecl:
        measure, target, lasts, within, approved, confirmed = parts
        return s.StepDecl(measure, target, lasts, within, approved or (), *(confirmed or (None, None)))

    def occasion(self, _span: Span, parts: Parts) -> tuple[str, s.Literal | s.Name | None]:
        return (parts[0].text, parts[1]) if parts else ("", None)

    def rung(self, span: Span, parts: Parts) -> s.Rung:
        (ordinal, lookback), condition, *steps = parts
        return s.Rung(ordinal, lookback, condition, tuple(steps), span)

    def notice_at_once(self, _span: Span, _parts: Parts) -> s.NoticeDecl:
        return s.NoticeDecl("at once", None, None)

    def notice_within(self, _span: Span, parts: Parts) -> s.NoticeDecl:
        return s.NoticeDecl("within", parts[0], None)

    def notice_after_advice(self, _span: Span, parts: Parts) -> s.NoticeDecl:
        return s.NoticeDecl("after advice", None, parts[0])

    def ladder(self, span: Span, parts: Parts) -> s.Ladder:
        name, *rest = parts
        return s.Ladder(name, _all(rest, s.Rung), _only(rest, s.NoticeDecl), span)

    # The rest

    def manual(self, span: Span, parts: Parts) -> s.Manual:
        return s.Manual(parts[0].value, span)

    def informative(self, span: Span, _parts: Parts) -> s.Informative:
        return s.Informative(span)

    def set(self, span: Span, parts: Parts) -> s.SetParameter:
        name, value, because = parts
        return s.SetParameter(name, value, because.value, span)

    def replace(self, span: Span, parts: Parts) -> s.Replace:
        return s.Replace(parts[0], span)

    def drop(self, span: Span, parts: Parts) -> s.Drop:
        name, because = parts
        return s.Drop(name, because.value, span)

    # Examples

    def row(self, _span: Span, parts: Parts) -> _Said:
        return _Said("list", parts[0])

    def map(self, span: Span, parts: Parts) -> s.Map:
        return s.Map(tuple(parts), span)

    def entry(self, _span: Span, parts: Parts) -> tuple[s.Literal, s.Literal]:
        key, value = parts
        return key, value

    def assign(self, _span: Span, parts: Parts) -> s.Assign:
        return s.Assign(*parts)

    def assigns(self, _span: Span, parts: Parts) -> tuple[s.Assign, ...]:
        return tuple(parts)

    def given(self, span: Span, parts: Parts) -> s.Given:
        count, what, every, late, fields = parts
        kind, row = (None, what.value) if isinstance(what, _Said) else (what, None)
        return s.Given(1 if count is None else count.value, kind, row, every, late, fields or (), span)

    def after(self, span: Span, parts: Parts) -> s.After:
        return s.After(parts[0], span)

    def at(self, span: Span, parts: Parts) -> s.At:
        return s.At(parts[0], span)

    def set_here(self, span: Span, parts: Parts) -> s.SetHere:
        return s.SetHere(parts[0], parts[1], span)

    def expect_nothing(self, span: Span, _parts: Parts) -> s.Expect:
        return s.Expect(None, None, None, (), span)

    def expect_some(self, span: Span, parts: Parts) -> s.Expect:
        return _expect(None, parts, span)

    def expect_count(self, span: Span, parts: Parts) -> s.Expect:
        return _expect(parts[0].value, parts[1:], span)

    def expect_no(self, span: Span, parts: Parts) -> s.Expect:
        return _expect(0, parts, span)


def _expect(count: int | None, parts: Parts, span: Span) -> s.Expect:
    name, subject, fields = parts
    return s.Expect(name, count, subject, fields or (), span)


def _all(parts: Parts, sort: type) -> tuple[Any, ...]:
    return tuple(part for part in parts if isinstance(part, sort))


def _only(parts: Parts, sort: type) -> Any:
    return next(iter(_all(parts, sort)), None)


def _every(parts: Parts, word: str) -> tuple[Any, ...]:
    return tuple(part.value for part in parts if isinstance(part, _Said) and part.word == word)


def _one(parts: Parts, word: str) -> Any:
    return next(iter(_every(parts, word)), None)
