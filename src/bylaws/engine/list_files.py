"""List files: CSV with a header, plain texts with one key a line (`#` begins a comment), raw SHA-256 digests (`.bin`).

They are read line by line. A row takes up to a kilobyte of memory once it can be looked up, so the rows of a list are limited.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Final

from bylaws.events.types import INSTANT, Type
from bylaws.events.values import read_value
from bylaws.policy.program import ListDecl, Program

Row = Mapping[str, object]
"""Values by the names of keys and columns; a null is left out."""

SIZE_LIMIT: Final = 128 * 2**20
"""Bytes of one list file."""
ROWS_LIMIT: Final = 2_000_000
"""Rows of one list file."""
LINE_LIMIT: Final = 2**20
"""Characters of a line."""

_DIGEST: Final = 32


def load_lists(program: Program) -> dict[str, list[Row]]:
    """The rows of all lists that files fill. Raises ValueError with file and line for what cannot be read, OSError for no file."""
    filled = (each for each in program.lists.values() if each.file and each.name in program.roots)
    return {each.name: list(read_list(each, Path(program.roots[each.name]), program.currency)) for each in filled}


def read_list(declared: ListDecl, folder: Path, currency: str = "") -> Iterator[Row]:
    """The rows of one list's file below `folder`, typed as declared. Raises as `load_lists`."""
    path = (folder / declared.file).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise ValueError(f"{declared.file}: a list file must stay below the policy's folder")
    if path.stat().st_size > SIZE_LIMIT:
        raise ValueError(f"{declared.file}: larger than {SIZE_LIMIT // 2**20} MiB")
    rows = _READERS.get(path.suffix, _table)(declared, path, currency)
    return _few(declared, rows)


def _few(declared: ListDecl, rows: Iterator[Row]) -> Iterator[Row]:
    for number, row in enumerate(rows):
        if number == ROWS_LIMIT:
            raise ValueError(f"{declared.file}: more than {ROWS_LIMIT:,} rows")
        yield row


def _digests(declared: ListDecl, path: Path, _currency: str) -> Iterator[Row]:
    """Digests of 32 bytes each, one after the other."""
    name, size = declared.keys[0][0], path.stat().st_size
    if size % _DIGEST:
        raise ValueError(f"{declared.file}: {size} bytes are no whole number of digests of {_DIGEST} bytes")
    with path.open("rb") as file:
        while digest := file.read(_DIGEST):
            yield {name: digest.hex()}


def _keys(declared: ListDecl, path: Path, currency: str) -> Iterator[Row]:
    (name, kind), *_ = declared.keys
    for number, line in enumerate(_lines(declared, path), 1):
        key = line.partition("#")[0].strip()
        if key:
            yield {name: _value(declared, number, name, kind, key, currency)}


def _table(declared: ListDecl, path: Path, currency: str) -> Iterator[Row]:
    types: dict[str, Type] = {"since": INSTANT, "until": INSTANT, **dict(declared.keys), **dict(declared.columns)}
    reader = csv.DictReader(_lines(declared, path), strict=True)
    try:
        header = [name.strip() for name in reader.fieldnames or ()]
        _check_header(declared, header)
        reader.fieldnames = header
        for cells in reader:
            if None in cells or None in cells.values():
                raise ValueError(f"{declared.file}:{reader.line_num}: {len(header)} columns are named, this row has another number")
            yield {
                name: _value(declared, reader.line_num, name, types[name], text.strip(), currency)
                for name, text in cells.items()
                if name in types and text.strip()
            }
    except csv.Error as error:
        raise ValueError(f"{declared.file}:{reader.reader.line_num}: {error}") from None


def _check_header(declared: ListDecl, header: list[str]) -> None:
    missing = [name for name, _ in (*declared.keys, *declared.columns) if name not in header]
    if missing:
        raise ValueError(f"{declared.file}:1: the header lacks {', '.join(f'`{name}`' for name in missing)}")


def _value(declared: ListDecl, line: int, name: str, kind: Type, text: str, currency: str) -> object:
    """Several values of an array stand in one cell, apart by spaces or semicolons."""
    raw: object = text.replace(";", " ").split() if kind.name == "array" else text
    try:
        return read_value(kind, raw, "", currency)
    except ValueError as error:
        raise ValueError(f"{declared.file}:{line}: `{name}`: {error}") from None


def _lines(declared: ListDecl, path: Path) -> Iterator[str]:
    """The lines of a text, each with its end."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number in count(1):
            try:
                line = file.readline(LINE_LIMIT + 1)
            except UnicodeDecodeError as error:
                # What is decoded at a time begins on this line at the latest, and may hold others.
                further = error.object.count(b"\n", 0, error.start)
                raise ValueError(f"{declared.file}:{number + further}: no UTF-8") from None
            if len(line) > LINE_LIMIT:
                raise ValueError(f"{declared.file}:{number}: a line of more than {LINE_LIMIT:,} characters")
            if not line:
                return
            yield line


_READERS: Final = {".bin": _digests, ".txt": _keys}
