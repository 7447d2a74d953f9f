"""Where batches meet: debts and groups of `once` that outlast a batch, texts that are renumbered, ties at the very edge.

Dense logs of few accounts, in batches of one line, of a few, and in one, are held against the step executor; the first of them
also against the judge in SQL.
"""

from __future__ import annotations

from random import Random

import pytest

from bylaws.engine.columns import repeats
from bylaws.engine.columns.count import Counter
from bylaws.engine.columns.stepped import Stepped
from bylaws.engine.duties import Debts
from bylaws.engine.once import Groups
from bylaws.events.columns import batching
from bylaws.policy.program import Program
from tests.oracle.executors import run_step, verdicts
from tests.oracle.faults import Fault, fault
from tests.oracle.judge import judge

from ..running import ev, program_of
from .running import agreeing, lines_of, over_columns

DUTIES = {
    "elements, each with its own deadline": """
  after message.sent each one in recipients
  let n = count() by account, one over 10s
  expect call.record by account, to = one
  before at + n * 2s
  unless n >= 3""",
    "keys by name, nulls among them": """
  after message.sent where channel = "sms"
  let n = count() by account over 20s
  expect message.result by account, campaign where outcome = "delivered"
  within 3s
  paused from message.sent where automated until message.sent where not automated""",
    "a payment that opens the next": """
  after call.record where direction = "outbound"
  let n = count() by account over 10s
  expect call.record by account where direction = "inbound"
  before at + n * 1s
  unless n > 3""",
    "lets of lets, and what a deadline reads of them": """
  after call.record where direction = "outbound"
  let longer = count(where duration_s > this.duration_s) by account over 10s
  let all = longer + count(message.sent) by account over 20s
  expect usage.metered by account
  before at + all * 1s
  unless longer >= 3
  severity low
  severity high if all >= 2
  says "{longer} and {all}\"""",
    "keys that are counted, truths and instants": """
  after message.sent where automated is not null
  let n = count() by account over 10s
  let moment = at
  expect message.sent by account, automated, at = moment, recipient_count = n
  within 5s""",
    "whom the provider owes": """
  after call.record where direction = "outbound"
  let n = count() by account over 10s
  expect usage.metered where quantity >= 2
  before at + n * 1s""",
    "pauses that open and end in other batches": """
  after message.sent where channel = "sms"
  let n = count(call.record) by account over 20s
  expect message.result by account where outcome = "delivered"
  before at + n * 1s
  paused from call.record by account where direction = "outbound" until call.record by account where direction = "inbound"
  paused from message.sent by account, recipient_count = n until usage.metered by account""",
    "the message before": """
  after message.sent where channel = "sms"
  let before = last() by account over 10s
  let users = distinct(user) by account over 10s
  expect message.result by account, campaign
  before coalesce(before.at, at) + 3s
  unless before.channel = "chat" and users >= 2""",
    "an array as what pays": """
  after call.record
  let n = count() by account over 10s
  expect message.sent by account, recipients = to
  before at + n * 1s""",
    "exceptions by what was counted": """
  after message.sent
  let n = count() by account over 10s
  expect message.result by account
  within 2s

exception many to owing
  let twice = n * 2
  when twice >= 4

exception not-many to many
  when n >= 4""",
}  # fmt: skip
RULES = {
    "a truth": "on message.sent\n  when recipient_count >= 0\n  severity low\n  {high}\n  once per 10s by automated",
    "two keys": "on message.sent\n  when recipient_count >= 0\n  severity low\n  {high}\n  once per 5s by account, automated",
    "instants": "on message.sent\n  when user is not null\n  severity low\n  {high}\n  once per 5s by at",
    "no time at all": "on message.sent\n  when user is not null\n  severity low\n  {high}\n  once per 0s by user",
    "longer than time": "on message.sent\n  when user is not null\n  {high}\n  once per 106751991d by user",
    "the subject": "on message.sent\n  when user is not null\n  severity low\n  {high}\n  once per 10s",
    "a count": "on message.sent\n  let n = count() by user over 10s\n  when n >= 1\n  {high}\n  once per 10s by user, n",
    "elements": 'on message.sent each one in recipients\n  when one <> "+493"\n  severity low\n  {high}\n  once per 10s by user',
    "permits": 'on message.sent\n  when user is not null\n  unless permitted("bulk")\n  {high}\n  once per 10s by user',
    "findings on findings": """on message.sent each one in recipients
  when user is not null
  severity low
  severity high if one = "+492"
  once per 10s by user

rule following on repeating
  let grave = count(repeating where severity = "high") by user over 1m
  let all = count(finding.made) by user over 1m
  when grave >= 1 or all >= 3
  severity low
  once per 3s by user

duty owing owed by customer
  after repeating where severity = "low"
  expect repeating by user where severity = "high"
  within 20s""",
}

FAULTS = (
    fault("what is missed is paid by nobody", Debts.awaits, "self._open.keys() | self._missed.keys()", "set(self._open)"),
    fault("what opens in a batch is paid in another", Stepped._paying, "keys.numbers(_values(ours), add=True)", "pass"),
    fault("what opened before is paid by nobody", Stepped._paying, "if awaited:", "if False:"),
    fault("a null where opens a debt", Counter._opening, ".true", ".marks == 3"),
    fault("a group ends after its period", repeats._before, "INT64_MAX))", "INT64_MAX), side='right')"),
    fault("one repeat is lost", repeats._repeats, "places.size", "places.size - 1"),
    fault("repeats do not raise", repeats._repeats, "_gravest(severities)", "SEVERITIES[0]"),
    fault("what was open does not raise", repeats.judged, "severities[:done]", "severities[:1] * 0"),
    fault("the first repeat is the last", repeats._repeats, "places[-1]", "places[0]"),
    fault("what was open ends with its first repeat", repeats.judged, "at[:done]", "at[:1].repeat(done)"),
    fault("a group is open for ever", Groups.open_until, "found[0] + self.per", "2 * found[0]"),
)  # fmt: skip


def log(seed: int, nulls: bool = True) -> list[dict[str, object]]:
    """Eighty events of few accounts, many at one instant."""
    random = Random(seed)
    none = [None] if nulls else []
    fields: dict[str, dict[str, list[object]]] = {
        "call.record": {"direction": ["outbound", "inbound", *none], "duration_s": [1, 2, 5, *none], "to": ["+491", "+492", *none]},
        "usage.metered": {"meter": ["gb"], "quantity": ["1", "2"]},
        "message.result": {"campaign": ["c1", "c2", *none], "outcome": ["delivered", "complaint"]},
        "message.sent": {
            "channel": ["sms", "chat"],
            "campaign": ["c1", "c2", *none],
            "user": ["u1", "u2", *none],
            "recipients": [["+491", "+492"], ["+492", "+492"], ["+493"], [], *none],
            "recipient_count": [0, 1, 2, 5],
            "automated": [True, False, *none],
        },
    }
    events, second = [], 0
    for n in range(80):
        second += random.choice((0, 0, 1, 1, 2, 6))
        kind = random.choice((*fields, "message.sent", "call.record"))
        told = {name: random.choice(values) for name, values in fields[kind].items()}
        clock = f"{10 + second // 3600}:{second // 60 % 60:02}:{second % 60:02}"
        event = ev(kind, clock, id=f"e{n}", source="s", account=random.choice(["a", "a", "b", *none]), **told)
        if kind == "call.record":
            event["ended_at"] = event.pop("at")
        events.append({name: value for name, value in event.items() if value is not None})
        if not n % 16:
            scope = {"kind": "bulk", "permit": f"p{n}", "scope": {}, "valid_to": f"2026-05-01T{clock}Z"}
            events.append({**ev("permit.granted", clock, id=f"p{n}", source="s", account="a", user="u1"), "fields": scope})
    return events


def held_against_the_others(block: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program = program_of(block)
    for seed in range(3):
        events = log(seed, nulls=bool(seed % 2))
        for lines, crowded in ((1, 0), (600, 0), (1 << 20, batching.CROWDED)):
            monkeypatch.setattr(batching, "CROWDED", crowded)
            monkeypatch.setattr(batching, "MORE", crowded)
            agreeing(program, [lines_of(events)], block=lines)
    assert verdicts(program, run_step(program, log(0))) == sorted(judge(program, log(0), {}))


@pytest.mark.parametrize("what", DUTIES)
def test_duties_agree_across_batches(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    held_against_the_others(f"duty owing owed by {'provider' if 'provider' in what else 'customer'}{DUTIES[what]}", monkeypatch)


@pytest.mark.parametrize("what", RULES)
def test_repeats_agree_across_batches(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    held_against_the_others(_repeating(what), monkeypatch)


def _repeating(what: str) -> str:
    return "rule repeating " + RULES[what].replace("{high}", "severity high if recipient_count >= 5")


def test_what_is_counted_by_columns_is_most_of_it() -> None:
    """Else these logs would show little."""
    repeated = [over_columns(program_of(_repeating(what)), [lines_of(log(0, nulls=False))]) for what in RULES]
    assert all(ran.kept for ran in repeated)
    assert sum(int(str(each["repeats"])) for ran in repeated for each in ran.findings) >= 100
    owed = [over_columns(program_of(f"duty owing owed by customer{each}"), [lines_of(log(0))]) for each in DUTIES.values()]
    assert not any(ran.reasons for ran in owed)
    assert sum(each["paid_late"] is not None for ran in owed for each in ran.findings) >= 20


@pytest.fixture(scope="module")
def programs() -> list[Program]:
    blocks = [*(f"duty owing owed by customer{each}" for each in DUTIES.values()), *map(_repeating, RULES)]
    return [program_of(block) for block in blocks]


@pytest.mark.parametrize("fault", FAULTS, ids=[each.name for each in FAULTS])
def test_a_fault_shows(fault: Fault, programs: list[Program], monkeypatch: pytest.MonkeyPatch) -> None:
    """In what a run finds, or in that it breaks off, for what was sure to open a group has opened none."""

    def shows(program: Program) -> bool:
        sound = over_columns(program, [lines_of(log(0))], block=600)
        with monkeypatch.context() as patch:
            patch.setattr(fault.target, "__code__", fault.code())
            try:
                return over_columns(program, [lines_of(log(0))], block=600) != sound
            except AssertionError:
                return True

    assert any(map(shows, programs))
