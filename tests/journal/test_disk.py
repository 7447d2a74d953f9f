"""What is written is on the disk, whole and for its owner alone, when the call returns."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bylaws.journal.disk import private_folder, put, shred
from bylaws.journal.errors import JournalError


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was brought to the disk, by its path at that time."""
    found: list[str] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        found.append(str(Path(f"/proc/self/fd/{handle}").readlink()))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    return found


def test_a_new_folder_and_those_above_it_are_known_to_the_disk(tmp_path: Path, settled: list[str]) -> None:
    path = private_folder(tmp_path / "a" / "b")
    assert settled == [str(tmp_path), str(tmp_path / "a")]
    assert path.stat().st_mode & 0o777 == 0o700
    assert private_folder(path) == path
    assert len(settled) == 2


def test_a_file_is_on_the_disk_before_it_has_its_name_and_so_is_the_name(tmp_path: Path, settled: list[str]) -> None:
    path = tmp_path / "file"
    put(path, [b"one, ", b"two"])
    draft, folder = settled
    assert Path(draft).parent == tmp_path
    assert Path(draft) != path
    assert folder == str(tmp_path)
    assert path.read_bytes() == b"one, two"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_shredded_is_overwritten_before_it_is_gone(tmp_path: Path, settled: list[str]) -> None:
    path, copy = tmp_path / "file", tmp_path / "copy"
    path.write_bytes(b"secret")
    copy.hardlink_to(path)
    shred(path)
    assert not path.exists()
    assert copy.read_bytes() == bytes(6)
    assert settled == [str(path), str(tmp_path)]


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(JournalError, match="this folder cannot be made"):
        private_folder(tmp_path / "file" / "state")
