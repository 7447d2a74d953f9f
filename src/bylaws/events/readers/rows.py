"""Rows of delimited text (RFC 4180) of a stream, in bounded memory."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from bylaws.events.readers.lines import Line, lines_of
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Reject, excerpt

_LINE_LIMIT: Final = 1 << 20


class Row(Struct, frozen=True):
    """`first` is the line on which the row begins."""

    first: Line
    cells: list[str]


class _Lines:
    """Feeds the csv reader with decoded lines and remembers what it was fed since the last row."""

    def __init__(self, stream: Stream, encoding: str, errors: str) -> None:
        self._lines, self._name = lines_of(stream, _LINE_LIMIT), stream.name
        self._encoding, self._errors = encoding, errors
        self.taken: list[Line] = []
        self.rejects: list[Reject] = []

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            if isinstance(line, Reject):
                self.rejects.append(line)
                continue
            try:
                text = line.text.decode(self._encoding, self._errors)
            except UnicodeDecodeError:
                reason = f"a line that is no {self._encoding}"
                self.rejects.append(Reject(self._name, line.number, line.offset, reason, excerpt(line.text)))
                continue
            self.taken.append(line)
            yield (text.removeprefix("\ufeff") if line.number == 1 else text) + "\n"


def rows_of(
    stream: Stream, encoding: str = "utf-8", delimiter: str = ",", *, lenient: bool = False, quoted: bool = True
) -> Iterator[Row | Reject]:
    """Each row, and a Reject for each line or row that is none.

    `lenient`: bytes that are no text become U+FFFD instead of a Reject, and blanks may stand between a delimiter and a quote.
    Without `quoted` a quote is a character like any other, and each line is a row.

    The csv module bounds a cell to 128 KiB, so a quote that is never closed costs that much and no more.
    """
    feed = _Lines(stream, encoding, "replace" if lenient else "strict")
    quoting: Final = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    rows = csv.reader(feed, delimiter=delimiter, strict=True, skipinitialspace=lenient, quoting=quoting)
    while True:
        feed.taken.clear()
        row = _next_row(rows, feed, stream.name)
        yield from feed.rejects
        feed.rejects.clear()
        if row is None:
            return
        yield row


def _next_row(rows: Iterator[list[str]], feed: _Lines, name: str) -> Row | Reject | None:
    try:
        cells = next(rows, None)
        return None if cells is None else Row(feed.taken[0], cells)
    except csv.Error as error:
        first = feed.taken[0] if feed.taken else Line(0, 0, b"")
        return Reject(name, first.number, first.offset, f"no row of a table: {error}", excerpt(first.text))
