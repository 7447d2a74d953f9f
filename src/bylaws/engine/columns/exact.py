"""Exact arithmetic on columns of int64: a·b/c rounded half to even, through more bits than 64."""

from __future__ import annotations

from typing import Any

import numpy as np

from bylaws.events.columns.wide import compiled

Array = np.ndarray[Any, Any]

_MOST_QUOTIENT = float(1 << 50)
_MOST_DIVISOR = 1 << 60


@compiled
def multiply_divide(a: Array, b: Array, c: Array, out: Array, undecided: Array) -> None:
    """out = a·b/c, rounded half to even. undecided[i] where this way of computing cannot tell; c must not be 0.

    The quotient is estimated in floating point, which is off by one or two below 2**50; what remains is then exact modulo
    2**64, and small, and so corrects the estimate.
    """
    for i in range(a.size):
        divisor = c[i]
        sign = 1
        if divisor < 0:
            divisor, sign = -divisor, -1
        estimate = np.floor(float(a[i]) * float(b[i]) / float(divisor))
        if not (-_MOST_QUOTIENT < estimate < _MOST_QUOTIENT) or divisor >= _MOST_DIVISOR or divisor <= 0:
            undecided[i] = True
            continue
        quotient = np.int64(estimate)
        rest = a[i] * b[i] - quotient * divisor
        while rest < 0:
            rest += divisor
            quotient -= 1
        while rest >= divisor:
            rest -= divisor
            quotient += 1
        if 2 * rest > divisor or (2 * rest == divisor and quotient & 1):
            quotient += 1
        out[i] = sign * quotient


@compiled
def add(a: Array, b: Array, sign: int, out: Array, undecided: Array) -> None:
    """out = a ± b; undecided where it does not fit."""
    for i in range(a.size):
        total = a[i] + b[i] if sign > 0 else a[i] - b[i]
        same = (a[i] >= 0) == (b[i] >= 0)
        if same == (sign > 0) and (total >= 0) != (a[i] >= 0):
            undecided[i] = True
        out[i] = total
