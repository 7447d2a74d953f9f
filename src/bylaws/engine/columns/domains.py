"""The longest domain above names, over columns of texts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bylaws.engine.columns.rows import Array
from bylaws.engine.matching import Suffix
from bylaws.events.columns.strings import Strings


class Domains:
    """Domains numbered in the order in which they are added; `matching` is their list's."""

    def __init__(self, matching: Suffix) -> None:
        self._matching = matching
        self._all: dict[object, int] = {}

    def add(self, filed: Sequence[object]) -> list[object]:
        """Takes in domains as the list files them, and gives them back."""
        for domain in filed:
            self._all[domain] = len(self._all)
        return list(filed)

    def find(self, numbers: Array, strings: Strings) -> Array:
        """By text number the number of the longest domain that the name is or stands below, or -1."""
        distinct, place = np.unique(numbers, return_inverse=True)
        found = [self._longest(text) for text in strings.texts(distinct)]
        return np.array(found, np.int64)[place]

    def _longest(self, text: str) -> int:
        return next((self._all[each] for each in self._matching.candidates(text) if each in self._all), -1)
