"""Which abuses are committed, how much and when; and what is true of each.

Every act has dice of its own, seeded by seed, name and turn: a further sort of abuse changes none of the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from random import Random
from typing import Final

from msgspec import Struct

from bylaws.generate.abuse import ABUSES
from bylaws.generate.abuse.protocol import BANDS, CLEAR, INNOCENT, Abuse, Act
from bylaws.generate.scene import DAY, Scene

SHARE: Final = 0.015
"""Of all events, for each sort of abuse with its twins."""
MOST: Final = 200
"""Acts of one sort."""
_TURNS: Final = (CLEAR, INNOCENT, *(band for band in BANDS if band != CLEAR))


class Span(Struct, frozen=True):
    """The time played: `days` from `first` on (ms since 1970, a Monday)."""

    first: int
    days: int

    @property
    def end(self) -> int:
        return self.first + self.days * DAY


class Planting(Struct, frozen=True):
    """One act: `turn` counts those of its sort; `amount` is how much, in the unit of the obvious number, 0 for the innocent.

    `seed` and `name` are its own.
    """

    abuse: Abuse
    turn: int
    band: str
    amount: float
    seed: str
    start: int
    name: str

    @property
    def intensity(self) -> float:
        return self.amount / self.abuse.obvious.number

    def act(self) -> Act:
        """What is done; the same each time."""
        scene = Scene(Random(f"{self.seed} events"), self.start, self.name)
        return self.abuse.resemble(scene) if self.band == INNOCENT else self.abuse.commit(scene, self.amount)


def plantings(count: int, seed: int, span: Span, abuses: Sequence[Abuse] = ABUSES) -> Iterator[Planting]:
    """The acts of a sample of `count` events, by sort: in turns clear, innocent, narrowly above and narrowly below."""
    for abuse in abuses:
        acts = min(MOST, max(1, int(count * SHARE / abuse.cost)))
        for turn in range(acts):
            yield _planting(abuse, turn, f"{seed} {abuse.name} {turn}", span)


def _planting(abuse: Abuse, turn: int, seed: str, span: Span) -> Planting:
    random, band = Random(seed), _TURNS[turn % len(_TURNS)]
    name = sha256(seed.encode()).hexdigest()[:12]
    start = random.randrange(span.first, span.end - abuse.lasts)
    if band == INNOCENT:
        return Planting(abuse, turn, band, 0.0, seed, start, name)
    return Planting(abuse, turn, band, abuse.obvious.amount(random.uniform(*BANDS[band])), seed, start, name)
