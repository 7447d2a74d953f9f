"""A snapshot is read as it was written, or not at all."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from bylaws.journal import snapshots as module
from bylaws.journal.errors import JournalError
from bylaws.journal.keys import Keys
from bylaws.journal.snapshots import KEPT, Snapshot, Snapshots


@pytest.fixture
def snapshots(tmp_path: Path) -> Snapshots:
    return Snapshots(tmp_path / "snapshots", Keys(tmp_path / "keys"))


def good(snapshots: Snapshots) -> list[Snapshot]:
    return [each for each in snapshots.newest_first() if isinstance(each, Snapshot)]


@pytest.mark.parametrize("size", [0, 1, 9, 10, 11, 35])
def test_it_is_read_as_it_was_written(snapshots: Snapshots, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(module, "_PART", 10)
    told = b"somebody's secret of many words and parts"[:size]
    snapshots.write(told, 7, ("policy", "1"))
    (found,) = good(snapshots)
    assert (found.covers, found.fits, snapshots.read(found)) == (7, ("policy", "1"), told)
    assert size < 9 or b"secret" not in found.path.read_bytes()
    assert found.path.stat().st_mode & 0o777 == 0o600


def test_the_newest_are_kept_and_the_keys_of_the_others_destroyed(snapshots: Snapshots) -> None:
    for covers in (1, 2, 3, 30, 200, 200):
        snapshots.write(b"%d" % covers, covers, ())
    assert [each.covers for each in good(snapshots)] == [200, 30, 3]
    assert len(list(snapshots.keys.folder.iterdir())) == KEPT
    snapshots.remove_all()
    assert not list(snapshots.keys.folder.iterdir())
    assert not list(snapshots.folder.iterdir())


def test_a_change_anywhere_and_an_end_too_early_are_told(snapshots: Snapshots) -> None:
    snapshots.write(b"what was learnt", 7, ("policy",))
    (path,) = snapshots.folder.iterdir()
    whole = path.read_bytes()
    for place in range(len(whole)):
        for data in (whole[:place], whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :]):
            path.write_bytes(data)
            (error,) = snapshots.verify()
            assert str(path) in str(error) or "this key is not there" in str(error)
    path.write_bytes(whole)
    assert not list(snapshots.verify())


def test_one_that_cannot_be_written_leaves_the_others(snapshots: Snapshots, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshots.write(b"old", 7, ())

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(OSError, match="No space left"):
            snapshots.write(b"new", 8, ())
    assert [snapshots.read(each) for each in good(snapshots)] == [b"old"]
    assert not [path for path in snapshots.folder.iterdir() if path.name.startswith(".")]


def test_mending_removes_those_that_are_damaged(snapshots: Snapshots) -> None:
    for covers in (1, 2, 3):
        snapshots.write(b"what was learnt", covers, ())
    _, second, third = sorted(snapshots.folder.iterdir())
    second.write_bytes(second.read_bytes()[:-1])
    third.write_bytes(b"")
    assert len(snapshots.mend()) == 2
    assert [each.covers for each in good(snapshots)] == [1]
    assert not list(snapshots.verify())


def test_a_file_that_is_none_is_told(snapshots: Snapshots) -> None:
    (snapshots.folder / "000000000000009.snapshot").write_bytes(b"{}\n")
    (found,) = snapshots.newest_first()
    assert isinstance(found, JournalError)
    assert "this is no snapshot" in str(found)
