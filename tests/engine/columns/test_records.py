"""Look-ups over columns: marks, dates, ways of matching, rows that come later, texts that are renumbered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaws.engine.columns.records import Records
from bylaws.engine.columns.rows import ABSENT, MISSING, UNDECIDED, VALUE, Column, Rows
from bylaws.engine.lists import Row, Table, tables
from bylaws.events.columns.strings import Strings

from ..running import ev, program_of
from .tabled import Tabled

MARKS = (VALUE, ABSENT, MISSING, UNDECIDED)


@dataclass(slots=True)
class Asked:
    """A list of one declaration, looked up at given instants under given keys."""

    declared: str
    strings: Strings
    table: Table
    records: Records

    def find(self, keys: Sequence[Sequence[object]], at: Sequence[int], marks: Sequence[int] | None = None) -> Column:
        """By entry the row found; `keys` by column of the key."""
        columns = [Column(self._held(values), np.array(marks or [VALUE] * len(at), np.uint8)) for values in keys]
        return self.records.find("l", columns, _at(at))

    def told(self, name: str, records: Column) -> list[object]:
        """A column of the rows found, with the names of the marks for nulls."""
        column = self.records.column("l", records, name, lambda value: self.strings.number(str(value)))
        pairs = zip(column.values.tolist(), column.marks.tolist(), strict=True)
        return [
            self.strings.text(value) if mark == VALUE else ("absent", "missing", "too great", "undecided")[mark - 1]
            for value, mark in pairs
        ]

    def zones(self, keys: Sequence[object], at: Sequence[int] | None = None) -> list[object]:
        return self.told("zone", self.find([keys], at or [0] * len(keys)))

    def _held(self, values: Sequence[object]) -> np.ndarray:
        return np.array([self.strings.number(each) if isinstance(each, str) else int(each) for each in values], np.int64)


TABLED = Tabled(program_of("rule r on usage.metered\n  when account is not null"))


def _at(moments: Sequence[int]) -> Rows:
    """Entries at these instants."""
    table = TABLED.table([ev("usage.metered", "10:00:00")]).take(np.zeros(len(moments), np.int64))
    table.at = np.array(moments, np.int64)
    return Rows("usage.metered", table, np.arange(len(moments)))


def asked(declared: str, *rows: Row) -> Asked:
    program, strings = program_of(f"list l {declared}"), Strings()
    table = tables(program.lists.values(), {"l": list(rows)} if rows else {})["l"]
    return Asked(declared, strings, table, Records({"l": table}, strings))


PLAIN = 'by name text with zone text from "l.csv"'
DATED = 'by name text with zone text, since instant, until instant from "l.csv"'


def test_a_list_without_data_is_missing_where_the_key_is_known() -> None:
    found = asked(PLAIN).find([["a"] * 4], [0] * 4, MARKS)
    assert found.marks.tolist() == [MISSING, ABSENT, MISSING, UNDECIDED]


def test_a_null_key_keeps_its_mark_and_a_known_one_without_a_row_is_absent() -> None:
    one = asked(PLAIN, {"name": "a", "zone": "here"})
    found = one.find([["a"] * 4 + ["b"]], [0] * 5, (*MARKS, VALUE))
    assert found.marks.tolist() == [VALUE, ABSENT, MISSING, UNDECIDED, ABSENT]
    assert one.told("zone", found) == ["here", "absent", "missing", "undecided", "absent"]


def test_of_two_keys_the_worse_mark_stands() -> None:
    two = asked('by name text, other text with zone text from "l.csv"', {"name": "a", "other": "b", "zone": "here"})
    columns = [Column(two._held(["a"] * 4), np.array(marks, np.uint8)) for marks in (MARKS, (VALUE, MISSING, ABSENT, VALUE))]
    columns[1].values = two._held(["b"] * 4)
    found = two.records.find("l", columns, _at([0] * 4))
    assert found.marks.tolist() == [VALUE, MISSING, MISSING, UNDECIDED]
    assert two.told("zone", two.find([["a", "b"], ["b", "a"]], [0, 0])) == ["here", "absent"]


def test_no_entries_find_nothing() -> None:
    for rows in ((), ({"name": "a", "zone": "here"},)):
        one = asked(PLAIN, *rows)
        assert len(one.find([[]], []).values) == 0
        assert one.zones([]) == []


def test_a_cell_that_is_null_is_absent() -> None:
    assert asked(PLAIN, {"name": "a"}, {"name": "b", "zone": "there"}).zones(["a", "b"]) == ["absent", "there"]


def test_a_row_holds_from_its_since_up_to_but_without_its_until() -> None:
    one = asked(DATED, {"name": "a", "zone": "here", "since": 10, "until": 20})
    assert one.zones(["a"] * 4, [9, 10, 19, 20]) == ["absent", "here", "here", "absent"]


def test_of_several_rows_the_one_that_began_last_holds_and_the_one_before_comes_back() -> None:
    rows = [{"name": "a", "zone": "old"}, {"name": "a", "zone": "new", "since": 10, "until": 20}]
    assert asked(DATED, *rows).zones(["a"] * 4, [9, 10, 19, 20]) == ["old", "new", "new", "old"]


@pytest.mark.parametrize(
    ("key", "rows", "asks"),
    [
        ("dialcode", ("+49", "+4930", "+1"), {"+4930111": "+4930", "+4940": "+49", "+33": "absent", "+4": "absent"}),
        ("cidr", ("10.0.0.0/8", "10.1.0.0/16"), {"10.1.2.3": "10.1.0.0/16", "10.2.0.1": "10.0.0.0/8", "9.9.9.9": "absent"}),
        ("cidr", ("2001:db8::/32", "2001:db8:1::/48"), {"2001:db8:1::1": "2001:db8:1::/48", "2001:db8::1": "2001:db8::/32"}),
        (
            "domain",
            ("b.example", "a.b.example"),
            {"c.a.b.example": "a.b.example", "b.example": "b.example", "xb.example": "absent"},
        ),
    ],
)
def test_the_closest_key_is_found(key: str, rows: tuple[str, ...], asks: dict[str, str]) -> None:
    one = asked(f'by name {key} with zone text from "l.csv"', *({"name": each, "zone": each} for each in rows))
    assert one.zones(list(asks)) == list(asks.values())
    assert one.zones(list(asks)[::-1]) == list(asks.values())[::-1]


def test_the_same_row_has_the_same_number_in_every_batch() -> None:
    one = asked(PLAIN, {"name": "a", "zone": "here"}, {"name": "b", "zone": "there"})
    whole = one.find([["b", "a", "b"]], [0, 0, 0]).values.tolist()
    assert [one.find([[key]], [0]).values.tolist()[0] for key in ("b", "a", "b")] == whole


def test_rows_that_come_later_are_seen_once_their_list_is_forgotten() -> None:
    one = asked(DATED, {"name": "a", "zone": "old"})
    assert one.zones(["a", "b"]) == ["old", "absent"]
    one.table.add({"name": "a", "zone": "new", "since": 10})
    one.records.forget("l")
    assert one.zones(["a", "a", "b"], [9, 10, 0]) == ["old", "new", "absent"]
    one.table.add({"name": "b", "zone": "there"})
    one.records.forget("l")
    assert one.zones(["b", "a"], [0, 10]) == ["there", "new"]


def test_more_rows_than_were_made_room_for_are_told_apart() -> None:
    names = [f"n{n}" for n in range(1500)]
    one = asked(DATED, *({"name": each, "zone": each, "since": 0, "until": 10} for each in names))
    assert one.zones(names) == names
    assert set(one.zones(names, [10] * 1500)) == {"absent"}


@pytest.mark.parametrize("declared", [PLAIN, PLAIN.replace("name text", "name dialcode")])
def test_texts_with_new_numbers_find_what_they_found(declared: str) -> None:
    one = asked(declared, {"name": "+1", "zone": "here"}, {"name": "+2", "zone": "there"})
    for text in ("x", "+2", "y", "+1"):
        one.strings.number(text)
    assert one.zones(["+1", "+2", "x"]) == ["here", "there", "absent"]
    one.strings.keep(np.array([one.strings.number(each) for each in ("+1", "y")], np.int64))
    one.records.renumber()
    assert one.zones(["+2", "y", "+1"]) == ["there", "absent", "here"]


INSTANTS = st.one_of(st.none(), st.integers(0, 6))


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.tuples(st.sampled_from("ab"), INSTANTS, INSTANTS), min_size=1, max_size=5),
    asks=st.lists(st.tuples(st.sampled_from("abc"), st.integers(-1, 7)), max_size=8),
    size=st.integers(1, 8),
)
def test_batches_of_any_size_find_what_the_list_finds(
    rows: list[tuple[str, int | None, int | None]], asks: list[tuple[str, int]], size: int
) -> None:
    named = [{"name": name, "zone": str(n), "since": since, "until": until} for n, (name, since, until) in enumerate(rows)]
    one, found = asked(DATED, *named), list[object]()
    for start in range(0, len(asks), size):
        batch = asks[start : start + size]
        found += one.zones([key for key, _ in batch], [at for _, at in batch])
    plain = [one.table.look_up(key, at) for key, at in asks]
    assert found == [row["zone"] if isinstance(row, dict) else "absent" for row in plain]
