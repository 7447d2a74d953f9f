"""Access logs of nginx in JSON: a `log_format` with `escape=json`, one object a line (ngx_http_log_module).

Such a format is written by whoever runs the server. Members are understood that are called like nginx's own variables, or as is
common: `time_iso8601`, `msec`, `time_local`, `timestamp`, `@timestamp`; `remote_addr`, `remote_ip`, `client_ip`; `remote_user`;
`request`, or `request_method` and `request_uri`; `status`; `body_bytes_sent`, `bytes_sent`; `request_length`; `request_time`;
`http_user_agent`, `user_agent`; `http_referer`, `referer`; `host`, `http_host`, `server_name`; `ssl_protocol`. `request_id` names
the event. Every line becomes an `http.request`. Other members are left aside, and so are the headers in which a client says what
it likes about its address. A time without offset is one of the clock of `--zone`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from bylaws.events.readers.http_parts import asked, host_name, seconds
from bylaws.events.readers.json_objects import Object, first_object, objects_of
from bylaws.events.readers.peers import address
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Record, Reject, excerpt

NAME: Final = "nginx-json"

_TIMES: Final = ("time_iso8601", "@timestamp", "timestamp", "time", "msec", "time_local", "ts", "date")
_ADDRESSES: Final = ("remote_addr", "remote_ip", "client_ip", "clientip", "client")
_REQUESTS: Final = ("request", "request_line")
_METHODS: Final = ("request_method", "method", "verb")
_PATHS: Final = ("request_uri", "uri", "url", "path")
_STATUS: Final = ("status", "status_code", "response_status")
_HOSTS: Final = ("host", "http_host", "server_name", "vhost", "domain")
_LATENCY: Final = ("request_time", "request_duration")
_PLAIN: Final = {
    "user": ("remote_user", "user"),
    "status": _STATUS,
    "bytes_out": ("body_bytes_sent", "bytes_sent", "bytes"),
    "bytes_in": ("request_length",),
    "user_agent": ("http_user_agent", "user_agent", "agent"),
    "referrer": ("http_referer", "http_referrer", "referer", "referrer"),
    "tls_version": ("ssl_protocol",),
    "id": ("request_id",),
}
_NUMBER: Final = re.compile(r"\d{1,12}(?:\.\d{1,9})?", re.ASCII)


def sniff(head: bytes) -> bool:
    """Whether the first object tells a client's address, a request and its status, and is no event of the native format."""
    members = first_object(head)
    told = all(_first(members, names) is not None for names in (_ADDRESSES, _TIMES, _STATUS))
    # Of a client that spoke no HTTP the request is told too, and is empty.
    asked_for = any(isinstance(members.get(name), str) for name in (*_REQUESTS, *_PATHS))
    return "kind" not in members and told and asked_for


def read(stream: Stream) -> Iterator[Record | Reject]:
    for found in objects_of(stream, repair=True):
        yield found if isinstance(found, Reject) else _record(stream, found)


def _record(stream: Stream, found: Object) -> Record | Reject:
    try:
        raw = _fields(stream, found.members)
    except ValueError as error:
        return Reject(stream.name, found.line, found.offset, str(error), excerpt(found.text))
    return Record("http.request", raw, stream.name, found.line, found.offset, NAME, stream.log, found.text)


def _fields(stream: Stream, members: Mapping[str, Any]) -> dict[str, object]:
    raw: dict[str, object] = {"at": _time(stream, members)}
    raw |= {field: _first(members, names) for field, names in _PLAIN.items()}
    raw["ip"] = address(_first(members, _ADDRESSES))
    raw["host"] = next((name for name in (host_name(members.get(each)) for each in _HOSTS) if name), None)
    raw["latency_ms"] = seconds(_first(members, _LATENCY))
    line = _first(members, _REQUESTS)
    if isinstance(line, str):
        return raw | dict(asked(line))
    return raw | {"method": _first(members, _METHODS), "path": _first(members, _PATHS)}


def _first(members: Mapping[str, Any], names: tuple[str, ...]) -> object:
    """What the first member says that is called so and says something."""
    return next((members[name] for name in names if members.get(name) not in (None, "", "-")), None)


def _time(stream: Stream, members: Mapping[str, Any]) -> object:
    told = _first(members, _TIMES)
    if told is None:
        raise ValueError("no request: it tells no time")
    if not isinstance(told, str) or _NUMBER.fullmatch(told):
        return told
    return stream.local.read(told, "%d/%b/%Y:%H:%M:%S %z")
