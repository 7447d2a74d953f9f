"""Stopping and going on changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaws.engine.finding import Finding
from bylaws.engine.snapshot import restore, save
from bylaws.engine.step import Stepper

from .running import ev, ordered, program_of

PROGRAM = program_of(
    """list holders by number from number.assigned until released_at

rule many on call.record
  let calls = count() by account over 10m
  let kinds = distinct(to) by account over 10m
  let before = last() by account over 10m
  let alike = count(where to = this.to) by account over 10m
  let usual = count() by account over same hour of 1w
  when calls >= 2 or before.to = to or usual > 0
  unless permitted("calls", calls: calls)
  severity low
  severity high if kinds > 2 or holders[to].account = account
  once per 5m by account

duty tell owed by provider
  after many
  expect notice.sent by account
  within 3m
  paused from case.changed where to_state = "held" until case.changed where from_state = "held"
"""
)

CALLS = st.builds(
    lambda minute, account, to: ev("call.record", f"10:{minute:02}:00", account=account, to=to),
    st.integers(0, 59),
    st.sampled_from(("a1", "a2")),
    st.sampled_from(("+491", "+492", "+493")),
)
OTHERS = st.builds(
    lambda minute, event: {**event, "at": f"2026-05-01T10:{minute:02}:00Z"},
    st.integers(0, 59),
    st.sampled_from(
        (
            ev("notice.sent", "10:00:00", account="a1"),
            ev("case.changed", "10:00:00", account="a1", to_state="held"),
            ev("case.changed", "10:00:00", account="a1", from_state="held"),
            ev("number.assigned", "10:00:00", number="+491", account="a1"),
            ev("permit.granted", "10:00:00", account="a2", permit="p", kind_="calls", scope={"calls": ["3"]}),
        )
    ),
)


def outcome(findings: list[Finding]) -> list[tuple[str, str, str]]:
    """What was told of findings when they were made; a repeat that comes after the stop raises the copy that went on."""
    return [(each.id, each.rule, each.state) for each in findings]


@settings(deadline=None, max_examples=40)
@given(st.lists(CALLS | OTHERS, max_size=30), st.integers(0, 30))
def test_a_restart_anywhere_finds_the_same(raw: list[dict[str, object]], cut: int) -> None:
    events = ordered(PROGRAM, raw)
    whole, first, second = Stepper(PROGRAM), Stepper(PROGRAM), Stepper(PROGRAM)
    expected = [finding for event in events for finding in whole.push(event)]
    found = [finding for event in events[:cut] for finding in first.push(event)]
    restore(second, save(first))
    found += [finding for event in events[cut:] for finding in second.push(event)]
    end = events[-1].place + 10**10 if events else 0
    found += second.finish(end)
    expected += whole.finish(end)
    assert outcome(found) == outcome(expected)
    assert second.open_debts == whole.open_debts


def test_a_snapshot_of_another_policy_is_refused() -> None:
    other = program_of("rule r on call.record\n  when automated")
    with pytest.raises(ValueError, match="another policy"):
        restore(Stepper(other), save(Stepper(PROGRAM)))
