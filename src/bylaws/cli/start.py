"""`bylaws start`: the policies of the package, copied to build on."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path

from bylaws.cli.console import tell
from bylaws.cli.exits import Exit
from bylaws.source.suggest import listed
from bylaws.study.request import UsageError


def start(folder: Path = Path(), /) -> Exit:
    """Copy the policies to start from into a folder, with the lists they read. Files that differ are never overwritten.

    Parameters
    ----------
    folder
        where to; it is made if it is not there
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is no folder; the policies are copied into one")
    copies = {folder / name: content for name, content in _shipped().items()}
    missing = {path: content for path, content in copies.items() if not os.path.lexists(path)}
    others = [path for path, content in copies.items() if path not in missing and not _holds(path, content)]
    if others:
        named = listed(map(str, others), len(others))
        there = "is there and differs" if len(others) == 1 else "are there and differ"
        raise UsageError(f"nothing is written, for {named} {there}; move what is yours away, or name another folder to copy into")
    for path, content in copies.items():
        if path in missing:
            _write_new(path, content)
        tell(f"{'written' if path in missing else 'there already'}: {path}")
    tell(f"`bylaws check {folder / 'northwind.md'}` checks them; a policy beside them builds on `canonical.md` by including it")
    return Exit.NOTHING


def _shipped() -> dict[str, bytes]:
    """Every policy and list of the package, by its name."""
    shipped = sorted(files("bylaws.policies").iterdir(), key=lambda each: each.name)
    return {each.name: each.read_bytes() for each in shipped if each.name.endswith((".md", ".csv"))}


def _holds(path: Path, content: bytes) -> bool:
    """Whether there is a file of that content."""
    try:
        return path.is_file() and path.read_bytes() == content
    except OSError:
        return False


def _write_new(path: Path, content: bytes) -> None:
    """Writes a file that must not be there yet. Raises UsageError if it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(content)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
