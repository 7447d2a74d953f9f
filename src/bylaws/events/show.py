"""Typed values as people read them, and as JSON."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import Final, cast
from zoneinfo import ZoneInfo

from bylaws.events.types import BILLION, MILLION, Missing, Period, Type

_SHOWN_ITEMS: Final = 10
_EXACT_DIGITS: Final = 10**15
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_BASE_UNITS: Final = {"distance": "km", "duration": "s", "size": "bytes"}
FORMAT = re.compile(r"(%?)(\d?)")
"""What may stand behind the colon in `{fact:%1}`: percent, and the number of places behind the point."""
NUMBERED = re.compile(r"[^|{}:]+\|[^|{}:]+")
"""What may stand there too: the words for one and for many, as in `{fact:day|days}`."""


def show_value(kind: Type, value: object, currency: str = "", zone: str = "UTC") -> str:
    """The value as a person would write it; money with `currency`, instants in `zone`. A null is `unknown` or `none`."""
    return format_value(kind, value, "", currency, zone)


def format_value(kind: Type, value: object, form: str, currency: str = "", zone: str = "UTC") -> str:
    """As `show_value`, with the format of a `says` template.

    `%` makes a percentage, a digit gives the places behind the point, `day|days` is the word behind one and behind any other
    number. Raises ValueError for a format that is none.
    """
    if NUMBERED.fullmatch(form):
        return f"{format_value(kind, value, '', currency, zone)} {form.split('|')[value != kind.scale]}"
    found = FORMAT.fullmatch(form)
    if found is None:
        raise ValueError(f"`{form}` is no format; there are `%`, a number of places such as `2`, both, `%1`, and `day|days`")
    if isinstance(value, Missing):
        return "unknown"
    if value is None:
        return "none"
    places = int(found[2]) if found[2] else None
    if found[1] and kind.is_number:
        return _rounded(Decimal(cast(int, value)) * 100 / kind.scale, 1 if places is None else places, places is None) + "%"
    if places is not None and kind.is_number:
        return _rounded(Decimal(cast(int, value)) / kind.scale, places, trim=False)
    return _plainly(kind, value, places, currency, zone)


def _rounded(value: Decimal, places: int, trim: bool) -> str:
    with localcontext(prec=60, rounding=ROUND_HALF_EVEN):
        text = f"{value.quantize(Decimal(1).scaleb(-places)):f}"
    if trim and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.removeprefix("-") if set(text) <= set("-0.") else text


def _plainly(kind: Type, value: object, places: int | None, currency: str, zone: str) -> str:
    match kind.name:
        case "money":
            return f"{currency} {_amount(cast(int, value), places)}".strip()
        case "share":
            return _rounded(Decimal(cast(int, value)) / (BILLION // 100), 1, trim=True) + "%"
        case "decimal":
            return _rounded(Decimal(cast(int, value)) / BILLION, 3, trim=True)
        case "distance":
            return _rounded(Decimal(cast(int, value)) / BILLION, 1, trim=True) + " km"
        case "rate":
            return _rate(kind, cast(int, value))
        case "duration":
            return _duration(cast(int, value))
        case "size":
            return _size(cast(int, value))
        case "instant":
            return _instant(cast(int, value), zone)
        case "array":
            return _listed([show_value(kind.of[0], item, currency, zone) for item in cast(tuple[object, ...], value)])
        case "map" | "record":
            return _named(kind, cast(dict[str, object], value), currency, zone)
        case _:
            return _scalar(kind, value)


def _scalar(kind: Type, value: object) -> str:
    if kind.name == "truth":
        return "yes" if value else "no"
    if kind.name == "date":
        return _date(cast(int, value))
    if kind.name == "time":
        return _time(cast(int, value))
    if isinstance(value, Period):
        if value.unit == "microsecond":
            return _duration(value.count)
        return f"{value.count} {value.unit}{'' if value.count == 1 else 's'}"
    return str(value)


def _amount(value: int, places: int | None) -> str:
    if places is not None:
        return _rounded(Decimal(value) / MILLION, places, trim=False)
    whole, fraction = divmod(abs(value), MILLION)
    return f"{'-' if value < 0 else ''}{whole}.{f'{fraction:06}'.rstrip('0').ljust(2, '0')}"


def _rate(kind: Type, value: int) -> str:
    over, under = kind.of
    amount = Decimal(value) / BILLION
    if (over.name, under.name) == ("distance", "duration"):
        return _rounded(amount * 3600, 1, trim=True) + " km/h"
    unit = f"{_BASE_UNITS.get(over.name, '')}/{_BASE_UNITS.get(under.name, under.name)}"
    return f"{_rounded(amount, 3, trim=True)} {unit}".replace(" /", "/")


def _duration(value: int) -> str:
    """The two largest units: `2 h 5 min`; below ten seconds with their fraction."""
    sign, value = ("−", -value) if value < 0 else ("", value)
    if value < 1000 * 1000:
        return f"{sign}{_rounded(Decimal(value) / 1000, 3, trim=True)} ms" if value else "0 s"
    if value < 10 * MILLION:
        return f"{sign}{_rounded(Decimal(value) / MILLION, 3, trim=True)} s"
    rest, parts = value // MILLION, []
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60), ("s", 1)):
        count, rest = divmod(rest, length)
        if count:
            parts.append(f"{count} {unit}")
        elif parts:
            break
        if len(parts) == 2:
            break
    return sign + " ".join(parts)


def _size(value: int) -> str:
    for unit, length in (("TiB", 2**40), ("GiB", 2**30), ("MiB", 2**20), ("KiB", 2**10)):
        if abs(value) >= length:
            return f"{_rounded(Decimal(value) / length, 1, trim=True)} {unit}"
    return f"{value} byte" if value == 1 else f"{value} bytes"


def _instant(value: int, zone: str) -> str:
    try:
        moment = (_EPOCH + timedelta(microseconds=value)).astimezone(ZoneInfo(zone))
    except OverflowError:
        return "beyond the calendar"
    offset = moment.strftime("%z")
    name = "UTC" if offset == "+0000" else f"UTC{offset[:3]}:{offset[3:5]}"
    return f"{moment:%Y-%m-%d %H:%M:%S} {name}"


def _date(value: int) -> str:
    try:
        return date.fromordinal(value + date(1970, 1, 1).toordinal()).isoformat()
    except (OverflowError, ValueError):
        return "beyond the calendar"


def _time(value: int) -> str:
    seconds, micros = divmod(value, MILLION)
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
    if seconds % 60 or micros:
        text += f":{seconds % 60:02}"
    return text + (f".{micros:06}" if micros else "")


def _listed(items: list[str]) -> str:
    shown = ", ".join(items[:_SHOWN_ITEMS])
    return shown if len(items) <= _SHOWN_ITEMS else f"{shown} and {len(items) - _SHOWN_ITEMS} more"


def _named(kind: Type, value: dict[str, object], currency: str, zone: str) -> str:
    def type_of(name: str) -> Type:
        return kind.of[1] if kind.name == "map" else kind.field(name) or Type("text")

    known = {name: item for name, item in value.items() if item is not None and not isinstance(item, Missing)}
    return _listed([f"{name} {show_value(type_of(name), item, currency, zone)}" for name, item in known.items()])


def plain_value(kind: Type, value: object, currency: str = "") -> object:
    """The value as JSON can hold it, such that `read_value` gives it back (durations in s, distances in km, sizes in bytes).

    A number of more than 15 digits, which a JSON reader would round, is told as text.
    """
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, Missing):
        return None
    match kind.name:
        case "decimal" | "share" | "distance" | "rate" | "duration":
            return _number(cast(int, value), kind.scale)
        case "money":
            return f"{currency} {_amount(cast(int, value), None)}".strip()
        case "instant":
            return _rfc3339(cast(int, value))
        case "date" | "time" | "period":
            return _scalar(kind, value)
        case "array":
            return [plain_value(kind.of[0], item, currency) for item in cast(tuple[object, ...], value)]
        case "map":
            return {str(name): plain_value(kind.of[1], item, currency) for name, item in cast(dict[object, object], value).items()}
        case "record":
            row = cast(dict[str, object], value)
            return {name: plain_value(field, row.get(name), currency) for name, field in kind.fields}
        case _:
            return value


def _number(value: int, scale: int) -> object:
    if value % scale == 0 and abs(value) < _EXACT_DIGITS * scale:
        return value // scale
    exact = Decimal(value) / scale
    return float(exact) if abs(value) < _EXACT_DIGITS else f"{exact:f}"


def _rfc3339(value: int) -> str:
    try:
        moment = _EPOCH + timedelta(microseconds=value)
    except OverflowError:
        return "beyond the calendar"
    text = moment.isoformat()[: len("YYYY-MM-DDTHH:MM:SS")]
    micros = value % MILLION
    return text + (f".{micros:06}".rstrip("0") if micros else "") + "Z"
