"""Every place where a block can break off has its words."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from bylaws.policy.grammar import could_follow, tokens
from bylaws.policy.wanted import wanted

CORPUS = (Path(__file__).parents[1] / "corpus.md").read_text()
GRAMMAR = (Path(__file__).parents[2] / "src" / "bylaws" / "policy" / "grammar.lark").read_text()
SPELLED = (
    set(re.findall(r'"([^"\s]+)"', GRAMMAR)) | set(re.findall(r"[a-z]+", " ".join(re.findall(r"/\((.*?)\)", GRAMMAR)))) | {"not"}
)


@pytest.mark.parametrize("language", ["bylaw", "example"])
def test_what_comes_next_is_told_in_words_of_the_language(language: str) -> None:
    for text in re.findall(rf"^```{language}\n(.*?)^```", CORPUS, re.MULTILINE | re.DOTALL):
        read = tokens(language, text)
        for before, after in pairwise(range(len(read))):
            told = wanted(could_follow(language, text[: read[before].end]), read[:after], language)
            listed, _, shown = told.partition(", like ")
            assert listed.startswith("next comes ")
            assert shown
            assert set(re.findall(r"`([^`]+)`", listed)) <= SPELLED | set("+-*/,:)]=")
