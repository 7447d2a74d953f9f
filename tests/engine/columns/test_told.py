"""Lists that events feed tell in columns what they tell step by step."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaws.engine.batch import empty
from bylaws.engine.columns.keys import NULL
from bylaws.engine.columns.rows import ABSENT, VALUE, Rows
from bylaws.engine.columns.told import Told, told_lists
from bylaws.engine.lists import Forgotten, Table
from bylaws.engine.needs import columns_read, fields_read
from bylaws.events.columns import table as columns
from bylaws.events.columns.schema import Layout, layout
from bylaws.events.columns.strings import Strings
from bylaws.events.event import Event
from bylaws.events.types import INT64_MAX
from tests.oracle.test_agreement import compiled

from .running import FRONT

KIND = "consent.changed"
PROGRAM = compiled(
    FRONT
    + """
```bylaw
informative
list wishes by account, subject from consent.changed until expires
```

## Wishes {#wishes}

```bylaw
rule wished on message.sent
  let wish = wishes[account, user]
  when wish.state = "withdrawn" and wish.proof_ref is not null and at > wish.since
  severity low
```
"""
)
READ = columns_read(PROGRAM)
NAMES = st.sampled_from(("a", "b", "c"))
TOLD = st.tuples(
    st.integers(0, 3),
    NAMES,
    NAMES,
    st.sampled_from(("given", "withdrawn")),
    st.none() | st.just("e"),
    st.none() | st.integers(0, 5),
)
"""How much later than the one before, the keys, the state, the evidence, and how long it holds."""


def in_rows(reach: int | None = None) -> Table:
    """The list as a list of rows."""
    return Table(PROGRAM.lists["wishes"], reach, READ["wishes"])


def table_of(events: Sequence[Event], layout: Layout, strings: Strings) -> columns.Table:
    table = empty(layout)
    table.at = table.place = np.array([event.at for event in events], np.int64)
    table.kind = np.full(len(events), layout.kinds.index(KIND), np.int16)
    table.values = np.zeros((layout.width, len(events)), np.int64)
    table.nulls = np.ones((layout.width, len(events)), np.uint8)
    for row, event in enumerate(events):
        columns.put(event, row, table, layout, strings)
    return table


def tell(told: Told, events: Sequence[Event], layout: Layout, strings: Strings) -> None:
    table = table_of(events, layout, strings)
    keys = [table.values[layout.place(KIND, name)] for name in ("account", "subject")]
    ends = [event.fields["expires"] for event in events]
    until = [INT64_MAX if end is None else end for end in ends]
    told.tell(Rows(KIND, table, np.arange(len(events))), keys, np.array(until, np.int64))


@settings(max_examples=200, deadline=None)
@given(
    batches=st.lists(st.lists(TOLD, min_size=1, max_size=6), max_size=4),
    asked=st.lists(st.tuples(NAMES, NAMES, st.integers(0, 40)), min_size=1, max_size=8),
    forget=st.booleans(),
)
def test_a_list_in_columns_tells_what_a_list_of_rows_tells(
    batches: list[list[tuple[int, str, str, str, str | None, int | None]]], asked: list[tuple[str, str, int]], forget: bool
) -> None:
    strings, fields = Strings(), layout(PROGRAM.kinds, fields_read(PROGRAM), {})
    told, plain = told_lists(PROGRAM, READ, fields, strings)["wishes"], in_rows()
    at = 0
    for batch in batches:
        events = []
        for later, account, subject, state, evidence, holds in batch:
            at += later
            expires = None if holds is None else at + holds
            row = {"account": account, "subject": subject, "state": state, "proof_ref": evidence, "expires": expires}
            events.append(Event(KIND, "", "", at, row))
        tell(told, events, fields, strings)
        for event in events:
            plain.feed(event, event.fields["expires"])
        if forget:
            told.renumber(strings.keep(np.unique(np.concatenate(list(told.texts())))))
    keys = [np.array([strings.number(each[side]) for each in asked], np.int64) for side in (0, 1)]
    found = told.find(keys, np.array([instant for *_, instant in asked], np.int64))
    states, evidence, since = (told.column(name, found) for name in ("state", "proof_ref", "since"))
    for entry, (account, subject, instant) in enumerate(asked):
        row = plain.look_up((account, subject), instant)
        assert told.has((account, subject), instant) == plain.has((account, subject), instant) == (found[entry] >= 0)
        if not isinstance(row, dict):
            assert told.look_up((account, subject), instant) == row
            continue
        assert told.look_up((account, subject), instant) == {name: value for name, value in row.items() if value is not None}
        assert strings.text(int(states.values[entry])) == row["state"]
        assert since.values[entry] == row["since"]
        assert evidence.marks[entry] == (ABSENT if row["proof_ref"] is None else VALUE)
    assert told.find([np.array([NULL]), np.array([NULL])], np.array([40])).tolist() == [-1]


@settings(max_examples=200, deadline=None)
@given(
    batches=st.lists(st.lists(TOLD, min_size=1, max_size=6), min_size=1, max_size=6),
    reach=st.integers(0, 4),
    asked=st.lists(st.tuples(NAMES, NAMES, st.integers(0, 12)), min_size=1, max_size=8),
)
def test_what_is_asked_within_reach_is_answered_as_if_nothing_were_forgotten(
    batches: list[list[tuple[int, str, str, str, str | None, int | None]]], reach: int, asked: list[tuple[str, str, int]]
) -> None:
    strings, fields = Strings(), layout(PROGRAM.kinds, fields_read(PROGRAM), {})
    told = told_lists(PROGRAM, READ, fields, strings, reach)["wishes"]
    whole, swept = in_rows(), in_rows(reach)
    at = begun = 0
    for batch in batches:
        events = []
        for later, account, subject, state, evidence, holds in batch:
            at += later
            row = {"account": account, "subject": subject, "state": state, "proof_ref": evidence}
            events.append(Event(KIND, "", "", at, row | {"expires": None if holds is None else at + holds}, None, at))
        begun, told._many = events[0].at, 0
        tell(told, events, fields, strings)
        for event in events:
            swept._left = 0
            for table in (whole, swept):
                table.feed(event, event.fields["expires"])
    for account, subject, later in asked:
        row = whole.look_up((account, subject), begun - reach + later)
        found = told.look_up((account, subject), begun - reach + later)
        assert found == (None if row is None else {name: value for name, value in row.items() if value is not None})
        keys = [np.array([strings.number(each)]) for each in (account, subject)]
        assert (told.find(keys, np.array([begun - reach + later]))[0] >= 0) == (row is not None)
        assert swept.look_up((account, subject), at - reach + later) == whole.look_up((account, subject), at - reach + later)
    for table in (told, swept):
        if table.forgotten >= 0:
            with pytest.raises(Forgotten):
                table.look_up(("a", "a"), table.forgotten - 1)


def test_rows_that_ended_or_were_followed_are_forgotten_and_keys_without_rows_too() -> None:
    strings, fields = Strings(), layout(PROGRAM.kinds, fields_read(PROGRAM), {})
    told = told_lists(PROGRAM, READ, fields, strings, 5)["wishes"]
    plain = in_rows(5)
    most = 0
    for at in range(0, 40_000, 10):
        row = {"subject": "s", "state": "given", "proof_ref": None}
        events = [
            Event(KIND, "", "", at, row | {"account": f"a{at}", "expires": at + 30}, None, at),
            Event(KIND, "", "", at, row | {"account": "always", "expires": None}, None, at),
        ]
        tell(told, events, fields, strings)
        for event in events:
            plain.feed(event, event.fields["expires"])
        most = max(most, len(told), sum(len(each) for each in plain._histories.values()))
    assert max(most, len(told._keys)) < 5000
    assert len(plain) < 1100
    assert all(each.has(("always", "s"), 40_000) for each in (told, plain))
    assert [told.has((name, "s"), 40_000) for name in ("a39990", "a39900")] == [True, False]
