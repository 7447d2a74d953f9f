"""Inputs in any order come out in the one order, each event once, as the ordinary reader sorts them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bylaws.events.columns import blocks, runs, sorting
from bylaws.events.columns.blocks import BlockReader
from bylaws.events.columns.runs import Run
from bylaws.events.columns.schema import layout
from bylaws.events.columns.seen import Seen
from bylaws.events.columns.sorting import Sorting
from bylaws.events.columns.strings import Strings
from bylaws.events.columns.table import Table, event_of
from bylaws.events.columns.tally import Tally
from bylaws.events.columns.tellings import Tellings
from bylaws.events.columns.unreadable import Unreadable
from bylaws.events.event import Event
from bylaws.events.order import DiskBoundError, Spill, in_order
from bylaws.events.readers import json_lines
from bylaws.events.record import Reject
from tests.oracle.faults import Fault, fault

from .scanning import USED, decoder
from .test_merge import FEEDING, IN_TWO_WAYS, KIND, SECOND, SOURCES, sorted_on_disk, stream, told

Inputs = Sequence[tuple[str, bytes]]


class Sorted:
    """What sorting makes of some inputs: its events, what it rejects, and the tally."""

    def __init__(self, inputs: Inputs, block: int = 1 << 20, disk: int = Spill().disk) -> None:
        self.rejected: list[Reject] = []
        self.tally = Tally(self.rejected.append)
        self.batches: list[int] = []
        self._strings, self._inputs, self._block = Strings(), inputs, block
        self._layout = layout(decoder().catalogue, USED, json_lines.FIELDS)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(blocks, "BLOCK", block)
            with closing(Sorting(self._layout, self._strings, FEEDING, self.tally, self._let_go, disk)) as made:
                self.events = [event for batch in self._sorted(made) for event in batch]
                assert made._disk.used == 0

    def _sorted(self, made: Sorting) -> Iterator[list[Event]]:
        for table in self._tables(BlockReader(self._layout, self._strings, decoder(), self.tally)):
            made.take(table)
        lines = made.contested()
        for table in self._tables(BlockReader(self._layout, self._strings, decoder(), Tally(lambda _: None), lines)):
            made.doubt(table)
        for table in made.batches():
            self.batches.append(len(table))
            yield [replace(event_of(table, row, self._layout, self._strings), digest="") for row in range(len(table))]

    def _tables(self, reader: BlockReader) -> Iterator[Table]:
        for name, data in self._inputs:
            for table in reader.tables(stream(name, data, self._block)):
                yield table
                reader.forget()

    def _let_go(self, tables: Sequence[Table]) -> None:
        """Forgets all that is not held."""
        held = [numbers for table in tables for numbers in table.texts(self._layout)]
        places = self._strings.keep(np.unique(np.concatenate([np.zeros(0, np.int64), *held])))
        for table in tables:
            table.renumber(places, self._layout)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few rows make runs of several levels and blocks."""
    monkeypatch.setattr(sorting, "ROWS", 3)
    monkeypatch.setattr(sorting, "FAN_IN", 2)
    monkeypatch.setattr(sorting, "BATCH", 2)
    monkeypatch.setattr(runs, "BLOCK", 2)


@st.composite
def disordered(draw: st.DrawFn) -> list[tuple[str, bytes]]:
    """Inputs in any order, with copies, and events of which there are several tellings, some of them late."""
    lines = []
    for n in range(draw(st.integers(0, 24))):
        identity = draw(st.sampled_from((None, "e", "e1", "é", 'q"', n, n, n)))
        received = draw(st.sampled_from((None, None, SECOND + 5, SECOND + 4000)))
        more = {} if received is None else {"received_at": received * 1000, "number": True}
        at, source, kind = draw(st.integers(0, 4)), draw(st.sampled_from(SOURCES)), draw(st.sampled_from(KIND))
        more |= draw(st.sampled_from(({}, {}, {"a_integer": 1}, {"a_decimal": 1.5}, {"unknown": 1}, {"many_text": ["x", "é"]})))
        lines.append(told(at, identity, source, kind, **more))
        if draw(st.integers(0, 4)) == 0:
            lines.append(lines[-1])
    lines = draw(st.permutations(lines))
    parts = draw(st.integers(1, 3))
    return [(f"f{part}", b"".join(lines[part::parts])) for part in range(parts)]


def counted(inputs: Inputs) -> tuple[int, Counter[str]]:
    """How many events are told again, and by kind how many contradict no other."""
    decode, again, ousted = decoder().decode, Counter[str](), list[Reject]()
    read = [decode(each) for name, data in inputs for each in json_lines.read(stream(name, data)) if not isinstance(each, Reject)]
    list(in_order(read, FEEDING, ousted.append, repeated=lambda: again.update(("again",))))
    return again.total(), Counter(each.kind for each in read) - Counter(each.kind for each in ousted)


def ordinarily(inputs: Inputs) -> tuple[list[Event], list[str]]:
    rejected: list[Reject] = []
    events = sorted_on_disk(inputs, rejected)
    return events, sorted(f"{each.file} {each.line} {each}" for each in rejected)


@pytest.mark.usefixtures("small")
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(given_=disordered(), block=st.sampled_from((1, 150, 400, 1 << 20)))
def test_any_input_is_sorted_as_the_ordinary_reader_sorts_it(given_: list[tuple[str, bytes]], block: int) -> None:
    found = Sorted(given_, block)
    assert (found.events, sorted(f"{each.file} {each.line} {each}" for each in found.rejected)) == ordinarily(given_)
    assert (found.tally.duplicates, found.tally.kinds) == counted(given_)


@pytest.mark.parametrize("block", [1, 1 << 20])
@pytest.mark.parametrize(("first", "second"), IN_TWO_WAYS)
def test_of_an_event_told_in_two_ways_one_telling_stands(first: bytes, second: bytes, block: int) -> None:
    for given_ in ([("f", first + told(1, "b") + second)], [("f", second + told(3, "b")), ("g", first + told(3, "c"))]):
        found = Sorted(given_, block)
        events, rejected = ordinarily(given_)
        assert found.events == events
        assert [f"{each.file} {each.line} {each}" for each in found.rejected] == rejected


def test_the_times_of_what_does_not_stand_are_not_those_of_the_input() -> None:
    early, late = (told(at, "e", "s", number=True, received_at=(SECOND + received) * 1000) for at, received in ((0, 9), (50, 8)))
    found = Sorted([("f", early + late + told(10, "a") + told(60, "unread", kind="step.applied"))])
    assert [each.id for each in found.events] == ["a", "e"]
    assert (found.tally.earliest, found.tally.latest) == ((SECOND + 10) * 1_000_000, (SECOND + 60) * 1_000_000)


def test_an_event_told_twice_comes_once_however_far_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second telling is read with the first rows of a run, the first with the last rows of another."""
    monkeypatch.setattr(sorting, "ROWS", 100)
    monkeypatch.setattr(runs, "BLOCK", 2)
    monkeypatch.setattr(Seen.__init__, "__defaults__", (8, 16))
    lines = [told(n, f"e{n}") for n in range(300)]
    given_ = [("f", b"".join([*lines, lines[90], *lines[:3]]))]
    found = Sorted(given_, 500)
    assert found.events == ordinarily(given_)[0]
    assert (len(found.events), found.tally.duplicates) == (300, 4)


def test_small_batches_are_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorting, "ROWS", 10)
    monkeypatch.setattr(sorting, "BATCH", 25)
    monkeypatch.setattr(runs, "BLOCK", 2)
    data = b"".join(told(n % 50, f"e{n}") for n in range(100))
    assert all(25 <= size <= 50 for size in Sorted([("f", data)], 500).batches[:-1])


def test_the_disk_is_not_filled_beyond_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorting, "ROWS", 10)
    data = b"".join(told(n, f"e{n}") for n in range(200))
    with pytest.raises(DiskBoundError, match="more than 20000 bytes"):
        Sorted([("f", data)], 500, 20_000)


def test_too_many_events_told_in_several_ways_want_the_ordinary_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorting, "CONTESTED", 10)
    data = b"".join(told(0, f"e{n % 6}", a_integer=n) for n in range(12))
    with pytest.raises(Unreadable, match="too many events are told of in several ways"):
        Sorted([("f", data)])


# Faults -----------------------------------------------------------------------------------------------------------------------

EDGES = [
    (
        "f",
        told(9, "late", "s", a_text="x", number=True, received_at=(SECOND + 9000) * 1000)
        + told(8, "e", "s", many_text=["x", "é"])
        + told(7, "twice", "s", received_at=(SECOND + 8) * 1000, number=True)
        + told(1, "a", "s")
        + told(1, "a", "s")
        + told(6, "else", "s", a_text="y")
        + told(3, "unread", "s"),
    ),
    (
        "g",
        told(2, "twice", "s", received_at=(SECOND + 9) * 1000, number=True, a_integer=3)
        + told(0, "c", "t", a_text="z")
        + told(6, "else", "s", a_text="y").replace(b'"id"', b' "id"')
        + told(2, "unread", "s", "step.applied")
        + told(1, "a", "s")
        + told(5, "d", "permit.granted", a_text="x"),
    ),
]
"""Copies near and far, events told in other words, by another content and as a kind that is not read, texts held by many blocks."""

FAULTS = (
    fault("tellings that do not stand come out too", Sorting._uncontested, "~np.isin", "np.isin"),
    fault("what is told again is lost", Sorting.doubt, "self._doubted.append", "id"),
    fault("runs that are merged are lost", Sorting._put, "merged.write(table)", "pass"),
    fault("the rest in memory is lost", Sorting.batches, "(*runs, self._taken())", "runs"),
    fault("batches are not joined", Sorting.batches, "batch, held = joined(held), []", "batch, held = held[-1], []"),
    fault("the last batch is lost", Sorting.batches, "yield joined(held)", "pass"),
    fault("copies come out", Sorting._once, "~again", "again | ~again"),
    fault("a run is not sorted", Sorting._taken, "self._merging().sorted(joined(held))", "joined(held)"),
    fault("texts keep their old numbers", Run._table, "self._strings.interned(texts, ends)", "np.arange(1 << 16)"),
    fault("values are lost", Run._table, "values[table.nulls != 1] = table.values", "pass"),
    fault("other lines are told again", BlockReader._choose, "np.isin(rows.raw, only) &", "~np.isin(rows.raw, only) &"),
    fault("nobody contests", Tellings._contested, "(raws[1:] != raws[:-1])", "(raws[1:] > raws[1:])"),
)  # fmt: skip


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("fault", FAULTS, ids=[each.name for each in FAULTS])
def test_a_fault_shows(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = Sorted(EDGES, 150)
    assert (sound.events, len(sound.rejected)) == (ordinarily(EDGES)[0], 2)
    monkeypatch.setattr(fault.target, "__code__", fault.code())
    try:
        found = Sorted(EDGES, 150)
    except (Unreadable, IndexError, AssertionError):
        return
    assert (found.events, found.batches) != (sound.events, sound.batches)
