"""`judge`: what a policy finds in a set of events, by plain SQL.

Where the engine steps through time, the judge solves equations: every rule is one query over all events and all findings so
far, and the queries are run again until nothing changes. Since a finding depends on earlier ones only, there is one solution
and it is reached. Nothing of `bylaws.engine` or of the order and reading of events is imported; only the typed policy is.

Left to other tests, and never drawn: content and text functions, maps, totals too great to be held; `--law`. Conflicting
duplicates received at one instant are not drawn either, for their order is that of the product's own hash.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bylaws.policy import expressions as x
from bylaws.policy.program import SEVERITIES, Derive, Duty, Program, Rule

from .duties import missed
from .rules import derived, grouped, judged, opened, stream_of
from .sql import is_plain, name
from .tables import Tables, expressions, watches
from .terms import flag, let_column

Record = Mapping[str, object]
Unit = Rule | Derive | Duty


@dataclass(frozen=True, slots=True, order=True)
class Verdict:
    """A finding, as far as every executor must agree on it. `missing` stands for a null whose cause is a missing field."""

    rule: str
    cause: str
    element: int
    state: str
    severity: str
    subject: str
    repeats: int
    repeated_at: int
    at: int
    late: bool
    facts: tuple[tuple[str, str], ...]


def judge(program: Program, events: Sequence[Record], lists: Mapping[str, list[Record]]) -> list[Verdict]:
    """All findings, in no particular order. `events` and the rows of `lists` are plain records."""
    return _Judge(program, events, lists).verdicts()


class _Judge:
    def __init__(self, program: Program, events: Sequence[Record], lists: Mapping[str, list[Record]]) -> None:
        self.program = program
        self.tables = Tables(program, events, lists)
        self.units: list[Unit] = sorted((*program.rules, *program.derives, *program.duties), key=lambda each: each.index)
        self.reads = {each.index: self._reads(each) for each in self.units}
        self._solve()

    def _reads(self, unit: Unit) -> set[str]:
        """Kinds whose events a unit looks at, through lists too."""
        exceptions = tuple(each for each in self.program.exceptions if not isinstance(unit, Derive) and each.rule == unit.name)
        kinds = {unit.after.kind if isinstance(unit, Duty) else unit.stream.kind}
        looked = list(expressions((unit, exceptions)))
        known: set[str] = set()
        for node in looked:  # grows while lists lead to further lists
            if isinstance(node, x.Window):
                kinds.add(node.kind)
            elif isinstance(node, (x.LookUp, x.InList)) and node.list not in known:
                known.add(node.list)
                feed = self.program.lists[node.list].feed
                if feed is not None:
                    kinds.add(feed.kind)
                    looked += expressions(feed)
        return kinds | {each.kind for each in watches(unit)} if isinstance(unit, Duty) else kinds

    def _solve(self) -> None:
        waiting = [each.index for each in self.units]
        for _ in range(MOST_ROUNDS):
            if not waiting:
                return
            unit = next(each for each in self.units if each.index == waiting[0])
            waiting.remove(unit.index)
            if self._run(unit):
                made = produced(unit)
                self.tables.refresh(made)
                again = {each.index for each in self.units if self.reads[each.index] & made}
                waiting = sorted(again | set(waiting))
        raise RuntimeError("the findings do not settle")

    def _run(self, unit: Unit) -> bool:
        """Judges a unit on what is known so far; tells whether it makes other events than the last time."""
        tables = self.tables
        match unit:
            case Rule():
                found, groups = name(f"found {unit.index}"), name(f"groups {unit.index}")
                tables.db.execute(f"CREATE OR REPLACE TABLE {found} AS {judged(self.program, unit)}")
                tables.db.execute(f"CREATE OR REPLACE TABLE {groups} AS {grouped(unit, found)}")
                fields = {each.name for each in tables.fields(unit.stream.kind)}
                return tables.replace(unit.index, f"{opened(self.program, unit, fields)} FROM {groups} s")
            case Derive():
                return tables.replace(unit.index, derived(self.program, unit))
            case Duty():
                found, groups = name(f"found {unit.index}"), name(f"groups {unit.index}")
                tables.db.execute(f"CREATE OR REPLACE TABLE {found} AS {missed(self.program, unit)}")
                tables.db.execute(f"CREATE OR REPLACE TABLE {groups} AS FROM {found} WHERE state = 'settled'")
                fields = {each.name for each in tables.fields(unit.after.kind)}
                return tables.replace(unit.index, f"{opened(self.program, unit, fields)} FROM {groups} s")

    def verdicts(self) -> list[Verdict]:
        return [each for unit in self.units if not isinstance(unit, Derive) for each in self._verdicts(unit)]

    def _verdicts(self, unit: Rule | Duty) -> list[Verdict]:
        lets = [(key, node) for key, node in stream_of(unit).lets if is_plain(node.type)]
        facts = ", ".join(f"{name(let_column(key))}, {name(flag(let_column(key)))}" for key, _ in lets)
        shown = '"@ident", "@n", "@subject", "@at", "@late"' + (", " + facts if facts else "")
        groups = f"SELECT 'settled', highest, repeats, repeated_at, {shown} FROM {name(f'groups {unit.index}')}"
        others = f"SELECT state, \"@severity\", 0, NULL, {shown} FROM {name(f'found {unit.index}')} WHERE state <> 'settled'"
        rows = self.tables.db.execute(f"{groups} UNION ALL {others}").fetchall()
        verdicts = []
        for state, severity, repeats, last, ident, element, subject, at, late, *values in rows:
            pairs = zip(lets, values[::2], values[1::2], strict=True)
            told = tuple(sorted((key, MISSING if missing else rendered(value)) for (key, _), value, missing in pairs))
            whose = state, SEVERITIES[severity], subject or ""
            verdicts.append(Verdict(unit.name, ident, element, *whose, repeats, NEVER if last is None else last, at, late, told))
        return verdicts


MISSING = "missing"
NEVER = -1
MOST_ROUNDS = 500


def rendered(value: object) -> str:
    """A value in one spelling, so that verdicts can be sorted."""
    return repr(tuple(value) if isinstance(value, list) else value)


def produced(unit: Unit) -> set[str]:
    return {unit.kind} if isinstance(unit, Derive) else {unit.name, "finding.made"}
