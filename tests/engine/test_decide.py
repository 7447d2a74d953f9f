"""Answers to single events."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from bylaws.engine.decide import CONFLICT, HOUR, TOO_LATE, Decider, Decision
from bylaws.engine.recent import PARTS, Recent, Told
from bylaws.engine.step import Stepper
from bylaws.events.decode import decode
from bylaws.events.event import Event
from bylaws.events.record import Record
from bylaws.events.types import MILLION
from bylaws.policy.compile import compile_text
from bylaws.policy.program import Program

POLICY = """---
policy: acceptable-use
language: 1
provider: Example Provider
version: 2026-01-01
effective: {effective}
contact: abuse@example.com
timezone: UTC
---
## Guessing {{#guessing {guessing}}}
Do not guess.

```bylaw
rule guessed on auth.attempt
  where outcome = "fail"
  when count() by target_account over 1h >= 3
  unless ip = "192.0.2.1"
  against ip
  severity medium
  severity high if count() by target_account over 1h >= 5
  once per 1h by target_account
```
"""


def program(guessing: str = "", effective: str = "2026-01-01T00:00:00Z") -> Program:
    found = compile_text(POLICY.format(guessing=guessing, effective=effective))
    assert found.program is not None, [each.message for each in found.diagnostics]
    return found.program


def event(number: int, at: str = "", **members: object) -> Event:
    raw: Mapping[str, object] = {
        "id": f"e{number}",
        "source": "login",
        "at": at or f"2026-03-02T09:{number:02}:00Z",
        "target_account": "t1",
        "ip": "192.0.2.9",
        "outcome": "fail",
        **members,
    }
    known = program()
    kind = str(raw.get("kind", "auth.attempt"))
    return decode(Record(kind, {k: v for k, v in raw.items() if k != "kind" and v is not None}, "log", number, 0), known.kinds, "")


def answered(decider: Decider, *numbers: int) -> list[Decision]:
    return [decider.decide(event(number)) for number in numbers]


def verdicts(decisions: list[Decision]) -> list[str]:
    return [each.verdict for each in decisions]


@pytest.mark.parametrize(
    ("guessing", "expected"),
    [
        ("", ["allow", "allow", "review", "review", "review"]),
        ("block=high", ["allow", "allow", "review", "review", "block"]),
        ("review=high block=critical", ["allow", "allow", "allow", "allow", "review"]),
        ("review=never block=medium", ["allow", "allow", "block", "block", "block"]),
        ("review=never", ["allow"] * 5),
    ],
)
def test_the_verdict_follows_severity_and_clause(guessing: str, expected: list[str]) -> None:
    """What is counted with an earlier finding is answered by its own severity."""
    assert verdicts(answered(Decider(program(guessing)), 1, 2, 3, 4, 5)) == expected


def test_what_is_counted_with_another_names_it() -> None:
    *_, third, fourth = answered(Decider(program()), 1, 2, 3, 4)
    (finding,) = third.findings
    (joined,) = fourth.joined
    assert not fourth.findings
    assert joined.opening is finding
    assert (joined.severity, finding.repeats) == ("medium", 1)


def test_findings_are_those_of_a_run() -> None:
    decider, stepper = Decider(program()), Stepper(program())
    for number in range(1, 8):
        assert list(decider.decide(event(number)).findings) == stepper.push(event(number))


def test_an_event_told_of_again_is_answered_as_before_and_changes_nothing() -> None:
    decider = Decider(program())
    answered(decider, 1, 2)
    for _ in range(3):
        again = decider.decide(event(2))
        assert (again.verdict, again.repeated, again.degraded) == ("allow", True, "")
    assert decider.decide(event(3)).verdict == "review"
    assert decider.decide(event(3)).verdict == "review"


def test_what_was_found_is_told_again_as_it_was() -> None:
    """Whoever missed an answer asks again, and has the findings from that; by their ids nobody has them twice."""
    decider = Decider(program())
    *_, third, fourth = answered(decider, 1, 2, 3, 4)
    before = replace(third.findings[0], repeats=0, repeated_at=None)
    answered(decider, 5)
    again, fourth_again = answered(decider, 3, 4)
    assert again.repeated
    assert list(again.findings) == [before]
    assert fourth_again.joined == fourth.joined


def test_an_event_of_the_same_name_with_other_contents_is_not_judged() -> None:
    decider = Decider(program("fallback=block"))
    answered(decider, 1, 2)
    other = decider.decide(event(2, ip="192.0.2.10"))
    assert (other.verdict, other.degraded) == ("block", CONFLICT)


def test_an_event_that_comes_after_later_ones_is_late_and_counts_all_the_same() -> None:
    decider = Decider(program())
    answered(decider, 30, 31)
    late = decider.decide(event(29))
    assert (late.verdict, late.late) == ("review", True)
    assert [each.late for each in late.findings] == [True]
    assert late.event.place == event(31).at


def test_an_event_of_long_ago_is_not_judged() -> None:
    decider = Decider(program("fallback=review"))
    answered(decider, 1, 2)
    old = decider.decide(event(3, at="2026-03-01T08:00:00Z"))
    assert (old.verdict, old.degraded) == ("review", TOO_LATE)
    assert decider.decide(event(4)).verdict == "review"


def test_what_cannot_be_known_is_answered_by_the_fallback_of_the_clause() -> None:
    for fallback in ("allow", "review", "block"):
        decider = Decider(program(f"fallback={fallback}"))
        answered(decider, 1, 2)
        decision = decider.decide(event(3, ip=None))
        assert [each.state for each in decision.findings] == ["unsettled"]
        assert (decision.verdict, decision.degraded) == (fallback, "")


def test_what_is_unsettled_is_told_however_often() -> None:
    decider = Decider(program("fallback=review"))
    answered(decider, 1, 2)
    decisions = [decider.decide(event(3, id=f"x{number}", ip=None)) for number in range(150)]
    assert {each.verdict for each in decisions} == {"review"}
    assert all(each.findings for each in decisions)


def test_what_is_excused_passes() -> None:
    decider = Decider(program("block=info fallback=block"))
    decisions = [decider.decide(event(number, ip="192.0.2.1")) for number in range(1, 6)]
    assert [each.state for one in decisions for each in one.findings] == ["excused"] * 3
    assert verdicts(decisions) == ["allow"] * 5


def test_before_the_policy_is_in_force_everything_passes() -> None:
    decider = Decider(program("block=info", effective="2026-03-02T09:04:00Z"))
    assert verdicts(answered(decider, 1, 2, 3)) == ["allow"] * 3
    assert verdicts(answered(decider, 4, 5)) == ["block"] * 2


def test_a_lost_state_is_said_and_every_answer_is_the_fallback(monkeypatch: pytest.MonkeyPatch) -> None:
    decider = Decider(program("fallback=review"))
    answered(decider, 1)

    def broken(*_: object) -> None:
        raise RuntimeError("disk on fire")

    with monkeypatch.context() as patch:
        patch.setattr(Stepper, "push", broken)
        assert decider.decide(event(2)).verdict == "review"
    after = decider.decide(event(3))
    assert after.verdict == "review"
    assert after.degraded == decider.lost == "the state was lost: RuntimeError: disk on fire"


def test_the_fallback_of_a_kind_is_the_gravest_of_its_clauses() -> None:
    decider = Decider(program("fallback=block"))
    assert decider.fallback_for("auth.attempt") == "block"
    assert decider.fallback_for("message.sent") == "allow"
    decision = decider.fallback(event(1), "no state yet")
    assert (decision.verdict, decision.degraded) == ("block", "no state yet")


def test_what_was_told_of_is_known_for_the_horizon_and_then_forgotten() -> None:
    recent, step = Recent(HOUR), HOUR // PARTS
    for number in range(4 * PARTS):
        recent.note("s", str(number), Told("", "allow"), number * step)
        back = [each for each in range(number + 1) if recent.find("s", str(each)) is not None]
        assert back[0] >= number - 2 * PARTS
        assert set(range(max(0, number - PARTS + 1), number + 1)) <= set(back)


def test_a_long_pause_forgets_all() -> None:
    recent = Recent(HOUR)
    recent.note("s", "old", Told("", "allow"), 0)
    recent.note("s", "new", Told("", "allow"), 10 * HOUR)
    assert recent.find("s", "old") is None
    assert recent.find("s", "new") is not None
    assert HOUR == 3600 * MILLION
