"""`some` and `every` over columns find what closures find, over fields and over the rows of lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bylaws.engine.columns.evaluate import Evaluator
from bylaws.engine.columns.rows import ABSENT, MISSING, UNDECIDED, VALUE, Rows
from bylaws.engine.columns.unsupported import Unsupported
from bylaws.engine.frame import Frame
from bylaws.engine.scope import Scope, scope_of
from bylaws.events.columns.table import event_of
from bylaws.events.types import Missing
from bylaws.policy import expressions as x
from bylaws.policy.program import Program

from ..running import ev, program_of
from .running import agreeing, lines_of
from .tabled import Tabled, rows_of

POLICY = """
list places by name text with zones zones, opens time, since instant, until instant from "places.csv"
list others by name text with zones text from "others.csv"

rule r on message.sent
  let place = places[sender]
  let fact = {}
  when fact and recipient_count > 0 or others[sender].zones = "x"
"""
CONDITIONS = (
    'some(one in recipients where one = "b" or one = sender)',
    "every(one in recipients where one <> sender)",
    'some(one in recipients where one = "a" and recipient_count > 1)',
    "every(one in recipients where recipient_count > 1 or one in recipients)",
    'some(one in recipients where fold(one) = "a" and org_domain(sender) <> one)',
    'some(zone in place.zones where zone = "UTC" or time_of(at, zone) < place.opens)',
    "every(zone in places[sender].zones where time_of(at, zone) >= place.opens)",
    'some(zone in place.zones where zone = "UTC" and recipient_count = 1) or every(zone in place.zones where zone <> "UTC")',
)
NESTED = (
    'some(zone in place.zones where some(one in recipients where one = sender and zone <> "UTC"))',
    'some(zone in place.zones where some(one in recipients where fold(zone) = "utc"))',
)
ZONES = ("UTC", "Asia/Tokyo", "America/New_York")
MARKS = {ABSENT: "absent", MISSING: "missing", UNDECIDED: "undecided"}

NAMES = st.sampled_from("abc")
EVENTS = st.lists(
    st.fixed_dictionaries(
        {"account": NAMES},
        optional={
            "sender": NAMES,
            "recipients": st.lists(NAMES, max_size=3),
            "recipient_count": st.integers(0, 2),
        },
    ),
    min_size=1,
    max_size=8,
)
PLACES = st.lists(
    st.fixed_dictionaries(
        {"name": NAMES}, optional={"zones": st.lists(st.sampled_from(ZONES), max_size=3).map(tuple), "opens": st.integers(0, 23)}
    ),
    max_size=4,
).map(lambda rows: [row | ({"opens": row["opens"] * 3600 * 10**6} if "opens" in row else {}) for row in rows])


def sent(events: Sequence[Mapping[str, object]]) -> list[dict[str, object]]:
    return [ev("message.sent", f"10:00:{place:02}", **each) for place, each in enumerate(events)]


def fact_of(program: Program) -> tuple[x.Expr, Scope]:
    rule = program.rules[0]
    return dict(rule.stream.lets)["fact"], scope_of(rule.name, rule.stream, rule.subject, private=True)


def by_columns(program: Program, evaluator: Evaluator, rows: Rows) -> list[object]:
    column = evaluator.column(*fact_of(program), rows)
    return [value == 1 if mark == VALUE else MARKS[mark] for value, mark in zip(column.values, column.marks, strict=True)]


def by_closures(program: Program, tabled: Tabled, rows: Rows) -> list[object]:
    (node, scope), compiler = fact_of(program), tabled.compiler()
    compute, found = compiler.compile(node, scope), []
    for row in rows.index.tolist():
        event = event_of(rows.table, row, tabled.layout, tabled.strings)
        value = compute(Frame(event, event.fields, event.at, event.place, compiler.space(scope).fresh()))
        found.append("missing" if isinstance(value, Missing) else "absent" if value is None else value)
    return found


@pytest.mark.parametrize("condition", CONDITIONS)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(events=EVENTS, more=EVENTS, places=PLACES)
@example(events=[{"account": "a", "sender": "a"}], more=[{"account": "a", "sender": "b", "recipients": []}], places=[{"name": "b"}])
def test_each_null_and_truth(
    condition: str, events: list[dict[str, object]], more: list[dict[str, object]], places: list[dict[str, object]]
) -> None:
    program = program_of(POLICY.format(condition))
    tabled = Tabled(program, {"places": places, "others": [{"name": "c", "zones": "x"}]})
    evaluator = tabled.evaluator()
    for batch in (events, more):
        rows = rows_of("message.sent", tabled.table(sent(batch)), tabled.layout)
        assert by_columns(program, evaluator, rows) == by_closures(program, tabled, rows)


@pytest.mark.parametrize("condition", [*CONDITIONS, *NESTED])
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(events=EVENTS, places=PLACES)
def test_whole_runs(condition: str, events: list[dict[str, object]], places: list[dict[str, object]]) -> None:
    program = program_of(POLICY.format(condition))
    agreeing(program, [lines_of(sent(events))], {"places": places, "others": [{"name": "c", "zones": "x"}]})


def test_rows_that_another_list_has_under_that_name_do_no_harm() -> None:
    program = program_of(POLICY.format('others[sender].zones = "x" or some(zone in place.zones where zone = "UTC")'))
    tabled = Tabled(program, {"places": [{"name": "a", "zones": ("UTC",)}], "others": [{"name": "a", "zones": "y"}]})
    rows = rows_of("message.sent", tabled.table(sent([{"account": "a", "sender": "a"}])), tabled.layout)
    assert by_columns(program, tabled.evaluator(), rows) == [True]


@pytest.mark.parametrize("condition", NESTED)
def test_a_quantifier_in_another_is_told_event_by_event(condition: str) -> None:
    program = program_of(POLICY.format(condition))
    tabled = Tabled(program, {"places": [{"name": "a", "zones": ("UTC",)}]})
    rows = rows_of("message.sent", tabled.table(sent([{"account": "a", "sender": "a", "recipients": ["a"]}])), tabled.layout)
    with pytest.raises(Unsupported):
        by_columns(program, tabled.evaluator(), rows)
