"""Calendar lengths over columns against the calendar itself, and a policy of them against the step executor."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaws.engine import calendar
from bylaws.engine.columns.periods import Periods
from bylaws.engine.columns.rows import ABSENT, UNDECIDED, VALUE, Column
from bylaws.events.types import INT64_MAX, INT64_MIN, MILLION, Period
from tests.oracle.test_agreement import compiled

from .running import agreeing, lines_of

SPRING = 1_774_746_000 * MILLION
"""When the clocks of Europe change."""
INSTANTS = st.one_of(
    st.integers(SPRING - 400 * calendar.DAY, SPRING + 400 * calendar.DAY),
    st.builds(lambda days, hours: SPRING + days * calendar.DAY + hours * 3_600 * MILLION, st.integers(-40, 40), st.integers(-3, 3)),
    st.sampled_from((INT64_MIN + 1, INT64_MAX)),
)
PERIODS = st.builds(Period, st.integers(0, 30), st.sampled_from(("business day", "month", "year", "microsecond")))


@settings(max_examples=200, deadline=None)
@given(
    zone=st.sampled_from(("UTC", "Europe/Berlin", "Asia/Kolkata")),
    rows=st.lists(st.tuples(INSTANTS, PERIODS, st.sampled_from((VALUE, VALUE, ABSENT))), max_size=8),
    sign=st.sampled_from((1, -1)),
)
def test_instants_move_as_the_calendar_says(zone: str, rows: list[tuple[int, Period, int]], sign: int) -> None:
    periods = Periods(zone)
    instants = Column(np.array([instant for instant, _, _ in rows], np.int64), np.zeros(len(rows), np.uint8))
    lengths = Column(
        np.array([periods.number(period) for _, period, _ in rows], np.int64), np.array([mark for *_, mark in rows], np.uint8)
    )
    moved = periods.moved(instants, lengths, sign)
    for (instant, period, mark), value, told in zip(rows, moved.values.tolist(), moved.marks.tolist(), strict=True):
        try:
            expected = calendar.add_period(instant, period, calendar.zone(zone), sign)
            beyond = not INT64_MIN <= expected <= INT64_MAX
        except (OverflowError, ValueError):
            expected, beyond = 0, True
        assert told == (mark or (UNDECIDED if beyond else VALUE))
        assert told != VALUE or value == expected


POLICY = """---
policy: acceptable-use
language: 1
provider: Example Provider
version: 2026-01-01
effective: 2020-01-01T00:00:00Z
contact: abuse@example.com
timezone: Europe/Berlin
---
# Acceptable use {#top}

```bylaw
informative
parameter usual = 1 month
list consents by account from consent.changed until expires
list hours by country country with optout period, since instant from "hours.csv"
```

## Periods {#periods}

```bylaw
rule listed on message.sent
  let wish = consents[account]
  when at > wish.at + coalesce(hours[recipient_country].optout, usual)
  severity low

rule before on message.sent
  let wish = consents[account]
  when at - usual <= wish.at
  severity low
```
"""

HOURS = [
    {"country": "DE", "optout": Period(2, "business day")},
    {"country": "FR", "optout": Period(3, "month"), "since": SPRING},
]


@settings(max_examples=30, deadline=None)
@given(days=st.lists(st.tuples(st.integers(-60, 60), st.sampled_from(("DE", "FR", "NL", None))), max_size=12))
def test_a_policy_of_periods_finds_what_it_finds_step_by_step(days: list[tuple[int, str | None]]) -> None:
    def told(kind: str, number: int, day: int, /, **fields: object) -> dict[str, object]:
        at = (SPRING // MILLION + day * 86_400) * 1000
        return {"kind": kind, "id": f"e{number}", "source": "s", "at": f"{np.datetime64(at, 'ms')}Z", "account": "a1"} | fields

    log = [told("consent.changed", 0, -30, channel="sms", state="given", expires=None)]
    log += [told("message.sent", n, day, recipient_country=country) for n, (day, country) in enumerate(sorted(days, key=str), 1)]
    ran = agreeing(compiled(POLICY), [lines_of(sorted(log, key=lambda each: str(each["at"])))], {"hours": HOURS})
    assert ran is not None
    assert ran.kept == 2
