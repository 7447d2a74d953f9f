"""All patterns that are looked for in one field, in one pass over each distinct text (RE2's sets)."""

from __future__ import annotations

from collections.abc import Sequence

import re2

from bylaws.policy import expressions as x
from bylaws.policy.program import Program
from bylaws.policy.walk import walk

_MOST = 62


class Patterns:
    """The written patterns of a policy's `matches` tests, by kind of event and field. `found` tells by bits which match."""

    def __init__(self, program: Program) -> None:
        self._places: dict[str, tuple[int, int]] = {}
        self._sets: list[re2.Set] = []
        self._count = 0
        for rule in program.rules:
            for root in (rule.stream.where, rule.when, *(value for _, value in rule.stream.lets)):
                for node in () if root is None else walk(root):
                    if isinstance(node, x.TextTest) and node.op == "matches" and isinstance(node.pattern, x.Const):
                        self._add(str(node.pattern.value))
        for each in self._sets:
            each.Compile()

    def place(self, pattern: str) -> tuple[int, int] | None:
        """The set in which a pattern is, and its bit; None if it is in none."""
        return self._places.get(pattern)

    def found(self, number: int, texts: Sequence[bytes]) -> list[int]:
        """By text the bits of those patterns of a set that match somewhere in it."""
        match = self._sets[number].Match
        return [sum(1 << each for each in found) if (found := match(text)) else 0 for text in texts]

    def _add(self, pattern: str) -> None:
        if pattern in self._places:
            return
        if self._count % _MOST == 0:
            self._sets.append(re2.Set.SearchSet())
        self._places[pattern] = len(self._sets) - 1, self._sets[-1].Add(pattern)
        self._count += 1
