"""The header block of a mail, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import re2
from msgspec import Struct

LONGEST: Final = 1 << 16
"""Signs of a header block that are looked at."""
_VALUE: Final = 1 << 12
"""Signs of a header's value."""
_NAME: Final = re2.compile(r"^[!-9;-~]+[ \t]*:")


class Block(Struct, frozen=True):
    """`fields`: name in small letters and value, in their order; `strays`: whether a line is none of a field; `whole`: nothing was
    cut.
    """

    fields: Sequence[tuple[str, str]]
    strays: bool
    whole: bool

    def all(self, name: str) -> Iterator[str]:
        return (value for each, value in self.fields if each == name)

    def first(self, name: str) -> str:
        return next(self.all(name), "")


def block_of(headers: str) -> Block:
    """Of whatever stands there: nothing raises. Of a block that was cut its last line is left out."""
    whole = len(headers) <= LONGEST
    lines = headers[:LONGEST].replace("\r\n", "\n").split("\n")
    fields: list[list[str]] = []
    strays = False
    for index, line in enumerate(lines if whole else lines[:-1]):
        if line[:1] in (" ", "\t") and fields:
            fields[-1].append(line)
        elif _NAME.search(line):
            fields.append([line])
        elif line.strip():
            # The first line of a mail in a mailbox is none of its own.
            strays = strays or not (index == 0 and line.startswith("From "))
    named = ("".join(parts).partition(":") for parts in fields)
    return Block([(name.strip().lower(), value[:_VALUE].strip()) for name, _, value in named], strays, whole)
