"""What two versions of a policy differ in, as JSON."""

from __future__ import annotations

from bylaws.engine.finding import Finding
from bylaws.policy.difference import ClauseChange, Declared, Difference, Version
from bylaws.policy.program import SEVERITIES, Program
from bylaws.study.as_json import instant
from bylaws.study.diff_words import impact_caveats
from bylaws.study.impact import CHANGES, Impact, Pair
from bylaws.study.left_behind import left_behind
from bylaws.study.mask import Mask
from bylaws.study.result import Result
from bylaws.study.shown import Shown
from bylaws.study.summary import Tally


def diff_json(old: Version, new: Version, found: Difference, impact: Impact | None, mask: Mask) -> dict[str, object]:
    """The object that `diff --format json` prints; docs/reference/output.md describes it."""
    return {
        "old": _policy(old.program),
        "new": _policy(new.program),
        "same": found.means_the_same and not (impact and impact.differs),
        "settings": [{"name": each.name, "old": each.old, "new": each.new} for each in found.settings],
        "clauses": [_clause(each) for each in found.clauses],
        "warnings": list(left_behind(old, new, found)),
        "impact": None if impact is None else _impact(impact, mask),
    }


def _policy(program: Program) -> dict[str, object]:
    return {"name": program.policy, "version": program.version, "digest": program.digest}


def _clause(change: ClauseChange) -> dict[str, object]:
    old, new = change.old, change.new
    return {
        "clause": change.slug,
        "title": change.clause.title,
        "was": change.was or None,
        "changes": list(change.changes),
        "means_the_same": change.means_the_same,
        "old_text": old.text if old else None,
        "new_text": new.text if new else None,
        "declared": [_declared(each) for each in change.declared],
        "examples": {"added": change.examples[0], "removed": change.examples[1]},
    }


def _declared(each: Declared) -> dict[str, object]:
    return {
        "sort": each.sort,
        "name": each.name,
        "change": each.change,
        "old": each.old or None,
        "new": each.new or None,
        "note": each.note or None,
    }


def _impact(impact: Impact, mask: Mask) -> dict[str, object]:
    shown = Shown.of(mask, impact.old.program), Shown.of(mask, impact.new.program)
    return {
        "events": {"old": _read(impact.old), "new": _read(impact.new)},
        "inputs": impact.new.inputs.as_json(),
        "blind": {name: {"old": old or None, "new": new or None} for name, (old, new) in impact.blind.items()},
        "untold": list(impact.untold),
        "caveats": impact_caveats(impact, mask),
        "outside": impact.outside or None,
        "counts": {change: impact.count(change) for change in CHANGES},
        "clauses": [
            {"clause": each.clause, **{change: _tally(tally) for change, tally in each.changes.items()}} for each in impact.clauses
        ],
        "subjects": [
            {
                "clause": each.clause,
                "subject": each.subject,
                "change": each.change,
                "old": _tally(each.before),
                "new": _tally(each.after),
            }
            for each in impact.subjects
        ],
        "findings": [_pair(each, *shown) for each in impact.pairs],
    }


def _read(result: Result) -> dict[str, object]:
    return {"read": result.events, "rejected": result.rejects, "first": instant(result.first), "last": instant(result.last)}


def _tally(tally: Tally) -> dict[str, object]:
    severities = {level: tally.severities[level] for level in reversed(SEVERITIES) if tally.severities[level]}
    return {"settled": tally.settled, "unsettled": tally.unsettled, "excused": tally.excused, "severities": severities}


def _pair(pair: Pair, old: Shown, new: Shown) -> dict[str, object]:
    """`id`: under the version that makes it, the new one if both do."""
    finding, shown = pair.finding, new if pair.after else old
    return {
        "change": pair.change,
        "rule": finding.rule,
        "clause": finding.clause,
        "id": finding.id,
        "at": instant(finding.at),
        "subject": shown.subject(finding),
        "says": shown.says(finding),
        "old": _side(pair.before, old),
        "new": _side(pair.after, new),
    }


def _side(finding: Finding | None, shown: Shown) -> dict[str, object] | None:
    if finding is None:
        return None
    return {
        "at": instant(finding.at),
        "state": finding.state,
        "severity": finding.severity,
        "subject": shown.subject(finding),
        "steps": finding.steps or None,
    }
