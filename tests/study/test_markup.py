"""Nothing that comes from the input can break out of a page."""

from __future__ import annotations

import sys
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from bylaws.study.markup import UNSAFE, Markup, flowing, in_one_line, join, printable, prose, tag


def test_texts_are_escaped_and_markup_is_not() -> None:
    assert tag("p", "a < b", Markup("<b>c</b>")) == "<p>a &lt; b<b>c</b></p>"


def test_attributes_are_escaped_named_and_left_out() -> None:
    assert tag("a", "x", href='"><script>', class_="k", aria_label=None, hidden=True) == (
        '<a href="&quot;&gt;&lt;script&gt;" class="k" hidden>x</a>'
    )


def test_words_flow_within_paragraphs_alone() -> None:
    text = "One line\nand another.\n\n- first\n- second\n\n1. one\n2) two\n\n| a | b |\n|---|---|\n\n> said\n> again\n3 things"
    assert flowing(f"\n{text}\n") == text.replace("line\nand", "line and").replace("again\n3", "again 3")


def test_void_elements_have_no_end() -> None:
    assert tag("meta", charset="utf-8") == '<meta charset="utf-8">'


def test_characters_that_turn_text_round_are_replaced() -> None:
    assert tag("p", "a\u202eb\x00c") == "<p>a\ufffdb\ufffdc</p>"


def test_no_unsafe_character_is_let_through() -> None:
    every = [chr(code) for code in range(sys.maxunicode + 1)]
    assert [each for each in every if printable(each) != ("\ufffd" if UNSAFE.match(each) else each)] == []


def test_in_one_line_there_is_no_other_line() -> None:
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    assert "\t" not in in_one_line(every)
    assert len(in_one_line(every).splitlines()) == 1
    assert in_one_line("one\ttwo\nthree") == "one␉two␊three"


def test_joining_keeps_markup() -> None:
    assert join(["<", tag("i", 1)], ", ") == "&lt;, <i>1</i>"


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Cf"))), st.text())
def test_whatever_the_text_it_reads_back_as_text(text: str, attribute: str) -> None:
    parser = _Texts()
    parser.feed(tag("p", text, title=attribute))
    parser.close()
    assert (parser.tags, parser.text) == (["p"], text)


def test_names_in_backticks_are_code_and_everything_is_escaped() -> None:
    assert prose("from `a_b` on,\nand `<i>`\n") == "from <code>a_b</code> on, and <code>&lt;i&gt;</code>"
    assert prose("one ` alone, ``two``") == "one ` alone, ``two``"
    assert isinstance(prose(""), Markup)
