"""Wilson's score interval for a share (Wilson 1927), in whole numbers.

A bound is irrational as a rule. It is given as the millionth at or below it, and half a millionth more unless it is that
millionth exactly; so every comparison with a share of at most six places is the exact one.
"""

from __future__ import annotations

from math import isqrt
from typing import Final

from bylaws.events.types import BILLION, MILLION

LIMIT: Final = 2**31
SQUARED_QUANTILES: Final = {
    900_000_000: 2_705_543,
    950_000_000: 3_841_459,
    990_000_000: 6_634_897,
}
"""z² of the normal distribution in millionths, by confidence."""


def lower_share(k: int, n: int, confidence: int) -> int:
    """Lower bound of the share k of n, in 10⁻⁹; `n` is above 0, `k` from 0 to `n`, both below `LIMIT`."""
    return _bound(k, n, SQUARED_QUANTILES[confidence], -1)


def upper_share(k: int, n: int, confidence: int) -> int:
    """Upper bound; the same as 100 % less the lower bound of the rest."""
    return _bound(k, n, SQUARED_QUANTILES[confidence], +1)


def _bound(k: int, n: int, z: int, sign: int) -> int:
    # The bound is (2k + z² ± √(z⁴ + 4z²k(n-k)/n)) / 2(n + z²). Multiplied by n and by a million throughout, with z in millionths:
    centre = n * (2 * k * MILLION + z)
    spread = n * (z * z * n + 4 * z * MILLION * k * (n - k))
    under = 2 * n * (n * MILLION + z)
    found = (centre * MILLION + sign * isqrt(spread * MILLION * MILLION)) // under
    while _compare(found + 1, centre, spread, under, sign) <= 0:
        found += 1
    while (against := _compare(found, centre, spread, under, sign)) > 0:
        found -= 1
    return found * (BILLION // MILLION) + (0 if against == 0 else 500)


def _compare(millionths: int, centre: int, spread: int, under: int, sign: int) -> int:
    """The sign of `millionths` less the bound, exactly."""
    apart = millionths * under - centre * MILLION
    root = spread * MILLION * MILLION
    squared = apart * apart * (1 if apart >= 0 else -1)
    target = sign * root
    return (squared > target) - (squared < target)
