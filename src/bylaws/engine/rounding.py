"""Exact quotients and roots of whole numbers, rounded half to even."""

from __future__ import annotations

from math import isqrt


def half_even(numerator: int, denominator: int) -> int:
    """The whole number nearest to the quotient; of two equally near the even one. `denominator` is not 0."""
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    quotient, rest = divmod(numerator, denominator)
    twice = 2 * rest
    if twice > denominator or (twice == denominator and quotient & 1):
        return quotient + 1
    return quotient


def truncated(numerator: int, denominator: int) -> int:
    """The remainder with the sign of the numerator, as in SQL. `denominator` is not 0."""
    rest = abs(numerator) % abs(denominator)
    return -rest if numerator < 0 else rest


def root_half_even(numerator: int, denominator: int) -> int:
    """The whole number nearest to the square root of the quotient of two numbers that are not negative."""
    root = isqrt(numerator // denominator)
    middle = (2 * root + 1) ** 2 * denominator
    beyond = 4 * numerator
    return root + 1 if beyond > middle or (beyond == middle and root & 1) else root


def deviation(count: int, total: int, squares: int) -> int:
    """Standard deviation of a whole population in its own held units: √(n·Σx² − (Σx)²) / n."""
    return root_half_even(count * squares - total * total, count * count)
