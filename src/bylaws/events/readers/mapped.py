"""Logs of any form, read by mappings: which of them reads what, and what they make of a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from bylaws.events.kinds import CATALOGUE
from bylaws.events.placeholders import placeholder
from bylaws.events.readers import json_lines
from bylaws.events.readers.column import text_of
from bylaws.events.readers.json_objects import first_object, list_in
from bylaws.events.readers.log_mapping import LogMapping
from bylaws.events.readers.mapped_rows import ObjectRow, TableRow, lacking, member_of, names_of, object_rows, table_rows
from bylaws.events.readers.snapshots import Snapshots
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Record, Reject, Remark, excerpt

_LISTED: Final = 20
_FROM_LIST: Final = "listed"
"""The field that says so where a kind tells of a beginning, which a row of a list is not."""
_BOM: Final = b"\xef\xbb\xbf"


def read(stream: Stream, mappings: Sequence[LogMapping], snapshots: Snapshots) -> Iterator[Record | Reject | Remark]:
    """One event a row. `mappings` are those that suit the stream, the first to be asked first; they are of one manner."""
    listed = [each for each in mappings if each.snapshot and each.snapshot.key]
    try:
        for each in listed:
            yield from snapshots.begin(each, stream)
        constants = {id(each): _constants(each, stream) for each in mappings}
    except ValueError as error:
        stream.give_up(str(error))
        return
    for row in object_rows(stream) if mappings[0].objects else table_rows(stream, mappings[0]):
        if isinstance(row, Reject):
            yield from _refused(row, listed, snapshots)
            continue
        try:
            mapping = next((each for each in mappings if _takes(each, row)), None)
            if mapping is None:
                stream.passed.add(_sort(mappings, row))
                continue
            raw = {**constants[id(mapping)], **_fields(row, mapping)}
        except (ValueError, OverflowError) as error:
            place = row.at
            yield from _refused(Reject(stream.name, place.number, place.offset, str(error), excerpt(place.text)), listed, snapshots)
            continue
        if mapping in listed:
            snapshots.saw(mapping, raw)
        yield Record(mapping.kind, raw, stream.name, row.at.number, row.at.offset, mapping.source, stream.log, row.at.text)
    for each in listed if stream.broken else ():
        snapshots.doubt(each)


def _refused(reject: Reject, listed: Sequence[LogMapping], snapshots: Snapshots) -> Iterator[Reject]:
    """A row that is none may have been of any list."""
    for each in listed:
        snapshots.doubt(each)
    yield reject


def _constants(mapping: LogMapping, stream: Stream) -> Mapping[str, object]:
    """What is the same in each row. Raises ValueError where the stream's name does not tell the time of a snapshot."""
    if mapping.snapshot is None:
        return mapping.constants
    kind = CATALOGUE.kinds.get(mapping.kind)
    listed = {_FROM_LIST: True} if kind and kind.field(_FROM_LIST) else {}
    return {**listed, **mapping.constants, "at": mapping.snapshot.time(stream.name)}


def _takes(mapping: LogMapping, row: TableRow | ObjectRow) -> bool:
    return all(_text(row, column) in values for column, values in mapping.where.items())


def _sort(mappings: Sequence[LogMapping], row: TableRow | ObjectRow) -> str:
    """What a row that no mapping takes is counted as."""
    return next((_text(row, column) for each in mappings for column in each.where), "")


def _text(row: TableRow | ObjectRow, column: str | int) -> str:
    told = row.told(column)
    return "" if told is None or isinstance(told, list | dict) else text_of(told)


def _fields(row: TableRow | ObjectRow, mapping: LogMapping) -> dict[str, object]:
    raw: dict[str, object] = {}
    for field, column in mapping.columns.items():
        told = row.told(column.column)
        if told is None or (not isinstance(told, list | dict) and text_of(told) in mapping.absent):
            continue
        if column.prefix and _is_nobody(mapping.kind, field, told):
            # With something before it, it could no longer be told from a name.
            raw[field] = told
            continue
        try:
            raw[field] = row.value(column)
        except (ValueError, OverflowError) as error:
            raise ValueError(f"`{field}`: {error}") from None
    return raw


def _is_nobody(kind: str, field: str, told: object) -> bool:
    """Whether a placeholder stands in place of an identity."""
    if placeholder(told) is None:
        return False
    known = CATALOGUE.kinds[kind].field(field) if kind in CATALOGUE.kinds else None
    return known is not None and known.has_identities


def suiting(mappings: Sequence[LogMapping], name: str, head: bytes, found: str) -> list[LogMapping]:
    """The mappings that read a stream which begins so, in the order in which its rows are offered to them; empty if none.

    `found`: the format that it looks like, if any; but for the native one, which all JSON looks like, then only mappings read
    it that are for files of that name, or speak of nothing but columns that it has. Raises ValueError that says what is
    missing if it is a table, and there are several mappings of which none suits, or if it is JSON and none is for it.
    """
    by_name = [each for each in mappings if each.is_for(name)]
    if by_name:
        return _of_one_manner(by_name)
    free = [each for each in mappings if not each.files]
    if found not in ("", json_lines.NAME):
        fit = _fitting([each for each in free if not each.objects], head)
        return _in_turn(fit, {id(each): len(each.names) for each in fit})
    objects = [each for each in free if each.objects]
    if head.removeprefix(_BOM).lstrip()[:1] in (b"{", b"["):
        first = first_object(head)
        suited = _for_objects(objects, first, head) if objects else []
        if not suited and "kind" not in first and (why := for_others(mappings, objects=True) or _nested(head)):
            raise ValueError(why)
        if suited:
            return suited
    return [] if found else _for_tables([each for each in free if not each.objects], head)


def for_others(mappings: Sequence[LogMapping], *, objects: bool) -> str:
    """Why none of the mappings for tables, or for `objects`, reads a log: they are for files of other names; empty if not so."""
    told = [f"`{each.name}` is for files called `{each.files}`" for each in mappings if each.files and each.objects is objects]
    return f"is for none of the mappings: {', '.join(told[:_LISTED])}; change `files` there, or leave it out" if told else ""


def _nested(head: bytes) -> str:
    """That a document holds its objects in a list, and how each comes to stand by itself; empty if not so."""
    name = list_in(head)
    path = f".{name}" if name.isidentifier() and name.isascii() else f'.["{name}"]'
    return (
        f"holds its objects in a list under `{name}`; `jq -c '{path}[]'` puts each on a line, as mappings read them" if name else ""
    )


def _for_objects(mappings: Sequence[LogMapping], first: Mapping[str, Any], head: bytes) -> list[LogMapping]:
    """What is native is read by a mapping only if its `where` asks for what is there.

    Raises ValueError for what is not native, and has nothing of what the mappings speak of.
    """
    there = {id(each): {name for name in each.names if member_of(first, str(name)) is not None} for each in mappings}
    if isinstance(first.get("kind"), str):
        mappings = [each for each in mappings if each.where and each.where.keys() <= there[id(each)]]
    elif first and not any(there.values()):
        missing = ", ".join(f"`{each}`" for each in mappings[0].names[:_LISTED])
        raise ValueError(_nested(head) or f"suits none of the mappings: its first object has none of {missing}")
    return _in_turn([each for each in mappings if there[id(each)]], {key: len(names) for key, names in there.items()})


def _for_tables(mappings: Sequence[LogMapping], head: bytes) -> list[LogMapping]:
    """A single mapping is taken at its word."""
    if len(mappings) < 2:
        return list(mappings)
    there = {id(each): names_of(head, each) for each in mappings}
    fit = _fitting(mappings, head) or [each for each in mappings if not each.header]
    widest = max(mappings, key=lambda each: len(there[id(each)]))
    if not fit and len(there[id(widest)]) > 1:
        raise ValueError(f"suits none of the mappings: {lacking(widest, there[id(widest)])}")
    return _in_turn(fit, {id(each): len(each.names) for each in mappings})


def _fitting(mappings: Sequence[LogMapping], head: bytes) -> list[LogMapping]:
    """Those whose columns all stand among the names on top of a table."""
    return [each for each in mappings if each.header and not lacking(each, names_of(head, each))]


def _in_turn(mappings: Sequence[LogMapping], weights: Mapping[int, int]) -> list[LogMapping]:
    """Those that choose their rows first, then, of those that take all, the one that has most to say."""
    choosy = [each for each in mappings if each.where]
    rest = sorted((each for each in mappings if not each.where), key=lambda each: -weights[id(each)])
    return _of_one_manner([*choosy, *rest[:1]])


def _of_one_manner(mappings: Sequence[LogMapping]) -> list[LogMapping]:
    return [each for each in mappings if each.manner == mappings[0].manner]
