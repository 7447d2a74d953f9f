"""Expressions over columns have the values and the nulls that the step executor's closures have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bylaws.engine.columns.evaluate import Evaluator
from bylaws.engine.columns.fields import Fields
from bylaws.engine.columns.rows import ABSENT, BEYOND, UNDECIDED, VALUE, Rows
from bylaws.engine.columns.unsupported import Unsupported
from bylaws.engine.compile import Compiler
from bylaws.engine.frame import Frame
from bylaws.engine.nulls import is_beyond
from bylaws.engine.scope import Scope, scope_of
from bylaws.events.columns.table import OBJECT, event_of
from bylaws.events.event import Event
from bylaws.events.types import Missing, Type
from bylaws.policy import expressions as x
from bylaws.policy.program import Program
from tests.oracle.events import event
from tests.oracle.executors import rows as list_rows
from tests.oracle.policies import LISTS, condition
from tests.oracle.test_agreement import compiled

from ..running import ev, program_of
from .running import FRONT, agreeing, lines_of
from .tabled import Tabled, rows_of
from .test_agreement import in_time

CALL = "call.record"
MOST = "9223372036854.775807"
"""The most money that is held."""

FACTS = (
    "cost + revenue",
    "cost - revenue",
    "- cost",
    "2 * cost / 3",
    "cost / revenue",
    "cost / (revenue - revenue)",
    "cause mod 2",
    "coalesce(cost, revenue)",
    "coalesce(plan[to].rate, cost)",
    "coalesce(cost, plan[to].rate)",
    "greatest(cost, revenue, EUR 0.50)",
    "least(cause, 2)",
    "cost - plan[to].rate",
    "plan[to].zone",
    "at - answered_at",
    "answered_at + 1 business day",
    "billed_s / 1m * cost",
    "fold(trunk)",
)


class Both:
    """One expression, over columns and by closures. `fact` is the let `fact` of a rule `r`."""

    def __init__(self, kind: str, text: str, events: Sequence[Mapping[str, object]]) -> None:
        program = program_of(f"{LISTS}\nrule r on {kind}\n  let fact = {text}\n  when fact is not null", "America/New_York")
        self.kind, self.node = kind, dict(program.rules[0].stream.lets)["fact"]
        self.tabled = Tabled(program, list_rows(program))
        self.table = self.tabled.table(events)
        self.scope = _scope(program)

    def over_columns(self, evaluator: Evaluator, rows: Rows) -> list[object]:
        column = evaluator.settled(self.node, self.scope, rows)
        pairs = zip(column.values.tolist(), column.marks.tolist(), strict=True)
        return [
            self._shown(value, self.node.type) if mark == VALUE else ("", "absent", "missing", "too great", "undecided")[mark]
            for value, mark in pairs
        ]

    def by_closures(self, compiler: Compiler, rows: Rows) -> list[object]:
        return [_told(compiler.compile(self.node, self.scope)(self._frame(compiler, row))) for row in rows.index.tolist()]

    def rows(self) -> Rows:
        return rows_of(self.kind, self.table, self.tabled.layout)

    def agree(self, rows: Rows, evaluator: Evaluator) -> None:
        assert self.over_columns(evaluator, rows) == self.by_closures(self.tabled.compiler(), rows)

    def agree_as_far_as_told(self, rows: Rows, evaluator: Evaluator) -> None:
        """What may be true is possible, and what is refused is false, even where columns cannot tell the value."""
        told = self.by_closures(self.tabled.compiler(), rows)
        possible, refused = evaluator.possible(self.node, self.scope, rows), evaluator.refused(self.node, self.scope, rows)
        assert [
            value for value, may in zip(told, possible.tolist(), strict=True) if not may and value in (True, "missing", "too great")
        ] == []
        assert [value for value, not_ in zip(told, refused.tolist(), strict=True) if not_ and value is not False] == []
        with suppress(Unsupported):
            assert self.over_columns(evaluator, rows) == told

    def _shown(self, value: int, kind: Type) -> object:
        return self.tabled.strings.text(value) if kind.is_text else value == 1 if kind.name == "truth" else value

    def _frame(self, compiler: Compiler, row: int) -> Frame:
        found = event_of(self.table, row, self.tabled.layout, self.tabled.strings)
        compiler.compile(self.node, self.scope)
        return Frame(found, found.fields, found.at, found.place, compiler.space(self.scope).fresh())


def _scope(program: Program) -> Scope:
    rule = program.rules[0]
    return scope_of(rule.name, rule.stream, rule.subject, private=True)


def _told(value: object) -> object:
    if isinstance(value, Missing):
        return "too great" if is_beyond(value) else "missing"
    return "absent" if value is None else value


def call(at: str = "2026-03-02T10:00:00", **fields: object) -> dict[str, object]:
    record = ev(CALL, at, **{"account": "a1", "source": "s", **fields})
    record["ended_at"] = record.pop("at")
    return record


KINDS = ("message.sent", "message.result", CALL, "usage.metered", "auth.attempt")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(kind=st.sampled_from(KINDS), data=st.data())
def test_a_random_condition_is_what_the_closures_make_of_it(kind: str, data: st.DataObject) -> None:
    text = data.draw(condition(kind, 2))
    both = Both(kind, text, in_time([data.draw(event(kind, n)) for n in range(data.draw(st.integers(1, 8)))]))
    rows, evaluator = both.rows(), both.tabled.evaluator()
    part = data.draw(st.lists(st.integers(0, len(rows) - 1), unique=True))
    for some in (rows.some(np.array(sorted(part), np.int64)), rows, *(rows.some(np.array([n])) for n in range(len(rows)))):
        both.agree_as_far_as_told(some, evaluator)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.sampled_from(FACTS), data=st.data())
def test_a_fact_is_what_the_closures_make_of_it(text: str, data: st.DataObject) -> None:
    records = [data.draw(event(CALL, n)) for n in range(data.draw(st.integers(1, 8)))]
    for record in records:
        if "cost" in record and data.draw(st.integers(0, 3)) == 0:
            record["cost"] = data.draw(st.sampled_from((MOST, "-" + MOST)))
    both = Both(CALL, text, in_time(records))
    both.agree(both.rows(), both.tabled.evaluator())


@pytest.mark.parametrize("text", FACTS)
def test_of_no_events_there_are_no_values(text: str) -> None:
    both = Both(CALL, text, [call()])
    assert both.over_columns(both.tabled.evaluator(), both.rows().some(np.zeros(0, np.int64))) == []


ABSENT_TRUTH = 'plan[to].zone = "far"'
MISSING_TRUTH = "automated"
TRUTHS = {"true": True, "false": False, ABSENT_TRUTH: "absent", MISSING_TRUTH: "missing"}


@pytest.mark.parametrize("left", TRUTHS)
@pytest.mark.parametrize("right", TRUTHS)
def test_nulls_are_told_apart_in_logic(left: str, right: str) -> None:
    one, two = TRUTHS[left], TRUTHS[right]
    event_ = call(to="+33", cause=1)
    texts = {each: {"true": "cause = 1", "false": "cause = 2"}.get(each, each) for each in (left, right)}
    for word, deciding in (("and", False), ("or", True)):
        both = Both(CALL, f"{texts[left]} {word} {texts[right]}", [event_])
        nulls = {one, two} & {"absent", "missing"}
        undecided = "missing" if "missing" in nulls else "absent" if nulls else not deciding
        expected = deciding if any(each is deciding for each in (one, two)) else undecided
        assert both.over_columns(both.tabled.evaluator(), both.rows()) == [expected]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("cost is null", True),
        ("cost is not null", False),
        ("plan[to].rate is null", True),
        ("not (cost > EUR 1.00)", "missing"),
        ("not (plan[to].rate > EUR 1.00)", "absent"),
        ("cost > plan[to].rate", "missing"),
        ("revenue > plan[to].rate", "absent"),
        ("cost + revenue", "missing"),
        ("revenue + plan[to].rate", "absent"),
        ("revenue / (revenue - revenue)", "absent"),
        ("cost / (revenue - revenue)", "missing"),
        ("coalesce(plan[to].rate, cost)", "missing"),
        ("coalesce(cost, plan[to].rate)", "missing"),
        ("coalesce(cost, revenue)", 10**6),
        ("greatest(revenue, plan[to].rate)", "absent"),
        ('trunk in ("t1", "t2")', "missing"),
        ("to in plan", False),
        ("trunk not in watched", "missing"),
    ],
)
def test_each_null_keeps_its_cause(text: str, value: object) -> None:
    if "watched" in text:
        text = text.replace("trunk", "tenant")
    both = Both(CALL, text, [call(to="+33", revenue="1.00")])
    assert both.over_columns(both.tabled.evaluator(), both.rows()) == [value]
    both.agree(both.rows(), both.tabled.evaluator())


def test_what_is_too_great_is_undecided_first_and_known_to_be_when_settled() -> None:
    both = Both(CALL, "cost + revenue", [call(cost=MOST, revenue="0.000001"), call(cost="1.00", revenue="0.000001", id="b")])
    evaluator, rows = both.tabled.evaluator(), both.rows()
    marks = evaluator.column(both.node, both.scope, rows).marks.tolist()
    assert sorted(marks) == [VALUE, UNDECIDED]
    assert evaluator.settled(both.node, both.scope, rows).marks.tolist() == [BEYOND if each else VALUE for each in marks]


def test_what_is_too_great_is_null_to_a_test_for_it() -> None:
    both = Both(CALL, "cost + revenue is null", [call(cost=MOST, revenue="0.000001")])
    assert both.over_columns(both.tabled.evaluator(), both.rows()) == [True]


def test_a_dear_part_is_read_only_where_a_cheap_one_left_it_open() -> None:
    events = [call(id=str(n), to="+33", cause=cause) for n, cause in enumerate((1, 2, 2, None))]
    both = Both(CALL, f"cause = 1 and {ABSENT_TRUTH}", events)
    assert both.over_columns(both.tabled.evaluator(), both.rows()) == ["absent", False, False, "missing"]
    both = Both(CALL, f"cause = 1 or {ABSENT_TRUTH}", [*events, *(call(id=f"a{n}", cause=1) for n in range(6))])
    assert sorted(map(str, both.over_columns(both.tabled.evaluator(), both.rows()))) == ["True"] * 7 + ["absent"] * 2 + ["missing"]


def test_a_parameter_changes_at_its_date_in_the_policy_s_zone() -> None:
    both = Both(CALL, "cause + least", [call(f"2026-03-01T{at}", cause=1) for at in ("04:59:59", "05:00:00")])
    assert both.over_columns(both.tabled.evaluator(), both.rows()) == [3, 2]


def test_a_value_that_columns_do_not_hold_is_read_from_its_event() -> None:
    both = Both(CALL, "cause", [call(cause=3)])
    layout = both.tabled.layout
    both.table.events[0] = event_of(both.table, 0, layout, both.tabled.strings)
    place = layout.place(CALL, "cause")
    both.table.nulls[place, 0], both.table.values[place, 0] = OBJECT, 0
    evaluator, rows = both.tabled.evaluator(), both.rows()
    assert Fields(layout).column("cause", rows).marks.tolist() == [UNDECIDED]
    assert evaluator.settled_field("cause", rows).values.tolist() == [3]
    assert both.over_columns(evaluator, both.rows()) == [3]


def test_only_what_is_certainly_false_is_refused_and_the_rest_is_possible() -> None:
    both = Both(CALL, "cost > EUR 1.00", [call(id=str(n), cost=cost) for n, cost in enumerate(("0.50", "2.00", None))])
    evaluator = both.tabled.evaluator()
    assert evaluator.possible(both.node, both.scope, both.rows()).tolist() == [False, True, True]
    assert evaluator.refused(both.node, both.scope, both.rows()).tolist() == [True, False, False]


def test_an_absent_null_is_neither_possible_nor_refused() -> None:
    both = Both(CALL, ABSENT_TRUTH, [call(to="+33")])
    evaluator = both.tabled.evaluator()
    assert evaluator.column(both.node, both.scope, both.rows()).marks.tolist() == [ABSENT]
    assert evaluator.possible(both.node, both.scope, both.rows()).tolist() == [False]
    assert evaluator.refused(both.node, both.scope, both.rows()).tolist() == [False]


def test_what_columns_cannot_tell_is_undecided_beside_what_they_can() -> None:
    both = Both(CALL, 'permitted("bulk") and cause = 1', [call(id=str(n), cause=n) for n in (1, 2)])
    both.tabled.permits.add(Event("permit.granted", "p", "s", 0, {"kind": "bulk", "account": "a1"}))
    evaluator = both.tabled.evaluator()
    assert isinstance(both.node, x.And)
    with pytest.raises(Unsupported):
        evaluator.column(both.node, both.scope, both.rows())
    assert evaluator.tentative(both.node, both.scope, both.rows()).marks.tolist() == [UNDECIDED, VALUE]
    assert evaluator.possible(both.node, both.scope, both.rows()).tolist() == [True, False]


POLICY = (
    FRONT
    + """
```bylaw
rule small on net.flow
  where not (packets * packets > 5000000000000000)
  when packets >= 0
  severity low

rule large on net.flow
  when packets * packets > 5000000000000000
  severity low
```
"""
)


def test_what_is_judged_event_by_event_for_one_rule_stays_open_for_another() -> None:
    """Beyond 2**50 a product is left to the step executor, here first under `not`."""
    at = "2026-03-02T10:00:00Z"
    flows = [
        {
            "kind": "net.flow",
            "id": f"e{n}",
            "source": "s",
            "at": at,
            "first": at,
            "last": at,
            "src_ip": "10.0.0.1",
            "packets": packets,
        }
        for n, packets in enumerate((1, 50_000_000, 80_000_000))
    ]
    ran = agreeing(compiled(POLICY), [lines_of(flows)])
    assert ran is not None
    assert ran.kept == 2
    assert [each["rule"] for each in ran.findings] == ["small", "small", "large"]
