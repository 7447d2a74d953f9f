"""What is told of texts from their bytes is what tests and functions tell of each text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bylaws.engine.addresses import domain_of, host_of
from bylaws.engine.columns.texts import affixed, affixes, cut
from bylaws.engine.compile_texts import like
from bylaws.events.columns.strings import Strings
from bylaws.events.types import TEXT, TRUTH, Type
from bylaws.policy.expressions import Const, FieldRef, TextTest
from bylaws.source.span import SourceFile, Span

NOWHERE = Span(SourceFile("policy.md", ""), 0, 0)
UNTIMED = settings(deadline=None)
"""Compiling takes its time."""
FUNCTIONS = {"host_of": host_of, "domain_of": domain_of}
PIECES = [
    "http",
    "https",
    "ftp",
    ":",
    "//",
    "/",
    "a.example",
    "x-1_y",
    "A",
    "@",
    "80",
    "?",
    "#",
    ".",
    " ",
    "<",
    ">",
    "\n",
    "\u00e9",
]
ADDRESSES = st.lists(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), min_size=1, max_size=8)


def asking(pattern: str, kind: Type = TEXT, op: str = "like") -> TextTest:
    return TextTest(op, FieldRef("path", kind, NOWHERE), Const(pattern, TEXT, NOWHERE), False, TRUTH, NOWHERE)


@UNTIMED
@given(st.text("ab%\u00e9", max_size=5), st.lists(st.text("ab\n\u00e9", max_size=6), min_size=1, max_size=8))
@example("ab%ba", ["aba", "abba", "ab\nba"])
@example("aaaaaaaa%bbbbbbbb", ["aaaaaaaabbbbbbbb", "aaaaaaaacbbbbbbb"])
def test_how_texts_begin_and_end(pattern: str, texts: list[str]) -> None:
    ends = affixes(asking(pattern))
    assert (ends is not None) == (pattern.count("%") == 1)
    if ends is not None:
        strings = Strings()
        assert affixed(*ends, strings.numbers(texts), strings).tolist() == [like(pattern)(text) for text in texts]


def test_what_asks_for_more_than_how_a_text_begins_and_ends() -> None:
    asked = [asking("a_%"), asking("a%", op="contains"), asking("a%", op="matches"), asking("a%", Type("array", (TEXT,)))]
    assert [affixes(each) for each in asked] == [None] * 4


@pytest.mark.parametrize("name", FUNCTIONS)
@UNTIMED
@given(texts=ADDRESSES)
@example(texts=["http://a@a.example", "http://a.example:80@b.example", "http://a.example:8a/x", "x@a.example", "x//y@a.example"])
def test_parts_of_addresses(name: str, texts: list[str]) -> None:
    strings = Strings()
    numbers, told = cut(name, strings.numbers(texts), strings)
    found = [FUNCTIONS[name](text) for text in texts]
    assert strings.texts(numbers[told]) == [part for part, known in zip(found, told.tolist(), strict=True) if known]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("host_of", "http://a.example"),
        ("host_of", "https://a-b.example:8080/x?y"),
        ("host_of", "https://1.2.3.4?y"),
        ("host_of", "http://_dmarc.example#top"),
        ("domain_of", "mailto@x@a.example"),
        ("domain_of", "a.example"),
        ("domain_of", "https://a.example/@b"),
    ],
)
def test_plain_names_are_told(name: str, text: str) -> None:
    strings = Strings()
    numbers, told = cut(name, np.array([strings.number(text)]), strings)
    assert told.all()
    assert strings.texts(numbers) == [FUNCTIONS[name](text)]
