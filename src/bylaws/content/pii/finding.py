"""Where a text tells of people: numbers of cards, accounts and registers, mail addresses, phone numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import re2
from msgspec import Struct

from bylaws.content.pii.registers import REGISTERS, Register

LONGEST: Final = 1 << 18
"""Signs of a text that are looked at."""
_BEFORE: Final = 40
"""How far before a number the word stands that says what it is."""
_INSIDE: Final = frozenset(" -.")


class Found(Struct, frozen=True):
    """Something personal at `text[start:end]`."""

    what: str
    start: int
    end: int


_MAIL: Final = re2.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_EXTENSION: Final = r"(?:x\d{1,6})?\b"
_PHONE: Final = re2.compile(
    rf"(?:\+|\b00)[1-9][\d ().-]{{6,18}}\d{_EXTENSION}|\(\d{{2,4}}\)[ -]?\d{{2,4}}[\d -]{{3,9}}\d{_EXTENSION}"
    rf"|\b0\d[\d -]{{6,11}}\d{_EXTENSION}"
)
"""With a country's prefix, an area in brackets, or a trunk zero."""
_PHONE_PARTED: Final = re2.compile(
    rf"\b\d{{3}}[-. ]\d{{3}}[-. ]\d{{4}}{_EXTENSION}|\b\d{{2}}[- ]\d{{2}}[- ]\d{{2}}[- ]\d{{2}}\b|\b\d{{3}} \d{{3}} \d{{3}}\b"
)
_PHONE_NAMED: Final = re2.compile(
    r"(?i)\b(?:phone|tel|telephone|mobile|cell|fax|whatsapp|call|ring|reach|handy|móvil|téléphone)\b[^\d]{0,20}"
    rf"(\(?\d[\d ().-]{{5,16}}\d){_EXTENSION}"
)
_registers: Final = tuple((each, re2.compile(rf"\b(?:{each.form})\b"), re2.compile(rf"(?i){each.named}")) for each in REGISTERS)


def personal_data(text: str) -> tuple[str, ...]:
    """What a text tells of people, each once: `card number`, `IBAN`, `mail address`, `phone number`, or a register's name."""
    return tuple(dict.fromkeys(each.what for each in found_in(text)))


def found_in(text: str) -> list[Found]:
    """All that is found, in the order of the text; of what overlaps, what is surest."""
    text = text[:LONGEST]
    found, taken = [], bytearray(len(text))
    for each in _candidates(text):
        if taken.find(1, each.start, each.end) < 0:
            taken[each.start : each.end] = b"\1" * (each.end - each.start)
            found.append(each)
    return sorted(found, key=lambda each: each.start)


def _candidates(text: str) -> Iterator[Found]:
    """The surest sorts first."""
    yield from (Found("mail address", *match.span()) for match in _MAIL.finditer(text))
    for register, form, named in _registers:
        yield from _of_register(text, register, form, named)
    for pattern in (_PHONE, _PHONE_PARTED):
        yield from (Found("phone number", *match.span()) for match in pattern.finditer(text) if _is_phone(match[0]))
    yield from (Found("phone number", *match.span(1)) for match in _PHONE_NAMED.finditer(text) if _is_phone(match[1]))


def _of_register(text: str, register: Register, form: Any, named: Any) -> Iterator[Found]:
    for match in form.finditer(text):
        start, end = match.span()
        if register.named and not named.search(text[max(start - _BEFORE, 0) : start]):
            continue
        signs = [at for at in range(start, end) if text[at] not in _INSIDE]
        plain = "".join(text[at] for at in signs).upper()
        if register.size is not None and 0 < register.size(plain) < len(signs):
            plain, end = plain[: register.size(plain)], signs[register.size(plain)]
            if text[end].isalnum() and text[end - 1].isalnum():
                continue
        if register.holds(plain):
            yield Found(register.name, start, len(text[:end].rstrip()))


def _is_phone(text: str) -> bool:
    return 7 <= sum(map(str.isdigit, text)) <= 15
