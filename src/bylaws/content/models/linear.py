"""Linear models over the grams of a text.

A text's grams of either sort are weighted by how rare they are among texts, and each sort's weights made one in length; signs that
a model knows besides count as they are. What the weighted sum means, the model's own calibration says: a logistic curve
fitted on texts that the sum was not learnt from (Platt, Probabilistic outputs for support vector machines, 1999).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from math import exp
from typing import Any, Final

import msgspec
import numpy as np
import zstandard

from bylaws.content.models.files import model_file
from bylaws.content.models.grams import BUCKETS, BYTES, WORDS, Texts, note
from bylaws.events.columns.wide import compiled

Array = np.ndarray[Any, Any]

_SORTS: Final = (WORDS, BYTES)
_MOST: Final = 64 * 2**20
_MARKS: Final = 2**31 - 1


class Head(msgspec.Struct, frozen=True):
    """What a model's file says of it before its numbers. `slope`, `offset`: of the calibration. `signs`: the weight of each."""

    name: str
    bias: float
    slope: float
    offset: float
    signs: dict[str, float]


class Linear:
    """A model. `rarity` and `weights` (2 · BUCKETS each): how rare a gram is, and that times what it counts."""

    def __init__(self, head: Head, rarity: Array, weights: Array, digest: str = "") -> None:
        self.head, self.digest = head, digest
        # Of two bytes each in the file, so that four hold them exactly; side by side, as they are asked for together.
        self.numbers: Array = np.stack((rarity, weights), axis=1).astype(np.float32)
        self._alone: Several | None = None

    def sums(self, texts: Sequence[str], signs: Sequence[Sequence[str]]) -> Array:
        """The weighted sums of many texts, which are normalised, with the signs that each shows."""
        sums: Array = self._asked.sums(texts, signs)[0]
        return sums

    def share(self, total: float) -> float:
        """What a sum means: how sure it is, from 0 to 1."""
        return 1 / (1 + exp(-min(max(self.head.slope * total + self.head.offset, -40.0), 40.0)))

    def weight_of(self, text: str) -> float:
        """What the grams of a piece of text count together, each as if it stood alone: for telling pieces apart."""
        return float(self.numbers[self._asked.grams_of(text), 1].astype(np.float64).sum())

    def speaking(self, words: Iterable[str], signs: Iterable[str] = (), most: int = 3) -> list[str]:
        """Of some words, and signs in braces, those that count most for what is sought, the strongest first."""
        weights = {word: self.weight_of(word) for word in words if word}
        weights |= {f"{{{sign}}}": self.head.signs.get(sign, 0.0) for sign in signs}
        return sorted((each for each in weights if weights[each] > 0), key=lambda each: -weights[each])[:most]

    @property
    def _asked(self) -> Several:
        if self._alone is None:
            self._alone = Several((self,))
        return self._alone


class Several:
    """Models that are asked about the same texts: the grams of a text are found once for all."""

    def __init__(self, models: Sequence[Linear]) -> None:
        self._heads = [model.head for model in models]
        self._numbers = models[0].numbers if len(models) == 1 else np.concatenate([model.numbers for model in models], axis=1)
        self._seen = np.zeros(2 * BUCKETS, np.int32)
        self._mark = 0

    def sums(self, texts: Sequence[str], signs: Sequence[Sequence[str]]) -> Array:
        """By model the weighted sum of each text, which is normalised, with the signs that it shows."""
        held = Texts(texts)
        out = np.empty((len(self._heads), len(held)))
        if len(held):
            room = np.empty(6 * held.longest + 2, np.int64)
            _sums(held.data, held.starts, self._seen, self._marks(len(held)), room, self._numbers, out)
        for sums, head in zip(out, self._heads, strict=True):
            sums += head.bias
            if any(signs):
                known = head.signs
                sums += np.array([sum(known.get(sign, 0.0) for sign in each) for each in signs], np.float64)
        return out

    def grams_of(self, text: str) -> Array:
        """The grams of one text."""
        held = Texts([text])
        room = np.empty(6 * held.longest + 2, np.int64)
        return room[: note(held.data, 0, held.longest, self._seen, self._marks(1), room)]

    def _marks(self, count: int) -> int:
        """The first of so many marks that no gram has yet."""
        if self._mark > _MARKS - count:
            self._seen[:] = 0
            self._mark = 0
        self._mark += count
        return self._mark - count + 1


@compiled
def _sums(data: Array, starts: Array, seen: Array, mark: int, room: Array, numbers: Array, out: Array) -> None:
    for text in range(out.shape[1]):
        count = note(data, starts[text], starts[text + 1], seen, mark + text, room)
        for model in range(out.shape[0]):
            total = 0.0
            lengths0 = 0.0
            lengths1 = 0.0
            sum0 = 0.0
            sum1 = 0.0
            for k in range(count):
                gram = room[k]
                rare = np.float64(numbers[gram, 2 * model])
                if gram < BUCKETS:
                    lengths0 += rare * rare
                    sum0 += np.float64(numbers[gram, 2 * model + 1])
                else:
                    lengths1 += rare * rare
                    sum1 += np.float64(numbers[gram, 2 * model + 1])
            if lengths0 > 0:
                total += sum0 / np.sqrt(lengths0)
            if lengths1 > 0:
                total += sum1 / np.sqrt(lengths1)
            out[model, text] = total


def written(head: Head, rarity: Array, weights: Array) -> bytes:
    """A model as its file holds it: a line that says what it is, then its numbers, of two bytes each."""
    numbers = rarity.astype("<f2").tobytes() + weights.astype("<f2").tobytes()
    return msgspec.json.encode(head) + b"\n" + zstandard.ZstdCompressor(level=19).compress(numbers)


def read(data: bytes) -> Linear:
    """A model from what its file holds. Raises ValueError."""
    line, _, packed = data.partition(b"\n")
    head = msgspec.json.decode(line, type=Head)
    try:
        numbers = np.frombuffer(zstandard.ZstdDecompressor().decompress(packed, max_output_size=_MOST), "<f2")
    except zstandard.ZstdError as error:
        raise ValueError(f"{head.name} cannot be read: {error}") from error
    if numbers.size != 4 * BUCKETS:
        raise ValueError(f"{head.name} has {numbers.size} numbers instead of {4 * BUCKETS}")
    return Linear(head, numbers[: 2 * BUCKETS], numbers[2 * BUCKETS :], sha256(data).hexdigest())


@cache
def shipped(name: str) -> Linear:
    """A model that comes with bylaws."""
    return read(model_file(name).read_bytes())


@cache
def shipped_together(names: tuple[str, ...]) -> Several:
    """Models that come with bylaws, to be asked together."""
    return Several([shipped(name) for name in names])
