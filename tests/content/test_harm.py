"""Harmful texts, and such that only use the same words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaws.content.text.harm import SORTS, harm, harm_of
from bylaws.content.text.plain import plain
from bylaws.content.text.stance import SORTS as LISTS
from bylaws.content.text.stance import phrases, signs
from bylaws.events.types import BILLION
from bylaws.training.stances import stances


def shares(text: str) -> dict[str, float]:
    return {name: value / BILLION for name, value in harm(text).items() if isinstance(value, int)}


@pytest.mark.parametrize(
    ("worse", "better", "sort"),
    [
        ("Women are vermin and should be wiped out", 'Saying "women are vermin" is hate speech and must stop', "hate"),
        ("Women are vermin and should be wiped out", "Women are not vermin", "hate"),
        ("I hate gay people, all of them", "I hate Mondays, all of them", "hate"),
        ("you are such a pathetic loser, nobody likes you", "the battery is a pathetic joke, nobody likes it", "harassment"),
        ("I will find you tonight and kill you", "this bug is killing me", "threat"),
        ("I don't want to live any more, I want to die", "If you know someone who wants to die, call the helpline", "self_harm"),
    ],
)
def test_what_is_done_with_the_words_counts(worse: str, better: str, sort: str) -> None:
    one, other = shares(worse), shares(better)
    assert one[sort] > 2 * other[sort]
    assert one["score"] > other["score"]


def test_a_disguise_changes_nothing() -> None:
    assert dict(harm("W0men are v.e.r.m.i.n")) == dict(harm("Women are vermin"))
    assert dict(harm("wo\u200bmen are verm\u0456n")) == dict(harm("women are vermin"))


def test_what_speaks_for_it_is_told_with_the_surest_sort() -> None:
    told = harm("you are such a pathetic loser, nobody likes you")
    assert told["class"] == "harassment"
    assert "pathetic" in str(told["spans"])
    assert set(told) == {"score", "class", "spans", *SORTS}


@pytest.mark.parametrize(
    ("text", "as_read"),
    [
        ("I h4te th3m", "i hate them"),
        ("k1ll", "kill"),
        ("h a t e you", "hate you"),
        ("b!tch, wow!", "bitch, wow!"),
        ("\uff28\uff41\uff54\uff45", "hate"),
        ("h\u0430te", "hate"),
        ("haaaaate", "haate"),
        ("we met at 10am on the 1st, room b12, mp3, x264", "we met at 10am on the 1st, room b12, mp3, x264"),
        ("I.D. U.S.A.", "i.d. u.s.a."),
        ("call me @home", "call me @home"),
        ("\u041d\u0430\u0448 \u0433\u043e\u0440\u043e\u0434", "\u043d\u0430\u0448 \u0433\u043e\u0440\u043e\u0434"),
    ],
)
def test_disguises_are_undone_and_nothing_else(text: str, as_read: str) -> None:
    assert plain(text) == as_read


def test_signs_say_whom_a_statement_is_about_and_whether_it_is_meant() -> None:
    assert {"group demeaning", "attack on a group"} <= {*signs("women are vermin")}
    assert {"group not demeaning", "group unharmed"} <= {*signs("women are not vermin")}
    assert "attack told of" in signs('saying "women are vermin" is wrong')
    assert "group by they demeaning" in signs("i met some women. they are vermin")
    assert "you insulting" in signs("you idiot")
    assert not any(sign.startswith("group") for sign in signs("the rats are vermin"))


def test_no_phrase_stands_under_a_sort_twice_and_all_are_plain() -> None:
    for sort in LISTS:
        told = phrases(sort)
        assert told
        assert len(told) == len({*told})
        assert [each for each in told if each != each.strip().lower()] == []


def test_sentences_of_our_own_are_of_either_sort_and_the_same_each_time() -> None:
    made = list(stances(2, 1))
    assert made == list(stances(2, 1))
    assert made != list(stances(2, 2))
    assert not any("{" in each.text for each in made)
    assert {each.hateful for each in made} == {True, False}


@given(st.lists(st.text(max_size=200), max_size=4))
def test_many_are_judged_as_each_is(texts: list[str]) -> None:
    assert [dict(each) for each in harm_of([(text,) for text in texts])] == [dict(harm(text)) for text in texts]


@pytest.mark.parametrize("text", ["", "\x00", "a" * 10**6, "! " * 10**5, "you " * 10**5, "h.a.t.e." * 10**5, '"' * 10**5])
def test_odd_texts_are_judged_in_bounded_time(text: str) -> None:
    assert 0 <= shares(text)["score"] <= 1
