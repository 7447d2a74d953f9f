"""Numbers and times as they are written, to the whole numbers in which they are held (see `types`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Final

from bylaws.events.types import INT64_MAX, INT64_MIN, MILLION, Period

_EXACT: Final = Context(prec=100, rounding=ROUND_HALF_EVEN)
_NUMBER = re.compile(r"[+-]?\d{1,40}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,2})?", re.ASCII)
_INSTANT = re.compile(r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,18}))?(?:([Zz])|([+-])(\d\d):?(\d\d))", re.ASCII)
_LACKS_OFFSET = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?", re.ASCII)
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_TIME = re.compile(r"(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?", re.ASCII)
_PERIOD = re.compile(r"(\d{1,6}) (business day|month|year)s?", re.ASCII)
_LENGTH = re.compile(r"(\d{1,9}) ?([a-z]+)", re.ASCII)
_EPOCH: Final = date(1970, 1, 1).toordinal()

DURATIONS: Final = {
    unit: seconds * MILLION for unit, seconds in (("s", 1), ("m", 60), ("h", 3600), ("d", 86400), ("w", 604800))
} | {"ms": 1000, "us": 1, "min": 60 * MILLION}
SIZES: Final = {"": 1, "bytes": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}
DISTANCES: Final = {"": 10**9, "km": 10**9, "m": 10**6}


def number(raw: object) -> Decimal:
    """A number as written: a JSON number stands for its shortest decimal form, a text for itself."""
    if isinstance(raw, bool):
        raise ValueError("no number")
    if isinstance(raw, int):
        return Decimal(raw)
    if isinstance(raw, float):
        if raw != raw or raw in (float("inf"), float("-inf")):
            raise ValueError("no finite number")
        return Decimal(repr(raw))
    if isinstance(raw, str) and _NUMBER.fullmatch(raw.strip()):
        return Decimal(raw.strip())
    raise ValueError("no number")


def scaled(raw: object, scale: int, *, whole: bool = False) -> int:
    """A number as written, in held units, rounded half to even. It must fit into int64, and be whole if it has to be."""
    if type(raw) is int and INT64_MIN <= raw * scale <= INT64_MAX:
        return raw * scale
    return int(_held(number(raw), scale, whole=whole))


def _held(value: Decimal, scale: int, *, whole: bool = False) -> Decimal:
    exact = _EXACT.multiply(value, Decimal(scale))
    rounded = exact.quantize(Decimal(1), context=_EXACT) if abs(exact) < 10**30 else exact
    if not INT64_MIN <= rounded <= INT64_MAX:
        raise ValueError("too large to be held")
    if whole and rounded != exact:
        raise ValueError("not a whole number")
    return rounded


def quantity(raw: object, unit: int, suffixes: Mapping[str, int]) -> int:
    """A bare number in `unit` held units, or numbers with suffixes such as `1h 30m`."""
    if not isinstance(raw, str) or _NUMBER.fullmatch(raw.strip()):
        return scaled(raw, unit)
    names = "|".join(sorted((re.escape(name) for name in suffixes if name), key=len, reverse=True))
    part = re.compile(rf"\s*(\d{{1,18}}(?:\.\d{{1,18}})?)\s*({names})", re.ASCII)
    total, end = Decimal(0), 0
    while end < len(raw.rstrip()):
        found = part.match(raw, end)
        if found is None:
            raise ValueError("no quantity")
        total += Decimal(found[1]) * suffixes[found[2]]
        end = found.end()
    if not end:
        raise ValueError("no quantity")
    return int(_held(total, 1))


def instant(raw: object, unit: str = "") -> int:
    """Microseconds since 1970 UTC: RFC 3339 with an offset, or a number since 1970.

    A number is in `unit` (`s`, `ms`, `us`); without one, below 10¹¹ it is seconds, below 10¹⁴ milliseconds, else
    microseconds. Digits finer than a microsecond are cut off; the leap second :60 is the second after it.
    """
    if isinstance(raw, str):
        found = _INSTANT.fullmatch(raw.strip())
        if found is not None:
            return _rfc3339(found)
        if _LACKS_OFFSET.fullmatch(raw.strip()):
            raise ValueError("without an offset such as Z or +05:30")
        if not _NUMBER.fullmatch(raw.strip()):
            raise ValueError("no instant")
    value = number(raw)
    if unit not in DURATIONS:
        unit = "s" if abs(value) < 10**11 else "ms" if abs(value) < 10**14 else "us"
    micros = int(_held(value, DURATIONS[unit]))
    if not -62135596800 * MILLION <= micros < 253402300800 * MILLION:
        raise ValueError("outside the years 1 to 9999")
    return micros


def _rfc3339(found: re.Match[str]) -> int:
    year, month, day_, hour, minute, second, fraction, _, sign, hours, minutes = found.groups()
    shift = 0
    if sign:
        if int(hours) > 23 or int(minutes) > 59:
            raise ValueError("no instant: its offset is impossible")
        shift = (int(hours) * 60 + int(minutes)) * (60 if sign == "+" else -60)
    try:
        days = date(int(year), int(month), int(day_)).toordinal() - _EPOCH
    except ValueError as error:
        raise ValueError(f"no instant: {error}") from None
    for name, part, most in (("hour", hour, 23), ("minute", minute, 59), ("second", second, 60)):
        if int(part) > most:
            raise ValueError(f"no instant: {name} must be in 0..{min(most, 59)}")
    seconds = ((days * 24 + int(hour)) * 60 + int(minute)) * 60 + int(second) - shift
    return seconds * MILLION + (int(fraction[:6].ljust(6, "0")) if fraction else 0)


def day(text: str) -> int:
    """Days since 1970-01-01 of `2026-11-21`."""
    found = _DATE.fullmatch(text)
    if found is None:
        raise ValueError("no date")
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).toordinal() - _EPOCH
    except ValueError as error:
        raise ValueError(f"no date: {error}") from None


def time_of_day(text: str) -> int:
    """Microseconds since midnight of `08:00`, `08:00:30` or `24:00`."""
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError("no time of day")
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    micros = ((hour * 60 + minute) * 60 + second) * MILLION + int((found[4] or "0").ljust(6, "0"))
    if minute > 59 or second > 59 or micros > 86400 * MILLION:
        raise ValueError("no time of day")
    return micros


def period(text: str) -> Period:
    found = _PERIOD.fullmatch(text)
    if found is None:
        return _length(text)
    return Period(int(found[1]), found[2])


def _length(text: str) -> Period:
    """A duration where a period is meant, such as the `72h` of a table of deadlines."""
    found = _LENGTH.fullmatch(text)
    if found is None or found[2] not in DURATIONS:
        raise ValueError("no period")
    return Period(int(found[1]) * DURATIONS[found[2]], "microsecond")
