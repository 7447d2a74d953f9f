"""Over columns a policy finds what it finds step by step: every finding, in every word."""

from __future__ import annotations

import contextlib
import gzip
import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.resources import files
from pathlib import Path

import pytest
from benchmarks.traffic import traffic
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from bylaws.engine.unsettled import MOST, Telling
from bylaws.events.columns import batching, runs, sorting
from bylaws.events.columns.sorting import ROWS
from bylaws.events.columns.unreadable import Unsorted
from bylaws.policy.compile import compile_policy
from bylaws.policy.filling import load_lists
from bylaws.policy.list_files import Row
from bylaws.policy.program import Program
from tests.oracle.events import TIMES, inputs, kinds_for
from tests.oracle.policies import policies
from tests.oracle.test_agreement import compiled

from ..running import ev, program_of
from .running import FRONT, agreeing, lines_of, over_columns, step_by_step

EXAMPLES = int(os.environ.get("BYLAWS_EXAMPLES", "40"))

Record = Mapping[str, object]


def in_time(events: list[dict[str, object]]) -> list[dict[str, object]]:
    """One event of each identity, in order of time and never late, as a log has them."""
    single = {(each["source"], each["id"]): each for each in events}.values()
    on_time = [{name: value for name, value in each.items() if name != "received_at"} for each in single]
    return sorted(on_time, key=_time)


def _time(event: Record) -> datetime:
    return datetime.fromisoformat(str(event[TIMES.get(str(event["kind"]), "at")]))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    text=policies(),
    data=st.data(),
    block=st.sampled_from((1, 600, 1 << 20)),
    parts=st.integers(1, 2),
    most=st.sampled_from((1, 2, MOST)),
)
def test_random_policies_find_the_same_in_logs_in_order(text: str, data: st.DataObject, block: int, parts: int, most: int) -> None:
    events = in_time(data.draw(inputs(kinds_for(text), 40)))
    given_ = [lines_of(events[part::parts]) for part in range(parts)]
    agreeing(compiled(text), given_, block=block, telling=Telling(most=most))


def test_many_random_rules_are_judged_over_columns() -> None:
    """Else the agreement would only be that of the step executor with itself."""
    kept: list[bool] = []

    @seed(1)
    @settings(max_examples=40, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(text=policies())
    def draw(text: str) -> None:
        ran = over_columns(compiled(text), [b""])
        kept.extend([True] * ran.kept + [False] * (ran.rules - ran.kept))

    draw()
    assert sum(kept) >= len(kept) // 5


NORTHWIND = Path(str(files("bylaws.policies") / "northwind.md"))
SAMPLES = Path(__file__).parents[3] / "samples" / "logs"


def northwind() -> tuple[Program, Mapping[str, Sequence[Row]]]:
    program = compile_policy(NORTHWIND).program
    assert program is not None
    return program, load_lists(program)


@pytest.mark.slow
@pytest.mark.parametrize(("block", "is_beside"), [(1 << 24, False), (200_000, False), (200_000, True)])
def test_northwind_finds_the_same_in_synthetic_traffic(block: int, is_beside: bool) -> None:
    program, lists = northwind()
    ran = agreeing(program, ["".join(traffic(12_000)).encode()], lists, block, is_beside=is_beside)
    assert len({each["rule"] for each in ran.findings}) >= 10
    assert ran.kept >= ran.rules // 2, ran.reasons


@pytest.mark.slow
def test_northwind_finds_the_same_in_the_sample_logs() -> None:
    program, lists = northwind()
    logs = [
        gzip.decompress(each.read_bytes()) if each.suffix == ".gz" else each.read_bytes()
        for each in sorted(SAMPLES.glob("*.jsonl*"))
    ]
    ran = agreeing(program, logs, lists)
    assert len(ran.findings) >= 10


@pytest.mark.slow
def test_northwind_finds_the_same_where_meters_count_bytes_and_where_terms_are_shortened() -> None:
    program, lists = northwind()
    storage = {"account": "a1", "meter": "storage"}
    record = {"account": "a1", "record": "r1"}
    late, soon = "2036-01-01T00:00:00Z", "2026-11-05T12:00:00Z"
    events = [
        ev("plan.assigned", "2026-11-01T00:00:00", account="a1", plan="basic"),
        *(ev("usage.metered", f"2026-11-0{day}T00:00:00", **storage, bytes=10_000_000_001) for day in range(2, 7)),
        ev("usage.metered", "2026-11-08T00:00:00", **storage, quantity=60, unit="byte"),
        ev("record.changed", "2026-11-05T00:00:00", **record, action="create", retain_until=late),
        ev("record.changed", "2026-11-06T00:00:00", **record, action="create", retain_until=soon),
        ev("record.changed", "2026-11-07T00:00:00", **record, action="delete", retain_until=soon),
    ]
    ran = agreeing(program, [lines_of(events)], lists)
    assert sorted(str(each["rule"]) for each in ran.findings) == ["destroyed-early", "metered-otherwise", "over-allowance"]


@pytest.mark.slow
def test_what_a_policy_does_not_read_makes_no_difference() -> None:
    """But for the fields that a finding repeats."""
    program, lists = northwind()
    data = ["".join(traffic(6_000)).encode()]
    whole = step_by_step(program, data, lists, program.kinds).findings
    assert [plainly(each) for each in step_by_step(program, data, lists).findings] == [plainly(each) for each in whole]


@settings(max_examples=EXAMPLES // 2, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=policies(), data=st.data())
def test_random_policies_read_no_more_than_they_say(text: str, data: st.DataObject) -> None:
    program, lines = compiled(text), [lines_of(in_time(data.draw(inputs(kinds_for(text)))))]
    whole = step_by_step(program, lines, None, program.kinds).findings
    assert [plainly(each) for each in step_by_step(program, lines).findings] == [plainly(each) for each in whole]


def plainly(finding: dict[str, object]) -> dict[str, object]:
    """Without what repeats whole events: `fields`, and records that `last` found."""
    facts = {name: value for name, value in finding["facts"].items() if not isinstance(value, dict)}  # type: ignore[attr-defined]
    return {name: value for name, value in finding.items() if name != "fields"} | {"facts": facts}


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    text=policies(),
    data=st.data(),
    block=st.sampled_from((1, 600, 1 << 20)),
    parts=st.integers(1, 2),
    rows=st.sampled_from((0, 1, 7, ROWS)),
    most=st.sampled_from((1, MOST)),
    is_beside=st.booleans(),
)
def test_random_policies_find_the_same_in_any_input(
    text: str, data: st.DataObject, block: int, parts: int, rows: int, most: int, is_beside: bool
) -> None:
    """Late events, copies, events told in several ways, and disorder: sorted first, so many rows at a time, or (0) as they come.

    `is_beside`: another process reads and sorts.
    """
    events = data.draw(inputs(kinds_for(text)))
    with pytest.MonkeyPatch.context() as patch, contextlib.suppress(*([] if rows else [Unsorted])):
        patch.setattr(sorting, "FAN_IN", 2)
        patch.setattr(sorting, "BATCH", 2)
        patch.setattr(runs, "BLOCK", 2)
        patch.setattr(batching, "CROWDED", 0)
        patch.setattr(batching, "MORE", 0)
        given_ = [lines_of(events[part::parts]) for part in range(parts)]
        agreeing(compiled(text), given_, block=block, sorting=rows, telling=Telling(most=most), is_beside=is_beside)


LEANING = """
```bylaw
informative
list firsts by account from consent.changed where account not in firsts
```

## Withdrawn {#withdrawn}

```bylaw
rule withdrew-first on message.sent
  when firsts[account].state = "withdrawn"
  severity low
```
"""


def test_a_list_whose_feed_reads_it_is_fed_event_by_event() -> None:
    states = [("a0", "given"), ("a1", "withdrawn"), ("a1", "given")]
    told = [
        {"kind": "consent.changed", "id": f"c{n}", "at": f"2026-03-02T10:00:0{n}Z", "account": account, "state": state}
        for n, (account, state) in enumerate(states)
    ]
    asked = {"kind": "message.sent", "id": "m", "at": "2026-03-02T11:00:00Z", "account": "a1"}
    ran = agreeing(compiled(FRONT + LEANING), [lines_of([*told, asked])])
    assert [each["rule"] for each in ran.findings] == ["withdrew-first"]


NULL_KEY = """
rule new-trunk on call.record
  let trunk_name = fold(trunk)
  let calls = count() by trunk = trunk_name over 1h
  when calls > 0
"""


def test_a_window_whose_computed_key_is_null_has_the_null_of_the_key() -> None:
    events = [ev("call.record", "10:00:00", account="a1"), ev("call.record", "10:00:01", account="a1", trunk="t")]
    ran = agreeing(program_of(NULL_KEY), [lines_of(events)])
    assert ran is not None
    assert [(each["state"], each["missing"]) for each in ran.findings] == [("unsettled", ("trunk",)), ("settled", ())]
