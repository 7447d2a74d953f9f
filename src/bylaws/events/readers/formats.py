"""The formats that are told by content, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Final, Protocol, Self

from msgspec import Struct

from bylaws.events.kinds import CATALOGUE
from bylaws.events.readers import (
    access_log,
    bind,
    caddy,
    capture,
    cloudevents,
    json_lines,
    mail,
    nfdump,
    nginx_json,
    nmap,
    radius,
    suricata,
    vsftpd,
    xarf,
    xccdf,
    xferlog,
    zeek,
)
from bylaws.events.readers.asterisk import cdr, cel
from bylaws.events.readers.freeswitch import comma, json_cdr, xml_cdr
from bylaws.events.readers.stream import Stream
from bylaws.events.readers.syslog import journal
from bylaws.events.readers.syslog import lines as syslog
from bylaws.events.record import Record, Reject, Remark

SNIFFED: Final = 1 << 16
"""Bytes of the decompressed content by which a format is told."""


_OF_THE_EVENT: Final = frozenset(("id", "source", "kind", "at", "received_at"))


class _Reader(Protocol):
    """A module that reads one format; `sniff` tells from the beginning of the content whether it is this one."""

    @property
    def NAME(self) -> str: ...  # noqa: N802 (modules write constants so)

    @property
    def __doc__(self) -> str | None: ...  # type: ignore[override]

    def sniff(self, head: bytes, /) -> bool: ...

    def read(self, stream: Stream, /) -> Iterator[Record | Reject]: ...


class Format(Struct, frozen=True):
    """A format; `about` is what its reference page says, in Markdown, its first line a title.

    `kinds` are those that it can tell of; none: all kinds. A mapping may add fields to what it tells: by its `columns`, or by
    members of its objects (`open_members`).
    """

    name: str
    meaning: str
    sniff: Callable[[bytes], bool]
    read: Callable[[Stream], Iterator[Record | Reject | Remark]]
    kinds: tuple[str, ...] = ()
    about: str = ""
    columns: Collection[str] = ()
    open_members: bool = False

    @classmethod
    def of(cls, reader: _Reader, meaning: str, *kinds: str, columns: Collection[str] = (), open_members: bool = False) -> Self:
        about = reader.__doc__ or ""
        return cls(reader.NAME, meaning, reader.sniff, reader.read, kinds, about, columns, open_members)

    @property
    def shared_fields(self) -> frozenset[str]:
        """The fields that all events of the format have, save what makes out the event: its time and its name."""
        fields = [{each.name for each in CATALOGUE.kinds[kind].fields} for kind in self.kinds]
        own = {*_OF_THE_EVENT, *(CATALOGUE.kinds[kind].time for kind in self.kinds)}
        return frozenset(set.intersection(*fields) - own if fields else ())


def never(_head: bytes) -> bool:
    """The sniff of a format that has to be asked for."""
    return False


def _flows(stream: Stream) -> Iterator[Record | Reject]:
    from bylaws.events.readers import pcap  # here, for it loads dpkt, which only captures need

    return pcap.read_flows(stream)


def _packets(stream: Stream) -> Iterator[Record | Reject]:
    from bylaws.events.readers import pcap

    return pcap.read_packets(stream)


_MAIL: Final = ("message.result", "external.notice")
_SYSTEM: Final = ("auth.attempt", "message.result", "dns.lookup", "dns.changed", "host.state", "file.uploaded", "data.accessed")
_OF_SYSTEMS: Final = "sign-ins, what became of mail, look-ups and changes in DNS, files by FTP, interfaces that listen"

# JSON lines come behind all other formats of JSON: they take anything that begins with a brace.
FORMATS: Final = (
    Format(
        capture.NAME,
        "packets of a capture (pcap, pcapng), as flows and sign-ins by FTP",
        capture.sniff,
        _flows,
        ("net.flow", "auth.attempt"),
    ),
    Format(capture.PACKETS_NAME, "packets of a capture, one by one; only by `--as`", never, _packets, ("net.packet",)),
    Format.of(cloudevents, "CloudEvents 1.0 in JSON, by themselves or in batches"),
    Format.of(mail, "mails: one, an mbox, a Maildir; with bounces and feedback reports", "message.sent", *_MAIL),
    Format(
        mail.RECEIVED_NAME,
        "the same, of mails that came in for a customer; only by `--as`",
        never,
        mail.read_received,
        ("message.received", *_MAIL),
    ),
    Format.of(
        zeek,
        "logs of Zeek (conn, http, ssh, smtp, dns), told by tabs or in JSON",
        "net.flow",
        "http.request",
        "auth.attempt",
        "message.sent",
        "dns.lookup",
    ),
    Format.of(
        suricata,
        "EVE, the JSON log of Suricata: flow, http, smtp, dns",
        "net.flow",
        "http.request",
        "message.sent",
        "dns.lookup",
    ),
    Format.of(nfdump, "NetFlow, IPFIX and sFlow, as nfdump prints them in CSV or JSON", "net.flow"),
    Format.of(xarf, "abuse reports in XARF, version 4 or 3", "external.notice"),
    Format.of(nginx_json, "access log of nginx in JSON", "http.request"),
    Format.of(caddy, "access log of Caddy in JSON", "http.request"),
    Format.of(journal, f"journal of systemd in JSON: {_OF_SYSTEMS}", *_SYSTEM),
    Format.of(json_cdr, "call records of FreeSWITCH in JSON", "call.record", open_members=True),
    Format.of(json_lines, "one JSON object a line: the native format"),
    Format.of(access_log, "access log in the common or combined format", "http.request"),
    Format.of(cdr, "call records of Asterisk (`Master.csv`)", "call.record", columns=cdr.COLUMNS),
    Format.of(
        cel,
        "channel events of Asterisk: calls as they begin, are picked up, go on and end",
        "call.started",
        "call.progress",
        columns=cel.COLUMNS,
    ),
    Format.of(comma, "call records of FreeSWITCH as text with commas", "call.record", columns=comma.COLUMNS),
    Format.of(xml_cdr, "call records of FreeSWITCH in XML, one a file", "call.record", open_members=True),
    Format.of(nmap, "scans of nmap in XML: open proxies, relays and resolvers", "probe.result"),
    Format.of(
        radius,
        "accounting of FreeRADIUS (`detail`): sessions, their addresses and what they carried",
        "session.seen",
        "address.assigned",
        "usage.metered",
    ),
    Format.of(xccdf, "results of XCCDF, as OpenSCAP writes them: whether a host is kept as it should be", "control.checked"),
    Format.of(xferlog, "transfers by FTP, as vsftpd and ProFTPD log them", "file.uploaded", "data.accessed"),
    Format.of(vsftpd, "log of vsftpd: sign-ins and transfers", "auth.attempt", "file.uploaded", "data.accessed"),
    Format.of(bind, "logs of BIND 9: queries and updates", "dns.lookup", "dns.changed"),
    Format.of(syslog, f"lines of syslog: {_OF_SYSTEMS}", *_SYSTEM),
)


def telling_of(kind: str) -> tuple[str, ...]:
    """The formats that tell of a kind in particular, besides those that tell of all kinds."""
    return tuple(each.name for each in FORMATS if kind in each.kinds)


def telling_of_all() -> tuple[str, ...]:
    """The formats that tell of every kind, without a mapping."""
    return tuple(each.name for each in FORMATS if not each.kinds)


def recognise(head: bytes) -> Format | None:
    """The format of content that begins so."""
    return next((each for each in FORMATS if each.sniff(head)), None)
