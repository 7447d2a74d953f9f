"""Grams, linear models and what is shipped."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaws.content.models.grams import BUCKETS, Texts, grams
from bylaws.content.models.linear import Head, Linear, read, shipped, written

UNTIMED = settings(deadline=None)
"""Compiling takes its time."""
TEXTS = st.lists(st.text("abcü .!7\n\x00€"), max_size=6)


def flat(seed: int) -> Linear:
    source = np.random.default_rng(seed)
    head = Head("flat", 0.25, 2.0, -1.0, {"loud": 0.5})
    return Linear(head, source.uniform(0.5, 2, 2 * BUCKETS), source.normal(size=2 * BUCKETS))


@UNTIMED
@given(TEXTS)
def test_a_text_has_the_same_grams_alone_and_among_others(texts: list[str]) -> None:
    found, heads = grams(Texts(texts))
    for number, text in enumerate(texts):
        assert found[heads[number] : heads[number + 1]].tolist() == grams(Texts([text]))[0].tolist()


@UNTIMED
@given(st.text("abc .!", min_size=1))
def test_each_gram_counts_once_and_spaces_part_words(text: str) -> None:
    once, _ = grams(Texts([text]))
    assert len(set(once.tolist())) == once.size
    assert grams(Texts([" " + text.replace(" ", "  ") + " "]))[0].tolist() == once.tolist()


def test_grams_are_words_pairs_and_runs_of_bytes() -> None:
    found, _ = grams(Texts(["ab ab"]))
    # The word, the pair, and of " ab " all runs of two to four.
    assert [(found < BUCKETS).sum(), (found >= BUCKETS).sum()] == [2, 6]


@UNTIMED
@given(TEXTS)
def test_sums_are_those_of_the_formula(texts: list[str]) -> None:
    model = flat(7)
    rarity, weights = model.numbers.astype(np.float64).T
    told = model.sums(texts, [["loud"] if "!" in text else ["unknown"] for text in texts])
    for text, total in zip(texts, told.tolist(), strict=True):
        found, _ = grams(Texts([text]))
        expected = 0.25 + (0.5 if "!" in text else 0)
        for part in (found[found < BUCKETS], found[found >= BUCKETS]):
            if part.size:
                expected += weights[part].sum() / np.sqrt((rarity[part] ** 2).sum())
        assert total == pytest.approx(expected)


def test_a_model_is_read_as_it_was_written() -> None:
    head = Head("m", 0.5, 1.5, -0.25, {"length 40": 0.125})
    numbers = np.random.default_rng(3).normal(size=4 * BUCKETS).astype("<f2")
    data = written(head, numbers[: 2 * BUCKETS], numbers[2 * BUCKETS :])
    assert data == written(head, numbers[: 2 * BUCKETS], numbers[2 * BUCKETS :])
    model = read(data)
    assert model.head == head
    assert model.sums(["a b"], [[]])[0] == pytest.approx(
        Linear(head, numbers[: 2 * BUCKETS], numbers[2 * BUCKETS :]).sums(["a b"], [[]])[0]
    )
    with pytest.raises(ValueError):
        read(data[:200])


def test_shares_grow_with_sums_and_stay_between_none_and_all() -> None:
    shares = [flat(1).share(total) for total in (-1e9, -1, 0, 1, 1e9)]
    assert shares == sorted(shares)
    assert 0 <= shares[0] < 1e-9
    assert 1 - 1e-9 < shares[-1] <= 1


def test_what_is_shipped_is_small() -> None:
    assert len(shipped("sms-spam").digest) == 64
