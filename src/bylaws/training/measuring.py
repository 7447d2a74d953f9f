"""How good decisions are, and between which bounds that is sure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from msgspec import Struct

Array = np.ndarray[Any, Any]

TIMES: Final = 1000
"""How often groups are drawn anew for an interval."""
SEED: Final = 20261123


class Measure(Struct, frozen=True):
    """A value, and the interval in which it lies nineteen times out of twenty when groups are drawn anew (Efron's bootstrap)."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f}–{self.high:.3f})"


def f1(truth: Array, found: Array) -> float:
    """Twice what is found rightly, of all that is there and all that is found."""
    right = int((truth & found).sum())
    return 2 * right / max(int(truth.sum() + found.sum()), 1)


def precision(truth: Array, found: Array) -> float:
    return int((truth & found).sum()) / max(int(found.sum()), 1)


def recall(truth: Array, found: Array) -> float:
    return int((truth & found).sum()) / max(int(truth.sum()), 1)


def false_positives(truth: Array, found: Array) -> float:
    """The share of the innocent that is found."""
    return int((~truth & found).sum()) / max(int((~truth).sum()), 1)


def average_precision(truth: Array, sums: Array) -> float:
    """The mean, over all that is sought, of the precision down to it."""
    right = truth[np.argsort(-sums, kind="stable")]
    return float((np.cumsum(right) / np.arange(1, right.size + 1))[right].mean()) if right.any() else 0.0


def area(truth: Array, sums: Array) -> float:
    """How often something sought has a greater sum than something else (ties count half): the area under the curve."""
    values, places, counts = np.unique(sums, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    positive, negative = int(truth.sum()), int((~truth).sum())
    if not positive or not negative:
        return 0.5
    return float((ranks[truth].sum() - positive * (positive + 1) / 2) / (positive * negative)) if values.size else 0.5


def measured(figure: Callable[[Array, Array], float], truth: Array, found: Array, groups: Array) -> Measure:
    """A figure with its interval; all of a group is drawn or left together."""
    names, members = np.unique(groups, return_inverse=True)
    order = np.argsort(members, kind="stable")
    heads = np.searchsorted(members[order], np.arange(names.size + 1))
    source = np.random.default_rng(SEED)
    values = []
    for _ in range(TIMES):
        drawn = source.integers(0, names.size, names.size)
        sizes = heads[drawn + 1] - heads[drawn]
        rows = order[np.repeat(heads[drawn] - np.cumsum(sizes) + sizes, sizes) + np.arange(int(sizes.sum()))]
        values.append(figure(truth[rows], found[rows]))
    low, high = np.quantile(values, [0.025, 0.975])
    return Measure(figure(truth, found), float(low), float(high))


def best_threshold(truth: Array, sums: Array) -> float:
    """Of the thresholds between two sums the one with the greatest F1; of several the one in the middle."""
    order = np.argsort(-sums, kind="stable")
    right = np.cumsum(truth[order])
    scores = 2 * right / (np.arange(1, sums.size + 1) + truth.sum())
    # Only where the next sum is another one can a threshold stand.
    ends = np.append(sums[order][1:] < sums[order][:-1], True)
    scores = np.where(ends, scores, 0.0)
    best = np.flatnonzero(scores == scores.max())
    at = int(best[best.size // 2])
    below = float(sums[order][at + 1]) if at + 1 < sums.size else float(sums[order][at]) - 1.0
    return (float(sums[order][at]) + below) / 2


def strict_threshold(truth: Array, sums: Array, share: float) -> float:
    """The threshold above which no more than a share of the innocent lies."""
    innocent = np.sort(sums[~truth])[::-1]
    return float(innocent[int(share * innocent.size)])
