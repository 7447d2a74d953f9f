"""Functions of texts that need no model."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaws.content.text.campaign import RUN, near
from bylaws.content.text.marks import marked
from bylaws.content.text.quoting import quoted
from bylaws.content.text.shape import shape

MAILING = (
    "Good news {name}! Your parcel {number} could not be delivered today because a small fee is still open. Settle it by tomorrow"
    " at https://parcels{number}.example/pay?id={number} and we bring it to your door in {town} on the very next working day."
)
TOWNS = ("Leeds", "York", "Hull", "Ripon", "Selby", "Whitby", "Goole", "Otley")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("call +44 (20) 7946-0000 now", "call {number} now"),
        ("see HTTP://a.example/x?y=1, or www.b.example", "see {link} or {link}"),
        ("mail anna.b@mail.example.org!", "mail {mail}!"),
        ("go to cheap-pills.top/buy", "go to {link}"),
        ("nothing here.", "nothing here."),
    ],
)
def test_numbers_links_and_addresses_are_marked(text: str, expected: str) -> None:
    assert marked(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi Anna,  your code is 4711", "Hi {name}, your code is {number}"),
        ("Dear Anna Lee, see www.x.example", "Dear {name}, see {link}"),
        ("We met Bob in Leeds", "We met {name} in {name}"),
        ("hello world", "hello world"),
        ("Größe für Jürgen Müller", "Größe für {name}"),
    ],
)
def test_a_shape_is_the_text_without_what_differs(text: str, expected: str) -> None:
    assert shape(text) == expected


@given(st.text(), st.text())
def test_a_shape_does_not_depend_on_spaces(left: str, right: str) -> None:
    assert shape(f"{left} \n{right}") == shape(f"{left}  {right}")


def test_a_mailing_that_changes_names_numbers_and_links_counts_together() -> None:
    copies = [MAILING.format(name=f"N{each}", number=each, town=TOWNS[each % len(TOWNS)]) for each in range(400)]
    (_, together), *_ = Counter(map(near, copies)).most_common(1)
    # One word of the runs differs by name, and one by town: seven eighths of the runs are the same in all.
    assert together >= 0.8 * len(copies)


def test_other_texts_count_apart() -> None:
    words = ["".join(each) for each in product("abcdef", repeat=3)][:200]
    texts = [" ".join(words[at : at + 20]) for at in range(0, 200, 20)]
    assert len(set(map(near, [*texts, "4711 0815", "4712 0815"]))) == len(texts) + 2


@given(st.lists(st.sampled_from(["a", "b", "c", "d"]), min_size=1, max_size=RUN + 4))
def test_case_spaces_and_signs_do_not_matter(words: list[str]) -> None:
    assert near(" ".join(words)) == near(" - ".join(each.upper() for each in words))


def test_a_text_without_words_has_no_likeness() -> None:
    assert [near(each) for each in ("", " ", "!?…")] == [None, None, None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No.\n> buy now\n>> and here\nRegards", "buy now\nand here"),
        ("Stop it.\n\nOn Mon, 3 May 2027 at 10:00, Shop <s@x.example> wrote:\nBuy now", "Buy now"),
        ("fyi\n-----Original Message-----\nFrom: x\n\nBuy", "From: x\n\nBuy"),
        ("Am 3. Mai 2027 um 10:00 schrieb Laden:\nKauf", "Kauf"),
        ("a > b", None),
        ("", None),
        ("On Monday I wrote: nothing", None),
    ],
)
def test_what_a_message_quotes(text: str, expected: str | None) -> None:
    assert quoted(text) == expected
