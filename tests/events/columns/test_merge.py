"""Inputs side by side come out in the one order, each event once."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from io import BytesIO

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bylaws.events.columns import blocks
from bylaws.events.columns.blocks import BlockReader
from bylaws.events.columns.merge import Merge
from bylaws.events.columns.schema import layout
from bylaws.events.columns.seen import Seen
from bylaws.events.columns.strings import Strings
from bylaws.events.columns.table import event_of
from bylaws.events.columns.tally import Tally
from bylaws.events.columns.unreadable import Unreadable, Unsorted
from bylaws.events.event import Event
from bylaws.events.order import in_order
from bylaws.events.readers import json_lines
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Reject

from .scanning import USED, decoder

FEEDING = {"permit.granted"}
SECOND = 1_772_445_590


def stream(name: str, data: bytes, piece: int = 1 << 20) -> Stream:
    if data.startswith(b"{"):
        return Stream(name, iter([data[at : at + piece] for at in range(0, len(data), piece)]))
    return Stream.of(name, BytesIO(data))


def merged(inputs: Sequence[tuple[str, bytes]], block: int = 1 << 20, slack: int = 0) -> list[Event]:
    strings, tally = Strings(), Tally(lambda reject: pytest.fail(str(reject)))
    columns = layout(decoder().catalogue, USED, json_lines.FIELDS)
    reader = BlockReader(columns, strings, decoder(), tally)
    found: list[Event] = []
    behind = -(2**63)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK", block)
        for table in Merge(columns, strings, FEEDING, slack, tally).batches(
            [reader.tables(stream(*each, block)) for each in inputs]
        ):
            assert int(table.place.min()) >= behind
            behind = int(table.place.max()) + 1
            found += [replace(event_of(table, row, columns, strings), digest="") for row in range(len(table))]
    return found


def sorted_on_disk(inputs: Sequence[tuple[str, bytes]], rejected: list[Reject] | None = None) -> list[Event]:
    decode = decoder().decode
    events = [decode(each) for name, data in inputs for each in json_lines.read(stream(name, data)) if not isinstance(each, Reject)]
    ordered = in_order(events, FEEDING, None if rejected is None else rejected.append)
    return [replace(each, digest="") for each in ordered if each.kind in USED]


def told(at: int, identity: object = None, source: object = None, kind: str = "made.up", **more: object) -> bytes:
    given = {"kind": kind, "at": SECOND + at, "id": identity, "source": source} | more
    raw = {name: value for name, value in given.items() if value is not None}
    if not more.get("number"):
        raw["at"] = datetime.fromtimestamp(SECOND + at, UTC).isoformat().replace("+00:00", "Z")
    return json.dumps({name: value for name, value in raw.items() if name != "number"}, ensure_ascii=False).encode() + b"\n"


SOURCES = (None, "s", "t", "ä", "json-lines", "S")
KIND = ("made.up", "made.up", "permit.granted", "step.applied")


@st.composite
def inputs(draw: st.DrawFn) -> list[tuple[str, bytes]]:
    """Some inputs, each in order of time, with many ties; identities that are odd, absent, or share a beginning."""
    found = []
    for name in range(draw(st.integers(1, 4))):
        lines = []
        for at in sorted(draw(st.lists(st.integers(0, 4), max_size=8))):
            identity = draw(st.sampled_from((None, 7, "e", "e1", "e10", "é", "日", "\U0001f600", "\uffff", 'q"')))
            made = None if identity is None else f"{identity}{name}-{at}-{len(lines)}" if identity != 7 else 100 * name + len(lines)
            lines.append(told(at, made, draw(st.sampled_from(SOURCES)), draw(st.sampled_from(KIND)), number=draw(st.booleans())))
            if draw(st.integers(0, 5)) == 0 and made is not None:
                lines.append(lines[-1])
        found.append((f"f{name}", b"".join(lines)))
    return found


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(given_=inputs(), block=st.sampled_from((1, 150, 400, 1 << 20)))
def test_batches_are_in_the_one_order(given_: list[tuple[str, bytes]], block: int) -> None:
    assert merged(given_, block) == sorted_on_disk(given_)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(given_=inputs())
def test_what_is_told_again_is_counted(given_: list[tuple[str, bytes]]) -> None:
    strings, tally, again = Strings(), Tally(lambda reject: pytest.fail(str(reject))), list[None]()
    columns = layout(decoder().catalogue, USED, json_lines.FIELDS)
    reader = BlockReader(columns, strings, decoder(), tally)
    list(Merge(columns, strings, FEEDING, 0, tally).batches([reader.tables(stream(*each)) for each in given_]))
    events = [decoder().decode(each) for name, data in given_ for each in json_lines.read(stream(name, data))]  # type: ignore[arg-type]
    list(in_order(events, FEEDING, repeated=lambda: again.append(None)))
    assert tally.duplicates == len(again)


def test_the_same_input_twice_is_the_same_events() -> None:
    data = told(0) + told(0) + told(1, "a") + told(2, "b", "s")
    assert [each.id for each in merged([("f", data), ("f", data)])] == ["f#1", "f#2", "a", "b"]


IN_TWO_WAYS = [
    (told(0, "a", "s"), told(0, "a", "s", a_integer=1)),
    (told(0, "a", "s"), told(0, "a", "s", kind="step.applied")),
    (told(0, "a", "s", kind="step.applied"), told(0, "a", "s")),
    (told(0, 5, "s"), told(1, 5, "s")),
    (told(0, "5", "s"), told(1, 5, "s")),
    (told(0, "a"), told(1, "a", "json-lines")),
    (told(0, "a", "s", a_decimal=1e-5), told(0, "a", "s", a_decimal=2e-5)),
    (told(0, None, None), told(0, "f#1", "json-lines", a_integer=1)),
    (told(0, "a", "s"), told(0, "a", "s").replace(b'"id"', b' "id"')),
]


@pytest.mark.parametrize("block", [1, 1 << 20])
@pytest.mark.parametrize(("first", "second"), IN_TWO_WAYS)
def test_one_event_told_in_two_ways_is_not_merged(first: bytes, second: bytes, block: int) -> None:
    with pytest.raises(Unsorted, match="in two ways"):
        merged([("f", first + told(1, "b") + second)], block)
    with pytest.raises(Unsorted, match="in two ways"):
        merged([("f", first + told(3, "b")), ("g", second + told(3, "c"))], block)


def test_counted_identities_of_many_sources_do_not_collide() -> None:
    data = b"".join(told(0, f"{n}", source) for n in range(200) for source in ("s", "t", "u", "v"))
    assert len(merged([("f", data)])) == 800


def test_another_source_or_identity_is_another_event() -> None:
    data = told(0, "a", "s") + told(0, "a", "t") + told(0, "b", "s") + told(0, "a") + told(0, "A", "s")
    assert len(merged([("f", data)])) == 5


def test_blocks_of_many_lines_are_read_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "LINES", 2)
    given_ = [
        ("f", b"".join(told(2 * n, f"f{n}") for n in range(9))),
        ("g", b"".join(told(2 * n + 1, f"longer{n}") for n in range(9))),
    ]
    assert merged(given_) == sorted_on_disk(given_)


def test_disorder_within_a_block_is_sorted_and_beyond_it_refused() -> None:
    data = told(3, "a") + told(1, "b") + told(2, "c")
    assert [each.id for each in merged([("f", data)])] == ["b", "c", "a"]
    with pytest.raises(Unsorted, match="not in order of time"):
        merged([("f", told(3, "a") + told(4, "d") + told(1, "b") + told(5, "c"))], block=1)


def test_slack_lets_an_input_be_a_little_out_of_order() -> None:
    data = told(3, "a") + told(4, "d") + told(1, "b") + told(9, "c")
    assert [each.id for each in merged([("f", data)], 1, slack=5_000_000)] == ["b", "a", "d", "c"]


def test_an_event_late_beyond_its_bound_stands_where_it_may_still_count() -> None:
    late = told(0, "late", "s", received_at="2026-03-02T11:00:00Z")
    data = told(10, "a") + late + told(30, "b")
    assert merged([("f", data)]) == sorted_on_disk([("f", data)])
    assert [each.id for each in merged([("f", data)]) if each.late] == ["late"]


def test_an_input_that_breaks_off_wants_the_ordinary_reader() -> None:
    cut = gzip.compress(b"".join(told(n, f"e{n}") for n in range(2000)))[:-20]
    with pytest.raises(Unreadable, match="gzip data end too early"):
        merged([("f.gz", cut)])


def test_a_line_without_end_in_sight_is_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "LINE_LIMIT", 1000)
    with pytest.raises(Unreadable, match="a line of more than 1000 bytes"):
        merged([("f", b'{"x": "' + b"a" * 3000 + b'"}\n')])
    endless = Stream("f", iter([b"a" * 100] * 100))
    monkeypatch.setattr(blocks, "BLOCK", 200)
    with pytest.raises(Unreadable, match="a line of more than 1000 bytes"):
        list(blocks._blocks(endless, blocks._Room()))


# Seen -------------------------------------------------------------------------------------------------------------------------


def numbers(*each: int) -> np.ndarray:  # type: ignore[type-arg]
    return np.array(each, np.uint64)


@settings(max_examples=60, deadline=None)
@given(
    batches=st.lists(st.lists(st.integers(1, 2**64 - 1) | st.integers(1, 60), max_size=30), max_size=12),
    generation=st.sampled_from((1, 5, 1000)),
)
def test_whatever_comes_twice_is_noticed_at_once_or_in_the_end(batches: list[list[int]], generation: int) -> None:
    known, missed = set[int](), False
    with closing(Seen(generation, room=4)) as memory:
        for batch in batches:
            for key, found in zip(batch, memory.again(numbers(*batch), numbers(*batch)).tolist(), strict=True):
                assert not found or key in known
                missed |= key in known and not found
                known.add(key)
        if missed:
            with pytest.raises(Unsorted, match="twice, far apart"):
                memory.check()
        else:
            memory.check()


def test_events_of_two_generations_are_remembered() -> None:
    with closing(Seen(3)) as memory:
        memory.again(numbers(1, 2), numbers(1, 2))
        memory.again(numbers(3, 4), numbers(3, 4))
        assert memory.again(numbers(1, 3, 5), numbers(1, 3, 5)).tolist() == [True, True, False]


def test_a_far_duplicate_is_found_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Seen.__init__, "__defaults__", (2, 4))
    data = b"".join(told(0, f"e{n}", "s") for n in (*range(8), 0))
    with pytest.raises(Unsorted, match="one event comes twice, far apart"):
        merged([("f", data)], block=1)


def test_growing_forgets_nothing() -> None:
    memory = Seen(room=2)
    keys = np.arange(1, 100_001, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    for part in np.array_split(keys, 4):
        assert not memory.again(part, part).any()
    assert memory.again(keys, keys).all()
