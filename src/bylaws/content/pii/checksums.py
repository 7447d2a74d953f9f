"""Check digits, by which a number is told from any other of its length."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_DIHEDRAL: Final = (
    "0123456789",
    "1234067895",
    "2340178956",
    "3401289567",
    "4012395678",
    "5987604321",
    "6598710432",
    "7659821043",
    "8765932104",
    "9876543210",
)
"""The table of the dihedral group of ten elements."""
_TURNED: Final = ("0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258")
"""What becomes of a digit at each place, counted from the end."""


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B: cards, and the registers of several countries."""
    doubled = (2 * int(each) for each in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(each - 9 * (each > 9) for each in doubled)) % 10 == 0


def mod97(text: str) -> bool:
    """ISO 7064, mod 97-10, over letters and digits (letters from A as 10): IBAN, its first four signs moved to the end."""
    return int("".join(str(int(each, 36)) for each in text)) % 97 == 1


def verhoeff(digits: str) -> bool:
    """Verhoeff, Error detecting decimal codes, 1969: Aadhaar."""
    state = 0
    for place, digit in enumerate(reversed(digits)):
        state = int(_DIHEDRAL[state][int(_TURNED[place % 8][int(digit)])])
    return state == 0


def weighed(digits: str, weights: Sequence[int]) -> int:
    """The sum of the digits, each times its weight."""
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


def mod11_10(digits: str) -> bool:
    """ISO 7064, mod 11,10: the German tax identity."""
    product = 10
    for digit in digits[:-1]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == int(digits[-1])
