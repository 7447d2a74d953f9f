"""A journal: records numbered from 1, in segments, on the disk before `sync` returns.

A segment is begun with the first record after a start or a snapshot, under a key of its own. A write that was cut off leaves at the
end of the last segment what nobody was told of: it is cut off when the journal is opened. Anything else that is broken is damage.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from bylaws.journal.disk import private_folder, put, settle, sweep
from bylaws.journal.errors import JournalError
from bylaws.journal.keys import Keys
from bylaws.journal.segment import ERASED, SUFFIX, BrokenFrameError, Record, Segment, header, header_of, name_of, rewritten, sealed

FULL: Final = 64 * 2**20
"""Bytes after which a segment is ended."""


class Journal:
    """The journal in a folder; whoever opens it holds the folder's lock. `classes`: what records may be kept as.

    `notes` says what was cut off. Raises JournalError.
    """

    def __init__(self, folder: Path, keys: Keys, classes: Sequence[str] = ()) -> None:
        self.folder, self.keys = private_folder(folder), keys
        self.notes: list[str] = []
        self._classes = (ERASED, *classes)
        self._writer: _Writer | None = None
        sweep(folder)
        self.segments = sorted(folder.glob(f"*{SUFFIX}"))
        self.last = self._ended()

    @property
    def first(self) -> int:
        """The number of the first record that is kept; of the next one where there is none."""
        return _first(self.segments[0]) if self.segments else self.last + 1

    def append(self, text: bytes, kept: str, begun: int) -> None:
        """Takes in the next record, which `sync` brings to the disk. `begun`: the time of events, if it begins a segment."""
        if self._writer is None:
            self._writer = _Writer(self, self.last + 1, begun, self._classes)
            self.segments.append(self._writer.path)
        self._writer.add(text, self._classes.index(kept))
        self.last += 1

    def sync(self) -> None:
        """Everything taken in is on the disk. Raises JournalError if that cannot be; then nothing since the last time counts."""
        if self._writer is not None:
            self._writer.sync()
            if self._writer.size >= FULL:
                self.end_segment()

    def end_segment(self) -> None:
        """The next record begins a new segment."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def read(self, after: int = 0) -> Iterator[Record]:
        """The records on the disk behind a number, in order. Raises JournalError."""
        for path, following in self._spans():
            if following > after + 1:
                yield from (each for each in self._records(path, following) if each.number > after)

    def verify(self) -> Iterator[JournalError]:
        """All that is wrong: of each segment what comes first."""
        for path, following in self._spans():
            error = self._damage(path, following)
            if error is not None:
                yield error

    def erase(self, is_gone: Callable[[bytes], bool]) -> int:
        """Erases the records of which that is true, with all keys that could open them; how many. Raises JournalError, OSError."""
        erased = 0
        for path, following in self._spans():
            gone = {each.number for each in self._records(path, following) if each.text is not None and is_gone(each.text)}
            if gone:
                self._rewrite(path, following, gone)
            erased += len(gone)
        self.keys.destroy_others({header_of(path).key for path in self.segments})
        return erased

    def mend(self, at_least: int) -> list[JournalError]:
        """Writes damaged segments anew with what is whole in them, up to a number at least; what was wrong.

        Raises JournalError for a key that is not there, and OSError.
        """
        self.last = max(self.last, at_least)
        found = []
        for path, following in self._spans():
            error = self._damage(path, following)
            if error is not None:
                found.append(error)
                self._rewrite(path, following, set())
        return found

    def drop(self, age_of: Callable[[str], int | None], now: int, covered: int) -> None:
        """Lets go of what is older than its class may be (`age_of`, microseconds) and is covered: of no use but for a replay.

        `now`: the time of events; `covered`: the last record covered. In a segment that still holds other classes, the keys of
        those past their age are destroyed. Raises OSError and JournalError.
        """
        for path, following in self._spans()[:-1]:
            if following - 1 > covered:
                return
            until, head = header_of(self.folder / name_of(following)).begun, header_of(path)
            held = self.keys.classes(head.key)
            over = {each for each in held if (age := age_of(each)) is not None and until < now - age}
            if over | {ERASED} >= held and path == self.segments[0]:
                path.unlink()
                settle(self.folder)
                self.segments.remove(path)
                self.keys.destroy(head.key)
            elif over:
                self.keys.destroy(head.key, over)

    def _spans(self) -> list[tuple[Path, int]]:
        """Each segment, with the number of the first record behind it."""
        firsts = [*(_first(path) for path in self.segments), self.last + 1]
        return list(zip(list(self.segments), firsts[1:], strict=True))

    def _records(self, path: Path, following: int) -> Iterator[Record]:
        segment = Segment(path)
        ciphers = self.keys.read(segment.header.key)
        number = segment.header.first
        try:
            for frame in segment.frames():
                yield segment.opened(frame, ciphers)
                number = frame.number + 1
        except BrokenFrameError as broken:
            raise _damaged(path, broken.offset, number) from None
        if number != following:
            raise _damaged(path, len(segment.data), number)

    def _damage(self, path: Path, following: int) -> JournalError | None:
        try:
            for _ in self._records(path, following):
                pass
        except JournalError as error:
            return error
        return None

    def _rewrite(self, path: Path, following: int, gone: Collection[int]) -> None:
        """A segment under new keys, with what is whole of it and not gone; then the old keys are destroyed."""
        segment = Segment(path)
        head = segment.header
        key = self.keys.make(head.classes)
        put(path, rewritten(segment, self.keys.read(head.key), key, self.keys.read(key), gone, following))
        self.keys.destroy(head.key)

    def _ended(self) -> int:
        """The last record, after what was cut off is gone."""
        while self.segments:
            path = self.segments[-1]
            segment = Segment(path)
            last, end = segment.header.first - 1, len(segment.header.line)
            try:
                for frame in segment.frames():
                    last, end = frame.number, frame.end
            except BrokenFrameError as broken:
                if not broken.torn:
                    return [last, *(each.number for each in segment.whole_after(broken))][-1]
                self._cut(path, end, len(segment.data) - end)
            if last >= segment.header.first:
                return last
            path.unlink()
            settle(self.folder)
            self.segments.remove(path)
            self.keys.destroy(segment.header.key)
            if not self.segments:
                return last
        return 0

    def _cut(self, path: Path, end: int, length: int) -> None:
        with path.open("r+b") as file:
            file.truncate(end)
            os.fsync(file.fileno())
        self.notes.append(
            f"{path}: the last {length} bytes are no whole record and were cut off: their writing was interrupted before anybody "
            "was answered"
        )


class _Writer:
    """The segment that is being written. Raises JournalError."""

    def __init__(self, journal: Journal, first: int, begun: int, classes: Sequence[str]) -> None:
        self.path = journal.folder / name_of(first)
        self._settled = first - 1
        self._number = first - 1
        self._waiting = bytearray()
        try:
            self._head = header(first, journal.keys.make(classes), begun, classes)
            ciphers = journal.keys.read(self._head.key)
            self._ciphers = [ciphers[each] for each in classes]
            put(self.path, [self._head.line])
            self._handle = os.open(self.path, os.O_WRONLY | os.O_APPEND)
        except OSError as error:
            raise _unwritten(self.path, error) from None
        self.size = len(self._head.line)

    def add(self, text: bytes, kind: int) -> None:
        self._number += 1
        self._waiting += sealed(self._head, self._ciphers[kind], self._number, self._settled, kind, text)

    def sync(self) -> None:
        """Brings to the disk what waits; if that fails, all of it is gone again."""
        waiting, self._waiting = self._waiting, bytearray()
        if not waiting:
            return
        try:
            left = memoryview(waiting)
            while left:
                left = left[os.write(self._handle, left) :]
            os.fdatasync(self._handle)
        except OSError as error:
            with suppress(OSError):
                os.ftruncate(self._handle, self.size)
            raise _unwritten(self.path, error) from None
        self.size += len(waiting)
        self._settled = self._number

    def close(self) -> None:
        os.close(self._handle)


def _first(path: Path) -> int:
    try:
        return int(path.stem)
    except ValueError:
        raise JournalError(f"{path}: no file of a journal is called so; move it away") from None


def _damaged(path: Path, offset: int, number: int) -> JournalError:
    return JournalError(
        f"{path}: damaged at byte {offset}, where record {number} should be; bring the file back from a backup, or let "
        "`bylaws journal mend` go on without what is damaged"
    )


def _unwritten(path: Path, error: OSError) -> JournalError:
    return JournalError(f"{path}: nothing more can be written: {error.strerror}")


def put_aside(folder: Path) -> list[JournalError]:
    """Calls files that are no segments otherwise; what was wrong with them."""
    found = []
    for path in folder.glob(f"*{SUFFIX}"):
        try:
            header_of(path)
        except JournalError as error:
            found.append(error)
            path.rename(path.with_suffix(".damaged"))
    return found
