"""Wilson's bounds of a share, from the equation that they solve.

The bounds of k of n are the two solutions p of (k - np)² = z²·n·p(1 - p); between them the left side is the less. They are looked
for among the millionths, in whole numbers.
"""

from __future__ import annotations

MILLION = 10**6
SQUARED = {900_000_000: 2_705_543, 950_000_000: 3_841_459, 990_000_000: 6_634_897}
"""z² in millionths, by confidence in billionths."""


def wilson(k: int, n: int, confidence: int, upper: bool) -> int:
    """In billionths: the last millionth that is not above the bound, and half a millionth more unless it is the bound itself."""
    if n <= 0:
        return 0  # not asked for: by no cases the bound is null
    k = min(max(k, 0), n)

    def apart(p: int) -> int:
        """Less than 0 between the bounds, 0 on them."""
        return (k * MILLION - n * p) ** 2 * MILLION - SQUARED[confidence] * n * p * (MILLION - p)

    def is_up_to(p: int) -> bool:
        if upper:
            return n * p <= k * MILLION or apart(p) <= 0
        return p == 0 or (n * p < k * MILLION and apart(p) >= 0)

    low, high = 0, MILLION + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if is_up_to(middle) else (low, middle)
    of_the_other = upper and n * low <= k * MILLION and low < MILLION
    return 1000 * low + (0 if apart(low) == 0 and not of_the_other else 500)
