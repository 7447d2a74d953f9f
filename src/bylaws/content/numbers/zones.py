"""The time zones in which a number may ring."""

from __future__ import annotations

from phonenumbers import NumberParseException, parse
from phonenumbers.timezone import UNKNOWN_TIMEZONE, time_zones_for_number


def zones_of(number: str) -> tuple[str, ...] | None:
    """Names of zones, in order. None: the number tells none, as one without its country, or of no country.

    They are those of the area in which the number was given out; a mobile phone, or a number taken along, may be elsewhere.
    """
    if not number.startswith("+"):
        return None
    try:
        zones = tuple(sorted(time_zones_for_number(parse(number))))
    except NumberParseException:
        return None
    return None if UNKNOWN_TIMEZONE in zones else zones
