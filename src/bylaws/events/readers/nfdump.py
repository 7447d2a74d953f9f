"""NetFlow, IPFIX and sFlow as nfdump prints them (https://github.com/phaag/nfdump), version 1.6 and 1.7.

CSV (`-o csv`, `-o csv-fast`, `-o 'csv:…'` with the columns that you like) and JSON (`-o json`, `-o ndjson`). Each flow becomes a
`net.flow`. The summary behind the flows is none, and neither are the events of firewalls and address translators; the latter
are counted.

- An exporter tells each direction by itself. `nfdump -b` or `-B` puts both into one flow, from its initiator's side, as a
  `net.flow` wants it; else an answer looks like a flow that the server began. What the answer held is told by CSV in the form of
  1.6, by JSON of late versions of 1.7, and by columns `%opkt` and `%obyt`; by no others.
- nfcapd has multiplied packets and bytes by the sampling rate already, if the exporter announces one or `nfcapd -s` gives one:
  `sampling_rate` is 1.
- Times are those of the clock where nfdump ran (`--zone`), unless they are told as numbers.
- CSV tells 0 packets out where nothing was counted: `reply_packets` and `reply_bytes` are then absent.
- What nfdump calls direction is that of an interface, and tells nothing of the provider's network: `direction` is absent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from bylaws.events.readers.json_objects import first_object, objects_of
from bylaws.events.readers.lines import Line
from bylaws.events.readers.rows import rows_of
from bylaws.events.readers.spans import end_of
from bylaws.events.readers.stream import Stream
from bylaws.events.readers.transport import WITH_PORTS, flag_letters, in_order, protocol_called
from bylaws.events.record import Record, Reject, excerpt

NAME: Final = "nfdump"

# What columns and members are called: in CSV of 1.6, in CSV of 1.7, in JSON of 1.7, in JSON of 1.6.
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "first": ("ts", "firstSeen", "first", "t_first"),
    "last": ("te", "lastSeen", "last", "t_last"),
    "duration": ("td", "duration"),
    "src_ip": ("sa", "srcAddr", "src4_addr", "src6_addr"),
    "src_port": ("sp", "srcPort", "src_port"),
    "dst_ip": ("da", "dstAddr", "dst4_addr", "dst6_addr"),
    "dst_port": ("dp", "dstPort", "dst_port"),
    "protocol": ("pr", "proto"),
    "tcp_flags": ("flg", "flags", "tcp_flags"),
    "packets": ("ipkt", "pkt", "packets", "inPackets", "in_packets"),
    "bytes": ("ibyt", "byt", "bytes", "inBytes", "in_bytes"),
    "reply_packets": ("opkt", "outPackets", "out_packets"),
    "reply_bytes": ("obyt", "outBytes", "out_bytes"),
}
_FIELDS: Final = {name: field for field, names in _NAMES.items() for name in names}
_OUT: Final = frozenset(_NAMES["reply_packets"] + _NAMES["reply_bytes"])
_AS_TOLD: Final = frozenset(("src_ip", "dst_ip", "packets", "bytes", "reply_packets", "reply_bytes"))
_NUMBER: Final = re.compile(r"\d{1,16}(?:\.\d{1,9})?", re.ASCII)
_HEX: Final = re.compile(r"0x[0-9a-fA-F]{1,4}")
_NO_FLOWS: Final = frozenset(("No matched flows", "No matching flows"))
"""What a listing says in place of flows, by version 1.6 and 1.7; in JSON behind the bracket of the array that it opens."""


def sniff(head: bytes) -> bool:
    """Whether the first line names columns of flows, the first object is a flow or an event of a firewall, or there are none."""
    line = head.lstrip().split(b"\n", 1)[0].decode("ascii", "replace")
    members = first_object(head)
    is_table = _is_head([name.strip() for name in line.split(",")])
    return is_table or ("export_sysid" in members and "type" in members) or _is_none(head)


def read(stream: Stream) -> Iterator[Record | Reject]:
    head = stream.peek(1 << 10)
    if _is_none(head):
        return iter(())
    return _objects(stream) if head.lstrip()[:1] in (b"[", b"{") else _table(stream)


def _is_none(head: bytes) -> bool:
    """Whether these are all the words of a listing in JSON that found nothing."""
    return head.strip(b"[] \t\r\n").decode("ascii", "replace") in _NO_FLOWS


def _is_head(names: Iterable[str]) -> bool:
    fields = {_FIELDS.get(name) for name in names}
    return {"src_ip", "dst_ip"} <= fields and not fields.isdisjoint(("first", "last"))


def _objects(stream: Stream) -> Iterator[Record | Reject]:
    for found in objects_of(stream):
        sort = "FLOW" if isinstance(found, Reject) else str(found.members.get("type", "FLOW"))
        if isinstance(found, Reject):
            yield found
        elif sort == "FLOW":
            yield _record(stream, Line(found.line, found.offset, found.text), found.members.items())
        else:
            stream.passed.add(sort.lower())


def _table(stream: Stream) -> Iterator[Record | Reject]:
    """A table may be followed by a summary, and that by another table where files were joined."""
    names: list[str] = []
    in_summary = False
    for row in rows_of(stream, lenient=True):
        cells = [] if isinstance(row, Reject) else [cell.strip() for cell in row.cells]
        if isinstance(row, Reject):
            yield row
        elif _is_head(cells):
            names, in_summary = cells, False
        elif in_summary or cells == ["Summary"]:
            in_summary = True
        elif len(cells) == 1 and cells[0] in _NO_FLOWS:
            continue
        elif len(cells) != len(names):
            reason = f"a row of {len(cells)} cells, where there are {len(names)} columns"
            yield Reject(stream.name, row.first.number, row.first.offset, reason, excerpt(row.first.text))
        else:
            # A table says 0 also where nothing was counted.
            told = ((name, cell) for name, cell in zip(names, cells, strict=True) if name not in _OUT or cell != "0")
            yield _record(stream, row.first, told)


def _record(stream: Stream, place: Line, told: Iterable[tuple[str, object]]) -> Record | Reject:
    found: dict[str, object] = {}
    for name, value in told:
        if name in _FIELDS and value not in (None, ""):
            found.setdefault(_FIELDS[name], value)
    try:
        raw = _flow(stream, found)
    except ValueError as error:
        return Reject(stream.name, place.number, place.offset, str(error), excerpt(place.text))
    return Record("net.flow", raw, stream.name, place.number, place.offset, NAME, stream.log, place.text)


def _flow(stream: Stream, told: dict[str, object]) -> dict[str, object]:
    first = _time(stream, told.get("first"))
    last = _time(stream, told["last"]) if "last" in told else end_of(first, told.get("duration"))
    protocol = protocol_called(str(told["protocol"])) if "protocol" in told else None
    raw = {name: value for name, value in told.items() if name in _AS_TOLD}
    raw |= {"first": first, "last": last, "protocol": protocol, "sampling_rate": 1}
    if protocol in WITH_PORTS:
        raw |= {"src_port": told.get("src_port"), "dst_port": told.get("dst_port")}
    if protocol == "tcp":
        raw["tcp_flags"] = _flags(told.get("tcp_flags"))
    return raw


def _time(stream: Stream, told: object) -> object:
    """A time of the clock there, or a number since 1970, of seconds or milliseconds by its size."""
    return stream.local.read(told) if isinstance(told, str) and not _NUMBER.fullmatch(told) else told


def _flags(told: object) -> str | None:
    """Letters among points; in hexadecimal where bits are set that have none."""
    if not isinstance(told, str):
        return None
    return flag_letters(int(told, 16)) if _HEX.fullmatch(told) else in_order(told)
