"""Lists: reference data as it stood at an instant.

A row of a file or of the policy holds by its own `since` and `until`; where several hold, the one that began last. A row that an
event feeds holds from that event's time until its `until`, or until the next row of its key, whichever comes first. Such a row
can be forgotten once it has ended longer ago than anybody asks.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from operator import attrgetter
from typing import ClassVar, Final, Protocol, cast

from msgspec import Struct

from bylaws.engine.matching import matching_for
from bylaws.engine.sweeping import Swept
from bylaws.events.event import Event
from bylaws.events.types import INT64_MAX, INT64_MIN, Missing
from bylaws.policy.list_files import Row
from bylaws.policy.program import ListDecl

__all__ = ["Forgotten", "History", "Looked", "Row", "Table", "tables"]

_ALWAYS: Final = INT64_MIN
_NEVER: Final = INT64_MAX


class Forgotten(Exception):  # noqa: N818 (it asks for a longer memory, nothing is wrong)
    """An event asks a list, or feeds it, as of a time whose rows are forgotten."""


class Held(Struct, frozen=True, gc=False):
    """A row (None: there is none) and when it holds: from `since` up to but without `until`."""

    row: Row | None
    since: int
    until: int


class History(list[Held]):
    """The rows of one key in order of their beginning; equal beginnings in the order in which they came."""

    __slots__ = ()

    def add(self, since: int, until: int, row: Row) -> None:
        self.insert(self._begun(since), Held(row, since, until))

    def held(self, at: int, superseding: bool) -> Row | None:
        """The row that holds at an instant; `superseding`: a closed row does not give the one before it back."""
        for place in range(self._begun(at) - 1, -1, -1):
            each = self[place]
            if each.until > at:
                return each.row
            if superseding:
                return None
        return None

    def forget(self, horizon: int) -> int:
        """Lets go of rows that events fed and that ended up to an instant; when the last of them did, or the least int64."""
        ended, last = 0, _ALWAYS
        for place, each in enumerate(self):
            end = each.until if place + 1 == len(self) else min(each.until, self[place + 1].since)
            if max(each.since, end) > horizon:
                break
            ended, last = ended + 1, max(last, end)
        del self[:ended]
        return last

    def _begun(self, at: int) -> int:
        """How many rows had begun at an instant."""
        return len(self) if self and self[-1].since <= at else bisect_right(self, at, key=attrgetter("since"))


class Looked(Protocol):
    """What a list tells whoever looks into it. `filled`: whether it ever had a row."""

    filled: bool

    def look_up(self, key: object, at: int) -> Row | Missing | None:
        """The row that held at `at` under a key that is not null; None if no row did, `Missing` if the list has no data."""
        ...

    def has(self, key: object, at: int) -> bool: ...


class Table(Swept):
    """One list, filled before the first event or by events.

    `read`: the fields of an event that fed a row which are kept of it, keys among them; None: all. `reach`: how long
    (microseconds) such a row is kept after its end; None: for ever. `filled`: whether the list ever had a row. `forgotten`: the
    instant before which rows may be gone; `sweeps`: how often some keys went.
    """

    HELD: ClassVar[tuple[str, ...]] = ("_histories", "matching", "filled", "forgotten", "sweeps", "_empty", *Swept.HELD_OF_SWEPT)

    def __init__(self, declared: ListDecl, reach: int | None = None, read: frozenset[str] | None = None) -> None:
        super().__init__()
        self.declared = declared
        self.filled = False
        self.forgotten = _ALWAYS
        self.sweeps = 0
        self._reach = reach
        self._names = tuple(name for name, _ in declared.keys)
        self.matching = matching_for(declared.keys)
        self._histories: dict[object, History] = {}
        self._empty: list[object] = []
        self._times = ("at",) if any(name == "since" for name, _ in declared.columns) else ("at", "since")
        fields = (name for name, _ in declared.row.fields if read is None or name in read)
        # Keys first, as a row is shown.
        self._kept = tuple(sorted((each for each in fields if each not in self._times), key=lambda each: each not in self._names))
        self._nothing = Missing((f"list {declared.name}",))
        for literal in declared.literals:
            self.add({self._names[0]: literal.value})

    def __len__(self) -> int:
        return len(self._histories)

    def add(self, row: Row) -> None:
        """Takes in a row of reference data. Raises ValueError if a key is null or no key."""
        key = self._key(row)
        if key is None:
            raise ValueError(f"a row of list `{self.declared.name}` lacks its key")
        since, until = row.get("since"), row.get("until")
        self._history(key).add(
            _ALWAYS if since is None else cast(int, since),
            _NEVER if until is None else cast(int, until),
            row,
        )

    def feed(self, event: Event, until: object) -> None:
        """Takes in the row that an event tells, valid from the event's own time; without a key it tells none."""
        key = self._key(event.fields)
        if key is None:
            return
        fields = event.fields
        row = {name: fields[name] for name in self._kept if name in fields}
        for name in self._times:
            row[name] = event.at
        self._tell(key, row, (event.at, until if isinstance(until, int) else _NEVER), event.place)

    def take(self, row: Row, at: int, until: int, place: int) -> None:
        """Takes in a row that an event told at `at`, ready made; `feed` makes such rows. From `place` on events are judged."""
        self._tell(self._key(row), row, (at, until), place)

    def look_up(self, key: object, at: int) -> Row | Missing | None:
        """See `Looked`. Raises Forgotten."""
        if not self.filled:
            return self._nothing
        if at < self.forgotten:
            raise Forgotten
        histories = self._histories
        superseding = self.declared.feed is not None
        for each in self.matching.candidates(key):
            history = histories.get(each)
            if history is not None:
                row = history.held(at, superseding)
                if row is not None:
                    return row
        return None

    def keys_from(self, first: int) -> list[object]:
        """The list's keys as they are filed, in the order of their coming, from the one numbered `first` on."""
        return list(islice(self._histories, first, None))

    def only(self, key: object) -> Held | None:
        """The only row that a key can ever find as things stand, and when it holds; None if there may be several."""
        matching = [found for each in self.matching.candidates(key) if (found := self._histories.get(each))]
        if not matching:
            return Held(None, _ALWAYS, _NEVER)
        closest = matching[0]
        first = closest[0]
        always = len(closest) == 1 and (first.since, first.until) == (_ALWAYS, _NEVER)
        return first if always or len(matching) == len(closest) == 1 else None

    def has(self, key: object, at: int) -> bool:
        row = self.look_up(key, at)
        return row is not None and type(row) is not Missing

    def _tell(self, key: object, row: Row, times: tuple[int, int], place: int) -> None:
        if times[0] < self.forgotten:
            raise Forgotten
        self._history(key).add(*times, row)
        if self._reach is not None:
            self._entered(place)

    def _keys(self, part: int) -> list[object]:
        return [] if part else list(self._histories)

    def _forget(self, keys: Sequence[object], place: int) -> None:
        assert self._reach is not None
        for key in keys:
            history = self._histories[key]
            self.forgotten = max(self.forgotten, history.forget(place - self._reach))
            if not history:
                self._empty.append(key)

    def _remaining(self) -> int:
        # Whoever goes by the keys in their order learns of a round's changes once, at its end.
        for key in self._empty:
            if not self._histories[key]:
                del self._histories[key]
        self.sweeps += bool(self._empty)
        self._empty = []
        return len(self._histories)

    def _key(self, row: Row) -> object:
        parts = tuple(row.get(name) for name in self._names)
        if None in parts:
            return None
        return parts[0] if len(parts) == 1 else parts

    def _history(self, key: object) -> History:
        filed = self.matching.filed(key)
        self.filled = True
        history = self._histories.get(filed)
        if history is None:
            history = self._histories[filed] = History()
        return history


def tables(
    declared: Iterable[ListDecl],
    rows: Mapping[str, Iterable[Row]],
    reach: int | None = None,
    read: Mapping[str, frozenset[str]] | None = None,
) -> dict[str, Table]:
    """All lists of a policy, with the rows of those that files fill; `reach`, and by list `read`, as of a `Table`.

    Raises ValueError for a row without its key.
    """
    found = {each.name: Table(each, reach, (read or {}).get(each.name)) for each in declared}
    for name, given in rows.items():
        for row in given:
            found[name].add(row)
    return found
