"""The tables of the grammar: what may stand where, and what is made of it.

People edit `grammar.lark`; `make grammar` writes what follows from it to `grammar.json`: LALR(1) tables, and what the lexer looks
for, which at each place is only what may stand there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import orjson
from msgspec import Struct, field

PASSES: Final = ""
"""A rule that makes nothing of its own: it hands on its only part."""
JOINS: Final = "*"
"""A rule that repeats: its parts become parts of the rule above."""
ABSENT: Final = -1
"""The place of an optional part that is not there."""
END: Final = "$END"


class Rule(NamedTuple):
    """A rule of the grammar: `size` symbols become one `origin`, a node called `makes` of the parts at the places `picks`."""

    origin: str
    size: int
    makes: str
    picks: Sequence[int]


class Tables(Struct, frozen=True):
    """`rows`: for each state, at each symbol, the state to go to next, or ~n when rule n is complete.

    `starts`: for each language the states in which its reading begins and has ended. `patterns`: the regular expressions of the
    terminals, in the order in which they are tried; `words`: the terminals that are spelled in one way; `always`: those that are
    looked for everywhere, so that `ordinary` is never taken for `or` and `dinary`; `ignored`: what may stand between any two.
    """

    rows: Sequence[Mapping[str, int]]
    rules: Sequence[Rule]
    starts: Mapping[str, tuple[int, int]]
    patterns: Mapping[str, str]
    words: Mapping[str, str]
    always: Sequence[str]
    ignored: Sequence[str]
    _scanners: dict[int, re.Pattern[str]] = field(default_factory=dict)

    def scanner(self, state: int) -> re.Pattern[str]:
        """Matches what is ignored and then the terminal that comes next, by which the last group is called."""
        found = self._scanners.get(state)
        if found is None:
            possible = {*self.rows[state], *self.always}
            terminals = "|".join(f"(?P<{name}>{pattern})" for name, pattern in self.patterns.items() if name in possible)
            found = self._scanners[state] = re.compile(f"(?:{'|'.join(self.ignored)})*(?:{terminals})?")
        return found


@cache
def tables() -> Tables:
    """The grammar's tables."""
    found = orjson.loads(Path(__file__).with_name("grammar.json").read_bytes())
    return Tables(**{**found, "rules": [Rule(*each) for each in found["rules"]]})
