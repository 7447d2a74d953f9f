"""Decisions as JSON, one object each."""

from __future__ import annotations

from collections.abc import Callable

from bylaws.engine.decide import Decision
from bylaws.events.record import Reject
from bylaws.policy.program import Program
from bylaws.policy.verdicts import Verdict
from bylaws.study.as_json import finding_json, instant
from bylaws.study.typed import types_of


def telling(program: Program) -> Callable[[Decision], dict[str, object]]:
    """What tells the decisions of one policy."""
    types = types_of(program)

    def told(decision: Decision) -> dict[str, object]:
        event = decision.event
        return {
            "id": event.id,
            "source": event.source,
            "kind": event.kind,
            "at": instant(event.at),
            "verdict": decision.verdict,
            "findings": [finding_json(each, types, program.currency) for each in decision.findings],
            "joined": [
                {"finding": each.opening.id, "rule": each.opening.rule, "clause": each.opening.clause, "severity": each.severity}
                for each in decision.joined
            ],
            "overdue": [finding_json(each, types, program.currency) for each in decision.overdue],
            "provisional": True,
            "late": decision.late,
            "repeated": decision.repeated,
            "degraded": decision.degraded or None,
        }

    return told


def refused(reject: Reject, verdict: Verdict) -> dict[str, object]:
    """The answer to what could not be understood as an event."""
    return {"line": reject.line, "verdict": verdict, "provisional": True, "degraded": f"not understood: {reject.reason}"}
