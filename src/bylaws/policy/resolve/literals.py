"""Literals take the type of what they meet."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bylaws.events.types import BILLION, CIDR, INT64_MAX, PERIOD, Period, Type
from bylaws.events.values import read_value
from bylaws.policy import surface
from bylaws.policy.checks import (
    literals_must_be_readable,
    numbers_must_have_units,
    types_must_fit,
    words_must_be_known,
)
from bylaws.policy.expressions import Const, Expr
from bylaws.policy.resolve.resolver import Resolver
from bylaws.policy.resolve.scope import unknown
from bylaws.policy.resolve.types import fits, known

_EPOCH: Final = date(1970, 1, 1)


def constant(literal: surface.Literal) -> Const:
    """A literal by itself, of the type that it shows."""
    return Const(literal.value, Type(literal.type), literal.span)


def as_address(value: Const, kind: Type = CIDR) -> Const | None:
    """A text as the address or network that it spells; None if it spells none."""
    try:
        return replace(value, value=read_value(kind, value.value), type=kind) if value.type.name == "text" else None
    except ValueError:
        return None


def midnight(day: int, zone: ZoneInfo) -> int:
    """The instant (microseconds) at which a day (since 1970-01-01) begins in a zone."""
    local = datetime.combine(_EPOCH + timedelta(days=day), time(), zone)
    return (local.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def fit(resolver: Resolver, value: Expr, want: Type, what: str) -> Expr:
    """`value` where a value of type `want` is meant; `what` names the thing that wants it, in the author's words."""
    if not known(value.type, want):
        return value
    if isinstance(value, Const):
        return fit_constant(resolver, value, want, what)
    if fits(want, value.type):
        return value
    resolver.report(types_must_fit.error(value, want, what))
    return unknown(value.span)


def fit_constant(resolver: Resolver, value: Const, want: Type, what: str) -> Const:
    """The same for a literal, which is turned into `want`."""
    if not known(value.type, want):
        return value
    if want.name == "word" and value.type.name == "text":
        return _word(resolver, value, want, what)
    if want.is_text and value.type.name == "text":
        return _text(resolver, value, want, what)
    changed = _changed(value, want, resolver.zone)
    if changed is not None:
        return changed
    if value.type.name in ("integer", "decimal") and want.is_quantity and not want.is_number:
        resolver.report(numbers_must_have_units.error(value, want, what))
    else:
        resolver.report(types_must_fit.error(value, want, what))
    return unknown(value.span)


def _changed(value: Const, want: Type, zone: ZoneInfo) -> Const | None:
    have, held = value.type.name, value.value
    if have == want.name or (have in ("decimal", "share") and want.is_number):
        return value if want.name == "integer" else replace(value, type=want)
    if have == "integer" and want.is_number and isinstance(held, int) and abs(held) <= INT64_MAX // BILLION:
        return replace(value, value=held * BILLION, type=want)
    if have == "date" and want.name == "instant" and isinstance(held, int):
        return replace(value, value=midnight(held, zone), type=want)
    if have == "duration" and want.name == "period" and isinstance(held, int):
        return replace(value, value=Period(held, "microsecond"), type=PERIOD)
    return None


def _word(resolver: Resolver, value: Const, want: Type, what: str) -> Const:
    if want.words and value.value not in want.words:
        resolver.report(words_must_be_known.error(value, want, what))
        return unknown(value.span)
    return replace(value, type=want)


def _text(resolver: Resolver, value: Const, want: Type, what: str) -> Const:
    if want.name in ("text", "entity"):
        return replace(value, type=want)
    try:
        return replace(value, value=read_value(want, value.value), type=want)
    except ValueError as reason:
        resolver.report(literals_must_be_readable.error(value, want, what, str(reason)))
        return unknown(value.span)


def pair(resolver: Resolver, left: Expr, right: Expr) -> tuple[Expr, Expr]:
    """Two things that meet: a literal takes the other's type; otherwise they have to fit."""
    if isinstance(left, Const) and not isinstance(right, Const):
        return fit(resolver, left, right.type, right.span.words), right
    return left, fit(resolver, right, left.type, left.span.words)
