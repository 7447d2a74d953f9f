"""Compiled policies, kept on the disk: what did not change is not compiled again.

A policy without errors is kept in the user's folder for such things (`$XDG_CACHE_HOME/bylaws`, else `$HOME/.cache/bylaws`; nowhere
if neither is set). It counts as long as bylaws, what is installed beside it, and all texts that the policy was compiled from are
what they were, and the files of its lists are there. It is pickled, but only records and words of bylaws are made from it:
whatever lies there, none of it is run.
"""

from __future__ import annotations

import os
import pickle
import sys
import tempfile
import zoneinfo
from collections.abc import Iterator
from contextlib import suppress
from enum import Enum
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from stat import S_IWGRP, S_IWOTH
from typing import Final

import msgspec
import orjson

import bylaws
from bylaws.policy.compiled import Compiled

MOST: Final = 32
"""Policies that are kept; beyond that the ones kept first are thrown away."""
_BOM: Final = "\ufeff".encode()
_MARK: Final = b"\x00bylaws: a compiled policy\n"
"""The first line of what is kept: no log begins so, wherever it is come upon."""


def kept_policy(path: Path) -> Compiled:
    """As `compile_policy`."""
    place = _place(path)
    found = place and _found(place)
    if found:
        return found
    from bylaws.policy.compile import compile_policy  # here, for what was kept does without the compiler

    compiled = compile_policy(path)
    if compiled.program and place:
        # A full disk, trees too deep to be written, paths that are no text: then the policy is compiled again the next time.
        with suppress(OSError, RecursionError, orjson.JSONEncodeError):
            _keep(compiled, place)
    return compiled


def _place(path: Path) -> Path | None:
    """Where a policy is kept, one place for each way to write its path, for messages name it as it was given; None: nowhere."""
    home = os.environ.get("HOME")
    folder = Path(os.environ.get("XDG_CACHE_HOME") or (f"{home}/.cache" if home else ""))
    name = sha256(os.fsencode(f"{path.absolute()}\0{path}")).hexdigest()
    return folder / "bylaws" / name if folder.is_absolute() else None


def _found(place: Path) -> Compiled | None:
    """What is kept at a place, if it still counts."""
    try:
        with place.open("rb") as file:
            if not _is_private(place.parent.stat()) or not _is_private(os.fstat(file.fileno())):
                return None
            if file.readline() != _MARK:
                return None
            head, held = orjson.loads(file.readline()), file.read()
        if head["by"] != _maker() or head["held"] != sha256(held).hexdigest():
            return None
        if any(sha256(Path(each).read_bytes().removeprefix(_BOM)).hexdigest() != digest for each, digest in head["texts"].items()):
            return None
        compiled = _Records(BytesIO(held)).load()
    except (OSError, ValueError, LookupError, TypeError, pickle.UnpicklingError):
        return None
    return compiled if isinstance(compiled, Compiled) and _has_its_lists(compiled) else None


def _keep(compiled: Compiled, place: Path) -> None:
    """Puts a policy where it is looked for, whole or not at all. Raises OSError."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _is_private(place.parent.stat()):
        return
    held = pickle.dumps(compiled, pickle.HIGHEST_PROTOCOL)
    texts = {each.path: sha256(each.text.encode()).hexdigest() for each in compiled.texts}
    head = orjson.dumps({"by": _maker(), "held": sha256(held).hexdigest(), "texts": texts})
    with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as draft:
        try:
            draft.write(_MARK + head + b"\n" + held)
            draft.flush()
            Path(draft.name).replace(place)
        except OSError:
            Path(draft.name).unlink()
            raise
    for old in sorted(place.parent.iterdir(), key=lambda each: each.stat().st_mtime, reverse=True)[MOST:]:
        old.unlink(missing_ok=True)


def _is_private(status: os.stat_result) -> bool:
    """Whether a file or folder is this user's, and nobody else may write to it."""
    return hasattr(os, "getuid") and status.st_uid == os.getuid() and not status.st_mode & (S_IWGRP | S_IWOTH)


def _has_its_lists(compiled: Compiled) -> bool:
    program = compiled.program
    return program is not None and all(
        (Path(program.roots[each.name]) / each.file).is_file() for each in program.lists.values() if each.file
    )


class _Records(pickle.Unpickler):
    """Makes the records and words of bylaws, and refuses all else."""

    def find_class(self, module: str, name: str) -> type:
        found = getattr(sys.modules.get(module), name, None) if module.startswith("bylaws.") else None
        if isinstance(found, type) and issubclass(found, msgspec.Struct | Enum):
            return found
        raise pickle.UnpicklingError(f"{module}.{name} is no record of bylaws")


def _maker() -> str:
    """Tells this bylaws, with what is installed beside it and what the system knows of time zones, from any other."""
    root = Path(bylaws.__file__).parent
    known: list[Path | os.DirEntry[str]] = [each for name in ("source", "events", "policy") for each in _files(root / name)]
    known += [Path(msgspec.__file__).parents[1], *(Path(each) for each in zoneinfo.TZPATH if Path(each).is_dir())]
    stamps = sorted((os.fspath(each), each.stat().st_size, each.stat().st_mtime_ns) for each in known)
    return sha256(repr((bylaws.__version__, sys.version, stamps)).encode()).hexdigest()


def _files(folder: Path | str) -> Iterator[os.DirEntry[str]]:
    """All files below a folder but what Python itself keeps there."""
    with os.scandir(folder) as entries:
        for each in entries:
            if not each.is_dir():
                yield each
            elif each.name != "__pycache__":
                yield from _files(each.path)
