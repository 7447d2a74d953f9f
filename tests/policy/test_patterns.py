"""What is wrong with a pattern is said in the project's words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaws.policy.checks.patterns_must_be_safe import LONGEST, check
from bylaws.source import NOWHERE


def told(pattern: str) -> str:
    found = check(pattern, NOWHERE)
    return found.message if found else ""


@pytest.mark.parametrize("pattern", ["", "a+?", "(?i)x|y", r"(?P<n>\d{1,1000})", r"\bAct\b", "[[:alpha:]]", r"\pL", "^*", "a{"])
def test_what_re2_knows_is_fine(pattern: str) -> None:
    assert told(pattern) == ""


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("x(?=a)", "`(?=` looks around, which no pattern here can"),
        ("(?<!a)x", "`(?<!` looks around, which no pattern here can"),
        ("(?>a)", "this pattern has a group that begins with `(?>`, which means nothing here"),
        ("(?P=n)", "this pattern has a group that begins with `(?P`, which means nothing here"),
        ("(?P<n", "the group `(?P<n` has no proper name"),
        (r"(a)\1", r"`\1` refers back to a group, which no pattern here can"),
        (r"\k<n>", r"`\k` refers back to a group, which no pattern here can"),
        (r"\y", r"`\y` stands for nothing in a pattern"),
        ("[abc", "the bracket of `[abc` is never closed"),
        ("((a)", "a bracket of `((a)` is never closed"),
        ("(" * 100, f"a bracket of `{'(' * 40}…` is never closed"),
        ("a)", "the last bracket of `a)` closes nothing"),
        ("a\\", r"this pattern ends in a `\` that stands before nothing"),
        ("*a", "`*` has nothing before it to repeat"),
        ("a{2}{3}", "`{2}{3}` repeats a repetition"),
        ("a{1001}", "`{1001}` makes more than 1000 repetitions, counting those within each other"),
        ("(a{999}){999}", "`{999}` makes more than 1000 repetitions, counting those within each other"),
        ("a{5,2}", "`{5,2}` repeats from more to less"),
        ("[z-a]", "`z-a` runs backwards"),
        ("[[:foo:]]", "there is no class of characters `[:foo:]`"),
        (r"\p{Foo}", r"there is no class of characters `\p{Foo}`"),
        (r"\pL{500}", "this pattern takes too much memory"),
        ("a" * (LONGEST + 1), "this pattern is longer than 1000 characters"),
    ],
)
def test_each_thing_wrong_has_its_words(pattern: str, message: str) -> None:
    assert told(pattern) == message


@given(st.text(st.sampled_from("ab19\\()[]{}?*+|^$.,-:<>=!P"), max_size=12))
def test_no_pattern_is_told_in_the_words_of_its_library(pattern: str) -> None:
    message = told(pattern)
    assert "cannot be used" not in message
    assert not any(word in message for word in ("invalid", "missing", "unexpected", "operator", "argument"))
