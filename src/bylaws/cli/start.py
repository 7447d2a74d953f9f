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
    """Copy the policies to start from into a folder, with the lists they read. What is there already is never overwritten.

    Parameters
    ----------
    folder
        where to; it is made if it is not there
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is no folder; the policies are copied into one")
    copies = {folder / name: content for name, content in _shipped().items()}
    taken = [path for path in copies if os.path.lexists(path)]
    if taken:
        raise UsageError(f"nothing is written, for {listed(map(str, taken), len(taken))} would be overwritten")
    for path, content in copies.items():
        _write_new(path, content)
        tell(f"written: {path}")
    tell(f"`bylaws check {folder / 'northwind.md'}` checks them; a policy beside them builds on `canonical.md` by including it")
    return Exit.NOTHING


def _shipped() -> dict[str, bytes]:
    """Every policy and list of the package, by its name."""
    shipped = sorted(files("bylaws.policies").iterdir(), key=lambda each: each.name)
    return {each.name: each.read_bytes() for each in shipped if each.name.endswith((".md", ".csv"))}


def _write_new(path: Path, content: bytes) -> None:
    """Writes a file that must not be there yet. Raises UsageError if it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(content)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
