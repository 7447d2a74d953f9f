"""What `bylaws why` tells of a finding."""

from __future__ import annotations

from bylaws.engine.explain import Explanation
from bylaws.engine.step import Stepper

from .running import ev, ordered, program_of, run

BLOCK = """list holders by number from number.assigned until released_at

rule many on call.record
  let calls = count() by account, to over 1h
  let holder = holders[to]
  when calls >= 3
  unless permitted("many-calls", volume: calls)
  severity low
  once per 1d by account

exception owner to many
  when holder.account = account"""

EVENTS = [
    ev("number.assigned", "08:00:00", number="+491", account="a9"),
    ev("permit.granted", "08:00:00", account="a1", permit="p1", kind_="many-calls", scope={"volume": ["2"]}),
    *(ev("call.record", f"09:0{n}:00", account="a1", to="+491") for n in range(4)),
]


def explained(block: str = BLOCK) -> tuple[Explanation, ...]:
    program = program_of(block)
    stepper = Stepper(program, told="many")
    for event in ordered(program, EVENTS):
        stepper.push(event)
    return tuple(stepper.explanations.values())


def test_a_finding_is_explained_by_events_rows_permits_and_exceptions() -> None:
    (told,) = explained()
    assert told.judged.fields == ("account", "to", "tenant")
    (window,) = told.windows
    assert (window.text, window.value, window.note.count) == ("count() by account, to over 1h", 3, 3)
    assert [event.id for event in window.note.events] == ["test#3", "test#4", "test#5"]
    (row,) = told.rows
    assert (row.text, row.list) == ("holders[to]", "holders")
    assert isinstance(row.row, dict)
    assert row.row["account"] == "a9"
    ((text, verdict),) = told.permits
    assert (text, verdict.value) == ('permitted("many-calls", volume: calls)', False)
    assert verdict.permit is not None
    assert verdict.permit.id == "p1"
    (lack,) = verdict.lacks
    assert lack.asked is not None
    assert (lack.name, lack.asked.value, lack.allows) == ("volume", 3, ("2",))
    assert [(each.name, each.clause, each.value) for each in told.excuses] == [
        ("unless 1", "clause", False),
        ("owner", "clause", False),
    ]


def test_an_excuse_tells_its_condition_and_the_values_it_was_judged_by() -> None:
    (told,) = explained(f'{BLOCK} and calls < most\n\nexception far to owner\n  when to like "+49%"\n\nparameter most = 9')
    assert [(each.name, each.lifts, each.condition) for each in told.excuses] == [
        ("unless 1", "", 'permitted("many-calls", volume: calls)'),
        ("owner", "", "holder.account = account and calls < most"),
        ("far", "owner", 'to like "+49%"'),
    ]
    permit, owner, far = ([(read.text, read.value) for read in each.read] for each in told.excuses)
    assert [text for text, _ in permit] == ['permitted("many-calls", volume: calls)']
    assert owner == [("holder.account", "a9"), ("account", "a1"), ("calls", 3), ("most", 9)]
    assert far == [("to", "+491")]


def test_explaining_changes_no_finding() -> None:
    program = program_of(BLOCK)
    stepper = Stepper(program, told="many")
    found = [finding for event in ordered(program, EVENTS) for finding in stepper.push(event)]
    assert found == run(program, EVENTS)


def test_a_missed_duty_is_explained_too() -> None:
    block = """duty tell owed by provider
  after case.changed where to_state = "decided"
    let before = count(case.changed) by case over 1d
  expect notice.sent by case
  within 30m
  unless before > 5"""
    program = program_of(block)
    stepper = Stepper(program, told="tell")
    for event in ordered(program, [ev("case.changed", "10:00:00", case="c", to_state="decided"), ev("case.changed", "12:00:00")]):
        stepper.push(event)
    (told,) = stepper.explanations.values()
    assert told.judged.fields == ("to_state", "case")
    assert [each.name for each in told.excuses] == ["unless 1"]
    assert [(each.value, each.note.count) for each in told.windows] == [(1, 1)]
