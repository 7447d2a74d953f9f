"""Stretches of a text."""

from __future__ import annotations

from bylaws.source import SourceFile, Span


def test_words_stand_on_one_line() -> None:
    file = SourceFile("p.md", "when many >\n\t  3  \nagainst ip")
    assert Span(file, 5, 19).words == "many > 3"
