"""List files: CSV with a header, plain texts with one key a line (`#` begins a comment), raw SHA-256 digests (`.bin`)."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from bylaws.events.types import INSTANT, Type
from bylaws.events.values import read_value
from bylaws.policy.program import ListDecl, Program

Row = Mapping[str, object]
"""Values by the names of keys and columns; a null is left out."""

SIZE_LIMIT: Final = 256 * 2**20
"""Bytes of one list file."""

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
    match path.suffix:
        case ".bin":
            return _digests(declared, path)
        case ".txt":
            return _lines(declared, path, currency)
        case _:
            return _table(declared, path, currency)


def _digests(declared: ListDecl, path: Path) -> Iterator[Row]:
    """Digests of 32 bytes each, one after the other."""
    name, held = declared.keys[0][0], path.read_bytes()
    if len(held) % _DIGEST:
        raise ValueError(f"{declared.file}: {len(held)} bytes are no whole number of digests of {_DIGEST} bytes")
    for start in range(0, len(held), _DIGEST):
        yield {name: held[start : start + _DIGEST].hex()}


def _lines(declared: ListDecl, path: Path, currency: str) -> Iterator[Row]:
    (name, kind), *_ = declared.keys
    for number, line in enumerate(_text(declared, path).splitlines(), 1):
        key = line.partition("#")[0].strip()
        if key:
            yield {name: _value(declared, number, name, kind, key, currency)}


def _table(declared: ListDecl, path: Path, currency: str) -> Iterator[Row]:
    types: dict[str, Type] = {"since": INSTANT, "until": INSTANT, **dict(declared.keys), **dict(declared.columns)}
    reader = csv.DictReader(_text(declared, path).splitlines(), strict=True)
    header = [name.strip() for name in reader.fieldnames or ()]
    _check_header(declared, header)
    reader.fieldnames = header
    try:
        for cells in reader:
            if None in cells or None in cells.values():
                raise ValueError(f"{declared.file}:{reader.line_num}: {len(header)} columns are named, this row has another number")
            yield {
                name: _value(declared, reader.line_num, name, types[name], text.strip(), currency)
                for name, text in cells.items()
                if name in types and text.strip()
            }
    except csv.Error as error:
        raise ValueError(f"{declared.file}:{reader.line_num}: {error}") from None


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


def _text(declared: ListDecl, path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{declared.file}: byte {error.start} is no UTF-8") from None
