"""Access logs of Caddy 2 in its JSON: the entries of the loggers `http.log.access` (https://caddyserver.com/docs/caddyfile/directives/log).

Every request becomes an `http.request`. What the server says besides, of certificates and of itself, is passed by and counted.
`duration` is in seconds, as Caddy tells it unless it is told otherwise; a time without offset is one of the clock of `--zone`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from bylaws.events.readers.http_parts import host_name, seconds
from bylaws.events.readers.json_objects import Object, first_object, objects_of
from bylaws.events.readers.peers import address
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Record, Reject, excerpt

NAME: Final = "caddy"

_ACCESS: Final = "http.log.access"
_TLS: Final = {769: "TLSv1", 770: "TLSv1.1", 771: "TLSv1.2", 772: "TLSv1.3"}
_TIMES: Final = ("%Y/%m/%d %H:%M:%S.%f", "%Y/%m/%d %H:%M:%S", "%d/%b/%Y:%H:%M:%S %z")


def sniff(head: bytes) -> bool:
    """Whether the first object is an entry of Caddy's: a level, a logger and a time, and of requests what was asked."""
    members = first_object(head)
    logger = members.get("logger")
    if not isinstance(logger, str) or "ts" not in members or "level" not in members:
        return False
    return isinstance(members.get("request"), dict) if _is_access(logger) else "msg" in members


def read(stream: Stream) -> Iterator[Record | Reject]:
    for found in objects_of(stream, repair=True):
        if isinstance(found, Reject):
            yield found
        elif _is_access(found.members.get("logger")):
            yield _record(stream, found)
        else:
            stream.passed.add(str(found.members.get("logger", "")))


def _is_access(logger: object) -> bool:
    return isinstance(logger, str) and (logger == _ACCESS or logger.startswith(_ACCESS + "."))


def _record(stream: Stream, found: Object) -> Record | Reject:
    request = found.members.get("request")
    try:
        if not isinstance(request, dict):
            raise ValueError("no request: it does not say what was asked")
        raw = _fields(found.members, request) | {"at": _time(stream, found.members.get("ts"))}
    except ValueError as error:
        return Reject(stream.name, found.line, found.offset, str(error), excerpt(found.text))
    return Record("http.request", raw, stream.name, found.line, found.offset, NAME, stream.log, found.text)


def _fields(members: Mapping[str, Any], request: Mapping[str, Any]) -> dict[str, object]:
    headers, tls = (each if isinstance(each, dict) else {} for each in (request.get("headers"), request.get("tls")))
    version = tls.get("version")
    told = request.get("client_ip") or request.get("remote_ip") or request.get("remote_addr")
    return {
        "ip": address(told),
        "user": members.get("user_id") or None,
        "method": request.get("method") or None,
        "host": host_name(request.get("host")),
        "path": request.get("uri") or None,
        "tls_version": _TLS.get(version) if isinstance(version, int) else None,
        # 0: no part of its configuration answered.
        "status": members.get("status") or None,
        "bytes_in": members.get("bytes_read"),
        "bytes_out": members.get("size"),
        "latency_ms": seconds(members.get("duration")),
        "user_agent": _header(headers, "User-Agent"),
        "referrer": _header(headers, "Referer"),
    }


def _header(headers: Mapping[str, Any], name: str) -> object:
    told = headers.get(name)
    return (told[0] if isinstance(told, list) and told else None) or None


def _time(stream: Stream, told: object) -> object:
    """Caddy tells seconds since 1970, unless it was given another form."""
    if told is None:
        raise ValueError("no request: it tells no time")
    return stream.local.read(told, *_TIMES) if isinstance(told, str) else told
