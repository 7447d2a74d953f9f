"""Events as bytes on their way from one machine of the cluster to another."""

from __future__ import annotations

import pickle
from hashlib import blake2b

from msgspec import Struct
from msgspec.structs import astuple

from bylaws.events.event import Event


def packed(event: Event) -> bytes:
    """The event as bytes, which only this program writes and reads."""
    return pickle.dumps(astuple(event), pickle.HIGHEST_PROTOCOL)


def unpacked(told: bytes) -> Event:
    return Event(*pickle.loads(told))


def signed(text: bytes) -> int:
    """A whole number of 63 bits that hangs on the text alone, the same on every machine."""
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "little") >> 1


def identity(event: Event) -> int:
    """By what all tellings of one event come to one place."""
    return signed(encoded(event.source) + b"\0" + encoded(event.id))


def encoded(text: str) -> bytes:
    """A text as bytes that sort as it does."""
    return text.encode("utf-8", "surrogatepass")


class Split(Struct, frozen=True):
    """A piece of an input: bytes of `path` from `start` up to `end` (None: all that it decompresses to), or events that lie there.

    `name` and `log` are the input's; `lines`: how many lines lie before it; `ready`: whether the driver decoded it.
    """

    path: str
    name: str
    log: str
    start: int = 0
    end: int | None = None
    lines: int = 0
    ready: bool = False
