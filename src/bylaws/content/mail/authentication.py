"""What the own mail server found of a mail (`Authentication-Results`, RFC 8601), and of no other.

Anybody can write such a field. It counts only if it bears the name of the own server, and stands above the first `Received` that is
not of an own one. Between the two a sender can still write: a server takes out fields with its own name from what comes in
(RFC 8601, 5), or nothing is to be believed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

import re2
from msgspec import Struct

from bylaws.content.mail.block import Block, block_of
from bylaws.content.mail.heading import domain
from bylaws.events.addresses import canonical_ip

METHODS: Final = ("spf", "dkim", "arc", "dmarc")
MOST: Final = 100
"""Fields of a sort that are looked at."""
_WORDS: Final = ("pass", "fail", "softfail", "neutral", "none", "policy", "temperror", "permerror", "hardfail")
_COMMENT: Final = re2.compile(r"\([^()]*\)")
_RESULT: Final = re2.compile(r"(?i)^\s*([a-z]+)(?:/[0-9]+)?\s*=\s*([a-z]+)")
_PROPERTY: Final = re2.compile(r'(?i)\b(header\.d|header\.i|smtp\.mailfrom|smtp\.mfrom|header\.from)\s*=\s*"?([^\s";]+)')
_BY: Final = re2.compile(r"(?i)\bby\s+([^\s();]+)")
_ADDRESS: Final = re2.compile(r"\[(?:IPv6:)?([0-9A-Fa-f:.]{2,45})\]")


class Told(Struct, frozen=True):
    """One method's result in a field, with the domains that it names."""

    method: str
    result: str
    domains: tuple[str, ...]


def authentication(headers: str, server: str = "") -> Mapping[str, str | None]:
    """By method what the server of that name found, or without a name the one that wrote the uppermost `Received`.

    Of several signatures the best counts. None: it said nothing.
    """
    told = results_of(block_of(headers), server)
    return {method: _best(each.result for each in told if each.method == method) for method in METHODS}


def _best(results: Iterator[str]) -> str | None:
    return min(results, key=_WORDS.index, default=None)


def results_of(block: Block, server: str = "") -> Sequence[Told]:
    """All results in fields that can be believed."""
    names = frozenset(filter(None, (server.lower() or _by(block.first("received")),)))
    fields = islice((value for name, value in _own(block, names) if name == "authentication-results"), MOST)
    believed = (value for value in fields if _writer(value) in names or (not server and _alike(_writer(value), names)))
    return [told for value in believed for told in _results(value)]


def _own(block: Block, names: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The fields above the first `Received` of a server that is not an own one, or that is below the first."""
    seen = False
    for name, value in block.fields:
        if name == "received":
            if seen and not _alike(_by(value), names):
                return
            seen = True
        yield name, value


def _alike(name: str, names: frozenset[str]) -> bool:
    return bool(name) and any(domain(name) == domain(each) for each in names)


def _by(received: str) -> str:
    """The server that wrote a `Received`, as it calls itself."""
    found = _BY.search(_COMMENT.sub("", received))
    return found[1].lower().rstrip(".") if found else ""


def _writer(results: str) -> str:
    words = _COMMENT.sub("", results.partition(";")[0]).split()
    return words[0].lower().rstrip(".") if words else ""


def _results(results: str) -> Iterator[Told]:
    for part in islice(_COMMENT.sub("", results).split(";"), 1, MOST):
        found = _RESULT.search(part)
        if found and found[1].lower() in METHODS and found[2].lower() in _WORDS:
            domains = (each[2].rpartition("@")[2].lower().rstrip(".") for each in _PROPERTY.finditer(part))
            yield Told(found[1].lower(), found[2].lower(), tuple(dict.fromkeys(domains)))


def handed_over_by(block: Block, client: str) -> bool:
    """Whether the uppermost `Received` tells that address, as that of a server does which took the mail from it."""
    arrival = block.first("received")
    upper = arrival.partition(" by ")[0] if arrival.lower().startswith("from ") else ""
    return any(_same(each[1], client) for each in _ADDRESS.finditer(upper))


def _same(told: str, client: str) -> bool:
    try:
        return canonical_ip(told) == client
    except ValueError:
        return False
