"""Findings drawn by lot, and what was seen when their sources were looked at by hand.

Ten of all findings that accuse are drawn, one of each rule before a second of any, and one open question of each rule that asks
any. A finding's own id changes with each word of the policy; what is drawn is known by its file, rule and event instead.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from scripts.evaluate.runs import Finding, Run

VERDICTS: Final = Path(__file__).with_name("verdicts.toml")
SEED: Final = "2026-11-22"
ACCUSING: Final = 10
UNDECIDED: Final = "**nobody has looked yet**"
HEAD: Final = """| id | what is said | verdict | because |
|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finding and the file in which it was made."""

    path: str
    finding: Finding

    @property
    def id(self) -> str:
        event = self.finding["event"]
        return _hash(self.path, self.finding["rule"], event["source"], event["id"], str(event["element"]))[:8]

    @property
    def lot(self) -> str:
        return _hash(SEED, self.id)

    @property
    def where(self) -> str:
        return f"{self.path}: `{self.finding['rule']}` of {self.finding['event']['id']}"


def accusing(runs: Iterable[Run]) -> list[Drawn]:
    """Ten of all settled findings, in the order in which they were drawn: from each rule one, then from each another."""
    turns: Counter[str] = Counter()
    drawn = []
    for each in sorted(_all(runs, "settled"), key=lambda each: each.lot):
        drawn.append((turns[each.finding["rule"]], each.lot, each))
        turns[each.finding["rule"]] += 1
    return [each for *_, each in sorted(drawn, key=lambda each: each[:2])[:ACCUSING]]


def asking(runs: Iterable[Run]) -> list[Drawn]:
    """One unsettled finding of each rule, in the order of the rules."""
    first: dict[str, Drawn] = {}
    for each in sorted(_all(runs, "unsettled"), key=lambda each: each.lot):
        first.setdefault(each.finding["rule"], each)
    return [first[rule] for rule in sorted(first)]


def verdicts() -> dict[str, dict[str, str]]:
    """By id: `verdict`, and the reason as `because`."""
    return tomllib.loads(VERDICTS.read_text(encoding="utf-8"))


def table(drawn: Iterable[Drawn], seen: Mapping[str, Mapping[str, str]]) -> str:
    return HEAD + "".join("| " + " | ".join(_cells(each, seen.get(each.id, {}))) + " |\n" for each in drawn)


def undecided(drawn: Iterable[Drawn], seen: Mapping[str, Mapping[str, str]]) -> list[Drawn]:
    return [each for each in drawn if each.id not in seen]


def _cells(drawn: Drawn, seen: Mapping[str, str]) -> tuple[str, ...]:
    finding = drawn.finding
    said = f"`{finding['clause']}`, rule `{finding['rule']}`, in `{drawn.path}`: {finding['says']}"
    if finding["missing"]:
        said += f"; not told: {', '.join(f'`{name}`' for name in finding['missing'])}"
    return f"`{drawn.id}`", said, seen.get("verdict", UNDECIDED), seen.get("because", "")


def _all(runs: Iterable[Run], state: str) -> list[Drawn]:
    return [Drawn(run.given.path, finding) for run in runs for finding in run.of_state(state)]


def _hash(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()
