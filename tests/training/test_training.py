"""Groups, measures and models, on texts made for this test; and on public data, where they are."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaws.content.models.files import shipped_digest
from bylaws.content.models.linear import read
from bylaws.training.evaluating import judged
from bylaws.training.fitting import Labelled, Way, folds, out_of_fold, trained
from bylaws.training.grouping import groups_of, joined
from bylaws.training.measuring import best_threshold, f1, false_positives, measured, precision, recall, strict_threshold
from bylaws.training.tasks import LEARNT

DATA = Path(os.environ.get("BYLAWS_DATA", Path(__file__).parents[3] / "shared" / "data"))
WAY = Way("toy")


def toy(count: int = 120) -> Labelled:
    """Messages of two sorts that share half of their words, three of each group."""
    source = np.random.default_rng(5)
    common, told = [f"word{each}" for each in range(40)], ["prize", "claim", "urgent", "winner"]
    texts = []
    for number in range(count):
        words = list(source.choice(common, 8)) + (list(source.choice(told, 2)) if number % 3 == 0 else [])
        texts.append(" ".join(words))
    truth = np.arange(count) % 3 == 0
    return Labelled(texts, [["loud"] if each else [] for each in truth], truth, np.arange(count) // 3)


def test_texts_that_are_nearly_the_same_are_of_one_group_even_through_others() -> None:
    words = [
        "you",
        "have",
        "won",
        "a",
        "prize",
        "of",
        "ours",
        "call",
        "this",
        "number",
        "now",
        "to",
        "claim",
        "it",
        "before",
        "friday",
    ]
    chain = [" ".join(words[at : at + 12]) for at in range(4)]
    assert groups_of([*chain, "see you at home tonight then", "prize"]) == [0, 0, 0, 0, 4, 5]


def test_groups_are_not_parted_between_learning_and_judging() -> None:
    labelled = toy()
    for known, unknown in folds(labelled):
        assert not set(labelled.groups[known]) & set(labelled.groups[unknown])


def test_a_model_learns_and_is_the_same_each_time() -> None:
    labelled = toy()
    model = trained(WAY, labelled)
    assert model == trained(WAY, labelled)
    sums = read(model).sums(labelled.texts, labelled.signs)
    assert f1(labelled.truth, sums > 0) > 0.95
    # What was not learnt from is told less surely.
    apart = out_of_fold(WAY, labelled)
    assert f1(labelled.truth, apart > 0) > 0.8
    assert abs(apart).mean() < abs(sums).mean()


def test_what_a_sum_means_is_how_often_it_is_right() -> None:
    labelled = toy(600)
    flipped = Labelled(labelled.texts, [[]] * 600, labelled.truth ^ (np.arange(600) % 10 == 0), labelled.groups)
    model = read(trained(WAY, flipped))
    shares = np.array([model.share(total) for total in out_of_fold(WAY, flipped).tolist()])
    assert shares.mean() == pytest.approx(flipped.truth.mean(), abs=0.03)


def test_a_judgement_is_of_texts_that_were_not_learnt_from() -> None:
    labelled = toy()
    # Nothing can be learnt about these but by heart.
    random = Labelled(labelled.texts, [[]] * 120, np.random.default_rng(1).permutation(labelled.truth), np.arange(120))
    told = judged(WAY, random, ("toy", "folds"), 0.5, lambda *_: None)
    figure = told.figures[0]
    assert (figure.name, told.judged, told.sought) == ("F1", 120, 40)
    assert figure.measure.value < 0.7
    assert figure.measure.low <= figure.measure.value <= figure.measure.high


@given(st.lists(st.tuples(st.booleans(), st.integers(-3, 3)), min_size=1, max_size=30))
def test_the_best_threshold_is_no_worse_than_any_other(each: list[tuple[bool, int]]) -> None:
    truth, sums = np.array([one for one, _ in each]), np.array([float(two) for _, two in each])
    best = f1(truth, sums > best_threshold(truth, sums))
    assert all(best >= f1(truth, sums > at) - 1e-12 for at in np.arange(-4, 4, 0.5))


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1))
def test_measures_are_those_of_the_books(each: list[tuple[bool, bool]]) -> None:
    truth, found = np.array([one for one, _ in each]), np.array([two for _, two in each])
    both, one, two = (truth & found).sum(), truth.sum(), found.sum()
    assert precision(truth, found) == (both / two if two else 0)
    assert recall(truth, found) == (both / one if one else 0)
    assert f1(truth, found) == pytest.approx(2 * both / (one + two) if one + two else 0)
    assert false_positives(truth, found) == ((two - both) / (~truth).sum() if (~truth).any() else 0)


def test_an_interval_grows_with_the_groups() -> None:
    truth = np.arange(400) % 2 == 0
    found = truth ^ (np.arange(400) % 10 == 0)
    alone, together = (measured(f1, truth, found, groups) for groups in (np.arange(400), np.arange(400) // 20 % 8))
    assert alone.value == together.value
    assert alone.low < alone.value < alone.high
    few = measured(f1, truth[:40], found[:40], np.arange(40))
    assert few.high - few.low > alone.high - alone.low


@pytest.mark.slow
@pytest.mark.skipif(not DATA.is_dir(), reason=f"there are no public data in {DATA}")
@pytest.mark.parametrize("name", LEARNT)
def test_the_shipped_models_are_learnt_to_the_byte(name: str) -> None:
    assert sha256(LEARNT[name](DATA)).hexdigest() == shipped_digest(name)


def test_what_either_grouping_links_is_of_one_group() -> None:
    assert joined([0, 0, 2, 3, 4], ["a", "b", "b", "c", "d"]) == [0, 0, 0, 3, 4]


@given(st.lists(st.tuples(st.booleans(), st.integers(-9, 9)), min_size=1), st.sampled_from((0.0, 0.1, 0.5)))
def test_beyond_a_strict_threshold_lies_no_more_than_its_share(each: list[tuple[bool, int]], share: float) -> None:
    truth, sums = np.array([*(one for one, _ in each), False]), np.array([*(float(two) for _, two in each), 0.0])
    assert false_positives(truth, sums > strict_threshold(truth, sums, share)) <= share
