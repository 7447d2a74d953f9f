"""A mail taken apart by the standard library, with what its parser costs bounded beforehand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.policy import compat32
from typing import Any, Final, cast

from bylaws.events.readers.mail.headers import Headers

DEPTH: Final = 50
PARTS: Final = 10_000
HEADER_LIMIT: Final = 4 * 2**20
_WORK: Final = 100_000_000
"""Comparisons of a line with a boundary, at most: the parser holds each line against the boundary of each level around it."""
_MARKS: Final = 100_000
"""Lines that may be boundaries, at most."""
_PARAMETERS: Final = 4096
"""Characters of a header with parameters, at most."""

# What the library's parser and its accessors raise on hostile headers and contents, one time or another.
UNSOUND: Final = (ValueError, TypeError, LookupError, AttributeError, AssertionError, OverflowError, RecursionError)

_BOUNDARY: Final = re.compile(rb"boundary", re.IGNORECASE)
_HEADERS_END: Final = re.compile(rb"\r?\n\r?\n|\r\r")


class Part(Message):
    """A part whose content stands as it came, also where it is a mail itself: the parser would take that apart."""

    def get_content_type(self) -> str:
        return "application/octet-stream" if self.sort.startswith("message/") else self.sort

    @property
    def sort(self) -> str:
        """Its media type, in lower case."""
        try:
            return super().get_content_type()
        except UNSOUND:
            return "application/octet-stream"

    @property
    def parts(self) -> list[Part]:
        """Those that it is made of, if it is."""
        held = self.get_payload()
        return [each for each in held if isinstance(each, Part)] if isinstance(held, list) else []

    def get_param(self, param: str, failobj: Any = None, header: str = "content-type", unquote: bool = True) -> Any:
        """As in the library, whose time grows with the square of a header's length; it takes boundaries from here too."""
        if len(str(self.get(header, ""))) > _PARAMETERS:
            return failobj
        return super().get_param(param, failobj, header, unquote)

    @property
    def charset(self) -> str:
        """As its type tells it; empty if it does not."""
        try:
            return str(self.get_content_charset(""))
        except UNSOUND:
            return ""

    @property
    def disposition(self) -> str:
        """`inline` or `attachment`; empty if it is not told."""
        try:
            return self.get_content_disposition() or ""
        except UNSOUND:
            return ""

    @property
    def file_name(self) -> str:
        try:
            return self.get_filename() or ""
        except UNSOUND:
            return ""

    @property
    def content(self) -> bytes:
        """What it holds, with its transfer encoding undone; empty for what is made of parts."""
        try:
            held = self.get_payload(decode=True)
        except UNSOUND:
            return b""
        return held if isinstance(held, bytes) else b""


def part_of(mail: bytes) -> Part:
    """A mail; one that is nested too deep comes with its headers alone."""
    levels = min(len(_BOUNDARY.findall(mail)), DEPTH)
    if not levels or (mail.count(b"\n") * levels <= _WORK and mail.count(b"\n--") <= _MARKS):
        try:
            whole = cast(Part, BytesParser(Part, policy=compat32).parsebytes(mail))
            if _depth(whole) <= DEPTH:
                return whole
        except UNSOUND:
            pass
    return _bare(mail)


def headers_of(mail: bytes) -> Headers:
    """The headers at the beginning of a mail, or of a block of fields; of very long ones the beginning."""
    return Headers.of(_bare(mail))


def _bare(mail: bytes) -> Part:
    """The headers of a mail alone."""
    try:
        return cast(Part, BytesHeaderParser(Part, policy=compat32).parsebytes(header_block(mail)[:HEADER_LIMIT]))
    except UNSOUND:
        return Part()


def header_block(mail: bytes) -> bytes:
    """What stands before the first blank line."""
    found = _HEADERS_END.search(mail)
    return mail[: found.start()] if found else mail


def leaves(part: Part) -> Iterator[Part]:
    """The parts that are made of no others, in order; of very many the first `PARTS`."""
    waiting, seen = [part], 0
    while waiting and seen < PARTS:
        each = waiting.pop()
        seen += 1
        if each.parts:
            waiting += reversed(each.parts)
        else:
            yield each


def _depth(part: Part) -> int:
    level, depth = [part], 0
    while level:
        level, depth = [each for part in level for each in part.parts], depth + 1
    return depth
