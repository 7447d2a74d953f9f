"""JSON objects of a stream: one a line if the first stands on one line, else in an array or each over several lines.

Memory is bounded by the largest object; one larger than `OBJECT_LIMIT` is rejected without being held.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

import orjson
from msgspec import Struct

from bylaws.events.readers.lines import LINE_LIMIT, Line, lines_of
from bylaws.events.readers.stream import Stream
from bylaws.events.record import EXCERPT, Reject, excerpt

OBJECT_LIMIT: Final = LINE_LIMIT
PLAIN: Final = 1 << 20
"""Bytes of a text up to which it cannot unfold to more than may be held."""
PARTS_LIMIT: Final = 1 << 20
"""Values in a longer text, with the commas and brackets within texts: small ones take up to thirty times their length."""
_PIECES: Final = 10
_BOM: Final = b"\xef\xbb\xbf"
_STRUCTURE: Final = re.compile(rb'["{}]')
_STRING: Final = re.compile(rb'["\\\n]')
_TEXT: Final = rb'"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"'
_OUTSIDE: Final = re.compile(rb'(?:[^"{]++|%b)*+' % _TEXT)
"""What between objects begins none: also whole strings, for a brace within one begins none either."""
_INSIDE: Final = re.compile(rb'(?:[^"{}]++|%b|\{(?:[^"{}]++|%b)*+\})*+' % (_TEXT, _TEXT))
"""What within an object neither begins nor ends anything: whole strings, and whole objects of these alone."""
_OPENED: Final = re.compile(rb"\{[ \t\r]*\n")
_LIST_BEGUN: Final = re.compile(
    rb'\{\s*+(?:%b\s*+:\s*+(?:%b|[-+\w.]++|\{[^{}]*+\}|\[[^][{}]*+\])\s*+,\s*+)*+"([^"\\]+)"\s*+:\s*+\[\s*+\{' % (_TEXT, _TEXT)
)
"""An object whose first member of more than one level is a list of objects."""
# What the parser says in words of its trade.
_PLAINLY: Final = {
    "depth limit exceeded": "it is nested too deep",
    "number is infinity when parsed as double": "a number in it is too large to be held",
    "str is not valid UTF-8: surrogates not allowed": "it is not UTF-8",
    "unexpected end of data": "it ends too early",
}


class Object(Struct, frozen=True):
    """`line` counts from 1 and `offset` in bytes: where it begins. `text` is the object as it stands there."""

    line: int
    offset: int
    members: dict[str, Any]
    text: bytes


def first_object(head: bytes) -> Mapping[str, Any]:
    """The first object of content that begins so, by which a format is told; empty if there is none, or not all of it.

    A log may begin with a broken line, so some pieces are passed over that are none.
    """
    pieces = islice(objects_of(Stream("", iter([head])), repair=True), _PIECES)
    return next((each.members for each in pieces if isinstance(each, Object)), {})


def list_in(head: bytes) -> str:
    """The member under which content that begins so holds its objects, if it is one document with a list of them; else empty."""
    text = head.removeprefix(_BOM).strip()
    try:
        members = parsed(text)
    except ValueError:
        # The document goes on behind the head. Where it did not, these were lines, of which the first is broken.
        begun = _LIST_BEGUN.match(text) if _OPENED.match(text) or b"\n" not in text else None
        return begun[1].decode(errors="replace") if begun and b'"kind"' not in begun[0] else ""
    lists = [name for name, each in members.items() if _is_of_objects(each)] if isinstance(members, dict) else []
    return lists[0] if lists and "kind" not in members else ""


def _is_of_objects(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)


def objects_of(stream: Stream, *, repair: bool = False) -> Iterator[Object | Reject]:
    """Each object; what is none is rejected, and a broken one up to where the next begins.

    `repair`: bytes that are no UTF-8 become U+FFFD, for logs that hold what clients sent as it came.
    """
    head = stream.peek(EXCERPT).removeprefix(_BOM).lstrip()
    first = head.split(b"\n", 1)[0].rstrip()
    pieces = lines_of(stream, OBJECT_LIMIT) if first.startswith(b"{") and first.endswith(b"}") else _pieces(stream)
    for piece in pieces:
        yield piece if isinstance(piece, Reject) else _object(stream, piece, repair)


def parsed(text: bytes, *, repair: bool = False) -> Any:
    """What a text of JSON says; raises ValueError in plain words. `repair`: as `objects_of`."""
    if len(text) > PLAIN and sum(map(text.count, (b"{", b"[", b","))) > PARTS_LIMIT:
        raise ValueError(f"JSON of more than {PARTS_LIMIT:,} values")
    try:
        return orjson.loads(text.decode("utf-8", "replace") if repair and not text.isascii() else text)
    except orjson.JSONDecodeError as error:
        raise ValueError(f"no JSON: {_PLAINLY.get(error.msg, error.msg)}") from None


def _object(stream: Stream, piece: Line, repair: bool) -> Object | Reject:
    try:
        members = parsed(piece.text.removeprefix(_BOM), repair=repair)
        if isinstance(members, dict):
            return Object(piece.number, piece.offset, members, piece.text)
        reason = "no JSON object"
    except ValueError as error:
        reason = str(error)
    return Reject(stream.name, piece.number, piece.offset, reason, excerpt(piece.text))


def _pieces(stream: Stream) -> Iterator[Line | Reject]:
    """Each outermost `{…}` of a stream, and a Reject for what stands between two and is no blank, comma or bracket."""
    held, cut = bytearray(), _Cut(1, stream.offset)
    for chunk in stream.chunks():
        held += chunk
        yield from cut.pieces(stream.name, held)
        if len(held) > OBJECT_LIMIT:
            stream.give_up(f"an object begins on line {cut.line} that does not end within {OBJECT_LIMIT} bytes")
            return
    rest = cut.rest(held)
    if rest and not stream.broken:
        reason = "no JSON: it ends too early" if cut.depth else "no JSON object"
        yield Reject(stream.name, cut.line, cut.offset, reason, excerpt(rest))


_BETWEEN: Final = b" \t\r\n,[]" + _BOM
_SOMETHING: Final = re.compile(rb"[^%b]" % re.escape(_BETWEEN))


class _Cut(Struct):
    """Where the bytes that are held begin (`line`, `offset`), and how far they were looked through."""

    line: int
    offset: int
    depth: int = 0
    quoted: bool = False
    seen: int = 0

    def pieces(self, name: str, held: bytearray) -> Iterator[Line | Reject]:
        """Cuts what is whole off `held`."""
        while found := self._next(held):
            at, what = found.start(), found[0]
            if what == b"\\":
                if at + 1 == len(held):
                    self.seen = at
                    return
                self.seen = at + 2
                continue
            self.seen = at + 1
            if what == b'"' or self.quoted:
                # A line end within a string is no JSON: the string is taken to have ended, and the parser says so.
                self.quoted = not self.quoted
            elif what == b"{":
                if not self.depth:
                    yield from self._between(name, held, at)
                self.depth += 1
            elif what == b"}" and self.depth:
                self.depth -= 1
                if not self.depth:
                    yield Line(self.line, self.offset, bytes(held[: self.seen]))
                    self._drop(held, self.seen)
        self.seen = len(held)
        if not self.depth and not self.quoted and not _SOMETHING.search(held):
            self._drop(held, len(held))

    def rest(self, held: bytearray) -> bytes:
        """What is left at the end, without blanks around it."""
        self._drop(held, len(held) - len(held.lstrip(_BETWEEN)))
        return bytes(held).rstrip(_BETWEEN)

    def _next(self, held: bytearray) -> re.Match[bytes] | None:
        if self.quoted:
            return _STRING.search(held, self.seen)
        passed = (_INSIDE if self.depth else _OUTSIDE).match(held, self.seen)
        self.seen = passed.end() if passed else self.seen
        return _STRUCTURE.search(held, self.seen)

    def _between(self, name: str, held: bytearray, end: int) -> Iterator[Reject]:
        found = bytes(held[:end])
        skipped = len(found) - len(found.lstrip(_BETWEEN)) if found.strip(_BETWEEN) else end
        self._drop(held, skipped)
        if skipped < end:
            yield Reject(name, self.line, self.offset, "no JSON object", excerpt(found.strip(_BETWEEN)))
            self._drop(held, end - skipped)
        self.seen = 1

    def _drop(self, held: bytearray, size: int) -> None:
        self.line += held.count(b"\n", 0, size)
        self.offset += size
        self.seen = max(0, self.seen - size)
        del held[:size]
