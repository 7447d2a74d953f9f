"""`last` over columns: under each key the nearest event before the one that asks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaws.engine.columns.groups import Operations, Side
from bylaws.engine.columns.keys import NULL
from bylaws.engine.columns.latest import Latest
from bylaws.engine.columns.rows import Found
from bylaws.events.columns.table import Table

from ..running import ev, program_of
from .tabled import Tabled

LENGTH = 10
"""How far back a `last` reaches here."""
TABLED = Tabled(program_of('rule r on usage.metered\n  when meter = "m" and account is not null'))
TEXTS = [True]


def table(count: int, start: int = 0) -> Table:
    """`count` rows whose meters tell them apart."""
    return TABLED.table(ev("usage.metered", "10:00:00", id=f"e{start + n:04}", meter=f"m{start + n}") for n in range(count))


def nothing() -> Table:
    return table(1).take(np.zeros(0, np.int64))


def column(values: Sequence[int | None]) -> np.ndarray:
    return np.array([NULL if value is None else value for value in values], np.int64)


def operations(keys: Sequence[np.ndarray], asked: Sequence[np.ndarray], moments: np.ndarray) -> Operations:
    """Each row enters under one key and asks under another, where no column of it is null."""
    rows = np.arange(moments.size)
    enters, asks = (Side(list(each), np.logical_and.reduce([column != NULL for column in each])) for each in (keys, asked))
    return Operations(moments, enters, asks, [rows], rows)


def found_by(latest: Latest, rows: Table, given_: Operations) -> Found:
    return latest.advance(rows, given_, given_.places - LENGTH, np.zeros(given_.places.size, np.uint8))


def advance(
    latest: Latest, rows: Table, keys: Sequence[int | None], asked: Sequence[int | None], places: Sequence[int]
) -> list[str]:
    """The meters of the rows found, empty for none."""
    found = found_by(latest, rows, operations([column(keys)], [column(asked)], np.array(places, np.int64)))
    slot = TABLED.layout.place("usage.metered", "meter")
    return ["" if row < 0 else TABLED.strings.text(int(found.table.values[slot, row])) for row in found.rows.tolist()]


def test_an_event_finds_the_one_before_and_never_itself() -> None:
    assert advance(Latest(1), table(3), [7, 7, 7], [7, 7, 7], [0, 0, 1]) == ["", "m0", "m1"]


def test_what_lies_the_whole_length_back_is_out_and_a_microsecond_later_is_in() -> None:
    assert advance(Latest(1), table(2), [7, None], [7, 7], [0, LENGTH]) == ["", ""]
    assert advance(Latest(1), table(2), [7, None], [7, 7], [0, LENGTH - 1]) == ["", "m0"]


def test_without_a_key_an_event_neither_enters_nor_finds() -> None:
    assert advance(Latest(1), table(3), [None, 7, 7], [7, None, 8], [0, 1, 2]) == ["", "", ""]


def test_who_asks_under_another_key_finds_the_other_s() -> None:
    assert advance(Latest(1), table(3), [7, 8, 9], [9, 7, 8], [0, 1, 2]) == ["", "m0", "m1"]


def test_an_empty_batch_changes_nothing() -> None:
    latest = Latest(1)
    assert advance(latest, nothing(), [], [], []) == []
    advance(latest, table(1), [7], [7], [0])
    assert advance(latest, nothing(), [], [], []) == []
    assert advance(latest, table(1, 1), [7], [7], [1]) == ["m0"]


@settings(max_examples=60, deadline=None)
@given(
    events=st.lists(st.tuples(st.sampled_from((1, 2, None)), st.sampled_from((1, 2, None)), st.integers(0, 6)), max_size=12),
    size=st.integers(1, 5),
)
def test_batches_of_any_size_find_what_a_walk_through_the_events_finds(
    events: list[tuple[int | None, int | None, int]], size: int
) -> None:
    places = np.cumsum([step for _, _, step in events]).tolist()
    newest: dict[int, tuple[int, str]] = {}
    expected = []
    for n, ((key, asked, _), place) in enumerate(zip(events, places, strict=True)):
        when, meter = newest.get(asked or 0, (0, ""))
        expected.append(meter if meter and when > place - LENGTH else "")
        if key is not None:
            newest[key] = place, f"m{n}"
    latest, found = Latest(1), []
    for start in range(0, len(events), size):
        batch, moments = events[start : start + size], places[start : start + size]
        found += advance(latest, table(len(batch), start), [each[0] for each in batch], [each[1] for each in batch], moments)
    assert found == expected


def test_two_columns_are_one_key_and_a_null_in_either_is_none() -> None:
    keys = [column([1, 1, None, 1]), column([2, 3, 2, None])]
    asked = [column([1, 1, 1, 1]), column([2, 2, 3, 2])]
    assert found_by(Latest(2), table(4), operations(keys, asked, np.arange(4))).rows.tolist() == [-1, 0, 1, 0]


def test_keys_out_of_reach_are_forgotten_and_their_events_with_them() -> None:
    latest, many = Latest(1), 5000
    rows = table(1).take(np.zeros(many, np.int64))
    keys = np.arange(many)
    found_by(latest, rows, operations([keys], [keys], np.zeros(many, np.int64)))
    assert latest.texts(TEXTS, TABLED.layout)[0].size == many
    assert advance(latest, table(2, 1), [3, 9999], [3, 9999], [LENGTH, LENGTH]) == ["", ""]
    held = latest.texts(TEXTS, TABLED.layout)
    assert held[0].tolist() == [3, 9999]
    assert {TABLED.strings.text(int(number)) for numbers in held[1:] for number in numbers} >= {"m1", "m2"}
    assert advance(latest, table(2, 3), [3, 3], [3, 9999], [LENGTH, LENGTH]) == ["m1", "m2"]


def test_between_batches_keys_and_events_take_the_texts_new_numbers() -> None:
    latest, strings = Latest(1), TABLED.strings
    key, other = strings.number("key"), strings.number("another key")
    advance(latest, table(2), [key, other], [key, other], [0, 0])
    places = np.arange(len(strings))[::-1].copy()
    backwards = [strings.text(int(number)) for number in np.argsort(places)]
    latest.renumber(places, TEXTS, TABLED.layout)
    asked = np.array([places[key], places[other]])
    found = found_by(latest, table(2, 2), operations([column([None, None])], [asked], np.array([1, 1])))
    slot = TABLED.layout.place("usage.metered", "meter")
    assert [backwards[int(found.table.values[slot, row])] for row in found.rows.tolist()] == ["m0", "m1"]
