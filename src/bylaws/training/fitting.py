"""Making a linear model from texts whose truth is known.

What is learnt is a separating plane (a support vector machine by coordinate descent, LIBLINEAR) over the grams of `models.grams`,
in the form that `models.linear` reads. What the sums mean is fitted on sums that were learnt without the text's own group.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
from msgspec import Struct

from bylaws.content.models.grams import BUCKETS, Texts, grams
from bylaws.content.models.linear import Head, Linear, read, written

Array = np.ndarray[Any, Any]

FOLDS: Final = 5
SEED: Final = 20261123


class Labelled(Struct, frozen=True):
    """Texts as a model reads them, the signs of each, which of them are what is looked for, and the group of each."""

    texts: Sequence[str]
    signs: Sequence[Sequence[str]]
    truth: Array
    groups: Array

    def some(self, which: Array) -> Labelled:
        places = which.tolist()
        return Labelled([self.texts[at] for at in places], [self.signs[at] for at in places], self.truth[which], self.groups[which])


class Way(Struct, frozen=True):
    """How a model is made. `strictness`: LIBLINEAR's C; `loud`: what a sign counts beside all grams of one sort together."""

    name: str
    strictness: float = 1.0
    loud: float = 0.2


def folds(labelled: Labelled, times: int = FOLDS, seed: int = SEED) -> Iterator[tuple[Array, Array]]:
    """Which texts to learn from and which to judge, fold by fold. Groups stay whole; every fold has its share of either sort."""
    from sklearn.model_selection import StratifiedGroupKFold  # here, for only training needs it

    split = StratifiedGroupKFold(times, shuffle=True, random_state=seed)
    yield from split.split(np.zeros(len(labelled.texts)), labelled.truth, labelled.groups)


def out_of_fold(way: Way, labelled: Labelled) -> Array:
    """The sum of each text by a model that learnt nothing from its group."""
    sums = np.zeros(len(labelled.texts))
    for known, unknown in folds(labelled):
        judged = labelled.some(unknown)
        sums[unknown] = fitted(way, labelled.some(known)).sums(judged.texts, judged.signs)
    return sums


def trained(way: Way, labelled: Labelled) -> bytes:
    """A model and what its sums mean, as its file is to hold them. The same bytes from the same texts and libraries."""
    return learnt(way, labelled, curve_of(out_of_fold(way, labelled), labelled.truth))


def fitted(way: Way, labelled: Labelled) -> Linear:
    """A model that is not calibrated."""
    return read(learnt(way, labelled, (1.0, 0.0)))


def learnt(way: Way, labelled: Labelled, curve: tuple[float, float]) -> bytes:
    """A model whose sums mean what a curve says."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.svm import LinearSVC

    found, heads = grams(Texts(labelled.texts))
    names = sorted({sign for each in labelled.signs for sign in each})
    count = len(labelled.texts)
    often = np.bincount(found, minlength=2 * BUCKETS)
    # As the file holds it, so that what is learnt is what is read.
    rarity = np.where(often > 0, np.log((1 + count) / (1 + often)) + 1, 0).astype("<f2")
    columns = csr_matrix((rarity.astype(np.float64)[found], found, heads), shape=(count, 2 * BUCKETS))
    parts = [_of_length_one(columns[:, :BUCKETS]), _of_length_one(columns[:, BUCKETS:]), _shown(labelled.signs, names, way.loud)]
    plane = LinearSVC(C=way.strictness, random_state=SEED, max_iter=20_000, dual=True).fit(hstack(parts).tocsr(), labelled.truth)
    weights = plane.coef_[0]
    signs = {name: round(float(weight) * way.loud, 6) for name, weight in zip(names, weights[2 * BUCKETS :], strict=True)}
    slope, offset = (round(each, 6) for each in curve)
    head = Head(way.name, round(float(plane.intercept_[0]), 6), slope, offset, signs)
    return written(head, rarity, weights[: 2 * BUCKETS] * rarity.astype(np.float64))


def _of_length_one(columns: Any) -> Any:
    from sklearn.preprocessing import normalize

    return normalize(columns, copy=True)


def _shown(signs: Sequence[Sequence[str]], names: Sequence[str], loud: float) -> Any:
    from scipy.sparse import csr_matrix

    place = {name: at for at, name in enumerate(names)}
    found = [(row, place[sign]) for row, each in enumerate(signs) for sign in each]
    rows, columns = (np.array(each, np.int64) for each in zip(*found, strict=True)) if found else (np.zeros(0, np.int64),) * 2
    return csr_matrix((np.full(rows.size, loud), (rows, columns)), shape=(len(signs), len(names)))


def curve_of(sums: Array, truth: Array) -> tuple[float, float]:
    """Slope and offset of the logistic curve that fits best."""
    from sklearn.linear_model import LogisticRegression

    curve = LogisticRegression(C=1e6).fit(sums.reshape(-1, 1), truth)
    return float(curve.coef_[0][0]), float(curve.intercept_[0])
