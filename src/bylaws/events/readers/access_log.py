"""Access logs in the common and the combined format of Apache and nginx, with or without the virtual host before them.

Who asks chooses the name of the user, the request, the referrer and the agent, and with `HostnameLookups` even what stands in place
of the address: none of it may keep a line from being read. Servers escape quotes in all of them (ngx_http_log_module, `escape`;
Apache's mod_log_config, "Security Considerations"), so the first bare quote begins the request, and the time stands before it.
A host name in place of the address leaves the event without `ip`. Of several addresses, as in `X-Forwarded-For`, it is the last one
that is not of an inner network: the one that the nearest proxy saw, while those before it are what the client says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from typing import Final

from bylaws.events.readers.http_parts import asked, host_name
from bylaws.events.readers.lines import Line, lines_of
from bylaws.events.readers.local_time import MONTHS
from bylaws.events.readers.peers import address
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Record, Reject, excerpt

NAME: Final = "access-log"

_TEXT = r'([^"\\]*(?:\\.[^"\\]*)*)'
_WHO = r"[^\s,]+(?:, ?[^\s,]+)*"
_ADDRESS = r"(?:\d+(?:\.\d+){3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+)"
_LINE = re.compile(
    # A virtual host is one only where the client stands behind it: an address, or anything and then no identity (`-`).
    rf"(?:([^\s,]+) (?=(?!- ){_WHO} - |{_ADDRESS} ))?({_WHO}) \S+ (?:\"{_TEXT}\"|{_TEXT}) "
    r"\[(\d\d)/([A-Z][a-z]{2})/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d{4})\] "
    rf'"{_TEXT}" (\d{{3}}|-) (\d+|-)(?: "{_TEXT}" "{_TEXT}")?(?: .*)?',
    re.ASCII,
)
_ESCAPED = re.compile(r"\\(?:([\"\\])|x22|x5[Cc])")
_MONTHS: Final = {name: f"{number:02}" for number, name in enumerate(MONTHS, 1)}
# RFC 1918, RFC 4193, and what never leaves a machine or its link.
_INNER: Final = tuple(
    map(
        ip_network,
        ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16", "fc00::/7", "fe80::/10", "::1/128"),
    )
)
_LINE_LIMIT: Final = 1 << 18


def sniff(head: bytes) -> bool:
    """Whether one of the first lines is such a line; a log may begin with a broken one."""
    return any(_LINE.fullmatch(_decoded(line)) for line in head.splitlines()[:10])


def read(stream: Stream) -> Iterator[Record | Reject]:
    for line in lines_of(stream, _LINE_LIMIT):
        yield line if isinstance(line, Reject) else _record(stream, line)


def _decoded(line: bytes) -> str:
    return line.decode("utf-8", "backslashreplace").replace("\x00", "\\x00")


def _record(stream: Stream, line: Line) -> Record | Reject:
    found = _LINE.fullmatch(_decoded(line.text))
    month = _MONTHS.get(found[6]) if found is not None else None
    if found is None or month is None:
        return Reject(stream.name, line.number, line.offset, "no line of an access log", excerpt(line.text))
    host, who, quoted, user, day, _, year, time, offset, request, status, size, referrer, agent = found.groups()
    raw: dict[str, object] = {
        "at": f"{year}-{month}-{day}T{time}{offset}",
        "ip": _client(who),
        "host": host_name(host),
        "user": _known((quoted or user or "").strip()),
        "status": _known(status),
        "bytes_out": "0" if size == "-" else size,
        "referrer": _known(referrer),
        "user_agent": _known(agent),
    }
    raw |= asked(_plain(request))
    return Record("http.request", raw, stream.name, line.number, line.offset, NAME, stream.log, line.text)


def _client(who: str) -> str | None:
    """The address of whoever asked; None where a name stands in its place."""
    if "," not in who:
        return address(who)
    told = [each for each in map(address, re.split(", ?", who)) if each is not None]
    return next((each for each in reversed(told) if not _is_inner(each)), told[-1] if told else None)


def _is_inner(ip: str) -> bool:
    known = ip_address(ip)
    return any(known in network for network in _INNER)


def _known(text: str | None) -> str | None:
    return None if text is None or text in ("", "-") else _plain(text)


def _plain(text: str) -> str:
    """Without the escapes of quotes and backslashes: `\"` and `\\` (Apache), `\x22` and `\x5c` (nginx)."""
    return _ESCAPED.sub(_sign, text) if "\\" in text else text


def _sign(escaped: re.Match[str]) -> str:
    return escaped[1] or ('"' if escaped[0] == "\\x22" else "\\")
