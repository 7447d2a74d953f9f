"""All files below a folder, those behind links too; and what there cannot be come upon, with the reason."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec import Struct, field

NOWHERE: Final = "the link leads to nothing"
ABOVE: Final = "the link leads to a folder above the one that was named"
UNLISTED: Final = "the folder cannot be listed: {}"


class Walk(Struct):
    """The `files` found so far; `lacking`: what could not be come upon, and why. `_links` are folders that links lead to.

    A folder is gone through once, under its own path if it lies below the folder that was named: links may go in circles.
    """

    files: list[Path] = field(default_factory=list)
    lacking: dict[Path, str] = field(default_factory=dict)
    _links: list[Path] = field(default_factory=list)
    _seen: set[tuple[int, int]] = field(default_factory=set)

    @property
    def found(self) -> Iterator[tuple[Path, str]]:
        """All of it, sorted; with a reason where there is nothing to read."""
        for each in sorted({*self.files, *self.lacking}):
            yield each, self.lacking.get(each, "")

    def through(self, folder: Path) -> None:
        """Goes through a folder: first what lies in it, then what it links to."""
        above = {_same(each) for each in folder.resolve().parents}
        self._into(folder)
        while self._links:
            links, self._links = sorted(self._links), []
            for each in links:
                if _same(each) in above:
                    self.lacking[each] = ABOVE
                else:
                    self._into(each)

    def _into(self, folder: Path) -> None:
        folders = [folder]
        while folders:
            each = folders.pop()
            if _same(each) in self._seen:
                continue
            self._seen.add(_same(each))
            try:
                with os.scandir(each) as entries:
                    folders += [inner for entry in entries if (inner := self._take(entry))]
            except OSError as error:
                self.lacking[each] = UNLISTED.format(error.strerror)

    def _take(self, entry: os.DirEntry[str]) -> Path | None:
        """Keeps a file, a link to a folder for later, or what is wrong with it; a folder is given back."""
        path = Path(entry.path)
        try:
            if entry.is_dir(follow_symlinks=False):
                return path
            # Regular files only: a pipe or a device in a folder of logs would be waited for without end.
            if entry.is_file():
                self.files.append(path)
            elif entry.is_dir():
                self._links.append(path)
            elif entry.is_symlink() and not path.exists():
                self.lacking[path] = NOWHERE
        except OSError as error:
            self.lacking[path] = error.strerror or NOWHERE
        return None


def _same(folder: Path) -> tuple[int, int]:
    told = folder.stat()
    return told.st_dev, told.st_ino
