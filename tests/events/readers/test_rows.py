"""Rows of delimited text, each with the line on which it begins."""

from __future__ import annotations

from bylaws.events.readers.rows import Row, rows_of
from bylaws.events.record import Reject
from tests.events.readers.reading import stream


def rows(content: bytes, *, lenient: bool = False) -> list[tuple[int, list[str]] | str]:
    found = rows_of(stream(content), lenient=lenient)
    return [(each.first.number, each.cells) if isinstance(each, Row) else each.reason for each in found]


def test_a_row_may_go_over_lines() -> None:
    assert rows(b'a,"b\nc"\n\nd,e\n') == [(1, ["a", "b\nc"]), (4, ["d", "e"])]


def test_what_is_no_text_is_rejected_or_replaced() -> None:
    assert rows(b"a,\xe9\nb,c") == ["a line that is no utf-8", (2, ["b", "c"])]
    assert rows(b"a,\xe9\nb,c", lenient=True) == [(1, ["a", "\ufffd"]), (2, ["b", "c"])]


def test_a_blank_before_a_quote_is_borne_where_that_was_asked_for() -> None:
    assert rows(b'"a", "b"', lenient=True) == [(1, ["a", "b"])]


def test_a_quote_that_is_never_closed_is_bounded() -> None:
    (first, *_) = rows_of(stream(b'"' + b"x\n" * 1_000_000))
    assert isinstance(first, Reject)
    assert first.reason.startswith("no row of a table: field larger than field limit")
