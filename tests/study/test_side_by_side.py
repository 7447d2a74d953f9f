"""Two texts word by word."""

from __future__ import annotations

import pytest

from bylaws.study import side_by_side as module
from bylaws.study.side_by_side import Piece, side_by_side


def test_what_is_in_one_text_alone_is_marked() -> None:
    found = side_by_side("You must not guess.", "You must never guess.")
    assert found.old == [Piece("same", "You must "), Piece("gone", "not "), Piece("same", "guess.")]
    assert found.new == [Piece("same", "You must "), Piece("new", "never "), Piece("same", "guess.")]


def test_each_side_keeps_its_own_white_space() -> None:
    found = side_by_side("one\ntwo", "one  two three")
    assert "".join(each.text for each in found.old) == "one\ntwo"
    assert all(each.kept == "same" for each in found.old)
    assert "".join(each.text for each in found.new) == "one  two three"
    assert [each for each in found.new if each.kept == "new"] == [Piece("new", "three")]


def test_empty_texts_have_no_pieces() -> None:
    assert side_by_side("", "").old == []
    assert side_by_side("", "word").new == [Piece("new", "word")]


def test_very_long_texts_are_compared_by_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 3)
    found = side_by_side("a b\nc d\n", "a b\nc e\n")
    assert [each for each in found.old if each.kept == "gone"] == [Piece("gone", "c d\n")]
