"""Which abuses are committed, how much and when, and by which honest people; and what is true of each.

Every act has dice of its own, seeded by seed, name and turn: a further sort of abuse changes none of the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from random import Random
from typing import Final

from msgspec import Struct

from bylaws.generate.abuse import ABUSES
from bylaws.generate.abuse.protocol import BANDS, CLEAR, HONEST, INNOCENT, Abuse, Act
from bylaws.generate.crowd import HABITS
from bylaws.generate.scene import DAY, Scene

SHARE: Final = 0.012
"""Of all events, for each sort of abuse with its twins."""
MOST: Final = 200
"""Acts of one sort."""
APART: Final = 5000
"""Of so many events, one act of a sort at most: a small sample has room for all sorts."""
CROWD_SHARE: Final = 0.003
"""Of all events, for the honest who come near each sort of abuse."""
MOST_HONEST: Final = 400
"""Of the honest, near one sort."""
FULL_CROWD: Final = 50_000
"""Events of the smallest sample whose crowd has its whole share; a smaller one has the smaller a part of it."""
_TURNS: Final = (CLEAR, INNOCENT, *(band for band in BANDS if band != CLEAR))


class Span(Struct, frozen=True):
    """The time played: `days` from `first` on (ms since 1970, a Monday)."""

    first: int
    days: int

    @property
    def end(self) -> int:
        return self.first + self.days * DAY


class Planting(Struct, frozen=True):
    """One act: `turn` counts those of its sort; `amount` is how much, in the unit of the obvious number, 0 for a twin.

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
        if self.band == HONEST:
            return HABITS[self.abuse.name].act(self.abuse, scene, self.amount)
        return self.abuse.resemble(scene) if self.band == INNOCENT else self.abuse.commit(scene, self.amount)


def plantings(count: int, seed: int, span: Span, abuses: Sequence[Abuse] = ABUSES) -> Iterator[Planting]:
    """The acts of a sample of `count` events, by sort: in turns clear, innocent, narrowly above and narrowly below."""
    for abuse in abuses:
        acts = min(MOST, count // APART, int(count * SHARE / abuse.cost))
        for turn in range(max(1, acts)):
            yield _planting(abuse, turn, _TURNS[turn % len(_TURNS)], f"{seed} {abuse.name} {turn}", span)


def crowd(count: int, seed: int, span: Span, abuses: Sequence[Abuse] = ABUSES) -> Iterator[Planting]:
    """What the honest do in a sample of `count` events, by the sort of abuse that it would be if they did more."""
    for abuse in abuses:
        if abuse.name in HABITS:
            share = CROWD_SHARE * min(1.0, count / FULL_CROWD)
            people = min(MOST_HONEST, int(count * share / HABITS[abuse.name].cost))
            for turn in range(people):
                yield _planting(abuse, turn, HONEST, f"{seed} {abuse.name} {HONEST} {turn}", span)


def _planting(abuse: Abuse, turn: int, band: str, seed: str, span: Span) -> Planting:
    random = Random(seed)
    name = sha256(seed.encode()).hexdigest()[:12]
    start = random.randrange(span.first, span.end - abuse.lasts)
    return Planting(abuse, turn, band, _amount(abuse, band, random), seed, start, name)


def _amount(abuse: Abuse, band: str, random: Random) -> float:
    if band == INNOCENT:
        return 0.0
    return abuse.obvious.amount(HABITS[abuse.name].multiple(random) if band == HONEST else random.uniform(*BANDS[band]))
