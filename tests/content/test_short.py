"""Spam among short messages, on messages made for this test."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaws.content.text.short import LONGEST, normal, signs, spam, spam_of
from bylaws.events.types import BILLION

SPAM = (
    "WINNER! You have been selected for a £500 prize. Call 09061234567 now to claim. Costs 150p per min",
    "URGENT: text CLAIM to 80082 to get your free entry in our weekly draw, T&Cs www.prize.example",
    "Free ringtones! Reply TONE to 86688, only £3 per week. To stop text STOP",
)
HAM = (
    "are we still on for lunch tomorrow? i can pick you up at 12",
    "Ok, I will call you when I get home from work",
    "Happy birthday! Hope you have a lovely day, see you on sunday",
)


@pytest.mark.parametrize("text", SPAM)
def test_spam_is_sure(text: str) -> None:
    assert int(str(spam(text)["score"])) > 0.9 * BILLION


@pytest.mark.parametrize("text", HAM)
def test_plain_talk_is_none(text: str) -> None:
    assert int(str(spam(text)["score"])) < 0.1 * BILLION


def test_the_words_that_speak_for_it_are_told_but_no_number() -> None:
    spans = str(spam(SPAM[0])["spans"]).split(", ")
    assert "{premium}" in spans
    assert all(span in ("{premium}", "{money}") or span in SPAM[0].lower() for span in spans)
    assert list(spam("")) == ["score", "spans"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Call 0906 1234567 NOW", "call xpremium now"),
        ("pay £1.50 or 20 euros", "pay xmoney or xmoney"),
        ("see HTTP://A.example/b &amp; mail a@b.example", "see xlink & mail xmail"),
        ("at 7.30pm on the 3rd", "at xtime on the xnth"),
        ("ｆｒｅｅ 4711 8", "free 0000 0"),
    ],
)
def test_how_a_message_is_read(text: str, expected: str) -> None:
    assert " ".join(normal(text).split()) == expected


@settings(deadline=None)
@given(st.lists(st.text(max_size=200), max_size=5))
def test_many_at_once_are_judged_as_each_alone(texts: list[str]) -> None:
    assert [dict(each) for each in spam_of([(text,) for text in texts])] == [dict(spam(text)) for text in texts]


def test_a_long_text_is_read_as_far_as_said() -> None:
    assert dict(spam("a " * LONGEST + SPAM[0])) == dict(spam("a " * LONGEST))
    assert signs("A" * 10**6) == signs("A" * LONGEST)
