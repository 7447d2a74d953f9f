"""Findings and summaries as JSON: the forms that docs/reference/output.md describes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import islice
from typing import Final

from bylaws.engine.finding import Finding
from bylaws.events.show import plain_value
from bylaws.events.types import INSTANT, Missing, Type
from bylaws.policy.program import SEVERITIES
from bylaws.study.mask import Mask
from bylaws.study.reasons import hidden_fields, masked_reason
from bylaws.study.result import Result
from bylaws.study.strays import strays_json
from bylaws.study.summary import Summary, Tally
from bylaws.study.typed import Types, types_of

MOST_SUBJECTS: Final = 100


def instant(at: int | None) -> object:
    """Microseconds as RFC 3339 in UTC."""
    return plain_value(INSTANT, at)


def finding_json(finding: Finding, types: Types, currency: str) -> dict[str, object]:
    """One line of findings.jsonl; nothing in it is masked."""
    facts = _plain(finding.facts, types.facts.get(finding.rule, {}), currency)
    # By name, for executors hold them in orders of their own, and a finding is the same to the byte whichever made it.
    fields = _plain(dict(sorted(finding.fields.items())), types.fields.get(finding.rule, {}), currency)
    subject, degrees = types.subjects.get(finding.rule), types.degrees.get(finding.rule, {})
    return {
        "id": finding.id,
        "state": finding.state,
        "severity": finding.severity,
        "rule": finding.rule,
        "clause": finding.clause,
        "clause_hash": finding.clause_hash,
        "policy": finding.policy,
        "version": finding.version,
        "digest": finding.digest,
        "at": instant(finding.at),
        "subject": finding.subject if subject is None else plain_value(subject, finding.subject, currency),
        "says": finding.says,
        "facts": facts,
        "event": {
            "kind": finding.kind,
            "source": finding.source,
            "id": finding.event,
            "element": finding.element,
            "fields": fields,
        },
        "missing": list(finding.missing),
        "excuse": finding.excuse or None,
        "excuse_clause": finding.excuse_clause or None,
        "permit": {"nearest": finding.permit, "lacks": list(finding.permit_lacks)} if finding.permit else None,
        "degrees": {name: _plain(values, degrees.get(name, {}), currency) for name, values in sorted(finding.degrees.items())},
        "steps": finding.steps or None,
        "duty": finding.duty,
        "paid_late": instant(finding.paid_late),
        "repeats": finding.repeats,
        "repeated_at": instant(finding.repeated_at),
        "raised": finding.raised,
        "further": finding.further,
        "late": finding.late,
        "hypothetical": finding.hypothetical,
        "errors": dict(finding.errors),
        "content": dict(finding.content),
    }


def summary_json(result: Result, summary: Summary, mask: Mask) -> dict[str, object]:
    """The object that `run --format json` prints and summary.json holds; identifiers under the mask's pseudonyms."""
    program, types = result.program, types_of(*result.versions)
    reason = partial(masked_reason, mask=mask, hidden=hidden_fields(*result.versions))
    return {
        "policy": {"name": program.policy, "version": program.version, "provider": program.provider, "digest": program.digest},
        "events": {
            "read": result.events,
            "kinds": dict(sorted(result.read.items())),
            "duplicates": result.duplicates,
            "late": result.late,
            "before_law": result.before,
            "permits_without_kind": result.kindless,
            "first": instant(result.first),
            "last": instant(result.last),
        },
        "findings": _counts(summary.total, summary.seen),
        "begun_before_since": result.begun,
        "clauses": [
            {
                "clause": row.clause.slug,
                "title": row.clause.title,
                "blind": list(row.blind),
                **_counts(row.tally, row.seen),
            }
            for row in summary.clauses
        ],
        "subjects": [
            {"subject": row.subject, "clauses": list(row.clauses), **_tally(row.tally)}
            for row in islice(summary.subjects, MOST_SUBJECTS)
        ],
        "subjects_in_all": len(summary.subjects),
        "untold": [
            {"rule": row.rule, "missing": list(row.missing), "unsettled": row.count, "counted": row.further}
            for row in summary.untold
        ],
        "blind": dict(result.blind),
        "idle": dict(result.idle),
        "unmatched": {name: list(whys) for name, whys in result.unmatched.items()},
        "unknown_kinds": [
            {"kind": mask.text(each.kind), "events": each.events, "like": each.like or None, "rules": list(each.rules)}
            for each in result.unknown_kinds
        ],
        "stray_permits": strays_json(result.strays, mask),
        "zeros": [each.as_json() for each in result.noughts],
        "in_part": {name: list(whys) for name, whys in result.in_part.items()},
        "timeless": result.timeless or None,
        "stopped": [each.as_json(mask) for each in result.stopped],
        "rejects": {
            "count": result.rejects,
            "first": [{"file": each.file, "where": each.where, "reason": reason(each.reason)} for each in result.rejected],
            "reasons": [{"reason": reason(each.first.reason), "count": each.count} for each in result.reasons],
        },
        "inputs": result.inputs.as_json(),
        "unknown_fields": dict(result.unknown),
        "placeholders": [each.as_json() for each in result.nobodies],
        "open_debts": [
            {
                "duty": each.duty,
                "clause": each.clause,
                "owed_by": each.owed_by,
                "subject": mask.name(each.subject, types.debtor(each)),
                "key": [
                    value if isinstance(value, str) and types.is_name(value, type) else mask.name(value, type)
                    for value, type in types.key(each)
                ],
                "since": instant(each.since),
                "due": instant(each.due),
            }
            for each in result.debts
        ],
    }


def _tally(tally: Tally) -> dict[str, object]:
    return {
        "settled": tally.settled,
        "unsettled": tally.unsettled,
        "excused": tally.excused,
        "repeats": tally.repeats,
        "hypothetical": tally.hypothetical,
        "severities": {level: tally.severities[level] for level in SEVERITIES},
    }


def _counts(tally: Tally, seen: bool) -> dict[str, object]:
    """A tally; where nobody could see, null in place of each number but that of what is left unsettled."""
    return _tally(tally) if seen else dict.fromkeys(_tally(tally)) | {"unsettled": tally.unsettled or None}


def _plain(values: Mapping[str, object], types: Mapping[str, Type], currency: str) -> dict[str, object]:
    return {name: _value(value, types.get(name), currency) for name, value in values.items()}


def _value(value: object, type: Type | None, currency: str) -> object:
    if isinstance(value, Missing):
        return None
    if type is not None:
        return plain_value(type, value, currency)
    return value if value is None or isinstance(value, bool | int | str) else str(value)
