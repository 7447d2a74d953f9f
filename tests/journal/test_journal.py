"""Records are there after any end of the process, and what is broken is never passed over."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import pytest

from bylaws.journal.disk import Lock
from bylaws.journal.errors import JournalError, WrongPlaceError
from bylaws.journal.journal import Journal, put_aside
from bylaws.journal.keys import Keys
from bylaws.journal.segment import Segment, name_of

DAY = 86400 * 10**6


class Shelf:
    """A journal's folder and that of its keys."""

    def __init__(self, path: Path) -> None:
        self.path, self.keys = path / "journal", path / "keys"

    def open(self) -> Journal:
        return Journal(self.path, Keys(self.keys), ("90d", "30d"))

    def written(self, *groups: int, first: int = 1) -> Journal:
        """Groups of so many records, each group brought to the disk."""
        journal = self.open()
        for size in groups:
            for _ in range(size):
                journal.append(text(first), "30d" if first % 3 == 0 else "90d", first * DAY)
                first += 1
            journal.sync()
        journal.end_segment()
        return journal

    def texts(self) -> list[bytes | None]:
        return [each.text for each in self.open().read()]

    @property
    def file(self) -> Path:
        """The first segment."""
        return self.path / name_of(1)


def text(number: int) -> bytes:
    return b"record %d of somebody" % number


def texts(last: int) -> list[bytes]:
    return [text(number) for number in range(1, last + 1)]


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def copies(shelf: Shelf, path: Path) -> Iterator[tuple[Shelf, int]]:
    """A copy of all for each place in the first segment."""
    for place in range(shelf.file.stat().st_size + 1):
        shutil.rmtree(path, ignore_errors=True)
        shutil.copytree(shelf.path.parent, path, ignore=shutil.ignore_patterns("copy"))
        yield Shelf(path), place


def test_records_are_there_again(shelf: Shelf) -> None:
    shelf.written(2, 3)
    assert shelf.texts() == texts(5)
    shelf.written(1, 1, first=6)
    assert shelf.texts() == texts(7)
    journal = shelf.open()
    assert (journal.first, journal.last) == (1, 7)
    assert [each.number for each in journal.read(after=4)] == [5, 6, 7]


def test_nothing_is_readable_without_its_key_and_nobody_else_may_look(shelf: Shelf) -> None:
    shelf.written(3)
    assert b"somebody" not in shelf.file.read_bytes()
    assert [path.stat().st_mode & 0o777 for path in (shelf.keys, *shelf.keys.iterdir(), shelf.file)] == [0o700, 0o600, 0o600]
    (key,) = shelf.keys.iterdir()
    key.unlink()
    with pytest.raises(JournalError, match="this key is not there; bring it back"):
        shelf.texts()
    shelf.keys.chmod(0o755)
    with pytest.raises(WrongPlaceError, match="others can look into this folder"):
        shelf.open()


def test_a_write_cut_off_anywhere_loses_nothing_that_was_settled(shelf: Shelf, tmp_path: Path) -> None:
    shelf.written(2, 3)
    frames = list(Segment(shelf.file).frames())
    ends, settled = [each.end for each in frames], frames[1].end
    begin = frames[0].offset
    for copy, place in copies(shelf, tmp_path / "copy"):
        if place < settled:
            continue
        with copy.file.open("r+b") as file:
            file.truncate(place)
        whole = sum(end <= place for end in ends)
        journal = copy.open()
        assert (journal.last, bool(journal.notes)) == (whole, place not in ends)
        assert "are no whole record and were cut off" in "".join(journal.notes) or place in ends
        journal.append(text(whole + 1), "90d", 0)
        journal.sync()
        assert copy.texts() == texts(whole + 1)
        assert copy.file.stat().st_size in (begin, *ends)


def test_a_segment_without_a_whole_record_is_none(shelf: Shelf) -> None:
    shelf.written(1)
    with shelf.file.open("r+b") as file:
        file.truncate(shelf.file.stat().st_size - 1)
    assert shelf.open().last == 0
    assert not list(shelf.path.iterdir())
    assert not list(shelf.keys.iterdir())


@pytest.mark.parametrize("tail", [b"\0" * 4096, b"\xff" * 30, bytes(range(256))])
def test_what_a_broken_write_left_at_the_end_is_cut_off(shelf: Shelf, tail: bytes) -> None:
    shelf.written(3)
    with shelf.file.open("ab") as file:
        file.write(tail)
    assert shelf.texts() == texts(3)


def test_a_group_of_which_only_a_later_part_reached_the_disk_is_cut_off(shelf: Shelf) -> None:
    """Nobody was answered: its records say that the one before them was the last on the disk."""
    shelf.written(2, 3)
    frames = list(Segment(shelf.file).frames())
    spoilt(shelf, frames[2].offset + 20)
    assert shelf.texts() == texts(2)


def spoilt(shelf: Shelf, place: int, bit: int = 1) -> None:
    data = bytearray(shelf.file.read_bytes())
    data[place] ^= bit
    shelf.file.write_bytes(data)


def test_a_flipped_bit_anywhere_before_the_last_group_is_told(shelf: Shelf, tmp_path: Path) -> None:
    shelf.written(3, 1)
    last = list(Segment(shelf.file).frames())[-1]
    for copy, place in copies(shelf, tmp_path / "copy"):
        if place >= last.offset:
            break
        spoilt(copy, place, 1 << place % 8)
        with pytest.raises(JournalError) as found:
            copy.texts()
        assert str(copy.file) in str(found.value) or "this key is not there" in str(found.value)


def test_damage_is_told_with_place_and_advice(shelf: Shelf) -> None:
    shelf.written(2, 2)
    second = list(Segment(shelf.file).frames())[1]
    spoilt(shelf, second.offset + 30)
    journal = shelf.open()
    assert journal.last == 4
    (error,) = journal.verify()
    assert str(error) == (
        f"{shelf.file}: damaged at byte {second.offset}, where record 2 should be; bring the file back from a backup, or let "
        "`bylaws journal mend` go on without what is damaged"
    )


def test_damage_before_a_later_segment_is_never_taken_for_a_write_cut_off(shelf: Shelf) -> None:
    shelf.written(2)
    shelf.written(2, first=3)
    with shelf.file.open("r+b") as file:
        file.truncate(shelf.file.stat().st_size - 1)
    with pytest.raises(JournalError, match="where record 2 should be"):
        shelf.texts()


def test_a_missing_segment_is_told(shelf: Shelf) -> None:
    for first in (1, 3, 5):
        shelf.written(2, first=first)
    (shelf.path / name_of(3)).unlink()
    with pytest.raises(JournalError, match="where record 3 should be"):
        shelf.texts()


def test_a_record_that_was_changed_with_its_check_sum_is_told(shelf: Shelf) -> None:
    shelf.written(2, 1)
    first = next(Segment(shelf.file).frames())
    data = bytearray(shelf.file.read_bytes())
    data[first.end - 20] ^= 1
    data[first.offset : first.offset + 4] = crc32(data[first.offset + 4 : first.end]).to_bytes(4, "little")
    shelf.file.write_bytes(data)
    with pytest.raises(JournalError, match=r"record 1 at byte \d+ is not what was written, though it looks whole"):
        shelf.texts()


def test_mending_goes_on_without_what_is_damaged(shelf: Shelf) -> None:
    shelf.written(2, 3)
    shelf.written(2, first=6)
    spoilt(shelf, list(Segment(shelf.file).frames())[1].offset + 30)
    journal = shelf.open()
    assert len(journal.mend(at_least=9)) == 2
    assert not list(journal.verify())
    left: list[bytes | None] = [*texts(7), None, None]
    left[1] = None
    assert [each.text for each in journal.read()] == left
    assert len(list(shelf.keys.iterdir())) == 2
    (shelf.path / name_of(6)).write_bytes(b"nonsense\n")
    with pytest.raises(JournalError, match="this is no file of a journal"):
        shelf.open()
    assert len(put_aside(shelf.path)) == 1
    assert shelf.texts() == left[:5]


@pytest.mark.parametrize("call", ["write", "fdatasync", "open"])
def test_a_full_disk_is_told_and_leaves_what_was_settled(shelf: Shelf, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    journal = shelf.open()
    if call != "open":
        journal.append(text(1), "90d", 0)
        journal.sync()
    real = os.write

    def full(*given: object) -> int:
        if call == "write" and len(given[1]) > 10:  # type: ignore[arg-type]
            return real(given[0], given[1][:10])  # type: ignore[arg-type,index]
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, full)
        with pytest.raises(JournalError, match="nothing more can be written: No space left on device"):
            go_on(journal)
    again = shelf.open()
    assert not again.notes
    assert [each.text for each in again.read()] == texts(0 if call == "open" else 1)


def go_on(journal: Journal) -> None:
    journal.append(text(2), "90d", 0)
    journal.append(text(3), "90d", 0)
    journal.sync()


def test_what_is_erased_is_gone_with_all_keys_that_could_open_it(shelf: Shelf) -> None:
    shelf.written(3)
    shelf.written(3, first=4)
    before, keys = shelf.file.read_bytes(), {path.name: path.read_bytes() for path in shelf.keys.iterdir()}
    untouched = (shelf.path / name_of(4)).read_bytes()
    assert shelf.open().erase(lambda found: found == text(2)) == 1
    assert shelf.texts() == [text(1), None, *texts(6)[2:]]
    assert (shelf.path / name_of(4)).read_bytes() == untouched
    kept = {path.name: path.read_bytes() for path in shelf.keys.iterdir()}
    assert len(keys.keys() & kept.keys()) == 1
    shelf.file.write_bytes(before)
    with pytest.raises(JournalError, match="this key is not there"):
        shelf.texts()


def test_an_erasure_that_was_interrupted_is_ended_by_the_next(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.written(3)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Keys, "destroy", interrupted)
        with pytest.raises(KeyboardInterrupt):
            shelf.open().erase(lambda found: found == text(2))
    assert len(list(shelf.keys.iterdir())) == 2
    assert shelf.open().erase(lambda found: found == text(2)) == 0
    assert len(list(shelf.keys.iterdir())) == 1
    assert shelf.texts() == [text(1), None, text(3)]


def test_what_is_past_its_age_goes_when_a_snapshot_covers_it(shelf: Shelf) -> None:
    """Segments of three days each; records of 30 and of 90 days stand in all of them."""
    for first in range(1, 148, 3):
        journal = shelf.written(3, first=first)
    ages = {"30d": 30 * DAY, "90d": 90 * DAY}
    journal.drop(ages.get, 147 * DAY, covered=4)
    assert next(each.number for each in journal.read() if each.text is not None) == 4
    journal.drop(ages.get, 147 * DAY, covered=147)
    left = [each.number for each in journal.read() if each.text is not None]
    # A segment's records are as young as the beginning of the next one.
    assert left == [number for number in range(55, 148) if number % 3 or number >= 115]
    assert journal.first == 55
    assert not list(journal.verify())
    assert [each.number for each in shelf.open().read() if each.text is not None] == left


def test_a_folder_is_for_one_process(tmp_path: Path) -> None:
    held = Lock(tmp_path / "lock")
    with pytest.raises(WrongPlaceError, match="another process uses this state"):
        Lock(tmp_path / "lock")
    held.release()
    Lock(tmp_path / "lock").release()
