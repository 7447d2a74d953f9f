"""What a policy can see of an input, as JSON."""

from __future__ import annotations

from bylaws.events.types import MILLION
from bylaws.study.as_json import instant
from bylaws.study.mask import Mask
from bylaws.study.reasons import hidden_fields, masked_reason
from bylaws.study.sight import Examination, Sight
from bylaws.study.strays import strays_json


def doctor_json(found: Examination, mask: Mask) -> dict[str, object]:
    """The object that `doctor --format json` prints; docs/reference/output.md describes it."""
    program, hidden = found.program, hidden_fields(found.program)
    return {
        "policy": {"name": program.policy, "version": program.version, "digest": program.digest},
        "events": {
            "read": found.events,
            "kinds": dict(sorted(found.understood.items())),
            "duplicates": found.duplicates,
            "rejected": found.rejects,
            "reasons": {masked_reason(each.first.reason, mask, hidden): each.count for each in found.reasons},
            "first": instant(found.first),
            "last": instant(found.last),
        },
        "rules": [_sight(each) for each in found.sights],
        "empty_lists": dict(found.empty),
        "idle": dict(found.idle),
        "unmatched": {name: list(whys) for name, whys in found.unmatched.items()},
        "unknown_kinds": [
            {"kind": mask.text(each.kind), "events": each.events, "like": each.like or None, "rules": list(each.rules)}
            for each in found.unknown_kinds
        ],
        "stray_permits": strays_json(found.strays, mask),
        "placeholders": [each.as_json() for each in found.nobodies],
        "zeros": [each.as_json() for each in found.noughts],
        "alike": [{"kind": each.kind, "field": each.field, "events": each.events} for each in found.alike],
        "longer": [{"length_s": each.length // MILLION, "rules": list(each.rules)} for each in found.longer],
        "silences": [
            {
                "source": mask.text(each.source),
                "kind": each.kind,
                "from": instant(each.since),
                "to": instant(each.until),
                "ended": each.ended,
                "lasted_s": each.lasted // MILLION,
                "usual_s": each.usual / MILLION,
                "rules": list(found.silenced[each.kind]),
            }
            for each in found.silences
        ],
        "unwatched": found.unwatched,
        "unjudged": [each.as_json(mask) for each in found.unjudged],
        "begun_late": [
            {
                "source": mask.text(each.source),
                "kind": each.kind,
                "from": instant(each.since),
                "to": instant(each.at),
                "usual_s": each.usual / MILLION,
            }
            for each in found.begun
        ],
        "uncovered_lists": [
            {"list": each.name, "values": each.values, "fields": list(each.fields), "rules": list(each.rules)}
            for each in found.uncovered
        ],
        "unknown_fields": [
            {"kind": each.kind, "member": each.member, "events": each.events, "like": each.like or None} for each in found.unknown
        ],
        "clocks": {"late": found.late, "not_told": found.unstamped, "foreseen": found.foreseen, "future": found.future},
        "timeless": found.timeless or None,
        "inputs": found.inputs.as_json(),
    }


def _sight(each: Sight) -> dict[str, object]:
    return {
        "rule": each.name,
        "clause": each.clause,
        "state": each.state,
        "lacks": [{"why": lack.why, "wholly": lack.wholly} for lack in each.lacks],
        "fields": [{"kind": one.kind, "field": one.field, "events": one.events, "given": one.given} for one in each.fields],
    }
