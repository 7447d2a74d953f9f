"""The headers of a mail as what they say, whatever stands in them: nothing here raises."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Final

from msgspec import Struct

from bylaws.events.readers.local_time import LocalTime

TEXT_LIMIT: Final = 4096
"""Characters of a text that a header tells."""
ADDRESS_LIMIT: Final = 320
_ID_LIMIT: Final = 900
_DATE_LIMIT: Final = 200

_FOLD: Final = re.compile(r"[\r\n]+[ \t]*")
_WORD: Final = r"=\?[^?\s]{1,60}\?[bBqQ]\?[^?\s]*\?="
_WORDS: Final = re.compile(rf"{_WORD}(?:\s+{_WORD})*")
_ADDRESS_TOKEN: Final = re.compile(r'"((?:[^"\\]|\\.)*)"|<([^<>]*)>|([(),;:])|(\\.|[^"<(),;:\\]+|.)', re.DOTALL)
_MESSAGE_ID: Final = re.compile(rf"<\s*([^<>\s]{{1,{_ID_LIMIT}}})\s*>")
# What these stand for is no charset of a mail, and their decoders take time that grows with the square of the text.
_NO_CHARSETS: Final = frozenset(("idna", "punycode"))
_GUESSED: Final = frozenset(("ascii", "undefined"))


class Address(Struct, frozen=True):
    """`display` is the name shown beside it, which may be empty."""

    display: str
    address: str


class Headers(Struct, frozen=True):
    """Header fields in their order, with names in lower case; bytes beyond ASCII stand as lone surrogates."""

    fields: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, message: Message) -> Headers:
        return cls(tuple((name.lower(), str(value)) for name, value in message.raw_items()))

    def all(self, *names: str) -> Iterator[str]:
        """The values of those names, each on one line."""
        return (_FOLD.sub(" ", value).strip() for name, value in self.fields if name in names)

    def first(self, *names: str) -> str:
        """The first value of the first of the names that has one; empty if there is none."""
        return next((value for name in names for value in self.all(name) if value), "")

    def text(self, name: str) -> str | None:
        """What a header says to its reader; None if nothing."""
        return shown(self.first(name))[:TEXT_LIMIT] or None

    def addresses(self, *names: str) -> list[Address]:
        return [each for value in self.all(*names) for each in addresses(value)]

    def message_ids(self, name: str) -> list[str]:
        """Ids without their brackets; one that stands without any is taken as it is."""
        value = clean(plain(self.first(name)))
        return _MESSAGE_ID.findall(value) or ([value] if value and len(value) <= _ID_LIMIT and " " not in value else [])

    def message_id(self, name: str) -> str | None:
        return next(iter(self.message_ids(name)), None)


def plain(value: str) -> str:
    """A value with the bytes beyond ASCII as the text that they most likely are."""
    return value if value.isascii() else decoded(value.encode("utf-8", "surrogateescape"), "")


def shown(value: str) -> str:
    """The beginning of a value, with its encoded words (RFC 2047) decoded."""
    value = value[: 4 * TEXT_LIMIT]
    return clean(_WORDS.sub(lambda found: _decoded_words(found[0]), plain(value))).strip()


def _decoded_words(words: str) -> str:
    try:
        return "".join(decoded(part, charset or "") for part, charset in decode_header(words) if isinstance(part, bytes))
    except (HeaderParseError, ValueError):
        return words


def decoded(content: bytes, charset: str) -> str:
    """Text in a charset; in one that is not known, as UTF-8, else as Windows-1252."""
    name = _codec(charset)
    if name:
        try:
            return clean(content.decode(name, "replace"))
        except (LookupError, ValueError):
            pass
    try:
        return clean(content.decode())
    except UnicodeDecodeError:
        return clean(content.decode("cp1252", "replace"))


def _codec(charset: str) -> str:
    """Python's name of a charset; empty if it is none, or says less than the content itself."""
    try:
        name = codecs.lookup(charset.strip()[:60]).name
    except (LookupError, ValueError):
        return ""
    return "" if name in _NO_CHARSETS | _GUESSED else name


def clean(text: str) -> str:
    """Without what no field of an event can hold: NUL and lone surrogates."""
    text = text.replace("\x00", "\ufffd")
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def addresses(value: str) -> list[Address]:
    """The addresses of a list (RFC 5322), in one pass over whatever stands there; names of groups are left out."""
    found: list[Address] = []
    words: list[str] = []
    comment: list[str] = []
    angle: str | None = None
    depth = 0
    for token in _ADDRESS_TOKEN.finditer(plain(value) + ","):
        quoted, told, mark, word = token.groups()
        if depth or mark in ("(", ")"):
            depth = max(0, depth + (mark == "(") - (mark == ")"))
            comment.append("" if mark in ("(", ")") else token[0])
        elif told is not None:
            angle = told
        elif mark == ":" and angle is None:
            words.clear()
        elif mark in (",", ";"):
            found += _address(words, comment, angle)
            words, comment, angle = [], [], None
        else:
            words.append((word or "") if quoted is None else re.sub(r"\\(.)", r"\1", quoted))
    return found


def _address(words: list[str], comment: list[str], angle: str | None) -> Iterator[Address]:
    name = "".join(words).strip()
    address = "".join((name if angle is None else angle.rpartition(":")[2]).split())
    if 0 < len(address) <= ADDRESS_LIMIT and ("@" in address or angle is not None or " " not in name):
        display = name if angle is not None else "".join(comment).strip()
        yield Address(shown(display)[:TEXT_LIMIT], clean(address))


def instant(date: str, local: LocalTime) -> str | None:
    """RFC 3339 of a header's date; None if it tells none."""
    date = date.strip()[:_DATE_LIMIT]
    try:
        told = parsedate_to_datetime(date)
        # The offset -0000 says that the time is that of UTC, and that nobody knows where the clock hung.
        return f"{told.isoformat()}Z" if told.tzinfo is None and "-0000" in date else local.instant(told)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
