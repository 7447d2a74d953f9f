"""What is wrong in the header block of a mail: what no honest program writes, and what misleads whoever reads it.

It rests on the block alone. That a server stripped what led to the sender, as remailers do, is no fault.
"""

from __future__ import annotations

import binascii
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import islice, pairwise
from typing import Final

import re2

from bylaws.content.mail.block import Block, block_of
from bylaws.content.mail.heading import domain
from bylaws.events.readers.mail.headers import addresses

MOST_HOPS: Final = 100
"""From so many `Received` on a mail is taken to run in circles (RFC 5321, 6.3)."""
CLOCKS: Final = timedelta(days=1)
"""How far the clocks of two honest servers are apart at most."""
FAULTS: Final = (
    "no author",
    "no date",
    "field twice",
    "no field",
    "hidden line break",
    "name of another",
    "loop",
    "hops back in time",
)
"""In the order in which they are told."""
_ONCE: Final = frozenset(
    ("bcc", "cc", "date", "from", "in-reply-to", "message-id", "references", "reply-to", "sender", "subject", "to")
)
"""What may stand once only (RFC 5322, 3.6)."""
_ENCODED: Final = re2.compile(r"=\?[^?\s]+\?([bBqQ])\?([^?\s]*)\?=")
_BROKEN: Final = re2.compile(r"(?i)=0[ad]")
_SHOWN: Final = re2.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def header_faults(headers: str) -> tuple[str, ...]:
    """The faults of a block, of FAULTS and in its order; nothing raises."""
    return faults_of(block_of(headers))


def faults_of(block: Block) -> tuple[str, ...]:
    count = Counter(name for name, _ in block.fields)
    found = {
        "no author": block.whole and not count["from"],
        "no date": block.whole and not count["date"],
        "field twice": any(count[name] > 1 for name in _ONCE),
        "no field": block.strays,
        "hidden line break": any(_hides_break(value) for _, value in block.fields),
        "name of another": _shows_another(block),
        "loop": count["received"] >= MOST_HOPS,
        "hops back in time": _goes_back(block),
    }
    return tuple(fault for fault in FAULTS if found[fault])


def _hides_break(value: str) -> bool:
    """Whether a program that decodes a value gets a line break, and with it perhaps a header more, out of it."""
    return "\r" in value or any(_decodes_to_break(each[1], each[2]) for each in _ENCODED.finditer(value))


def _decodes_to_break(how: str, text: str) -> bool:
    if how in "qQ":
        return _BROKEN.search(text) is not None
    try:
        octets = binascii.a2b_base64(text.encode("ascii", "replace"))
    except binascii.Error:
        return False
    return b"\n" in octets or b"\r" in octets


def _shows_another(block: Block) -> bool:
    """Whether the author's name is an address of another domain. Lists that write for members say `via`, and who they are."""
    author = next(iter(addresses(block.first("from"))), None)
    shown = author and _SHOWN.search(author.display)
    if author is None or not shown or not author.address or domain(shown[0]) == domain(author.address):
        return False
    by_list = " via " in author.display and block.first("list-id").rstrip("> ").lower().endswith(domain(author.address))
    return not by_list


def _goes_back(block: Block) -> bool:
    """Whether a mail came to a server before it came to the one that it came from. Each server writes above the last one's line."""
    times = [at for value in islice(block.all("received"), MOST_HOPS) if (at := _time(value.rpartition(";")[2])) is not None]
    return any(later + CLOCKS < earlier for later, earlier in pairwise(times))


def _time(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(text.strip())
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
