"""Batches that another process reads are those that this one would read, with all that is said of them."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from bylaws.events.columns import beside as besides
from bylaws.events.columns import blocks
from bylaws.events.columns.batching import Batching, Forgetting
from bylaws.events.columns.beside import Elsewhere, beside
from bylaws.events.columns.blocks import BlockReader
from bylaws.events.columns.channel import channel
from bylaws.events.columns.schema import layout
from bylaws.events.columns.strings import Strings
from bylaws.events.columns.table import Table, event_of
from bylaws.events.columns.tally import Tally
from bylaws.events.columns.unreadable import Unreadable, Unsorted
from bylaws.events.event import Event
from bylaws.events.readers import json_lines
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Reject, Remark, State

from .scanning import USED, decoder
from .test_merge import FEEDING, told

LINES = b"".join(
    [
        told(0, "a", "s", many_text=["x", "\u00e9", "x"]),
        b"no json\n",
        told(1, "b", "t", kind="permit.granted"),
        told(2, "d", "s", a_integer=7, a_text="y" * 100),
        told(2, "d", "s", a_integer=7, a_text="y" * 100),
        b'{"kind": "made.up", "at": 1e99}\n',
        told(3, "e", "z", a_user="NULL", many_user=["-", "u1"]),
        told(2, "c", "s", number=True, received_at=(1_772_445_590 + 4000) * 1000, unheard_of=1),
    ]
)


class Read:
    """What is read of some lines, and all that is said meanwhile."""

    def __init__(self, data: bytes, is_beside: bool, block: int = 120) -> None:
        self.rejects: list[Reject] = []
        self.remarks: list[Remark] = []
        self.sizes: list[int] = []
        self.tally = Tally(
            self.rejects.append,
            Counter(),
            {"made.up": {"a_integer", "a_text", "a_decimal"}},
            self.remarks.append,
            progress=self.sizes.append,
        )
        self.decoder = replace(decoder(), ignored=Counter())
        self.layout = layout(self.decoder.catalogue, USED, json_lines.FIELDS)
        here, there = Strings(), Strings()
        forgetting = Forgetting(self.layout, there if is_beside else here)
        batching = Batching(BlockReader, FEEDING, self.decoder, self.tally, forgetting)
        stream = Stream.of("f", BytesIO(data), self.tally.advance)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(blocks, "BLOCK", block)
            patch.setattr(blocks, "CHUNK", 50)
            tables: Any = batching.batches([stream])
            if is_beside:
                tables = beside(Elsewhere(tables, self.layout, there, self.decoder, self.tally), here)
            with closing(tables):
                self.events = [self._events(table, here) for table in tables]

    def _events(self, table: Table, strings: Strings) -> list[Event]:
        return [replace(event_of(table, row, self.layout, strings), digest="") for row in range(len(table))]


@pytest.mark.parametrize("block", [1, 120, 1 << 20])
def test_all_that_is_read_and_said_is_the_same(block: int) -> None:
    there, here = (Read(LINES, is_beside, block) for is_beside in (True, False))
    assert [event for batch in there.events for event in batch] == [event for batch in here.events for event in batch]
    assert len(there.events) == len(here.events)
    assert [each.id for batch in there.events for each in batch] == ["a", "b", "d", "e", "c"]
    assert (there.rejects, there.remarks) == (here.rejects, here.remarks)
    assert len(there.rejects) == 2
    assert there.decoder.ignored == here.decoder.ignored == Counter({("made.up", "unheard_of"): 1})
    said = {("made.up", "a_user", "null"): 1, ("made.up", "many_user", "-"): 1}
    assert there.decoder.placeholders == here.decoder.placeholders == said
    assert there.tally.lacking == here.tally.lacking == {"made.up": {"a_decimal"}}
    for name in ("kinds", *besides._COUNTS):
        assert getattr(there.tally, name) == getattr(here.tally, name), name
    assert len(besides._COUNTS) == 12
    assert (there.tally.duplicates, there.tally.late) == (1, 1)
    assert sum(there.sizes) == sum(here.sizes) == len(LINES)


def test_what_reading_raises_is_raised_here() -> None:
    for is_beside in (True, False):
        with pytest.raises(Unsorted, match="not in order of time"):
            Read(told(5, "a") * 1 + told(1, "b"), is_beside, block=1)


def elsewhere(tables: Iterator[Table]) -> tuple[Elsewhere, Strings]:
    made = layout(decoder().catalogue, USED, json_lines.FIELDS)
    return Elsewhere(tables, made, Strings(), decoder(), Tally()), Strings()


def test_an_error_says_where_it_came_from() -> None:
    def failing() -> Iterator[Table]:
        yield from ()
        raise KeyError("lost")

    with pytest.raises(KeyError, match="lost") as raised:
        list(beside(*elsewhere(failing())))
    assert "in failing" in "".join(raised.value.__notes__)


def test_a_process_that_is_ended_is_missed() -> None:
    def ended() -> Iterator[Table]:
        os.kill(os.getpid(), signal.SIGKILL)
        yield from ()

    with pytest.raises(Unreadable, match="was ended"):
        list(beside(*elsewhere(ended())))


def test_no_process_is_left_behind(tmp_path: Path) -> None:
    """Not even one that reads without end, and an interrupt does not end it before its time."""
    note = tmp_path / "process"

    def endless() -> Iterator[Table]:
        os.kill(os.getpid(), signal.SIGINT)
        note.write_text(str(os.getpid()), encoding="utf-8")
        while True:
            yield from Batching(BlockReader, FEEDING, decoder(), Tally(), Forgetting(reading.layout, reading.there)).batches(
                [Stream("f", iter([LINES]))]
            )

    reading, here = elsewhere(endless())
    tables = beside(reading, here)
    assert len(next(tables))
    tables.close()
    process = int(note.read_text(encoding="utf-8"))
    assert process != os.getpid()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_there_is_room_beside_where_there_is_another_core(monkeypatch: pytest.MonkeyPatch) -> None:
    for cores, room in (({0}, False), ({0, 3}, True)):
        monkeypatch.setattr(os, "sched_getaffinity", lambda _, cores=cores: cores)
        assert besides.has_room() is room


@pytest.mark.parametrize("size", [0, 1, 3_000_000])
def test_arrays_come_as_they_went_and_may_be_written(size: int) -> None:
    receives, sends = channel()
    sent: Sequence[object] = (np.arange(size), np.zeros((3, size), np.uint8), ["text", State.CUT])
    if (child := os.fork()) == 0:
        receives.close()
        sends.send(sent)
        os._exit(0)
    sends.close()
    numbers, zeros, others = receives.receive()
    with pytest.raises(EOFError):
        receives.receive()
    receives.close()
    os.waitpid(child, 0)
    assert numbers.tolist() == list(range(size))
    assert (zeros.shape, zeros.dtype, others) == ((3, size), np.uint8, sent[2])
    numbers += 1
