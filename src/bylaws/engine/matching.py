"""Ways in which the key of a look-up finds a key of a list: equality, longest prefix, containment, suffix.

Each way tells under which name a key is filed (`filed`), and which names could match what is looked up, the closest first
(`candidates`).
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator
from functools import lru_cache
from ipaddress import ip_network
from typing import Final, Protocol

from bylaws.events.types import Type

_CACHED: Final = 1 << 14
_BITS: Final = {4: 32, 6: 128}


class Matching(Protocol):
    def filed(self, key: object) -> object: ...

    def candidates(self, item: object) -> Iterator[object]: ...


class Equality:
    """Also for several keys, as a tuple."""

    def filed(self, key: object) -> object:
        return key

    def candidates(self, item: object) -> Iterator[object]:
        yield item


class LongestPrefix:
    """Dial codes: the longest one with which a number begins."""

    def __init__(self) -> None:
        self._lengths: list[int] = []

    def filed(self, key: object) -> object:
        if -len(str(key)) not in self._lengths:
            insort(self._lengths, -len(str(key)))
        return key

    def candidates(self, item: object) -> Iterator[object]:
        number = str(item)
        return (number[:-length] for length in self._lengths if -length <= len(number))


class Containment:
    """Networks: the smallest one that an address, or a network, lies in. An address counts as a network of one."""

    def __init__(self) -> None:
        self._lengths: dict[int, list[int]] = {4: [], 6: []}

    def filed(self, key: object) -> object:
        found = network(str(key))
        if found is None:
            raise ValueError(f"`{key}` is no network")
        version, length, start = found
        if -length not in self._lengths[version]:
            insort(self._lengths[version], -length)
        return version, length, start >> (_BITS[version] - length)

    def candidates(self, item: object) -> Iterator[object]:
        found = network(str(item))
        if found is not None:
            version, length, start = found
            for each in self._lengths[version]:
                if -each <= length:
                    yield version, -each, start >> (_BITS[version] + each)


class Suffix:
    """Domains: the longest one that is the name itself or stands above it."""

    def filed(self, key: object) -> object:
        return str(key).lower().rstrip(".")

    def candidates(self, item: object) -> Iterator[object]:
        name = str(item).lower().rstrip(".")
        while name:
            yield name
            name = name.partition(".")[2]


@lru_cache(_CACHED)
def network(text: str) -> tuple[int, int, int] | None:
    """Version, length of the prefix and first address as a number; None for what is no network."""
    try:
        found = ip_network(text, strict=False)
    except ValueError:
        return None
    return found.version, found.prefixlen, int(found.network_address)


def contains(outer: str, inner: str) -> bool:
    """Whether one network lies in another."""
    around, within = network(outer), network(inner)
    if around is None or within is None or around[0] != within[0] or around[1] > within[1]:
        return False
    shift = _BITS[around[0]] - around[1]
    return around[2] >> shift == within[2] >> shift


def is_below(domain: str, above: str) -> bool:
    """Whether a domain is another or stands below it."""
    domain, above = domain.lower().rstrip("."), above.lower().rstrip(".")
    return domain == above or domain.endswith("." + above)


def matching_for(keys: tuple[tuple[str, Type], ...]) -> Matching:
    """How a list with these keys matches."""
    if len(keys) == 1:
        match keys[0][1].name:
            case "dialcode":
                return LongestPrefix()
            case "cidr":
                return Containment()
            case "domain":
                return Suffix()
    return Equality()
