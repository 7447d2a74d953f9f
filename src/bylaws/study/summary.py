"""Counting a result: by clause, by subject, by severity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from bylaws.engine.finding import Finding
from bylaws.policy.program import SEVERITIES, Clause, Duty, Rule
from bylaws.study.mask import Mask
from bylaws.study.result import Result, judging
from bylaws.study.typed import types_of


class Tally(Struct):
    """How many findings of each state, and of each severity (settled ones only); `repeats` were grouped under them.

    The unsettled that are only counted are among them, but not in the tally of a subject: nobody knows of whom they were.

    `hypothetical`: how many, in whatever state, were made before the clause was in force.
    """

    settled: int = 0
    unsettled: int = 0
    excused: int = 0
    repeats: int = 0
    hypothetical: int = 0
    severities: Counter[str] = field(default_factory=Counter)

    def add(self, finding: Finding, further: int = 0) -> None:
        """Takes in a finding, and `further` ones that are counted with it."""
        self.hypothetical += finding.hypothetical * (1 + further)
        match finding.state:
            case "settled":
                self.settled += 1
                self.repeats += finding.repeats
                self.severities[finding.severity] += 1
            case "unsettled":
                self.unsettled += 1 + further
            case "excused":
                self.excused += 1

    @property
    def worst(self) -> str:
        """The highest severity among the settled, or an empty text."""
        return next((level for level in reversed(SEVERITIES) if self.severities[level]), "")

    @property
    def weight(self) -> tuple[int, ...]:
        """For sorting: severe before many."""
        return (*(self.severities[level] for level in reversed(SEVERITIES)), self.unsettled, self.excused)


class ClauseRow(Struct, frozen=True):
    """A clause that rules or duties carry. `blind` names its rules that could see nothing; `seen` is false if all are blind."""

    clause: Clause
    tally: Tally
    blind: tuple[str, ...]
    seen: bool


class SubjectRow(Struct, frozen=True):
    """`known` is false of the row for findings of which nobody knows whose they are."""

    subject: str
    tally: Tally
    clauses: tuple[str, ...]
    known: bool


class UntoldRow(Struct, frozen=True):
    """How many findings of a rule are unsettled for want of the same; `further`: how many of them are only counted."""

    rule: str
    missing: tuple[str, ...]
    count: int
    further: int


class BlindRow(Struct, frozen=True):
    """Rules that could not see anything, or not everything, or had nothing to judge, for one reason."""

    why: str
    rules: Sequence[str]


class Summary(Struct, frozen=True):
    """`seen` is false if nobody could see anything, `total` is then no number of findings.

    `noughts`: numbers that are 0 on every event, and the rules that read them.
    """

    total: Tally
    clauses: Sequence[ClauseRow]
    subjects: Sequence[SubjectRow]
    untold: Sequence[UntoldRow]
    blind: Sequence[BlindRow]
    in_part: Sequence[BlindRow]
    idle: Sequence[BlindRow]
    unmatched: Sequence[BlindRow]
    noughts: Sequence[BlindRow]
    seen: bool


def summarise(result: Result, mask: Mask) -> Summary:
    """The tables of a result; subjects under their pseudonyms, the gravest first."""
    total = Tally()
    for finding in result.findings:
        total.add(finding, finding.further)
    blind = _by_reason(result, {name: (why,) for name, why in result.blind.items()})
    in_part = _by_reason(result, result.in_part)
    idle = _by_reason(result, {name: (why,) for name, why in result.idle.items()})
    vain = _by_reason(result, result.unmatched)
    tables = _clauses(result), _subjects(result, mask), _untold(result)
    asked = judging(result.program, result.clauses)
    zero = [BlindRow(str(each), rules) for each in result.noughts if (rules := [name for name in each.rules if name in asked])]
    return Summary(total, *tables, blind, in_part, idle, vain, zero, not result.is_blind)


def _clauses(result: Result) -> list[ClauseRow]:
    tallies: dict[str, Tally] = {}
    for finding in result.findings:
        tallies.setdefault(finding.clause, Tally()).add(finding, finding.further)
    makers: dict[str, list[str]] = {}
    every: tuple[Rule | Duty, ...] = (*result.program.rules, *result.program.duties)
    for maker in every:
        makers.setdefault(maker.clause, []).append(maker.name)
    rows = []
    for clause in _every_clause(result):
        rules = makers.get(clause.slug, [])
        blind = tuple(name for name in rules if name in result.blind)
        if rules or clause.slug in tallies:
            rows.append(ClauseRow(clause, tallies.get(clause.slug, Tally()), blind, not rules or len(blind) < len(rules)))
    return rows


def _every_clause(result: Result) -> list[Clause]:
    """The clauses that were asked for: of the policy in its order, then those that only earlier versions had."""
    latest = {clause.slug for clause in result.program.clauses}
    gone = {clause.slug: clause for version in result.earlier for clause in version.clauses if clause.slug not in latest}
    every = [*result.program.clauses, *gone.values()]
    return [each for each in every if not result.clauses or each.slug in result.clauses]


def _subjects(result: Result, mask: Mask) -> list[SubjectRow]:
    types = types_of(*result.versions)
    clauses: dict[tuple[str, bool], set[str]] = {}
    tallies: dict[tuple[str, bool], Tally] = {}
    for finding in result.findings:
        known = finding.subject is not None
        key = mask.name(finding.subject, types.subject(finding)) if known else "unknown", known
        tallies.setdefault(key, Tally()).add(finding)
        clauses.setdefault(key, set()).add(finding.clause)
    ranked = sorted(tallies, key=lambda key: (*(-part for part in tallies[key].weight), key))
    return [SubjectRow(name, tallies[name, known], tuple(sorted(clauses[name, known])), known) for name, known in ranked]


def _untold(result: Result) -> list[UntoldRow]:
    """What leaves findings unsettled, the most frequent first. An overflow is told under its fact's name."""
    counts: Counter[tuple[str, tuple[str, ...]]] = Counter()
    further: Counter[tuple[str, tuple[str, ...]]] = Counter()
    for each in result.findings:
        if each.state == "unsettled":
            key = each.rule, (*each.missing, *each.errors)
            counts[key] += 1 + each.further
            further[key] += each.further
    rows = (UntoldRow(*key, count, further[key]) for key, count in counts.items())
    return sorted(rows, key=lambda row: (-row.count, row.rule, row.missing))


def _by_reason(result: Result, lacks: Mapping[str, Sequence[str]]) -> list[BlindRow]:
    """First the rules whose events came and told too little, then those that wait for others; the commonest reason first."""
    makers: tuple[Rule | Duty, ...] = (*result.program.rules, *result.program.duties)
    kinds = {each.name: each.stream.kind if isinstance(each, Rule) else each.after.kind for each in makers}
    reasons: dict[str, list[str]] = {}
    for rule, whys in lacks.items():
        for why in whys:
            reasons.setdefault(why, []).append(rule)
    rows = [BlindRow(why, rules) for why, rules in reasons.items()]
    return sorted(rows, key=lambda row: (not any(result.read.get(kinds[rule]) for rule in row.rules), -len(row.rules)))
