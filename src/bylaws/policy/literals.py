"""From the words of a literal to its held value."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from bylaws.events.types import BILLION, INT64_MAX, MILLION, Period
from bylaws.policy.surface import Literal
from bylaws.source import Span

TERMINALS = frozenset(
    ("MONEY", "INSTANT", "DATE", "TIME", "PERCENT", "PERIOD", "DURATION", "SIZE", "DISTANCE", "NUMBER", "INT", "STRING", "TRUTH")
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_BYTES = {"KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}
_UNIT = re.compile(r"(\d+)(\D+)")


class LiteralError(ValueError):
    """A literal that has the right form and no meaning: `code`, message and `help` are those of its diagnostic."""

    def __init__(self, code: str, message: str, help: str) -> None:
        super().__init__(message)
        self.code = code
        self.help = help


def read_literal(terminal: str, text: str, span: Span) -> Literal:
    """The literal that the grammar's `terminal` matched as `text`. Raises `LiteralError`."""
    match terminal:
        case "MONEY":
            currency, amount = text.split(" ")
            return Literal("money", _scaled(amount, MILLION, text), span, currency)
        case "STRING":
            return Literal("text", text[1:-1].replace('""', '"'), span)
        case "TRUTH":
            return Literal("truth", text == "true", span)
        case "INSTANT":
            return Literal("instant", _instant(text), span)
        case "DATE":
            return Literal("date", _date(text), span)
        case "TIME":
            return Literal("time", _time(text), span)
        case _:
            kind, value = _quantity(terminal, text)
            return Literal(kind, value, span)


def _quantity(terminal: str, text: str) -> tuple[str, object]:
    match terminal:
        case "PERCENT":
            return "share", _scaled(text[:-1], BILLION // 100, text)
        case "NUMBER":
            return "decimal", _scaled(text, BILLION, text)
        case "DISTANCE":
            return "distance", _scaled(text[:-2], BILLION, text)
        case "INT":
            return "integer", _scaled(text, 1, text)
        case "PERIOD":
            count, unit = text.split(" ", 1)
            return "period", Period(
                _period_count(count, text), unit.removesuffix("s") if unit != "business days" else "business day"
            )
        case "SIZE":
            number, unit = _split(text)
            return "size", _scaled(number, _BYTES[unit], text)
        case "DURATION":
            number, unit = _split(text)
            return "duration", _scaled(number, MILLION // 1000 if unit == "ms" else _SECONDS[unit] * MILLION, text)
        case _:
            raise AssertionError(terminal)


def _split(text: str) -> tuple[str, str]:
    found = _UNIT.fullmatch(text)
    assert found, text
    return found[1], found[2]


def _scaled(number: str, scale: int, text: str) -> int:
    """`number` in held units, exactly."""
    if len(number) > 40:
        raise _too_large(text[:20] + "…")
    held = Decimal(number) * scale
    if held != held.to_integral_value():
        raise LiteralError(
            "too-fine", f"`{text}` has more places than can be held", f"keep to {_places(scale)} places after the point"
        )
    if held > INT64_MAX:
        raise _too_large(text)
    return int(held)


def _places(scale: int) -> int:
    return len(str(scale)) - 1


def _too_large(text: str) -> LiteralError:
    return LiteralError("too-large", f"`{text}` is larger than any number that can be held", "write a smaller number")


def _period_count(count: str, text: str) -> int:
    if len(count) > 5:
        raise LiteralError("too-large", f"`{text[:20]}` is longer than any calendar", "write a shorter period")
    return int(count)


def _instant(text: str) -> int:
    try:
        return (datetime.fromisoformat(text) - _EPOCH) // timedelta(microseconds=1)
    except (ValueError, OverflowError):
        raise LiteralError(
            "impossible-time",
            f"there is no instant `{text}`",
            "write it like `2026-11-21T09:30:00+05:30`, with a day and an hour that exist",
        ) from None


def _date(text: str) -> int:
    try:
        return date.fromisoformat(text).toordinal() - _EPOCH.toordinal()
    except ValueError:
        raise LiteralError("impossible-time", f"there is no day `{text}`", "write year, month and day, like `2026-11-21`") from None


def _time(text: str) -> int:
    try:
        read = time.fromisoformat(text)
    except ValueError:
        raise LiteralError(
            "impossible-time", f"there is no time of day `{text}`", "hours go from 00 to 23, minutes from 00 to 59"
        ) from None
    return (read.hour * 3600 + read.minute * 60) * MILLION
