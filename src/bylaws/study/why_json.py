"""What `bylaws why` tells of a finding, as JSON."""

from __future__ import annotations

from bylaws.engine.explain import Counted, Judged, LookedAt
from bylaws.engine.finding import Finding
from bylaws.engine.permits import Lack, Verdict
from bylaws.events.show import plain_value
from bylaws.policy.program import Duty, Ladder
from bylaws.study.as_json import finding_json, instant
from bylaws.study.retold import Retold, expected, outcome
from bylaws.study.typed import types_of


def why_json(retold: Retold) -> dict[str, object]:
    """The object that `why --format json` prints; docs/reference/output.md describes it."""
    program, finding, maker = retold.program, retold.finding, retold.maker
    clause = program.clause(finding.clause)
    looked_at = retold.looked_at
    return {
        "finding": finding_json(finding, types_of(program), program.currency),
        "clause": {"slug": clause.slug, "title": clause.title, "text": clause.text},
        "rule": {"name": maker.name, "place": str(maker.span), "text": maker.span.text},
        "ladder": _ladder(retold.ladder),
        "opened": {"severity": looked_at.severity},
        "judged": _judged(finding, looked_at.judged),
        "debt": _owed(finding, maker) if isinstance(maker, Duty) else None,
        "behind": [_counted(each, program.currency) for each in looked_at.windows],
        "permits": [_asked(text, verdict, program.currency) for text, verdict in looked_at.permits],
        "excuses": [_excused(each, program.currency) for each in looked_at.excuses],
    }


def _ladder(ladder: Ladder | None) -> dict[str, object] | None:
    """The steps that the rule names."""
    if ladder is None:
        return None
    return {"name": ladder.name, "clause": ladder.clause, "place": str(ladder.span), "text": ladder.span.text.strip()}


def _asked(text: str, verdict: Verdict, currency: str) -> dict[str, object]:
    """What was asked of the permits, which came nearest and what it lacks, or whose there is instead."""
    return {
        "asked": text,
        "nearest": verdict.permit.id if verdict.permit else None,
        "lacks": [_lack(each, currency) for each in verdict.lacks],
        "others": verdict.others.id if verdict.others else None,
    }


def _lack(lack: Lack, currency: str) -> dict[str, object]:
    asked = None if lack.asked is None else plain_value(lack.asked.type, lack.asked.value, currency)
    return {"name": lack.name, "asked": asked, "allows": list(lack.allows)}


def _excused(excuse: LookedAt, currency: str) -> dict[str, object]:
    """Permits that its condition asks for are told by themselves."""
    read = [each for each in excuse.read if not isinstance(each.value, Verdict)]
    return {
        "name": excuse.name,
        "clause": excuse.clause or None,
        "lifts": excuse.lifts or None,
        "condition": excuse.condition,
        "read": [{"part": each.text, "value": plain_value(each.part.type, each.value, currency)} for each in read],
        "outcome": outcome(excuse.value),
    }


def _judged(finding: Finding, judged: Judged) -> dict[str, object]:
    """The event is in the finding; this is when it was, and what of it was read."""
    return {"at": instant(judged.at), "element": finding.element, "read": list(judged.fields)}


def _owed(finding: Finding, duty: Duty) -> dict[str, object]:
    key = [plain_value(each.type, value) for each, value in zip(duty.key, finding.key, strict=True)]
    return {"expected": expected(duty.expect), "key": key, "due": instant(finding.at), "paid_late": instant(finding.paid_late)}


def _counted(counted: Counted, currency: str) -> dict[str, object]:
    note = counted.note
    value = plain_value(counted.type, counted.value, currency)
    latest = [{"source": each.source, "id": each.id, "kind": each.kind, "at": instant(each.at)} for each in note.events]
    return {"fact": counted.text, "value": value, "count": note.count, "beyond": note.beyond, "latest": latest}
