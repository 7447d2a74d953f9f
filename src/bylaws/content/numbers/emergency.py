"""Numbers of emergency services."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, SUPPORTED_SHORT_REGIONS, is_emergency_number

_LONGEST: Final = 8
"""Figures of an emergency number, its country's code before it included."""
_LONGEST_CODE: Final = 3
_KEPT: Final = 1 << 12


def emergency(number: str, place: str) -> bool | None:
    """Whether a number leads to emergency help for whoever dials it in that country; written with the country's code it is the

    same number. None: what leads to help in that country nobody has told us.
    """
    if place not in SUPPORTED_SHORT_REGIONS:
        return None
    return len(number) <= _LONGEST and _leads_to_help(number, place)


@lru_cache(_KEPT)
def _leads_to_help(number: str, place: str) -> bool:
    return any(is_emergency_number(each, place) for each in _dialled(number, place))


def is_emergency_somewhere(number: str) -> bool:
    """Whether a number is that of emergency help, if with the code of a country, then there; else wherever it may be."""
    if len(number) > _LONGEST:
        return False
    if not number.startswith("+"):
        return number in _everywhere()
    return any(emergency(number, region) for code in _codes(number) for region in COUNTRY_CODE_TO_REGION_CODE.get(code, ()))


def _dialled(number: str, place: str) -> tuple[str, ...]:
    if not number.startswith("+"):
        return (number,)
    return tuple(number[1 + len(str(code)) :] for code in _codes(number) if place in COUNTRY_CODE_TO_REGION_CODE.get(code, ()))


def _codes(number: str) -> tuple[int, ...]:
    """The codes of countries with which a number may begin."""
    return tuple(int(number[1:end]) for end in range(2, 2 + _LONGEST_CODE) if number[1:end].isdigit() and end < len(number))


@lru_cache(1)
def _everywhere() -> frozenset[str]:
    """The three figures that lead to emergency help in many countries."""
    return frozenset(("112", "911", "999"))
