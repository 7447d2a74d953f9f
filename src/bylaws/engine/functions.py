"""What the functions of `bylaws.policy.functions` compute; those that look into content stand in `bylaws.content`.

An implementation takes values that are not null and gives a value or None. `greatest`, `least` and `coalesce` take any number of
values of one scale, the result's. A content function that is not built gives an absent null.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from math import asin, cos, radians, sin, sqrt
from typing import Any, Final

from bylaws.content.installed import installed
from bylaws.engine import addresses, calendar, shares
from bylaws.engine.nulls import overflow
from bylaws.engine.secrets import secrets
from bylaws.events.types import BILLION, Missing

EARTH_RADIUS: Final = 6371.0088
"""Mean radius in km (IUGG)."""

Implementation = Callable[..., object]


def implementations(timezone: str) -> dict[str, Implementation]:
    """The functions by name; `timezone` is the policy's."""
    return {
        **_PURE,
        **installed(),
        "date_of": lambda instant, name=timezone: calendar.day_of(instant, calendar.zone(name)),
    }


def distance(lat: int, lon: int, other_lat: int, other_lon: int) -> int:
    """Great-circle distance by haversines, in 10⁻⁹ km; coordinates in 10⁻⁹ degrees."""
    north, east, other_north, other_east = (radians(each / BILLION) for each in (lat, lon, other_lat, other_lon))
    half = sin((other_north - north) / 2) ** 2 + cos(north) * cos(other_north) * sin((other_east - east) / 2) ** 2
    return round(2 * EARTH_RADIUS * asin(sqrt(min(1.0, half))) * BILLION)


def digits(number: str) -> int | Missing | None:
    """The digits as one integer; None if there are none."""
    found = "".join(sign for sign in number if "0" <= sign <= "9")
    if len(found) > 18:
        return overflow(f"digits({number[:24]})")
    return int(found) if found else None


def time_of(instant: int, zone: str | tuple[str, ...]) -> object:
    """Time of day in the zone; in each of several zones."""
    if isinstance(zone, tuple):
        return tuple(calendar.time_of(instant, calendar.zone(each)) for each in zone)
    return calendar.time_of(instant, calendar.zone(zone))


def years_between(start: int, end: int) -> int:
    """Completed years; who is born on 29 February completes one on 1 March where there is no such day."""
    born, now = calendar.as_date(start), calendar.as_date(end)
    return now.year - born.year - ((now.month, now.day) < (born.month, born.day))


@lru_cache(1)
def _zones() -> dict[str, str]:
    """By country the first zone of the time zone database's table, which is the most populous or central one."""
    found: dict[str, str] = {}
    for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            country, _, name = line.split("\t")[:3]
            found.setdefault(country, name)
    return found


def zone_of(country: str) -> str | None:
    return _zones().get(country)


def _share(bound: Callable[[int, int, int], int]) -> Implementation:
    def compute(k: int, n: int, confidence: int) -> object:
        if n <= 0:
            return None
        if n >= shares.LIMIT:
            return overflow("the number of cases")
        # Two counts over two kinds may disagree; more than all is all.
        return bound(min(max(k, 0), n), n, confidence)

    return compute


def _greatest(*values: Any) -> object:
    return max(values)


def _least(*values: Any) -> object:
    return min(values)


_PURE: Final[dict[str, Implementation]] = {
    "greatest": _greatest,
    "least": _least,
    "lower_share": _share(shares.lower_share),
    "upper_share": _share(shares.upper_share),
    "length": len,
    "digits": digits,
    "distance": distance,
    "time_of": time_of,
    "zone_of": zone_of,
    "years_between": years_between,
    "domain_of": addresses.domain_of,
    "org_domain": addresses.org_domain,
    "host_of": addresses.host_of,
    "mail_stem": addresses.mail_stem,
    "fold": addresses.fold,
    "decoded": addresses.decoded,
    "path_template": addresses.path_template,
    "header": addresses.header,
    "secrets": secrets,
}
