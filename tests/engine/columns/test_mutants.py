"""A fault in the columns shows: each single one, put in on purpose, changes what a log full of edges finds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bylaws.engine import compile_windows
from bylaws.engine.columns import count, scanned, spans
from bylaws.engine.columns.count import Counter
from bylaws.engine.columns.entries import Entries
from bylaws.engine.columns.evaluate import Evaluator
from bylaws.engine.columns.feeds import Feeds
from bylaws.engine.columns.records import Records
from bylaws.engine.columns.scanned import Scanned
from bylaws.engine.columns.told import Told
from bylaws.engine.lists import Row
from bylaws.events.columns.merge import Merge
from bylaws.events.types import MILLION
from bylaws.policy.program import Program
from tests.oracle.faults import Fault, fault
from tests.oracle.test_agreement import compiled

from .running import FRONT, lines_of, over_columns, step_by_step

POLICY = (
    FRONT
    + """
```bylaw
informative
```

## Lists {#lists}

```bylaw
informative
list holders by number from number.assigned until released_at
list wishes by account from consent.changed
list plans by account account with plan text, since instant, until instant from "plans.csv"
```

## Counted {#counted}

```bylaw
rule counted on message.sent
  where recipient_count >= 0
  let rolling = count() by account over 10s
  let hour = count() by account over this hour
  let filtered = count(where automated) by account over 1h
  let answers = count(message.result) by account over 1h
  let sent = count(message.sent) by account over 1h
  let before = last() by account over 1h
  let gap = at - before.at
  when hour >= 1 and gap <= 1h
  severity low

rule spread on message.sent
  let each_of = sum(recipient_count) by account, user over 1h
  when each_of >= 0
  severity low

rule compared on message.sent
  let as_many = count(where recipient_count >= this.recipient_count) by account over 10s
  let more = sum(recipient_count - this.recipient_count where user = this.user) by account over 10s
  when as_many >= 0 and more is not null
  severity low
```

## Held {#held}

```bylaw
rule held on call.record
  let holder = holders[to].account
  when holder = account
  severity low

rule mine on call.record
  let mine = count(where holders[to].account = account) by account over 1h
  when mine >= 0
  severity low

rule others on call.record
  when holders[to].account <> account
  severity low

rule wished on number.assigned
  when wishes[account].state = "given"
  severity low

rule planned on call.record
  let planned = count(where plans[account].plan = "basic") by account over 1h
  when planned >= 0
  severity low
```
"""
)


def moment(seconds: int) -> str:
    return (datetime(2026, 3, 2, 10, tzinfo=UTC) + timedelta(seconds=seconds)).isoformat()


def told(kind: str, number: int, at: int, /, **fields: object) -> dict[str, object]:
    time = "ended_at" if kind == "call.record" else "at"
    return {"kind": kind, "id": f"e{number}", "source": "s", time: moment(at), "account": "a1"} | fields


def instant(seconds: int) -> int:
    return int(datetime.fromisoformat(moment(seconds)).timestamp()) * MILLION


PLANS: list[Row] = [{"account": "a1", "plan": "basic", "since": instant(20), "until": instant(60)}]
LOG = [
    told("call.record", 1, -30, to="+4930000001"),
    told("message.sent", 2, -1, recipient_count=1, user="u1"),
    told("message.sent", 3, 0, recipient_count=2, automated=True),
    told("message.sent", 4, 0, recipient_count=2, account=None, user="u1"),
    told("message.sent", 5, 0, recipient_count=2, user="u1", source="r"),
    told("message.result", 6, 5),
    told("message.sent", 7, 5, automated=True, user="u1"),
    told("message.sent", 8, 10, recipient_count=4, user="u1"),
    told("message.sent", 8, 10, recipient_count=4, user="u1"),
    told("message.result", 9, 10),
    told("message.result", 0, 10),
    told("number.assigned", 11, 20, number="+4930000001", released_at=moment(40)),
    told("call.record", 10, 20, to="+4930000001"),
    told("call.record", 12, 30, to="+4930000001", account="a2"),
    told("call.record", 13, 40, to="+4930000001"),
    told("number.assigned", 14, 50, number="+4930000001"),
    told("call.record", 15, 60, to="+4930000001"),
    told("consent.changed", 16, 70, state="withdrawn"),
    told("number.assigned", 17, 80, number="+4930000002"),
    told("consent.changed", 18, 80, state="given"),
    told("number.assigned", 19, 90, number="+4930000002"),
    told("call.record", 20, 120, to="+4930000001"),
    told("number.assigned", 21, 100, number="+4930000001", account="a2", received_at=moment(3730)),
    told("call.record", 22, 140, to="+4930000001"),
    told("number.assigned", 23, 60, number="+4930000001", received_at=moment(3760)),
    told("call.record", 24, 170, to="+4930000001"),
    told("message.result", 25, 200),
    told("message.sent", 26, 210, recipient_count=1, user="u1"),
]
"""Edges: exactly a window's length, an hour's first instant, ties, nulls, a copy, rows at their own first and last instant; rows

that are told late, and one told at the instant at which another kind that feeds a list reads it.
"""


FAULTS = (
    fault("a window takes in what lies its whole length back", spans.limits, "return places - reach", "return places - reach - 1"),
    fault("a calendar window leaves out its first instant", spans.limits, "places) - 1", "places)"),
    fault("lists are fed after the instant's other events", Merge._within, "self._rank[table.kind]", "0 * self._rank[table.kind]"),
    fault("an event told twice counts twice", Merge._once, "~again &", ""),
    fault("sources do not matter in the order", Merge._within, "+ ranks[table.source]", "+ 0 * ranks[table.source]"),
    fault("events of a null key are counted with it", Entries.key, "return self._evaluator.settled(node, scope, rows)",
          "c = self._evaluator.settled(node, scope, rows); return Column(c.values, c.marks * 0)"),
    fault("filters of windows are left out", Entries.passing, "column.values == 0", "False"),
    fault("what enters in a batch in which nobody asks is not counted", count._concerns, " or plan.window.kind in kinds", ""),
    fault("an event is asked for before it is counted", Counter._apart, "counted.index[owner] * 2, asking.index * 2 + 1",
          "counted.index[owner] * 2 + 1, asking.index * 2"),
    fault("last sees the event itself", Counter._last, "(turns[0] * 2 + 1, turns[1] * 2)", "(turns[0] * 2, turns[1] * 2 + 1)"),
    fault("a scan leaves out the event that asks", Scanned.reach, 'self._turn, asking.index, side="right"',
          'self._turn, asking.index, side="left"'),
    fault("a scan takes in what lies its whole length back", Scanned.reach, 'self._place, limits, side="right"',
          'self._place, limits, side="left"'),
    fault("a scan forgets what is in reach", Scanned.forget, "(self._place > limit)", "(self._place > limit + 20_000_000)"),
    fault("what this reads is what is counted", Evaluator._of_this, "asking, which = rows.this",
          "asking, which = rows, np.arange(len(rows))"),
    fault("a scan counts all in reach", Entries.counting, "passed.true, passed", "passed.true | True, passed"),
    fault("a row of a list does not hold at its own instant", Records._date, "at[dated] < self._since", "at[dated] <= self._since"),
    fault("a row holds at its until too", Records._date, "at[dated] >= self._until", "at[dated] > self._until"),
    fault("a row that is fed does not hold at its own instant", Told.find, "since[rows] > at", "since[rows] >= at"),
    fault("a row that is fed holds at its until too", Told.find, "until[rows] <= at", "until[rows] < at"),
    fault("rows of a batch hold before they are told", Told.find, "later.size", "False"),
    fault("an older row of a key is forgotten", Told._chained, "np.roll(order, 1) + first", "-1"),
    fault("the newest row of a key is not the last told", Told._chained, "last = np.append(~follows[1:], True)", "last = ~follows"),
    fault("a list without data is one without a row", Feeds.cuts, "*heads, ", ""),
    fault("a row told late holds before it is told", Feeds.cuts, "[late, *heads", "[late[:0], *heads"),
    fault("a row told late is the newest of its key", Told._insert, "behind >= 0 and", "False and"),
    fault("a row told late takes the place of those after it", Told._insert, "before[follows] = row", "self._latest[number] = row"),
    fault("kinds that feed lists read what is told after them", Feeds._behind_readers,
          "== table.place[telling]", "> table.place[telling]"),
    fault("a missing field in where leaves nothing open", Entries.asking, "column.true | (column.marks != VALUE)",
          "column.true"),
)  # fmt: skip


@pytest.fixture(scope="module")
def program() -> Program:
    return compiled(POLICY)


def found(program: Program) -> list[list[dict[str, object]]]:
    """In one batch, and in as many as there can be."""
    return [over_columns(program, [lines_of(LOG)], {"plans": PLANS}, block).findings for block in (1, 1 << 20)]


def test_without_a_fault_nothing_differs(program: Program) -> None:
    steps = step_by_step(program, [lines_of(LOG)], {"plans": PLANS}).findings
    assert found(program) == [steps, steps]
    assert {each["rule"] for each in steps} == {rule.name for rule in program.rules}
    assert over_columns(program, [lines_of(LOG)], {"plans": PLANS}).kept == len(program.rules)


@pytest.mark.parametrize("fault", FAULTS, ids=[each.name for each in FAULTS])
def test_a_fault_shows(fault: Fault, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = found(program)
    monkeypatch.setattr(fault.target, "__code__", fault.code())
    assert found(program) != sound


def test_a_scan_looks_at_the_latest_only_and_says_so(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = found(program)[0]
    monkeypatch.setattr(scanned, "SCAN_LIMIT", 2)
    monkeypatch.setattr(compile_windows, "SCAN_LIMIT", 2)
    steps = step_by_step(program, [lines_of(LOG)], {"plans": PLANS}).findings
    assert [each for each in steps if each["at_least"]]
    assert steps != whole
    assert found(program) == [steps, steps]


def test_a_run_may_end_before_its_inputs_do(program: Program) -> None:
    """Then whole batches are without events."""
    ran = over_columns(program, [lines_of(LOG)], {"plans": PLANS}, block=1, until=instant(-30))
    assert ran.findings == []
