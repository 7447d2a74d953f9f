"""How findings compare with the truth about generated events, by clause and band."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from msgspec import Struct, field

from bylaws.engine.shares import lower_share, upper_share
from bylaws.events.types import BILLION
from bylaws.study.judged import Judged
from bylaws.study.request import UsageError
from bylaws.study.truth import BANDS, Truth, objects, read_truth

CONFIDENCE: Final = 950_000_000
SHOWN: Final = 10
"""Unmatched findings that are told one by one."""
SAYS: Final = "Synthetic: events and truth were made by `bylaws generate`; real traffic may well differ."
GUILTY: Final = ("clear", "narrow-above")
OTHERS: Final = (
    "these findings are not about the events of this truth: {}; score them with the truth.jsonl that lies beside their events"
)
ANOTHER_RUN: Final = "summary.json beside the findings is of another run: these were made by a policy of another digest"
UNKNOWN: Final = "Whether the findings are about the events of this truth, nobody knows: {}."
NO_SUMMARY: Final = "summary.json is not beside them"
NO_KINDS: Final = "it does not say how many events of which kinds it is about"


class Share(Struct, frozen=True):
    """`hits` of `all`, with Wilson's interval at 95 %; no value and no interval of nothing."""

    hits: int
    all: int

    @property
    def value(self) -> float | None:
        return self.hits / self.all if self.all else None

    @property
    def bounds(self) -> tuple[float, float] | None:
        if not self.all:
            return None
        return lower_share(self.hits, self.all, CONFIDENCE) / BILLION, upper_share(self.hits, self.all, CONFIDENCE) / BILLION

    def as_json(self) -> dict[str, object]:
        return {"hits": self.hits, "of": self.all, "share": self.value, "interval": self.bounds}


class ClauseScore(Struct):
    """Of one clause: acts declared and found by band, and findings by the band of the act that they are about."""

    clause: str
    declared: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    unmatched: int = 0
    not_judged: str = ""
    """Why the run says nothing of it; nothing is then known of what is found."""
    blind: Sequence[str] = ()
    """Those of its rules that could see nothing."""

    def recall(self, band: str) -> Share:
        """Of the acts in a band, those found; of those below the obvious and of the innocent it is the share wrongly flagged."""
        return Share(self.found[band], self.declared[band])

    @property
    def wrong(self) -> int:
        """Findings about the innocent, or about nothing that was declared."""
        return self.findings["innocent"] + self.unmatched

    @property
    def clear_precision(self) -> Share:
        """Of the findings that are about a clear act or wrong, those about a clear act: the narrow bands and the honest crowd, who

        lie between nothing and the obvious, are left aside.
        """
        return Share(self.findings["clear"], self.findings["clear"] + self.wrong)

    @property
    def crowd_precision(self) -> Share:
        """The same with the findings on the honest crowd, which are wrong."""
        return Share(self.findings["clear"], self.findings["clear"] + self.wrong + self.findings["honest"])

    @property
    def precision(self) -> Share:
        """Of all findings, those about an act above the obvious; one below it counts as wrong here."""
        return Share(sum(self.findings[band] for band in GUILTY), self.findings.total() + self.unmatched)

    def as_json(self) -> dict[str, object]:
        if self.not_judged:
            return {"clause": self.clause, "not_judged": self.not_judged, "declared": {band: self.declared[band] for band in BANDS}}
        return {
            "clause": self.clause,
            "not_judged": None,
            "blind": list(self.blind),
            "bands": {
                band: {"declared": self.declared[band], "findings": self.findings[band], "found": self.recall(band).as_json()}
                for band in BANDS
            },
            "unmatched": self.unmatched,
            "precision_clear": self.clear_precision.as_json(),
            "precision_crowd": self.crowd_precision.as_json(),
            "precision": self.precision.as_json(),
        }


class Score(Struct):
    """The whole comparison. `elsewhere` counts findings under clauses of which the truth declares nothing: they are not scored.

    Nor are findings on events of an act that is declared under another clause (`beside`), which says that they break this one too;
    nor unsettled findings that a run only counted (`further`), for nobody knows what they are about. `enforced` are the
    policy's clauses that have rules or duties; None if no summary lies beside the findings. `doubt` says why nobody knows whether
    findings and truth belong together. `outside`: acts of which the run was not asked, for they lie before or after.
    """

    clauses: dict[str, ClauseScore]
    unmatched: list[dict[str, object]] = field(default_factory=list)
    elsewhere: Counter[str] = field(default_factory=Counter)
    excused: int = 0
    beside: int = 0
    further: int = 0
    enforced: Sequence[str] | None = None
    doubt: str = ""
    outside: int = 0

    @property
    def judged(self) -> list[ClauseScore]:
        return [each for each in self.clauses.values() if not each.not_judged]

    @property
    def sees_nothing(self) -> bool:
        """Whether the run says nothing of any clause of the truth."""
        return bool(self.clauses) and not self.judged

    @property
    def undeclared(self) -> list[str]:
        """Clauses that have rules or duties, and of which the truth declares nothing, in the policy's order."""
        return [clause for clause in self.enforced or () if clause not in self.clauses]

    @property
    def flawless(self) -> bool:
        """Whether every clear act of a clause that was judged was found, nothing that is innocent, and no rule was blind."""
        found = all(each.found["clear"] == each.declared["clear"] and not each.wrong for each in self.judged)
        return found and not any(each.blind for each in self.clauses.values())

    def as_json(self) -> dict[str, object]:
        return {
            "synthetic": True,
            "says": SAYS,
            "clauses": [each.as_json() for each in self.clauses.values()],
            "unmatched": self.unmatched,
            "not_scored": dict(sorted(self.elsewhere.items())),
            "enforced_clauses": None if self.enforced is None else len(self.enforced),
            "undeclared_clauses": None if self.enforced is None else self.undeclared,
            "excused": self.excused,
            "beside": self.beside,
            "only_counted": self.further,
            "acts_outside": self.outside,
            "doubt": self.doubt or None,
        }


def score(findings: Path, truth: Path) -> Score:
    """Holds findings against the truth. Excused ones are none.

    Raises UsageError if a file is not what it should be, or the findings are about other events than the truth.
    """
    declared, run = read_truth(truth), Judged.beside(findings)
    if run and (why := run.differs(declared)):
        raise UsageError(OTHERS.format(why))
    result = _empty(declared, run)
    for number, finding in objects(findings, "the findings of `bylaws run`"):
        try:
            if run and run.digest and finding.get("digest", run.digest) != run.digest:
                raise UsageError(ANOTHER_RUN)
            _count(result, declared, finding)
        except (KeyError, TypeError, AttributeError, ValueError):
            raise UsageError(f"{findings}, line {number}: no finding of `bylaws run`") from None
    for deed in declared.deeds:
        if deed.aside:
            result.outside += 1
            continue
        result.clauses[deed.clause].declared[deed.band] += 1
        result.clauses[deed.clause].found[deed.band] += bool(deed.found)
    return result


def _empty(declared: Truth, run: Judged | None) -> Score:
    """A score of no finding yet: which clauses it can be about, and which acts the run was asked for."""
    if run is None:
        return Score({each: ClauseScore(each) for each in declared.clauses}, doubt=UNKNOWN.format(NO_SUMMARY))
    for deed in declared.deeds:
        deed.aside = not run.holds(deed.since, deed.until)
    clauses = {each: ClauseScore(each, not_judged=run.why_not(each), blind=run.blind.get(each, ())) for each in declared.clauses}
    return Score(clauses, enforced=run.clauses, doubt="" if declared.kinds else UNKNOWN.format(NO_KINDS))


def _count(result: Score, declared: Truth, finding: Mapping[str, Any]) -> None:
    result.further += finding.get("further", 0)
    if finding["state"] == "excused":
        result.excused += 1
        return
    own = result.clauses.get(finding["clause"])
    if own is None:
        result.elsewhere[finding["clause"]] += 1
        return
    if declared.beside(finding):
        result.beside += 1
        return
    deed = declared.match(finding)
    if deed is not None:
        deed.found += 1
        if deed.aside:
            return
        own.findings[deed.band] += 1
        return
    own.unmatched += 1
    if len(result.unmatched) < SHOWN:
        result.unmatched.append(_brief(finding))


def _brief(finding: Mapping[str, Any]) -> dict[str, object]:
    """What tells a finding that fits nothing."""
    return {name: finding[name] for name in ("id", "clause", "rule", "subject", "at", "says")}
