"""Formatting keeps what a policy says, and every byte outside its blocks."""

import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bylaws.policy.format import format_text
from bylaws.policy.grammar import tokens
from bylaws.policy.layout import lay_out
from bylaws.policy.parse import Block, parse_block
from bylaws.policy.walk import shape
from bylaws.source import SourceFile

CORPUS = (Path(__file__).parents[1] / "corpus.md").read_text()
BLOCKS = re.findall(r"^```(bylaw|example)\n(.*?)^```", CORPUS, re.MULTILINE | re.DOTALL)
SPACES = st.sampled_from([" ", "\n", "\n\n\n", "\t ", "  # why \n", "\n# above\n", "\n\n# one\n\n# two\n"])


def parsed(language: str, text: str) -> object:
    """What a block means: its tree without places."""
    block = Block(language, text, SourceFile("policy.md", text), 0)
    read = parse_block(block)
    assert not block.diagnostics, [each.message for each in block.diagnostics]
    return shape(read)


def formatted(text: str) -> str:
    found = format_text(text)
    assert isinstance(found, str), found
    return found


def test_the_corpus_keeps_its_meaning_and_its_prose() -> None:
    once = formatted(CORPUS)
    again = re.findall(r"^```(bylaw|example)\n(.*?)^```", once, re.MULTILINE | re.DOTALL)
    assert [parsed(*block) for block in again] == [parsed(*block) for block in BLOCKS]
    assert re.split(r"(?ms)^```.*?^```", once) == re.split(r"(?ms)^```.*?^```", CORPUS)
    assert formatted(once) == once


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(BLOCKS), st.data())
def test_any_spacing_and_comments_come_to_one_layout(block: tuple[str, str], data: st.DataObject) -> None:
    language, text = block
    words = [token.text for token in tokens(language, text)]
    few = data.draw(st.sets(st.integers(0, len(words)), max_size=8))
    loose = "".join((data.draw(SPACES) if i in few else " ") + word for i, word in enumerate(words)) + "\n"
    once = "\n".join(lay_out(language, loose)) + "\n"
    assert parsed(language, once) == parsed(language, text)
    assert "\n".join(lay_out(language, once)) + "\n" == once
    assert sorted(re.findall(r"# (?:why|above|one|two)", once)) == sorted(re.findall(r"# (?:why|above|one|two)", loose))


def test_long_conditions_break_at_the_outermost_or() -> None:
    long = " and ".join(f"field_number_{i} > {i}" for i in range(5))
    lines = lay_out("bylaw", f'rule a on b.c when {long} or ({long}) severity low says "x"')
    assert lines == ["rule a on b.c", f"  when {long}", f"    or ({long})", "  severity low", '  says "x"']


def test_between_is_not_broken_at_its_and() -> None:
    condition = "a between " + "1 + " * 40 + "2 and 3"
    assert lay_out("bylaw", f"rule a on b.c when {condition}")[1:] == [f"  when {condition}"]


def test_comments_on_neighbouring_lines_stand_below_each_other() -> None:
    lines = lay_out("example", 'expect no a for "b" # one\nexpect abc #two\n# three\nexpect nothing  # four')
    assert lines == ['expect no a for "b"  # one', "expect abc           #two", "# three", "expect nothing  # four"]


def test_margins_of_lists_and_line_ends_stay() -> None:
    head = "# A {#a}\n\n1. You must\n   ```bylaw\n"
    text = head + "   rule a on b.c   when x\n   ```\n"
    laid_out = head + "   rule a on b.c\n     when x\n   ```\n"
    assert formatted(text) == laid_out
    assert formatted(text.replace("\n", "\r\n")) == laid_out.replace("\n", "\r\n")


def test_a_block_that_cannot_be_read_is_told() -> None:
    found = format_text("## A {#a}\n```bylaw\nrule a on b.c\n```\n")
    assert not isinstance(found, str)
    assert [each.message for each in found] == ["rule `a` has no `when`"]


def test_maps_are_laid_out_as_they_are_shown() -> None:
    text = 'given plan.assigned with meter_limits { "calls":50 ,"texts" : 6 } , fair_use { }'
    assert lay_out("example", text) == ['given plan.assigned with meter_limits {"calls": 50, "texts": 6}, fair_use {}']
