"""Files are written whole, through links or in their place."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

import pytest

from bylaws.study.writing import replacing, writing

Into = Callable[[Path], AbstractContextManager[BinaryIO]]


def test_a_named_file_is_written_through_its_link_and_keeps_its_mode(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    target, link = folder / "page.html", tmp_path / "link.html"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to("folder/page.html")
    with writing(link) as file:
        file.write(b"new")
    assert link.is_symlink()
    assert (target.read_text(), target.stat().st_mode & 0o777) == ("new", 0o640)
    assert list(folder.iterdir()) == [target]


def test_a_link_to_nothing_leads_to_a_new_file(tmp_path: Path) -> None:
    link = tmp_path / "link.html"
    link.symlink_to("page.html")
    with writing(link) as file:
        file.write(b"new")
    assert link.is_symlink()
    assert (tmp_path / "page.html").read_text() == "new"


def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    link = tmp_path / "link.html"
    link.symlink_to(link)
    with pytest.raises(OSError, match="symbolic links"), writing(link):
        pass


def test_a_new_file_has_the_mode_that_the_user_gives_files(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        with writing(tmp_path / "page.html"):
            pass
    finally:
        os.umask(before)
    assert (tmp_path / "page.html").stat().st_mode & 0o777 == 0o640


def test_a_private_file_takes_the_place_of_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "precious", tmp_path / "findings.jsonl"
    target.write_text("precious")
    link.symlink_to(target)
    with replacing(link) as file:
        file.write(b"new")
    assert (link.is_symlink(), link.read_text(), link.stat().st_mode & 0o777) == (False, "new", 0o600)
    assert target.read_text() == "precious"


@pytest.mark.parametrize("into", [replacing, writing])
def test_what_breaks_off_leaves_the_file_as_it_was(tmp_path: Path, into: Into) -> None:
    path = tmp_path / "page.html"
    path.write_text("old")
    with contextlib.suppress(KeyError), into(path) as file:
        file.write(b"new")
        raise KeyError
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
