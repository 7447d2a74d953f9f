"""Who the honest customers are: their sizes, numbers, addresses, and what moves from one to another meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from bylaws.generate.known import SMALL
from bylaws.generate.past import past
from bylaws.generate.plan import Span
from bylaws.generate.scene import DAY, SECOND, Event, event, stamp
from bylaws.generate.terms import CHANGED, accepted, published

Ints = NDArray[np.int64]
BLOCK = 16
"""Customers of successive ranks; the first of each has a network of so many addresses."""
NAT = 40
"""Customers behind one address of a carrier."""


def phone(who: int) -> str:
    """The number of a customer, whoever holds it by then."""
    return f"+4420{who:08}"


def machine(who: int, host: int) -> str:
    """One of the fourteen machines in the network of the customer's block."""
    base = who // BLOCK * BLOCK
    return f"10.{64 + (base >> 16)}.{base >> 8 & 255}.{(base & 255) + 1 + host}"


def client(who: int) -> str:
    """The address from which a customer's people come; of every fifth customer that of a carrier, with many behind it."""
    if who % 5 == 0:
        shared = who // (5 * NAT)
        return f"100.{96 + (shared >> 16)}.{shared >> 8 & 255}.{shared & 255}"
    return f"100.{64 + (who >> 16)}.{who >> 8 & 255}.{who & 255}"


class World(Struct, frozen=True):
    """`customers` by rank, the largest first."""

    customers: int
    span: Span

    def ranked(self, count: int, rng: np.random.Generator) -> Ints:
        """Ranks by the law of Zipf and Mandelbrot, whose head is blunt enough that nobody is everybody."""
        weight = np.cumsum(1 / (np.arange(self.customers) + 1 + self.customers / 200))
        drawn: Ints = np.searchsorted(weight / weight[-1], rng.random(count)).astype(np.int64)
        return drawn

    def moves(self, who: Ints) -> NDArray[np.bool_]:
        """Whether a customer leaves meanwhile, and another gets its number and addresses."""
        leaves: NDArray[np.bool_] = who // BLOCK % 20 == 3
        return leaves

    def moving_time(self, who: Ints) -> Ints:
        """When, if so: in the middle of the time, block by block."""
        when: Ints = self.span.first + (3 + who // BLOCK % 5) * (self.span.days * DAY // 10)
        return when

    def register(self) -> Iterator[Event]:
        """The terms, what was done before, and numbers, networks and plans as they stand on the day before."""
        yield published()
        yield from past(CHANGED - 29 * DAY)
        for who in range(self.customers):
            yield from self._given(who, f"c{who:07}", self.span.first - DAY + who % 80_000 * SECOND)

    def removals(self) -> Iterator[Event]:
        """What moves later: taken back, and given anew in the next moment."""
        everybody = np.arange(self.customers)
        leaving = everybody[self.moves(everybody)]
        for who, when in zip(leaving.tolist(), self.moving_time(leaving).tolist(), strict=True):
            yield from self._taken(who, when - 1)
            yield from self._given(who, f"n{who:07}", when)

    def _given(self, who: int, account: str, at: int) -> Iterator[Event]:
        number = {"account": account, "number": phone(who), "number_type": "voice", "country": "GB"}
        yield event("number.assigned", at, number)
        yield accepted(at, account)
        if who % BLOCK == 0:
            yield event("address.assigned", at, {"tenant": account, "prefix": f"{machine(who, -1)}/28"})
        if who % 5 == 1:
            yield event("plan.assigned", at, {"account": account, "plan": SMALL})

    def _taken(self, who: int, at: int) -> Iterator[Event]:
        account, released = f"c{who:07}", stamp(at)
        yield event("number.assigned", at, {"account": account, "number": phone(who), "released_at": released})
        if who % BLOCK == 0:
            yield event("address.assigned", at, {"tenant": account, "prefix": f"{machine(who, -1)}/28", "released_at": released})
