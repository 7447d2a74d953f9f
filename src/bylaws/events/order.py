"""The one order of events, and the end of duplicates.

Arrival plays no part: whatever the order in which the same events come in, the same ones go out in the same order.
"""

from __future__ import annotations

import heapq
import pickle
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final

from msgspec import Struct
from msgspec.structs import replace

from bylaws.events.event import Event
from bylaws.events.record import Reject, excerpt

Key = tuple[Any, ...]

_BLOCK: Final = 512
_FAN_IN: Final = 64


def place_of(at: int, received_at: int | None, lateness: int) -> tuple[int, bool]:
    """Where an event stands in the order, and whether it is late: `lateness` (microseconds) is its kind's bound."""
    if received_at is None or received_at - at <= lateness:
        return at, False
    return received_at - lateness, True


def order_key(event: Event, feeding: Collection[str]) -> Key:
    """(time, rank, source, id): kinds that feed a list go before the rest of the same instant."""
    return event.place, 0 if event.kind in feeding else 1, event.source, event.id


def identity_key(event: Event) -> Key:
    """(source, id), and of those that share them the one that stands first."""
    received = event.at if event.received_at is None else event.received_at
    return event.source, event.id, received, event.digest, event.received_at is None


class Spill(Struct, frozen=True):
    """How much is kept in memory, and where the rest goes: `events` in memory at once, then sorted runs in `folder` (default:

    the system's), which together never exceed `disk` bytes; beyond that sorting ends with an error instead of filling the disk.
    """

    events: int = 50_000
    disk: int = 64 * 2**30
    folder: Path | None = None


class DiskBoundError(Exception):
    """The sorted runs would have exceeded the disk bound."""


def in_order(
    events: Iterable[Event],
    feeding: Collection[str] = (),
    rejected: Callable[[Reject], None] | None = None,
    spill: Spill | None = None,
    repeated: Callable[[], None] | None = None,
) -> Iterator[Event]:
    """Each event once, in the one order.

    `feeding`: the kinds that feed a list. Of events with the same source and id but different contents the one received first
    stands (then the smaller content hash); `rejected` is told of the others, `repeated` of those that say the same. Memory is
    bounded by `spill`.
    """
    bound = spill or Spill()
    with tempfile.TemporaryDirectory(prefix="bylaws-order-", dir=bound.folder) as name:
        disk = _Disk(Path(name), bound.disk)
        standing = single(_sorted(events, identity_key, bound.events, disk), rejected, repeated)
        yield from _sorted(standing, lambda event: order_key(event, feeding), bound.events, disk)


def tell_apart(events: Iterable[Event], rejected: Callable[[Reject], None], repeated: Callable[[], None]) -> None:
    """Tells of events as `in_order` does, whose order nobody asks for."""
    with tempfile.TemporaryDirectory(prefix="bylaws-order-") as name:
        disk = _Disk(Path(name), Spill().disk)
        bare = (replace(event, fields={}) for event in events)
        for _ in single(_sorted(bare, identity_key, Spill().events, disk), rejected, repeated):
            pass


def single(
    events: Iterable[Event], rejected: Callable[[Reject], None] | None, repeated: Callable[[], None] | None = None
) -> Iterator[Event]:
    """Of events in order of `identity_key` those that stand."""
    standing: Event | None = None
    for event in events:
        if standing is None or (event.source, event.id) != (standing.source, standing.id):
            standing = event
            yield event
        elif event.digest != standing.digest:
            if rejected is not None:
                rejected(conflict(event))
        elif repeated is not None:
            repeated()


def conflict(event: Event) -> Reject:
    """What is said of an event that another of the same source and id ousts."""
    reason = f"a conflicting duplicate: `{event.source}` had already told of `{event.id}` with other contents"
    return Reject(*event.origin, reason, excerpt(f"{event.kind} {event.id}".encode("utf-8", "surrogatepass")), event.kind)


class _Disk:
    """Counts the bytes of the runs in one private folder."""

    def __init__(self, folder: Path, bound: int) -> None:
        self.folder, self.bound, self.used, self.made = folder, bound, 0, 0

    def write(self, events: Iterable[Event]) -> Path:
        path = self.folder / f"{self.made}.run"
        self.made += 1
        stream = iter(events)
        with path.open("wb") as file:
            while block := list(islice(stream, _BLOCK)):
                told = pickle.dumps(block, pickle.HIGHEST_PROTOCOL)
                self.used += len(told) + 8
                if self.used > self.bound:
                    raise DiskBoundError(f"sorting would need more than {self.bound} bytes of disk")
                file.write(len(told).to_bytes(8, "little") + told)
        return path

    def read(self, path: Path) -> Iterator[Event]:
        with path.open("rb") as file:
            yield from _blocks(file)
        self.used -= path.stat().st_size
        path.unlink()


def _blocks(file: IO[bytes]) -> Iterator[Event]:
    # The runs lie in a folder that only this user can enter, and live as long as this process: pickle reads its own words.
    while head := file.read(8):
        yield from pickle.loads(file.read(int.from_bytes(head, "little")))


def _sorted(events: Iterable[Event], key: Callable[[Event], Key], bound: int, disk: _Disk) -> Iterator[Event]:
    """An external merge sort; what fits into memory never touches the disk."""
    stream = iter(events)
    runs: list[Path] = []
    while chunk := list(islice(stream, bound)):
        chunk.sort(key=key)
        if not runs and len(chunk) < bound:
            yield from chunk
            return
        runs.append(disk.write(chunk))
        if len(runs) == _FAN_IN:
            runs = [disk.write(heapq.merge(*map(disk.read, runs), key=key))]
    yield from heapq.merge(*map(disk.read, runs), key=key)
