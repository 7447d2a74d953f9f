"""What a reader yields: a raw event, a piece of input that it could not read, or a remark on an input as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import orjson
from msgspec import Struct

EXCERPT: Final = 4096
"""Most bytes of a rejected piece that are kept."""


class Record(Struct, frozen=True):
    """A raw event: `raw` holds its fields, and the envelope's save the kind, as JSON values.

    `file` is the input as it was named, `line` counts from 1 (0 where there are no lines), `offset` counts bytes of the
    decompressed input. `source` is said of events that name none: the reader. `log` is what events without id are called
    after, if that is not `file`. `text` is the line of the input as it stands there, empty where there are no lines.
    """

    kind: str
    raw: dict[str, object]
    file: str
    line: int
    offset: int
    source: str = "events"
    log: str = ""
    text: bytes = b""


@dataclass
class Reject(Exception):  # noqa: N818 (a word of the project: it is yielded as often as raised)
    """A piece of input that was set aside, and why. `excerpt` is at most `EXCERPT` bytes of it; `kind` is told where known."""

    file: str
    line: int
    offset: int
    reason: str
    excerpt: str = ""
    kind: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"

    @property
    def place(self) -> str:
        """`calls.jsonl:17`; where there are no lines, `calls.pcap at byte 24`."""
        return f"{self.file}:{self.line}" if self.line else f"{self.file} at byte {self.offset}"

    def __hash__(self) -> int:
        return hash((self.file, self.line, self.offset, self.reason))


class State(StrEnum):
    """How far an input was read, if not from its beginning to its end with an event for all that it holds."""

    UNREAD = "unread"  # nothing of it
    CUT = "cut"  # its beginning
    SKIPPED = "skipped"  # nothing, for it lay in a folder of logs and is no log
    EMPTY = "empty"  # all of it, and there was nothing
    DOUBTED = "doubted"  # all of it, and not all that follows from it is believed
    COPY = "copy"  # all of it, and another input tells the same
    SIFTED = "sifted"  # all of it, and part of it tells of no event


class Remark(Struct, frozen=True):
    """What is to be known of an input as a whole; `offset` is how far it was read, in bytes of its decompressed content."""

    file: str
    state: State
    reason: str
    offset: int = 0

    def __str__(self) -> str:
        """`calls.bin is of no known format`, `calls.gz: its gzip data end too early`."""
        between = " " if self.reason.startswith(("is ", "cannot ", "says ", "begins ")) else ": "
        return f"{self.file}{between}{self.reason}"


def excerpt(raw: bytes | dict[str, object]) -> str:
    """The beginning of a rejected piece, whatever it holds."""
    if isinstance(raw, dict):
        try:
            raw = orjson.dumps(raw)
        except (TypeError, ValueError, RecursionError):
            raw = repr(raw)[: 2 * EXCERPT].encode("utf-8", "backslashreplace")
    text = raw[:EXCERPT].decode("utf-8", "backslashreplace").replace("\x00", "\\x00")
    while len(text.encode()) > EXCERPT:
        text = text[: len(text) - max(1, (len(text.encode()) - EXCERPT) // 4)]
    return text
