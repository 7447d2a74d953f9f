"""The tables are those of the grammar, and reading by them is what lark does."""

from __future__ import annotations

import importlib.util
import os
import re
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lark import Lark, Tree
from lark.exceptions import UnexpectedInput, UnexpectedToken

from bylaws.policy.grammar import could_follow, parse, tokens
from bylaws.policy.reading import Node, Token, Unexpected

ROOT = Path(__file__).parents[2]
SOURCES = (ROOT / "tests" / "corpus.md", *sorted((ROOT / "src" / "bylaws" / "policies").glob("*.md")))
BLOCKS = [
    block for page in SOURCES for block in re.findall(r"^```(bylaw|example)\n(.*?)^```", page.read_text("utf-8"), re.M | re.S)
]
BROKEN = re.findall(
    r"^=== .*\n((?:(?!===|! |    at |    help ).*\n)*)", (Path(__file__).parent / "golden" / "syntax.txt").read_text(), re.M
)
WORDS = sorted({token.text for block in BLOCKS for token in tokens(*block)} | {"=", "-", "(", ")", "]", "~", "'", '"', "# x\n"})
EXAMPLES = 60 * int(os.environ.get("BYLAWS_EXAMPLES", "1"))


@cache
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("grammar", ROOT / "scripts" / "grammar.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def lark() -> Lark:
    made = script().made_by_lark()
    assert isinstance(made, Lark)
    return made


def ours(language: str, text: str) -> object:
    """The tree with all places, or where reading breaks off."""
    try:
        return shown(parse(language, text))
    except Unexpected as error:
        return error.at


def shown(part: Node | Token | None) -> object:
    if isinstance(part, Node):
        return part.kind, (part.start, part.end), [shown(each) for each in part.parts]
    return part and (part.kind, part.text, part.start)


def theirs(language: str, text: str) -> object:
    """The same by lark."""
    try:
        return shown_tree(lark().parse(text, start=language))
    except UnexpectedInput as error:
        ended = isinstance(error, UnexpectedToken) and error.token.type == "$END"
        return None if ended else error.pos_in_stream


def shown_tree(part: object) -> object:
    if isinstance(part, Tree):
        place = (0, 0) if part.meta.empty else (part.meta.start_pos, part.meta.end_pos)
        return str(part.data), place, [shown_tree(each) for each in part.children]
    return part and (part.type, str(part), part.start_pos)  # type: ignore[attr-defined]


def their_following(language: str, text: str) -> frozenset[str]:
    reading = lark().parse_interactive(text, start=language)
    try:
        reading.exhaust_lexer()
    except UnexpectedInput:
        return frozenset()
    return frozenset(reading.accepts()) - {"$END"}


def test_the_tables_follow_from_the_grammar() -> None:
    assert script().tables(lark()) == script().TABLES.read_text("utf-8"), "run `make grammar`"


@pytest.mark.parametrize(("language", "text"), BLOCKS)
def test_every_block_reads_as_lark_reads_it(language: str, text: str) -> None:
    assert ours(language, text) == theirs(language, text)


@pytest.mark.parametrize("text", BROKEN)
@pytest.mark.parametrize("language", ["bylaw", "example"])
def test_every_slip_breaks_off_where_lark_does(language: str, text: str) -> None:
    assert ours(language, text) == theirs(language, text)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.sampled_from(BLOCKS), st.data())
def test_whatever_is_written_reads_as_lark_reads_it(block: tuple[str, str], data: st.DataObject) -> None:
    language, text = block
    words = [token.text for token in tokens(language, text)][:60]
    for _ in range(data.draw(st.integers(0, 3))):
        place = data.draw(st.integers(0, len(words)))
        words[place : place + data.draw(st.integers(0, 2))] = data.draw(st.lists(st.sampled_from(WORDS), max_size=2))
    text = "".join(word + data.draw(st.sampled_from([" ", " ", " ", "", "\n"])) for word in words)
    assert ours(language, text) == theirs(language, text)
    assert could_follow(language, text) == their_following(language, text)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.sampled_from(BLOCKS), st.data())
def test_what_could_follow_is_what_lark_accepts(block: tuple[str, str], data: st.DataObject) -> None:
    language, text = block
    beginning = text[: data.draw(st.integers(0, len(text)))]
    assert could_follow(language, beginning) == their_following(language, beginning)
