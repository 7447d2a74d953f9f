"""Judging a task: models that learnt on some groups decide on the others."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from typing import Any, Final

import numpy as np
from msgspec import Struct

from bylaws.training.fitting import FOLDS, Labelled, Way, fitted, folds, out_of_fold
from bylaws.training.measuring import Measure, best_threshold, f1, false_positives, measured, precision, recall

Array = np.ndarray[Any, Any]
Watch = Callable[[str, int, int], None]
"""Is told what is done, how much of it, and of how much."""

_LIBRARIES: Final = ("bylaws", "numpy", "scikit-learn")


class Figure(Struct, frozen=True):
    """One figure of a task. `reach`: what we want to reach; None where nothing is said."""

    name: str
    measure: Measure
    reach: float | None = None


class Judgement(Struct, frozen=True):
    """What a task's models are worth on groups that they did not learn from. `judged` texts, of which so many are `sought`."""

    task: str
    data: str
    split: str
    judged: int
    sought: int
    figures: tuple[Figure, ...]


def libraries() -> dict[str, str]:
    """The versions that figures depend on."""
    return {name: version(name) for name in _LIBRARIES}


def decided(way: Way, labelled: Labelled, watch: Watch) -> Array:
    """What is found by models that learnt on other groups.

    The threshold is the one with the best F1 among what the model's own texts got from models that had not seen their groups.
    """
    found = np.zeros(len(labelled.texts), np.bool_)
    for number, (known, unknown) in enumerate(folds(labelled)):
        watch(way.name, number, FOLDS)
        mine, others = labelled.some(known), labelled.some(unknown)
        threshold = best_threshold(mine.truth, out_of_fold(way, mine))
        found[unknown] = fitted(way, mine).sums(others.texts, others.signs) > threshold
    return found


def judged(way: Way, labelled: Labelled, about: tuple[str, str], reach: float, watch: Watch) -> Judgement:
    """`about`: the data and the split, in words; `reach`: the F1 that is wanted."""
    found = decided(way, labelled, watch)
    truth, groups = labelled.truth, labelled.groups
    figures = {"F1": f1, "precision": precision, "recall": recall, "false positives": false_positives}
    told = tuple(
        Figure(name, measured(each, truth, found, groups), reach if each is f1 else None) for name, each in figures.items()
    )
    return Judgement(way.name, *about, truth.size, int(truth.sum()), told)
