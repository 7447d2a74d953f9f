"""What is only a repeat under `once` is counted over columns, as the step executor counts it, and never made."""

from __future__ import annotations

import pytest

from bylaws.engine.columns.certainty import Certainty
from bylaws.engine.columns.excuses import Excuses
from bylaws.engine.columns.grants import Grants
from bylaws.engine.step import Stepper
from bylaws.policy.program import Program
from tests.oracle.faults import Fault, fault
from tests.oracle.test_agreement import compiled

from .running import FRONT, lines_of, over_columns, step_by_step
from .test_mutants import told

POLICY = (
    FRONT
    + """
```bylaw
informative
```

## Sending {#sending}

```bylaw
rule sending on message.sent
  when recipient_count >= 1
  unless user = "boss"
  severity low
  severity high if recipient_count >= 5
  severity medium if recipient_count >= 9
  once per 10s by account, automated

rule many on message.sent
  let sent = count() by account over 1h
  when sent >= 2
  unless permitted("bulk", sent: sent)
  severity low
  once per 1m

rule whoever on message.sent
  when recipient_count >= 1
  unless permitted("bulk")
  against user
  severity low
  once per 1m by account

rule dated on message.sent
  when recipient_count >= 1
  unless permitted("bulk", at: at + 1h)
  severity low
  once per 1m

rule recipients on message.sent each to in recipients
  when to <> "x"
  severity low
  once per 1m by to

rule calls on call.record
  where duration_s >= 1s
  let calls = count() by account over 1h
  when calls >= 1
  severity low
  once per 1m by account

exception few to calls
  let called = count(message.sent) by account over 1h
  when called >= 1

exception not-few to few
  when duration_s >= 5s
```
"""
)


def sent(number: int, at: int, /, **fields: object) -> dict[str, object]:
    return told("message.sent", number, at, **{"recipient_count": 1, "automated": False, "user": "u0"} | fields)


def called(number: int, at: int, /, **fields: object) -> dict[str, object]:
    return told("call.record", number, at, **{"duration_s": 1} | fields)


def granted(number: int, at: int, kind: str, scope: dict[str, object], /, **fields: object) -> dict[str, object]:
    return told("permit.granted", number, at) | {"fields": {"kind": kind, "permit": f"p{number}", "scope": scope}} | fields


LOG = [
    sent(1, 0),
    sent(2, 1),
    sent(3, 2, recipient_count=5),
    sent(4, 3, recipient_count=9),
    sent(5, 4, automated=True),
    sent(6, 5, recipient_count=None),
    sent(7, 6, account=None),
    sent(8, 7, automated=None),
    sent(9, 8, account="a2", user="a1"),
    sent(10, 9, account="a2", recipients=["+491", "+492", "+491"]),
    sent(11, 10, recipients=["+491"]),
    called(12, 10),
    called(13, 11, duration_s=5),
    called(14, 12, duration_s=6),
    called(30, 13),
    called(15, 13, account="a3"),
    called(16, 14, account="a3"),
    called(17, 15, account="a3", duration_s=None),
    granted(18, 20, "bulk", {"sent": ["9"]}),
    granted(32, 20, "bulk", {}, account=None, user="u9"),
    sent(19, 21),
    sent(20, 21, account="a2"),
    sent(21, 22, account="a2"),
    sent(22, 22, user="boss"),
    sent(31, 23, user=None),
    sent(23, 24, account=None),
    granted(24, 25, "other", {}, account="a2"),
    sent(25, 26, account="a2"),
    sent(26, 59),
    sent(27, 60),
    sent(28, 61),
    sent(29, 61),
]
"""Edges: a severity that only a later line tells, nulls in all that is asked, a permit in the middle, exactly a period's end."""

FAULTS = (
    fault("what is excused is a repeat", Certainty._settled, "(column.values == 0)", "(column.values >= 0)"),
    fault("what may be excused is a repeat", Certainty._settled, "| (column.marks == ABSENT)", "| (column.marks >= ABSENT)"),
    fault("what may not hold is a repeat", Certainty._settled, ".true", ".true | True"),
    fault("exceptions excuse nothing", Excuses._excusing, "self._program.exceptions", "()"),
    fault("the first line of a severity wins", Certainty._severities, "in plan.rule.severity", "in plan.rule.severity[::-1]"),
    fault("a permit in the batch comes too late", Grants.column, "rows.index < self._first(rows)", "rows.index >= 0"),
    fault("a permit of another covers", Grants._without, "text in named", "False"),
    fault("no holder has no permit", Grants._without, "known & without", "without"),
)  # fmt: skip


@pytest.fixture(scope="module")
def program() -> Program:
    return compiled(POLICY)


def found(program: Program) -> list[list[dict[str, object]]]:
    """In one batch, and in as many as there can be."""
    return [over_columns(program, [lines_of(LOG)], block=block).findings for block in (1, 1 << 20)]


def test_repeats_are_counted_as_they_are_step_by_step(program: Program) -> None:
    steps = step_by_step(program, [lines_of(LOG)]).findings
    assert found(program) == [steps, steps]
    assert {each["rule"] for each in steps if each["repeats"]} == {rule.name for rule in program.rules}
    assert over_columns(program, [lines_of(LOG)]).kept == len(program.rules)


@pytest.mark.parametrize("fault", FAULTS, ids=[each.name for each in FAULTS])
def test_a_fault_shows(fault: Fault, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = found(program)
    monkeypatch.setattr(fault.target, "__code__", fault.code())
    assert _differs(program, sound)


def _differs(program: Program, sound: list[list[dict[str, object]]]) -> bool:
    """What is sure to open a group, and does not, ends the run."""
    try:
        return found(program) != sound
    except AssertionError:
        return True


def test_what_is_surely_a_repeat_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred messages of one account; a permit of another does not stand in the way."""
    program = compiled(POLICY)
    push, pushed = Stepper.push, []
    monkeypatch.setattr(Stepper, "push", lambda self, event, facts=None: (pushed.append(event.id), push(self, event, facts))[1])
    log = [granted(1, 0, "bulk", {}, account="a2"), *(sent(100 + n, 1) for n in range(100))]
    ran = over_columns(program, [lines_of(log)], block=1)
    assert pushed == ["e1", "e100", "e101"]
    assert [each["repeats"] for each in ran.findings if each["rule"] == "sending"] == [99]
