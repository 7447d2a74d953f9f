"""What is surely unsettled and beyond the bound is counted over columns, as the step executor counts it, and never made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import pytest

from bylaws.engine.batch import Batches
from bylaws.engine.columns.plan import RulePlan
from bylaws.engine.columns.rows import Rows
from bylaws.engine.columns.untold import Untold, Wants, _Bits
from bylaws.engine.finding import Finding
from bylaws.engine.step import Facts, Stepper
from bylaws.engine.unsettled import Telling
from bylaws.events.event import Event
from bylaws.policy.program import Program
from tests.oracle.faults import Fault, fault
from tests.oracle.test_agreement import compiled

from .running import FRONT, lines_of, over_columns, step_by_step
from .test_mutants import instant, moment, told

POLICY = (
    FRONT.replace("2020-01-01T00:00:00Z", moment(30))
    + """
```bylaw
informative
list plans by sender text with most integer from "plans.csv"
list wishes by account from consent.changed
```

## Sending {#sending}

```bylaw
rule either on message.sent
  where not (automated or purpose = "service")
  when recipient_count + 1 > 3
  severity low

rule counted on message.sent
  let sent = count() by user, sender over 1h
  let people = sum(recipient_count) by account over 1h
  when sent >= 1 and people >= 0
  severity low

rule planned on message.sent
  let plan = plans[sender]
  let wish = wishes[account]
  when plan.most > 1 or wish.state = "given" or purpose in ("service", "promotional")
  severity low

rule excusable on message.sent
  when recipient_count >= 1
  unless user = "u1"
  severity low
  once per 1h

rule spelled on message.sent
  when coalesce(sender, envelope_from) matches "x" and fold(subject) = "x"
  severity low

rule last-time on message.sent
  let before = last() by sender over 1h
  when before.recipient_count >= 1 and user not in ("u1", "u2")
  severity low

rule uneven on message.sent
  where automated
  let spread = deviation(recipient_count) by account over 1h
  when spread > 1000
  severity low

exception bulk to either
  when user = "u2"

exception not-bulk to bulk
  when sender = "s"
```
"""
)
EVENTS = [
    {"automated": automated, "purpose": purpose, "recipient_count": count, "user": user, "sender": sender, "subject": subject}
    for automated, purpose, count, user, sender, subject in product(
        (None, False, True), (None, "service", "promotional"), (None, 5), (None, "u1", "u2"), (None, "s"), (None, "x")
    )
]
LOG = [told("message.sent", number, number // 3, **fields) for number, fields in enumerate(EVENTS)]
"""Every one of these nulls beside every other."""
PLANS = {"plans": [{"sender": "s", "most": 1}]}
TELLING = Telling(since=instant(20), most=2)

FAULTS = (
    fault("what may not be decided lacks nothing", _Bits.where_missing, "> MISSING, _UNTOLD", "> MISSING, np.int64(0)"),
    fault("what is excused is unsettled", Wants.of, "~column.true & ", ""),
    fault("what is lifted lacks what the excuse lacks", Wants.of, "& excuse.is_lifted", "& False"),
    fault("excuses lack nothing", Wants.of, "read += [(each.node, each.scope) for each in excuses]", "excuses = []"),
    fault("a list without data is no cause", _Bits._lacks, "np.where(keys == 0,", "np.where(keys < 0,"),
    fault("windows lack nothing", _Bits._marks, "isinstance(node, x.Window)", "False"),
    fault("all parts lack, null or not", _Bits.where_missing, "marks == MISSING", "marks >= 0"),
    fault("the last are told", Batches._told_of, "mine[unsettled.room(names, side) :]", "mine[: -unsettled.room(names, side)]"),
    fault("what is too early is told", Batches._told_of, "kept[entries[~asked[entries]]] = False", "asked[:] = True"),
    fault("the hypothetical are told with the rest", Batches._told_of, "(early[entries] == side)", "(False == side)"),
    fault("what is not told is not counted", Batches._judged, "for each in further:", "for each in further[:-1]:"),
)  # fmt: skip


@pytest.fixture(scope="module")
def program() -> Program:
    return compiled(POLICY)


@dataclass(slots=True)
class Judged:
    """What was found, how many events the step executor was given, and by rule of how many it was sure what they lack."""

    findings: list[dict[str, object]] = field(default_factory=list)
    pushed: int = 0
    sure: Counter[str] = field(default_factory=Counter)


def found(program: Program) -> list[Judged]:
    """In one batch, and in as many as there can be."""
    return [judged(program, LOG, TELLING, block) for block in (3000, 1 << 20)]


def judged(program: Program, log: Sequence[Mapping[str, object]], telling: Telling, block: int = 1 << 20) -> Judged:
    push, of, seen = Stepper.push, Wants.of, Judged()

    def pushing(self: Stepper, event: Event, facts: Facts | None = None) -> list[Finding]:
        seen.pushed += 1
        return push(self, event, facts)

    def telling_of(self: Wants, plan: RulePlan, rows: Rows) -> Untold:
        untold = of(self, plan, rows)
        seen.sure[plan.name] += sum(each.size for each in untold.entries.values())
        return untold

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stepper, "push", pushing)
        patch.setattr(Wants, "of", telling_of)
        seen.findings = over_columns(program, [lines_of(log)], PLANS, block=block, telling=telling).findings
    return seen


def test_what_is_not_told_is_counted_as_it_is_step_by_step(program: Program) -> None:
    steps = step_by_step(program, [lines_of(LOG)], PLANS, telling=TELLING).findings
    assert [each.findings for each in found(program)] == [steps, steps]
    assert {each["rule"] for each in steps if each["further"]} == {rule.name for rule in program.rules}
    assert over_columns(program, [lines_of(LOG)], PLANS).kept == len(program.rules)


@pytest.mark.parametrize("fault", FAULTS, ids=[each.name for each in FAULTS])
def test_a_fault_shows(fault: Fault, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = found(program)
    monkeypatch.setattr(fault.target, "__code__", fault.code())
    assert _differs(program, sound)


def _differs(program: Program, sound: list[Judged]) -> bool:
    """What is counted before anything was told ends the run."""
    try:
        return found(program) != sound
    except AssertionError:
        return True


def test_what_is_not_told_is_never_made(program: Program) -> None:
    silent = [told("message.sent", number, number, user="u3", automated=False) for number in range(2000)]
    seen = judged(program, silent, Telling(since=instant(100), most=5))
    assert seen.pushed == 5
