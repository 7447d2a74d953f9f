"""What the shipped policies answer at once."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bylaws.engine.decide import Decider
from bylaws.events.decode import decode
from bylaws.events.record import Record
from bylaws.policy.filling import load_lists
from bylaws.policy.verdicts import NEVER, answers_of
from tests.policies.test_shipped import program

HARMFUL = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f"
UPLOAD = {"account": "a1", "file_id": "f1", "name": "report.pdf"}
EMERGENCY = {"account": "a1", "direction": "outbound", "from": "+15550100", "to": "911"}


@pytest.mark.parametrize(
    ("kind", "told", "verdict", "rule"),
    [
        ("file.uploaded", {**UPLOAD, "sha256": HARMFUL}, "block", "known-malware"),
        ("file.uploaded", {**UPLOAD, "sha256": HARMFUL[::-1]}, "allow", ""),
        ("file.uploaded", UPLOAD, "review", "known-malware"),
        ("call.record", EMERGENCY, "allow", ""),
    ],
    ids=["known harm", "harmless", "of unknown contents", "emergency"],
)
def test_the_verdict_on_a_single_event(kind: str, told: Mapping[str, object], verdict: str, rule: str) -> None:
    northwind = program("northwind.md")
    record = Record(kind, {"id": "e1", "at": "2026-11-02T10:00:00Z", **told}, "test", 1, 0)
    decision = Decider(northwind, load_lists(northwind)).decide(decode(record, northwind.kinds, northwind.currency))
    assert not decision.degraded
    assert decision.verdict == verdict
    assert rule in {each.rule for each in decision.findings} | {""}


def test_only_grave_findings_are_refused_and_emergency_calls_never() -> None:
    for clause in program("northwind.md").clauses:
        assert answers_of(clause.attributes).block in ("high", "critical", NEVER)
    emergency = next(each for each in program("northwind.md").clauses if each.slug == "emergency-services")
    assert emergency.attributes["block"] == NEVER
