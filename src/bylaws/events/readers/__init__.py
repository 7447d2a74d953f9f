"""Readers: raw events from files of any known format, streaming, in bounded memory."""

from __future__ import annotations

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, tzinfo
from itertools import chain
from pathlib import Path
from typing import Final, Self

from msgspec import Struct, field
from msgspec.structs import replace

from bylaws.events.readers import mail, mapped
from bylaws.events.readers.additions import NOTHING, Additions
from bylaws.events.readers.copies import HEAD, Heads, copies_of
from bylaws.events.readers.dns import recorded
from bylaws.events.readers.file_names import STDIN_NAME, is_called, is_called_a_log
from bylaws.events.readers.formats import FORMATS, SNIFFED, Format, never, recognise, telling_of, telling_of_all
from bylaws.events.readers.inputs import Input, find_inputs
from bylaws.events.readers.local_time import LocalTime, zone_of
from bylaws.events.readers.log_mapping import BY_MAPPING, LogMapping
from bylaws.events.readers.manner import Asked, Manner
from bylaws.events.readers.mapping import read_mapping
from bylaws.events.readers.snapshots import Snapshots
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Record, Reject, Remark, State
from bylaws.origin.answers import Answers
from bylaws.source.suggest import did_you_mean

__all__ = [
    "BY_MAPPING",
    "FORMATS",
    "SNIFFED",
    "Format",
    "Input",
    "Manner",
    "Reading",
    "Stream",
    "copies_of",
    "find_inputs",
    "open_events",
    "passed_over",
    "recognise",
    "telling_of",
    "telling_of_all",
]

Items = Iterator[Record | Reject | Remark]

UNKNOWN: Final = "is of no known format; `bylaws read --help` tells which there are, and a mapping makes any table or JSON one"
UTF_16: Final = "is UTF-16; save it as UTF-8"
ARCHIVE: Final = "is an archive of files; unpack it and name the folder"
PACKED: Final = "is packed in a way that is not known here; unpack it, or pack it by gzip, zstd or xz"

_ARCHIVES: Final = (b"PK\x03\x04", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07")
_PACKED: Final = (b"BZh", b"\x04\x22\x4d\x18", b"LZIP")
_TAR: Final = b"ustar"
_TAR_AT: Final = 257


class Reading(Struct, frozen=True):
    """How inputs are to be read: `as_` insists on a format (empty: by content), `asked` on those of the files of some name,
    `mappings` say what the columns of tables and the members of JSON objects are, `additions` what known formats leave open,
    `zone` and `year` what times mean that are told without.

    `answers` is what the DNS says of mails. `progress` is told of each piece read: its size in bytes as stored. `snapshots` are
    the lists that were read so far, `heads` tells how inputs began.
    """

    as_: str = ""
    mappings: tuple[LogMapping, ...] = ()
    progress: Callable[[int], None] | None = None
    zone: tzinfo = UTC
    year: int | None = None
    snapshots: Snapshots = field(default_factory=Snapshots)
    heads: Heads = field(default_factory=Heads)
    additions: tuple[Additions, ...] = ()
    asked: tuple[Asked, ...] = ()
    answers: Answers | None = None

    @classmethod
    def of(cls, manner: Manner, progress: Callable[[int], None] | None = None) -> Self:
        """Raises ValueError for an unknown format or zone, for two formats of all files, for a mapping that cannot be
        understood, and for answers of the DNS that cannot be read or used.
        """
        told = tuple(map(read_mapping, manner.mappings))
        mappings = tuple(each for each in told if isinstance(each, LogMapping))
        additions = tuple(each for each in told if isinstance(each, Additions))
        asked = tuple(map(Asked.of, manner.as_))
        as_ = _of_all(asked)
        named = tuple(each for each in asked if each.files)
        zone, answers = zone_of(manner.zone), recorded(manner.dns)
        reading = cls(as_, mappings, progress, zone, manner.year, additions=additions, asked=named, answers=answers)
        _check(reading)
        return reading

    def format_of(self, name: str) -> str:
        """The format that is insisted on for the input of this name; empty: by content."""
        return next((each.format for each in self.asked if is_called(name, each.files)), self.as_)

    def check(self, inputs: Sequence[Input]) -> None:
        """Raises ValueError where a format is asked for of no input, or two formats of one."""
        names = [each.name for each in inputs]
        formats: dict[str, str] = {}
        for each in self.asked:
            meant = [name for name in names if is_called(name, each.files)]
            if not meant:
                near = did_you_mean(each.files, names, "a pattern is held against the end of the path, and a folder ends in `/`")
                raise ValueError(f"`{each.files}`, to be read as `{each.format}`, means none of the files; {near}")
            for name in meant:
                if formats.setdefault(name, each.format) != each.format:
                    raise ValueError(f"`{name}` is to be read both as `{formats[name]}` and as `{each.format}`")

    def local(self, source: Input) -> LocalTime:
        """What times mean in one input."""
        return LocalTime(self.zone, date(self.year, 12, 31) if self.year else source.changed)


def open_events(paths: Sequence[str | Path], manner: Manner = Manner(), progress: Callable[[int], None] | None = None) -> Items:
    """Records of all inputs in order, a Reject for each piece that could not be read, and a Remark behind each input of which
    that is to be said; the run goes on.

    Raises at once, before anything is read: FileNotFoundError for a path that names nothing, ValueError for an unknown format,
    one that is asked for of no file, or a mapping that cannot be understood.
    """
    inputs = find_inputs([str(path) for path in paths])
    reading = Reading.of(manner, progress)
    reading.check(inputs)
    return chain((item for each in inputs for item in read_input(each, reading)), reading.snapshots.finish())


def read_input(source: Input, reading: Reading) -> Items:
    """What there is of one input."""
    try:
        file = source.open()
    except OSError as error:
        yield Remark(source.name, State.UNREAD, f"cannot be opened: {error.strerror}")
        return
    with file:
        stream = Stream.of(source.name, file, reading.progress, source.log, reading.local(source))
        yield from read_stream(stream, reading, source.walked, source.is_delivered)


def read_stream(stream: Stream, reading: Reading, walked: bool = False, delivered: bool = False) -> Items:
    """As `read_input`, of a stream that is open; `walked` and `delivered` tell where it was come upon, as an input does."""
    chosen = _chosen(stream, reading, walked, delivered)
    if isinstance(chosen, Remark):
        yield chosen
        return
    misread = _misread(stream, reading, chosen)
    stream.answers = reading.answers
    stream.additions = next((each for each in reading.additions if each.format == chosen.name), NOTHING)
    copy = reading.heads.note(stream.name, stream.peek(HEAD)) if _may_be_copied(stream, reading, chosen) else None
    read = False
    for item in _told_apart(chosen.read(stream)):
        if isinstance(item, Record):
            read = True
            if copy is not None and item.raw.get("id") is None:
                yield copy
                copy = None
        yield item
    if stream.passed:
        yield Remark(stream.name, State.SIFTED, str(stream.passed))
    cut = read or bool(stream.passed)
    if cut and stream.broken:
        yield Remark(stream.name, State.CUT, stream.broken, stream.offset)
    elif not cut and (stream.broken or misread):
        yield Remark(stream.name, State.UNREAD, "; it ".join(filter(None, (stream.broken, misread))))


def _may_be_copied(stream: Stream, reading: Reading, chosen: Format) -> bool:
    """Whether it would be odd for two inputs to say the same: a mail comes to many, and a list may be as it was the day before."""
    is_list = chosen.name in BY_MAPPING and any(each.snapshot for each in reading.mappings)
    return stream.name != STDIN_NAME and chosen.name != mail.NAME and not is_list


def _told_apart(items: Items) -> Items:
    """An event without id is called by its line; where several begin on one, as in an array, by its number there too."""
    line = offset = number = 0
    for item in items:
        if isinstance(item, Record) and item.line:
            if item.line != line:
                line, offset, number = item.line, item.offset, 1
            elif item.offset != offset:
                offset, number = item.offset, number + 1
                if item.raw.get("id") is None:
                    item = replace(item, raw=item.raw | {"id": f"{item.log or item.file}#{line}.{number}"})
        yield item


def passed_over(source: Input, reading: Reading) -> Remark | None:
    """What is to be said of an input that is empty or, in a folder, no log; None of any other. Raises OSError."""
    with source.open() as file:
        chosen = _chosen(Stream.of(source.name, file), reading, source.walked, source.is_delivered)
    return chosen if isinstance(chosen, Remark) and chosen.state in (State.EMPTY, State.SKIPPED) else None


def _chosen(stream: Stream, reading: Reading, walked: bool, delivered: bool) -> Format | Remark:
    """The format in which the input is to be read, or why it is not; what lies among mails is a mail, if it is nothing else."""
    head = stream.peek(SNIFFED)
    if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return Remark(stream.name, State.UNREAD, UTF_16)
    left = State.SKIPPED if walked and not is_called_a_log(stream.name) else State.UNREAD
    packed = ARCHIVE if _is_archive(head) else PACKED if head.startswith(_PACKED) and b"\0" in head else ""
    if packed:
        return Remark(stream.name, left, packed)
    try:
        chosen = _found(stream, reading, head)
    except ValueError as error:
        return Remark(stream.name, State.UNREAD, str(error))
    if chosen is None and delivered:
        chosen = next(each for each in FORMATS if each.name == mail.NAME)
    if chosen is not None and head.strip():
        return chosen
    if stream.broken:
        return Remark(stream.name, State.UNREAD, stream.broken)
    if not head.strip() and len(head) < SNIFFED:
        return Remark(stream.name, State.EMPTY, "is empty")
    return Remark(stream.name, left, mapped.for_others(reading.mappings, objects=False) or UNKNOWN)


def _misread(stream: Stream, reading: Reading, chosen: Format) -> str:
    """What is to be said if nothing comes of an input in the format that is insisted on for all; empty if it looks like that."""
    if chosen.name != reading.as_ or chosen.name in BY_MAPPING:
        return ""
    looks = recognise(stream.peek(SNIFFED))
    # What has to be asked for, as `pcap-packets`, looks like what it is made of.
    if looks is None or chosen.name.startswith(looks.name):
        return ""
    which = f"`--as {chosen.name}=PATTERN` insists on it for some files alone"
    return f"is read as `{chosen.name}`, as all files are to be, and looks like `{looks.name}`; {which}"


def _is_archive(head: bytes) -> bool:
    return head.startswith(_ARCHIVES) or head.startswith(_TAR, _TAR_AT)


def _found(stream: Stream, reading: Reading, head: bytes) -> Format | None:
    """The format by what is insisted on, by what the mappings are for, or by the content. Raises ValueError where it suits none

    of several mappings.
    """
    asked = reading.format_of(stream.name)
    found = next((each for each in FORMATS if each.name == asked), None)
    if found is not None:
        return found
    found = None if asked else recognise(head)
    mappings = [each for each in reading.mappings if asked in ("", each.format)]
    chosen = mapped.suiting(mappings, stream.name, head, found.name if found else "")
    return _mapped(chosen, reading) if chosen else found


def _check(reading: Reading) -> None:
    """Raises ValueError for an unknown format, for one that lacks a mapping, and for one of which two mappings say more."""
    open_ = [each.format for each in reading.additions]
    if twice := next((each for each in open_ if open_.count(each) > 1), ""):
        raise ValueError(f"two mappings say what `{twice}` leaves open; one is enough")
    known = [*(each.name for each in FORMATS), *BY_MAPPING]
    for asked in filter(None, (reading.as_, *(each.format for each in reading.asked))):
        if asked not in known:
            raise ValueError(f"there is no format `{asked}`; there are {', '.join(f'`{each}`' for each in known)}")
        if asked in BY_MAPPING and not any(each.format == asked for each in reading.mappings):
            raise ValueError(f"`{asked}` needs a mapping that says what is which field")


def _of_all(asked: Sequence[Asked]) -> str:
    """The format that is asked for of all files; empty if none is."""
    formats = list(dict.fromkeys(each.format for each in asked if not each.files))
    if len(formats) > 1:
        told = " and ".join(f"`{each}`" for each in formats)
        raise ValueError(f"all files are to be read as {told}; `{formats[-1]}=PATTERN` says it of some of them")
    return formats[0] if formats else ""


def _mapped(mappings: Sequence[LogMapping], reading: Reading) -> Format:
    return Format(mappings[0].format, "a log by mappings", never, lambda stream: mapped.read(stream, mappings, reading.snapshots))
