"""The smallest network around addresses, over columns of texts: IPv4 by masks, everything else by the list itself."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_network
from typing import cast

import numpy as np

from bylaws.engine.columns.keys import NULL
from bylaws.engine.columns.rows import Array
from bylaws.engine.matching import Containment
from bylaws.events.columns.json_kernel import is_ipv4
from bylaws.events.columns.strings import Strings
from bylaws.events.columns.wide import compiled

_OTHER = -2


@compiled
def _addresses(numbers: Array, offsets: Array, arena: Array, out: Array) -> None:
    """IPv4 addresses as numbers; -2 for other texts, -1 for none."""
    for i in range(numbers.size):
        if numbers[i] == NULL:
            out[i] = -1
            continue
        start, end = offsets[numbers[i]], offsets[numbers[i] + 1]
        if not is_ipv4(arena, start, end):
            out[i] = _OTHER
            continue
        address = np.int64(0)
        part = np.int64(0)
        for at in range(start, end):
            if arena[at] == 46:
                address = address * 256 + part
                part = 0
            else:
                part = part * 10 + np.int64(arena[at]) - 48
        out[i] = address * 256 + part


class Networks:
    """Networks numbered in the order in which they are added; `matching` is their list's."""

    def __init__(self, matching: Containment) -> None:
        self._matching = matching
        self._by_length: dict[int, dict[int, int]] = {}
        self._all: dict[object, int] = {}

    def add(self, filed: Sequence[object]) -> list[object]:
        """Takes in networks as the list files them; gives them back as texts, by which the list finds them."""
        told: list[object] = []
        for key in filed:
            number = self._all[key] = len(self._all)
            version, length, start = cast(tuple[int, int, int], key)
            if version == 4:
                self._by_length.setdefault(length, {})[start] = number
            bits = 32 if version == 4 else 128
            told.append(str(ip_network((start << (bits - length), length))))
        return told

    def find(self, numbers: Array, strings: Strings) -> Array:
        """By text number (NULL: none) the number of the smallest network that an address lies in, or -1."""
        addresses = np.empty(numbers.size, np.int64)
        _addresses(numbers, strings.offsets, strings.arena, addresses)
        found = np.full(numbers.size, -1, np.int64)
        for length in sorted(self._by_length):
            networks = self._by_length[length]
            starts = np.array(sorted(networks), np.int64)
            values = np.array([networks[start] for start in starts.tolist()], np.int64)
            wanted = addresses >> (32 - length)
            place = np.minimum(np.searchsorted(starts, wanted), starts.size - 1)
            inside = (addresses >= 0) & (starts[place] == wanted)
            found[inside] = values[place[inside]]
        others = np.flatnonzero(addresses == _OTHER)
        found[others] = [self._asked(text) for text in strings.texts(numbers[others])]
        return found

    def _asked(self, text: str) -> int:
        return next((self._all[each] for each in self._matching.candidates(text) if each in self._all), -1)
