"""What lists of all that is held have, one after the other, and what a later one has no more.

Files that tell of one time are one list together. The first row of a later one shows that the list is whole; only then is it
known what is gone. A list of which something could not be read shows what is held, and not what is gone; nor does one that has
nothing, or lacks more than its mapping allows (`most_gone`): it is rather an export that failed.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from bylaws.events.kinds import CATALOGUE
from bylaws.events.readers.log_mapping import LogMapping
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Record, Remark, State
from bylaws.events.show import show_value
from bylaws.events.types import BILLION, INSTANT, SHARE
from bylaws.events.values import plain_value, read_value

END = "released_at"
_SHOWN = 100

Row = dict[str, object]


class _List(Struct):
    """A list of one time (microseconds): its rows by their key. `log` is that of the first of its files.

    `most_gone` is the share of the list before, in billionths, that it may lack.
    """

    at: int
    file: str
    log: str
    source: str
    most_gone: int
    rows: dict[object, Row] = field(default_factory=dict)
    whole: bool = True


class _Series(Struct):
    """The list that is being read, and what was held at the time of the one before."""

    kind: str
    latest: _List
    before: dict[object, Row] = field(default_factory=dict)

    def close(self) -> Iterator[Record | Remark]:
        """What is gone: for each row of the list before without one in the latest, an event that it ended.

        Or that nothing of it is believed to be gone, and why.
        """
        latest, before = self.latest, self.before
        gone = {key: row for key, row in before.items() if key not in latest.rows} if latest.whole else {}
        doubt = _doubt(len(gone), len(before), latest) if gone else ""
        if doubt:
            yield Remark(latest.file, State.DOUBTED, doubt)
        else:
            yield from (_ended(self.kind, key, row, latest) for key, row in gone.items())
        self.before = latest.rows if latest.whole and not doubt else before | latest.rows


class Snapshots(Struct):
    """The lists of a run, by kind, source and key."""

    series: dict[object, _Series] = field(default_factory=dict)

    def begin(self, mapping: LogMapping, stream: Stream) -> Iterator[Record | Remark]:
        """A file of a list begins: what is gone by the list before, if that was of an earlier time.

        Raises ValueError for a list that is older than one read before.
        """
        at = _time_of(mapping, stream)
        series = self.series.get(_which(mapping))
        if series is None:
            self.series[_which(mapping)] = _Series(mapping.kind, _list(at, stream, mapping))
        elif at < series.latest.at:
            raise ValueError(f"is a snapshot older than {series.latest.file}, which was read before; give them in order of time")
        elif at > series.latest.at:
            yield from series.close()
            series.latest = _list(at, stream, mapping)

    def saw(self, mapping: LogMapping, raw: Row) -> None:
        """A row of the list."""
        latest = self.series[_which(mapping)].latest
        key = _key(mapping, raw)
        if key is None:
            latest.whole = False
        elif raw.get(END) is None:
            latest.rows[key] = raw

    def doubt(self, mapping: LogMapping) -> None:
        """Something of the list could not be read."""
        self.series[_which(mapping)].latest.whole = False

    def finish(self) -> Iterator[Record | Remark]:
        """What is gone by the last lists."""
        for series in self.series.values():
            yield from series.close()
        self.series.clear()


def check_key(mapping: LogMapping) -> None:
    """Raises ValueError for a list whose rows cannot be known again, or whose kind does not tell an end."""
    key = mapping.snapshot.key if mapping.snapshot else ""
    kind = CATALOGUE.kinds.get(mapping.kind)
    if not key:
        return
    if kind is None or kind.field(END) is None:
        raise ValueError(f"`snapshot.key`: `{mapping.kind}` does not tell when what is held ended (`{END}`)")
    if key not in mapping.columns or kind.field(key) is None:
        raise ValueError(f"`snapshot.key`: `{key}` is no field of `{mapping.kind}` that the mapping fills")


def _which(mapping: LogMapping) -> object:
    return mapping.kind, mapping.source, mapping.snapshot.key if mapping.snapshot else ""


def _list(at: int, stream: Stream, mapping: LogMapping) -> _List:
    assert mapping.snapshot is not None
    return _List(at, stream.name, stream.log, mapping.source, mapping.snapshot.most_gone)


def _time_of(mapping: LogMapping, stream: Stream) -> int:
    assert mapping.snapshot is not None
    at = read_value(INSTANT, mapping.snapshot.time(stream.name))
    assert isinstance(at, int)
    return at


def _key(mapping: LogMapping, raw: Row) -> object:
    """By what a row is known, however it is spelled; None if that is absent or makes no sense."""
    assert mapping.snapshot is not None
    told = CATALOGUE.kinds[mapping.kind].field(mapping.snapshot.key)
    assert told is not None
    try:
        return read_value(told.type, raw.get(mapping.snapshot.key), told.unit)
    except ValueError:
        return None


def _doubt(gone: int, held: int, latest: _List) -> str:
    """Why a list is not believed that `gone` of the `held` are gone; empty if it is."""
    if not latest.rows:
        return f"lists nothing, so none of the {held:,} that were held before is released; was it exported whole?"
    if gone * BILLION <= latest.most_gone * held:
        return ""
    allowed = show_value(SHARE, latest.most_gone)
    return (
        f"lacks {gone:,} of the {held:,} that were held before, more than {allowed}, so none of them is released; "
        "if so many were given up, raise `most_gone` in the mapping"
    )


def _ended(kind: str, key: object, row: Row, latest: _List) -> Record:
    at = plain_value(INSTANT, latest.at)
    raw = row | {"id": f"{latest.log}#gone:{str(key)[:_SHOWN]}", "at": at, END: at}
    return Record(kind, raw, latest.file, 1, 0, latest.source, latest.log)
