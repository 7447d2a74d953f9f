"""Rewriting expectations."""

from __future__ import annotations

from collections import Counter

from bylaws.cli.accept import Edit, counted, edited, found_instead
from bylaws.source import SourceFile, Span


def test_edits_of_one_file_do_not_disturb_each_other() -> None:
    file = SourceFile("p.md", "expect 1 a\nexpect no b\n")
    edits = [Edit(Span(file, 0, 10), "expect 12 a"), Edit(Span(file, 11, 22), "expect 1 b")]
    assert edited(edits) == {"p.md": "expect 12 a\nexpect 1 b\n"}


def test_a_count_is_replaced_and_the_rest_stays() -> None:
    assert counted('expect 1 guessed for "x" with n 5', 3) == 'expect 3 guessed for "x" with n 5'
    assert counted("expect guessed", 0) == "expect no guessed"
    assert counted("expect no  guessed", 1) == "expect 1 guessed"


def test_nothing_is_replaced_by_what_was_found() -> None:
    assert found_instead(Counter({"b": 2, "a": 1})) == ["expect 1 a", "expect 2 b"]


def test_a_line_without_words_goes_unless_something_else_stands_on_it() -> None:
    file = SourceFile("p.md", "one\n  two \nthree # four\n")
    assert edited([Edit(Span(file, 6, 9), "")]) == {"p.md": "one\nthree # four\n"}
    assert edited([Edit(Span(file, 11, 16), "")]) == {"p.md": "one\n  two \n # four\n"}
