"""Readers: raw events from files of any known format, streaming, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bylaws.events.readers import access_log, capture, json_lines, pcap, table
from bylaws.events.readers.inputs import Input, find_inputs
from bylaws.events.readers.mapping import TableMapping, read_mapping
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Record, Reject, excerpt

__all__ = ["FORMATS", "SNIFFED", "Format", "Input", "Reading", "Stream", "find_inputs", "open_events", "recognise"]

SNIFFED: Final = 1 << 16
"""Bytes of the decompressed content by which a format is told."""

Items = Iterator[Record | Reject]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: `sniff` tells from the beginning of the content whether it is this one."""

    name: str
    meaning: str
    sniff: Callable[[bytes], bool]
    read: Callable[[Stream], Items]


def _never(_head: bytes) -> bool:
    return False


FORMATS: Final = (
    Format(pcap.NAME, "packets of a capture (pcap, pcapng), as flows and sign-ins by FTP", capture.sniff, pcap.read_flows),
    Format(pcap.PACKETS_NAME, "packets of a capture, one by one; only by `--as`", _never, pcap.read_packets),
    Format(json_lines.NAME, "one JSON object a line: the native format", json_lines.sniff, json_lines.read),
    Format(access_log.NAME, "access log in the common or combined format", access_log.sniff, access_log.read),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """How inputs are to be read: `as_` insists on a format, `mapping` says what the columns of a table are.

    `progress` is told of each piece read: its size in bytes as stored.
    """

    as_: str | None = None
    mapping: TableMapping | None = None
    progress: Callable[[int], None] | None = None


def open_events(
    paths: Sequence[str | Path],
    as_: str | None = None,
    mapping: Path | None = None,
    progress: Callable[[int], None] | None = None,
) -> Items:
    """Records of all inputs in order, and a Reject for each piece that could not be read; the run goes on.

    Raises at once, before anything is read: FileNotFoundError for a path that names nothing, ValueError for an unknown format
    or a mapping that cannot be understood.
    """
    inputs = find_inputs([str(path) for path in paths])
    reading = Reading(as_, read_mapping(mapping) if mapping is not None else None, progress)
    _insisted(reading)
    return (item for each in inputs for item in read_input(each, reading))


def read_input(source: Input, reading: Reading) -> Items:
    """The records and rejects of one input."""
    try:
        file = source.open()
    except OSError as error:
        yield Reject(source.name, 0, 0, f"cannot be opened: {error.strerror}")
        return
    with file:
        stream = Stream.of(source.name, file, reading.progress)
        yield from read_stream(stream, reading)


def read_stream(stream: Stream, reading: Reading) -> Items:
    """As `read_input`, of a stream that is open."""
    head = stream.peek(SNIFFED)
    chosen = _insisted(reading) or recognise(head) or _by_mapping(reading)
    if not head:
        yield Reject(stream.name, 0, 0, stream.broken or "is empty")
        return
    if chosen is None:
        known = ", ".join(f"`{each.name}`" for each in FORMATS)
        reason = f"is of no known format; there are {known}, and with a mapping any table (`{table.NAME}`)"
        yield Reject(stream.name, 0, 0, reason, excerpt(head))
        return
    yield from chosen.read(stream)
    if stream.broken:
        yield Reject(stream.name, 0, stream.offset, stream.broken)


def recognise(head: bytes) -> Format | None:
    """The format of content that begins so."""
    return next((each for each in FORMATS if each.sniff(head)), None)


def _insisted(reading: Reading) -> Format | None:
    if reading.as_ is None:
        return None
    if reading.as_ == table.NAME:
        if reading.mapping is None:
            raise ValueError("a table needs a mapping that says what its columns are")
        return _by_mapping(reading)
    found = next((each for each in FORMATS if each.name == reading.as_), None)
    if found is None:
        known = ", ".join(f"`{each}`" for each in [each.name for each in FORMATS] + [table.NAME])
        raise ValueError(f"there is no format `{reading.as_}`; there are {known}")
    return found


def _by_mapping(reading: Reading) -> Format | None:
    mapping = reading.mapping
    if mapping is None:
        return None
    return Format(table.NAME, "a table, by a mapping", _never, lambda stream: table.read(stream, mapping))
