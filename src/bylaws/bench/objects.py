"""The workload in Python as rules are mostly kept: each window an object, each rule a list of conditions that are asked in turn.

Nothing is written out for speed as in `bylaws.bench.twin`, and nothing is done twice: patterns are compiled once, lists are sets,
each window keeps a running total, a rule ends at its first condition that does not hold. Everything is read by the standard
library, and the log is trusted but for lines that are no JSON and events seen before.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Mapping
from datetime import datetime
from operator import eq, gt, lt, ne
from pathlib import Path
from typing import Any, Final

from bylaws.bench.twin import Found
from bylaws.bench.workload import NETWORKS, PREFIXES, TIME, TRUSTED, Fact, Limit, Rule, Test, Workload

Event = Mapping[str, Any]
Facts = Mapping[str, int]
Condition = Callable[[Event, Facts], bool]

_COMPARED: Final[Mapping[str, Callable[[Any, Any], bool]]] = {"=": eq, "<>": ne, "<": lt, ">": gt}
_PREFIXES: Final = frozenset(PREFIXES)
_LENGTHS: Final = sorted({len(each) for each in PREFIXES})
_NETWORKS: Final = frozenset(NETWORKS)
_LISTS: Final[Mapping[str, Callable[[str], bool]]] = {
    "premium": lambda text: any(text[:length] in _PREFIXES for length in _LENGTHS),
    "watched": lambda text: text.rpartition(".")[0] in _NETWORKS,
    "trusted": frozenset(TRUSTED).__contains__,
}


class Window:
    """The events of each key within the last `over` seconds, and what they amount to."""

    def __init__(self, fact: Fact) -> None:
        self.fact, self._where = fact, [_asks(test) for test in fact.where]
        self._events: defaultdict[str, deque[tuple[float, Any]]] = defaultdict(deque)
        self._values: defaultdict[str, Counter[Any]] = defaultdict(Counter)
        self._totals: Counter[str] = Counter()

    def value(self, event: Event, at: float) -> int:
        """Takes the event in, and tells what there is under its key."""
        fact, key = self.fact, event[self.fact.by]
        events = self._events[key]
        while events and events[0][0] <= at - fact.over:
            self._count(key, events.popleft()[1], -1)
        if all(asks(event, {}) for asks in self._where):
            value = event[fact.field] if fact.field else 1
            events.append((at, value))
            self._count(key, value, 1)
        return len(self._values[key]) if fact.agg == "distinct" else self._totals[key]

    def _count(self, key: str, value: Any, sign: int) -> None:
        if self.fact.agg != "distinct":
            self._totals[key] += sign * value
            return
        values = self._values[key]
        values[value] += sign
        if not values[value]:
            del values[value]


class Ruled:
    """A rule, and when it last found something against whom."""

    def __init__(self, rule: Rule) -> None:
        self.rule, self._conditions = rule, [_asks(part) for part in rule.parts]
        self._opened: dict[str, float] = {}

    def finds(self, event: Event, facts: Facts, at: float) -> bool:
        if not all(asks(event, facts) for asks in self._conditions):
            return False
        if not self.rule.once:
            return True
        subject = event[self.rule.against]
        opened = self._opened.get(subject)
        if opened is not None and at - opened < self.rule.once:
            return False
        self._opened[subject] = at
        return True


def run(workload: Workload, path: Path) -> list[Found]:
    """The findings of a log."""
    windows = {kind: [Window(fact) for fact in workload.facts if fact.kind == kind] for kind in TIME}
    rules = {kind: [Ruled(rule) for rule in workload.rules if rule.kind == kind] for kind in TIME}
    found, seen = [], set()
    with path.open(encoding="utf-8") as file:
        for line in file:
            try:
                event = json.loads(line)
            except json.JSONDecodeError:
                continue
            identity = event["source"], event["id"]
            if identity in seen:
                continue
            seen.add(identity)
            kind = event["kind"]
            at = datetime.fromisoformat(event[TIME[kind]]).timestamp()
            facts = {window.fact.name: window.value(event, at) for window in windows[kind]}
            found += [
                (each.rule.name, event["id"], event[each.rule.against]) for each in rules[kind] if each.finds(event, facts, at)
            ]
    return found


def _asks(part: Test | Limit) -> Condition:
    if isinstance(part, Limit):
        return lambda _, facts: facts[part.fact] >= part.least
    field, value = part.field, part.value
    match part.op:
        case "matches":
            pattern = re.compile(str(value))
            return lambda event, _: pattern.search(event[field]) is not None
        case "in":
            return lambda event, _: event[field] in value  # type: ignore[operator]
        case "listed":
            listed = _LISTS[str(value)]
            return lambda event, _: listed(event[field])
        case "unlisted":
            listed = _LISTS[str(value)]
            return lambda event, _: not listed(event[field])
    compared = _COMPARED[part.op]
    return lambda event, _: compared(event[field], value)
