"""Columns of numbers that the makers draw from."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from bylaws.generate.everyday.world import World

Ints = NDArray[np.int64]


class Rows(Struct, frozen=True):
    """Events of one kind: the `time` of each (ms since 1970), and `who`, the rank of its customer."""

    rng: np.random.Generator
    world: World
    time: Ints
    who: Ints

    def __len__(self) -> int:
        return len(self.time)

    def upto(self, limit: int) -> list[int]:
        """Numbers below `limit`, all alike."""
        return list(map(int, self.rng.integers(0, limit, len(self))))

    def lasting(self, mean: int, most: int, least: int = 1) -> Ints:
        """Times, short ones more often."""
        drawn: Ints = np.clip(self.rng.exponential(mean, len(self)), least, most).astype(np.int64)
        return drawn

    @property
    def ranks(self) -> list[int]:
        return list(map(int, self.who))

    @property
    def accounts(self) -> list[str]:
        """Who holds number and address of the customer at that time."""
        moved = self.world.moves(self.who) & (self.time >= self.world.moving_time(self.who))
        return [f"{'n' if new else 'c'}{who:07}" for new, who in zip(moved.tolist(), self.who.tolist(), strict=True)]


def stamps(times: Ints) -> list[str]:
    """Milliseconds since 1970 as RFC 3339 in UTC."""
    return [f"{text}Z" for text in np.datetime_as_string(times.astype("datetime64[ms]"), unit="ms").tolist()]
