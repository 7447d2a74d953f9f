"""Quick ways that content functions go: what they skip would have said the same."""

from __future__ import annotations

import re
from hashlib import blake2b
from html import unescape
from unicodedata import normalize
from urllib.parse import unquote_plus

import numpy as np
import re2
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bylaws.content.http import attacks, crawlers
from bylaws.content.models.linear import Linear, Several, shipped
from bylaws.content.patterns import Signs
from bylaws.content.text import campaign, marks, plain, short, stance
from bylaws.content.urls import phishing

PIECES = (
    *("/", "?", "=", "&", "+", "%27", "%2", "&lt;", ".", "..", "-", "_", "~", "@", ",", " ", "\t", "\v", "\n", "a", "Z", "0", "77"),
    *(
        "é",
        "İ",
        "ſ",
        "٣",
        "日本",
        "' or 1=1",
        "£100",
        "p/min",
        "9:30pm",
        "1st",
        "07700900123",
        "x@y.example",
        "https://",
        "www.a.co",
    ),
    *("bit.ly", "paypal", "login", "/wp-admin", ".pdf", "/2024/", "deadbeef00", "/.", "aB1c2", "xyz", "!"),
)
OF_SORTS = [phrase for sort in stance.SORTS for phrase in stance.phrases(sort)[:4]]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=14).map("".join)


@given(TEXTS)
@example("/a.b/?x=1&y=a.b")
@example("/a?b&c=.")
@example("/a.b.+")
def test_an_address_that_is_innocent_at_a_glance_has_innocent_pieces_alone(text: str) -> None:
    if attacks._INNOCENT_WHOLE.fullmatch(text, 0, attacks.LONGEST):
        assert all(attacks._INNOCENT.fullmatch(piece) for piece in attacks._pieces(text))


@given(TEXTS)
def test_innocence_is_the_same_by_either_library(text: str) -> None:
    assert attacks.is_innocent(text) == (attacks._INNOCENT.fullmatch(text) is not None)


@given(TEXTS)
def test_requests_are_read_alike_with_all_their_escapes_looked_for(text: str) -> None:
    expected = text
    for _ in range(3):
        expected = unescape(unquote_plus(expected))
    assert attacks.normal(text) == re.sub("[0-9]", "0", expected.lower())


@given(TEXTS)
def test_messages_are_read_alike_with_every_form_looked_for(text: str) -> None:
    expected = normalize("NFKC", unescape(text)).lower()
    for mark, form in short._FORMS.items():
        expected = re2.sub(f"(?i){form}", f" {mark} ", expected)
    assert short.normal(text) == re.sub("[0-9]", "0", expected)


@given(TEXTS)
@example("/20٣٣/")
def test_signs_of_links_are_those_that_the_standard_library_finds(text: str) -> None:
    for sought, forms in ((phishing._IN_PATH, IN_PATH), (phishing._MIXED, MIXED), (phishing._IN_HOST, IN_HOST)):
        assert sought.of(text) == [sign for sign, form in forms.items() if re.search(form, text)]


IN_PATH = {
    "word in path": phishing._ASKING,
    "brand in path": "|".join(phishing.BRANDS),
    "part of a blog": "/wp-(?:content|includes|admin)",
    "file": r"/uploads/|\.(?:pdf|jpe?g|png)\Z",
    "year": r"/20\d\d/",
    "hexadecimal": "[0-9a-f]{8,}",
    "hidden folder": r"/\.",
    "user's folder": "~",
}
MIXED = {"mixed": r"[a-z][A-Z][a-zA-Z0-9]*[a-z]|[0-9][a-zA-Z]+[0-9]"}
IN_HOST = {
    "home for all": phishing._HOMES,
    "cheap ending": phishing._CHEAP.replace(r"\z", r"\Z"),
    "word in host": phishing._ASKING,
    "figure": "[0-9]",
}


@given(TEXTS)
@example("a@b 1 2")
@example("x 12-3a (4) 5.")
def test_numbers_links_and_addresses_are_marked_alike_with_each_looked_for_by_one_library(text: str) -> None:
    expected = text
    for mark, form in (("{mail}", marks._MAIL), ("{link}", marks._LINK), ("{number}", marks._NUMBER)):
        expected = re2.sub(f"(?i){form}", mark, expected)
    assert marks.marked(text) == expected


@given(TEXTS)
def test_copies_are_told_by_the_least_hash_of_all_runs(text: str) -> None:
    found = re2.findall(r"\{\w+\}|[\p{L}\p{M}\p{N}]+", marks.marked(normalize("NFKC", text)).casefold())
    words = ["{}" if each[0] == "{" or any(map(str.isdigit, each)) else each for each in found]
    runs = [words[at : at + 3] for at in range(max(len(words) - 2, 1))]
    told = [each for each in runs if each != ["{}"] * len(each)] or [text.split()]
    expected = min(blake2b(" ".join(each).encode(), digest_size=8).digest() for each in told).hex() if words else None
    assert campaign.near(text) == expected


@given(st.text("ab1$@!| .9hx€", max_size=30))
def test_disguises_are_undone_alike_with_every_word_looked_at(text: str) -> None:
    every = re2.compile(r"[a-z$013457][a-z@$€!|013457]*[a-z]")
    assert plain._WORD_WITH_FIGURES.sub(letters, text) == every.sub(letters, text)


def letters(match: re.Match[str]) -> str:
    return plain._letters(match.group())


MARKS = ("you", "i'm", ".", "!", ",", ";", "\n", "-", "'", '"', "ab")
PHRASES = st.lists(st.sampled_from([*MARKS, *OF_SORTS]), max_size=20)


@given(PHRASES)
def test_a_sort_that_is_in_a_statement_is_in_the_text(words: list[str]) -> None:
    text = " ".join(words)
    for statement in filter(None, stance._STATEMENTS.split(text)):
        for sort in (*stance._NOTED, "groups"):
            assert not stance._pattern(sort).search(statement) or stance._pattern(sort).search(text)


AGENTS = st.lists(
    st.sampled_from(
        ["Mozilla/5.0 ", "(compatible; ", "Android 10; ", "bot", "MSIE 9.0; ", "desk", "X11; ", "; ", ")", "+http://a.io"]
    )
    | st.text(max_size=4),
    max_size=12,
).map("".join)


@given(AGENTS)
def test_agents_are_read_alike_with_every_form_looked_for(agent: str) -> None:
    expected = agent[: crawlers.LONGEST].lower()
    for _, pattern, mark in crawlers._READ_AS:
        expected = pattern.sub(mark, expected)
    assert crawlers.normal(agent) == " ".join(expected.split())


@settings(deadline=None)  # compiling takes its time
@given(st.lists(TEXTS, max_size=6))
def test_models_asked_together_say_what_each_says_alone(texts: list[str]) -> None:
    models = [shipped(name) for name in attacks.MODELS.values()]
    together = Several(models).sums(texts, ())
    assert together.tolist() == [model.sums(texts, [()] * len(texts)).tolist() for model in models]


def test_a_model_goes_on_when_its_marks_are_used_up() -> None:
    known = shipped("sms-spam")
    model = Linear(known.head, *known.numbers.T)
    expected = model.sums(["win cash now"], [()])
    model._asked._mark = 2**31 - 2
    assert model.sums(["something else"], [()]) != expected
    assert model.sums(["win cash now"], [()]).tolist() == expected.tolist()
    assert model.sums(["win", "cash", "now"], [()] * 3).tolist() == [model.sums([each], [()])[0] for each in ("win", "cash", "now")]


def test_signs_come_in_the_order_in_which_they_were_given() -> None:
    sought = Signs({"z": "b", "a": "a+", "m": "c$"})
    assert sought.of("abc") == ["z", "a", "m"]
    assert sought.of("x") == []
    assert sought.of("\ud800a\x00") == ["a"]


def test_sums_are_of_models_and_texts() -> None:
    assert Several([shipped("sms-spam")] * 2).sums([], ()).shape == (2, 0)
    assert np.ptp(Several([shipped("sms-spam")] * 2).sums(["a b", "win"], ()), axis=0).tolist() == [0, 0]
