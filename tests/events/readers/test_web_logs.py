"""Access logs in JSON become requests."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from bylaws.app import Request, are_lines
from bylaws.events.readers import Stream, caddy, nginx_json, recognise
from bylaws.events.readers.http_parts import asked, host_name
from bylaws.events.readers.local_time import LocalTime, zone_of
from bylaws.events.readers.peers import address
from bylaws.events.record import Record
from tests.events.readers.reading import events, reasons

NGINX = {"time_iso8601": "2026-11-21T10:00:00+00:00", "remote_addr": "192.0.2.7", "request": "GET / HTTP/1.1", "status": "200"}
CADDY = {
    "level": "info",
    "ts": 1795255200.5,
    "logger": "http.log.access",
    "msg": "handled request",
    "request": {"remote_ip": "192.0.2.7", "method": "GET", "uri": "/"},
    "status": 200,
}


def line(log: dict[str, object], **more: object) -> bytes:
    return orjson.dumps(log | more) + b"\n"


def test_hosts_and_addresses() -> None:
    assert [host_name(each) for each in ("Example.org:80", "_", "", "a b", "[2001:db8::1]", 7, None)] == [
        "example.org",
        *[None] * 6,
    ]
    told = ("192.0.2.1", "192.0.2.1:80", "2001:DB8::1", "[2001:db8::1]:80", "unix:", "", 7)
    assert [address(each) for each in told] == ["192.0.2.1", "192.0.2.1", "2001:db8::1", "2001:db8::1", None, None, None]
    assert asked("GET /a HTTP/1.1") == {"method": "GET", "path": "/a"}
    assert asked("\x16\x03") == {}


def test_a_log_is_recognised_though_it_begins_with_a_broken_line() -> None:
    found = recognise(line(NGINX)[30:] + line(NGINX))
    assert found is not None
    assert found.name == "nginx-json"


@pytest.mark.parametrize("empty", [{"request": ""}, {"request": None, "request_method": "", "request_uri": ""}])
def test_a_log_of_nginx_may_begin_with_a_client_that_spoke_no_http(empty: dict[str, object]) -> None:
    first = line(NGINX, **empty, status="400")
    found = recognise(first + line(NGINX))
    assert found is not None
    assert found.name == "nginx-json"
    told = events(first + line(NGINX))
    assert [each.fields.get("method") for each in told] == [None, "GET"]


def test_caddy_tells_no_status_where_nothing_answered() -> None:
    (event,) = events(line(CADDY, status=0))
    assert "status" not in event.fields


def test_the_native_format_is_not_taken_for_a_log_of_nginx() -> None:
    found = recognise(line(NGINX, kind="http.request", at="2026-11-21T10:00:00Z"))
    assert found is not None
    assert found.name == "json-lines"


def test_a_large_log_of_nginx_is_not_taken_for_the_native_format(tmp_path: Path) -> None:
    log = tmp_path / "access.json"
    log.write_bytes(line(NGINX))
    assert not are_lines(Request(tmp_path, (str(log),)))
    log.write_bytes(b'{"kind": "http.request"}\n')
    assert are_lines(Request(tmp_path, (str(log),)))


def test_a_time_without_offset_is_one_of_the_clock() -> None:
    told = [line(NGINX, time_iso8601="2026-11-21T10:00:00"), line(CADDY, ts="2026/11/21 10:00:00")]
    for each, read in zip(told, (nginx_json.read, caddy.read), strict=True):
        (record,) = read(Stream("", iter([each]), local=LocalTime(zone_of("Europe/Berlin"))))
        assert isinstance(record, Record)
        assert record.raw["at"] == "2026-11-21T09:00:00+00:00"


@pytest.mark.parametrize(
    "more",
    [
        {"time_iso8601": "0001-01-01T00:00:00+14:00"},
        {"time_iso8601": "9999-12-31T23:59:59-14:00"},
        {"time_iso8601": ""},
    ],
)
def test_impossible_times_of_nginx_are_rejected(more: dict[str, object]) -> None:
    assert len(reasons(line(NGINX) + line(NGINX, **more))) == 1


WRONG: list[object] = [None, True, -1, 1e300, "x", "", [], {}, [[]], {"a": {}}, "\u0000", "é" * 100]


def test_members_of_any_type_are_borne() -> None:
    for member in NGINX | {"msec": 0, "host": 0, "request_time": 0, "remote_user": 0, "request_method": 0, "body_bytes_sent": 0}:
        reasons(line(NGINX) + b"".join(line(NGINX, **{member: each}) for each in WRONG))
    for member in CADDY | {"duration": 0, "size": 0}:
        reasons(line(CADDY) + b"".join(line(CADDY, **{member: each}) for each in WRONG))
    for member in ("remote_ip", "method", "uri", "host", "headers", "tls"):
        reasons(line(CADDY) + b"".join(line(CADDY, request={member: each}) for each in WRONG))
    told = [{"User-Agent": each} for each in WRONG]
    reasons(line(CADDY) + b"".join(line(CADDY, request={"headers": each}) for each in told))
    versions = b"".join(line(CADDY, request={"tls": {"version": each}}) for each in WRONG)
    reasons(line(CADDY) + versions)
