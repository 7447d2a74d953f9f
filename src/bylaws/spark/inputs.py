"""What is to be judged, cut into pieces that executors read, or that the driver made ready for them.

JSON lines are read by the executors, in pieces of files that begin and end with a line. All else is read here, as by a run on one
machine, for a reader of another format goes through its input from the beginning to the end.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from stat import S_ISREG
from typing import Final

from bylaws.app import are_lines
from bylaws.events.event import Event
from bylaws.events.readers.stream import is_compressed
from bylaws.intake import Intake, inputs_of, reading_of
from bylaws.spark.packing import Split, packed
from bylaws.spark.reading import aligned

LEAST: Final = 1 << 20
MOST: Final = 32 << 20
"""Bytes of a piece: so many that it is worth a task, so few that one that fails is soon read again."""
BLOCK: Final = 512
READY: Final = 20_000
"""Events of a piece that the driver made ready."""


def splits_of(intake: Intake, tasks: int, folder: Path) -> list[Split]:
    """The pieces, about as many as there are `tasks` at least; `folder`: where what was made ready is put, for all to see."""
    request = intake.request
    if not are_lines(request) or any(each.path is None for each in inputs_of(request.events)):
        return list(_made_ready(intake.decoded(), folder))
    named = inputs_of(request.events)
    reading = reading_of(request.manner, named)
    inputs = [each for each in named if not intake.passes_over(each, reading)]
    size = max(LEAST, min(MOST, sum(each.size or 0 for each in inputs) // max(tasks, 1)))
    return [split for each in inputs if each.path for split in pieces_of(each.path, each.name, each.log, size)]


def pieces_of(path: Path, name: str, log: str, size: int = MOST) -> Iterator[Split]:
    """The pieces of a file, of about `size` bytes; `name` and `log` as of an `Input`."""
    with path.open("rb") as file:
        compressed = is_compressed(file.read(8))
    place, whole = str(path.absolute()), path.stat()
    if compressed or not S_ISREG(whole.st_mode):
        yield Split(place, name, log)
        return
    starts = aligned(path, list(range(size, whole.st_size, size)))
    for start, end in zip(starts, [*starts[1:], whole.st_size], strict=True):
        if start < end:
            yield Split(place, name, log, start, end)


def _made_ready(events: Iterator[Event], folder: Path) -> Iterator[Split]:
    number = 0
    while some := list(islice(events, READY)):
        path = folder / f"{number}.events"
        with path.open("wb") as file:
            for start in range(0, len(some), BLOCK):
                told = pickle.dumps([packed(each) for each in some[start : start + BLOCK]], pickle.HIGHEST_PROTOCOL)
                file.write(len(told).to_bytes(8, "little") + told)
        yield Split(str(path.absolute()), "", "", ready=True)
        number += 1
