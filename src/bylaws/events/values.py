"""Raw values to typed ones, strictly: what does not fit is an error with a plain reason, never a null.

A raw value is what JSON can say: truth, number, text, list, object. CSV gives texts alone, so every type can be told as text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import orjson

from bylaws.events import addresses, numerals
from bylaws.events.show import format_value, plain_value, show_value
from bylaws.events.types import BILLION, MILLION, Type

__all__ = ["format_value", "named", "plain_value", "quoted", "read_value", "show_value", "unfolded"]

TEXT_LIMIT: Final = 1 << 20
"""Bytes of UTF-8 that one text may have."""
ITEM_LIMIT: Final = 1 << 16
"""Items that a list, and members that an object may have."""

_BLANK: Final = re.compile(r"[\x00-\x20]")
_TRUTHS: Final = {"true": True, "false": False, "yes": True, "no": False, "1": True, "0": False}
_NO_MINOR: Final = frozenset(
    ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF")
)
_THREE_MINOR: Final = frozenset(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"))

_WANTED: Final = {
    "truth": "true or false",
    "integer": "a whole number",
    "decimal": "a number",
    "share": "a share such as 0.02 or 2%",
    "size": "a size in bytes, or such as 5MiB",
    "distance": "a distance in km, or such as 5km",
    "instant": "an instant with offset such as 2026-11-21T10:00:00Z, or a number since 1970",
    "date": "a date such as 2026-11-21",
    "time": "a time of day such as 08:00",
    "zone": "a time zone such as Asia/Kolkata",
    "period": "a period such as 10 business days",
    "country": "a country's two letters",
    "array": "a list",
    "map": "an object",
    "record": "an object",
}


def read_value(kind: Type, raw: object, unit: str = "", currency: str = "") -> object:
    """The value of type `kind` that `raw` tells; None only for a raw null.

    `unit` is the field's: what a bare number counts (`s`, `ms`, `km`, `minor` …), `identifier` for a text that may hold any
    address, `any` where numbers may stand for texts. `currency` is the policy's; money in another is an error. Raises
    ValueError with a reason that quotes the raw value.
    """
    if raw is None:
        return None
    try:
        return _READERS[kind.name](kind, raw, unit, currency)
    except ValueError as error:
        if error.args and isinstance(error.args[0], _Told):
            raise
        raise ValueError(_Told(f"{quoted(raw)} is {error}{_hint(kind, unit)}")) from None


class _Told(str):
    """A reason that already quotes the value at fault."""

    __slots__ = ()


def _hint(kind: Type, unit: str) -> str:
    if kind.name == "duration":
        return f"; wanted is a duration in {unit or 's'}, or such as 90s"
    if kind.name == "money":
        return "; wanted is an amount such as 1.20 or EUR 1.20"
    return f"; wanted is {_WANTED[kind.name]}" if kind.name in _WANTED else ""


def quoted(raw: object) -> str:
    """A raw value as it would stand in JSON, cut to 40 characters, in backticks."""
    if isinstance(raw, str):
        told = _in_json(raw)
    elif isinstance(raw, list | dict):
        told = "a list" if isinstance(raw, list) else "an object"
        return f"{told} of {len(raw)}"
    else:
        told = json.dumps(raw, default=str) if not isinstance(raw, int) or raw.bit_length() < 200 else "a huge number"
    return f"`{_shortened(told)}`"


def named(name: str) -> str:
    """A name from an input, cut and in backticks as `quoted` does it, but without quotation marks."""
    return f"`{_shortened(_in_json(name)[1:-1])}`"


def _in_json(text: str) -> str:
    return json.dumps(text[:60], ensure_ascii=not text[:60].isprintable())


def _shortened(told: str) -> str:
    return told if len(told) <= 40 else told[:39] + "…"


def _string(raw: object, limit: int = TEXT_LIMIT) -> str:
    if not isinstance(raw, str):
        raise ValueError("no text")
    if "\x00" in raw:
        raise ValueError("a text with a NUL in it")
    try:
        size = len(raw) if raw.isascii() else len(raw.encode())
    except UnicodeEncodeError:
        raise ValueError("a text that is no valid Unicode") from None
    if size > limit:
        raise ValueError(f"a text of more than {limit} bytes")
    return raw


def _text(_kind: Type, raw: object, unit: str, _currency: str) -> object:
    if unit == "any" and isinstance(raw, int | float):
        return ("true" if raw else "false") if isinstance(raw, bool) else format(numerals.number(raw), "f")
    text = _string(raw)
    return addresses.canonical_identifier(text) if unit == "identifier" else text


def _entity(_kind: Type, raw: object, _unit: str, _currency: str) -> object:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return str(numerals.scaled(raw, 1))
    text = _string(raw)
    if not text.strip():
        raise ValueError("an empty name")
    return text


def _spelled(canonical: Callable[[str], str], limit: int = 4096) -> Reader:
    def read(_kind: Type, raw: object, _unit: str, _currency: str) -> object:
        return canonical(_string(raw, limit).strip())

    return read


@lru_cache(1024)
def _zone(text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("no time zone") from None


def _country(text: str) -> str:
    if len(text) != 2 or not text.isascii() or not text.isalpha():
        raise ValueError("no country")
    return text.upper()


def _url(text: str) -> str:
    """As browsers read an address (URL Standard, 4.4): tabs and ends of lines fall out, other blanks and controls are encoded.

    Whoever writes a message chooses its links, and none may keep the message from being looked at.
    """
    told = _BLANK.sub(lambda found: "" if found[0] in "\t\n\r" else f"%{ord(found[0]):02X}", text)
    if not told:
        raise ValueError("no address of a page")
    return told


def _word(kind: Type, raw: object, _unit: str, _currency: str) -> object:
    text = _string(raw)
    if text not in kind.words:
        raise ValueError("none of " + ", ".join(f'"{word}"' for word in kind.words))
    return text


def _truth(_kind: Type, raw: object, _unit: str, _currency: str) -> object:
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and raw.strip().lower() in _TRUTHS:
        return _TRUTHS[raw.strip().lower()]
    raise ValueError("neither true nor false")


def _integer(_kind: Type, raw: object, _unit: str, _currency: str) -> object:
    return numerals.scaled(raw, 1, whole=True)


def _decimal(_kind: Type, raw: object, _unit: str, _currency: str) -> object:
    return numerals.scaled(raw, BILLION)


def _share(_kind: Type, raw: object, _unit: str, _currency: str) -> object:
    if isinstance(raw, str) and raw.rstrip().endswith("%"):
        return numerals.scaled(raw.rstrip()[:-1], BILLION // 100)
    return numerals.scaled(raw, BILLION)


def _money(_kind: Type, raw: object, unit: str, currency: str) -> object:
    if isinstance(raw, str) and raw[:3].isalpha():
        stated, _, amount = raw.partition(" ")
        if currency and stated != currency:
            raise ValueError(f"money in {stated[:8]}, and the policy counts in {currency}")
        return numerals.scaled(amount, MILLION)
    places = 0 if currency in _NO_MINOR else 3 if currency in _THREE_MINOR else 2
    return numerals.scaled(raw, MILLION // 10**places if unit == "minor" else MILLION)


def _duration(_kind: Type, raw: object, unit: str, _currency: str) -> object:
    return numerals.quantity(raw, numerals.DURATIONS.get(unit, MILLION), numerals.DURATIONS)


def _size(_kind: Type, raw: object, unit: str, _currency: str) -> object:
    return numerals.quantity(raw, numerals.SIZES.get(unit, 1), numerals.SIZES)


def _distance(_kind: Type, raw: object, unit: str, _currency: str) -> object:
    return numerals.quantity(raw, numerals.DISTANCES.get(unit, BILLION), numerals.DISTANCES)


def _instant(_kind: Type, raw: object, unit: str, _currency: str) -> object:
    return numerals.instant(raw, unit)


def _written(parse: Callable[[str], object]) -> Reader:
    def read(_kind: Type, raw: object, _unit: str, _currency: str) -> object:
        return parse(_string(raw, 64).strip())

    return read


def _array(kind: Type, raw: object, unit: str, currency: str) -> object:
    raw = unfolded(raw, "[")
    # One recipient is commonly told without brackets.
    items = raw if isinstance(raw, list | tuple) else [raw]
    if isinstance(raw, dict):
        raise ValueError("no list")
    if len(items) > ITEM_LIMIT:
        raise ValueError(f"a list of more than {ITEM_LIMIT}")
    return tuple(_known(kind.of[0], item, unit, currency) for item in items)


def unfolded(raw: object, sign: str) -> object:
    """What a text tells in JSON, if it begins with `sign`; anything else as it is. A table has no other way to tell it."""
    if not isinstance(raw, str) or not raw.lstrip().startswith(sign):
        return raw
    try:
        return cast(object, orjson.loads(_string(raw)))
    except orjson.JSONDecodeError:
        return raw


def _known(kind: Type, raw: object, unit: str, currency: str) -> object:
    if raw is None:
        raise ValueError("a list or an object with a null in it")
    return read_value(kind, raw, unit, currency)


def _map(kind: Type, raw: object, unit: str, currency: str) -> object:
    key, value = kind.of
    raw = unfolded(raw, "{")
    if not isinstance(raw, dict):
        raise ValueError("no object")
    if len(raw) > ITEM_LIMIT:
        raise ValueError(f"an object of more than {ITEM_LIMIT}")
    return {read_value(key, name, unit, currency): _known(value, item, unit, currency) for name, item in raw.items()}


def _record(kind: Type, raw: object, _unit: str, currency: str) -> object:
    if not isinstance(raw, dict):
        raise ValueError("no object")
    return {name: read_value(field, raw.get(name), "", currency) for name, field in kind.fields}


Reader = Callable[[Type, object, str, str], object]

_READERS: Final[dict[str, Reader]] = {
    "truth": _truth,
    "integer": _integer,
    "decimal": _decimal,
    "share": _share,
    "rate": _decimal,
    "money": _money,
    "size": _size,
    "distance": _distance,
    "duration": _duration,
    "instant": _instant,
    "date": _written(numerals.day),
    "time": _written(numerals.time_of_day),
    "period": _written(numerals.period),
    "text": _text,
    "path": _text,
    "url": _spelled(_url, TEXT_LIMIT),
    "domain": _spelled(addresses.canonical_domain),
    "hash": _spelled(addresses.canonical_hash),
    "ip": _spelled(addresses.canonical_ip),
    "cidr": _spelled(addresses.canonical_cidr),
    "phone": _spelled(addresses.canonical_phone),
    "dialcode": _spelled(addresses.canonical_phone),
    "country": _spelled(_country),
    "zone": _spelled(_zone),
    "entity": _entity,
    "word": _word,
    "array": _array,
    "map": _map,
    "record": _record,
}
