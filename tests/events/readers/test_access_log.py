"""Access logs become requests."""

from __future__ import annotations

import time

from bylaws.events.readers import Reading
from bylaws.events.record import Record
from tests.events.readers.reading import events, items, reasons

COMBINED = (
    rb'192.0.2.7 - kim [21/Nov/2026:15:30:00 +0530] "GET /a?b=%20c HTTP/1.1" 200 512 "https://example.org/" "Some \"Agent\" 1.0"'
)


def test_a_combined_line() -> None:
    (event,) = events(COMBINED + b"\n")
    assert (event.kind, event.at) == ("http.request", 1_795_255_200_000_000)
    assert event.fields == {
        "ip": "192.0.2.7",
        "user": "kim",
        "method": "GET",
        "path": "/a?b=%20c",
        "status": 200,
        "bytes_out": 512,
        "referrer": "https://example.org/",
        "user_agent": 'Some "Agent" 1.0',
    }


def test_a_common_line_with_its_host() -> None:
    (event,) = events(b'www.example.org:443 2001:DB8::1 - - [21/Nov/2026:10:00:00 +0000] "GET / HTTP/2" 304 -')
    assert event.fields == {
        "host": "www.example.org",
        "ip": "2001:db8::1",
        "method": "GET",
        "path": "/",
        "status": 304,
        "bytes_out": 0,
    }


def test_what_is_no_http_is_a_request_without_method_and_path() -> None:
    (event,) = events(rb'192.0.2.7 - - [21/Nov/2026:10:00:00 +0000] "\x16\x03\x01" 400 226 "-" "-"')
    assert event.fields == {"ip": "192.0.2.7", "status": 400, "bytes_out": 226}


def test_bad_lines_are_rejected() -> None:
    bad = [b"hello", COMBINED.replace(b"Nov", b"Foo"), COMBINED[:40], b"\xff\x00\xfe", COMBINED.replace(b"GET", b'G"ET')]
    assert reasons(b"\n".join([COMBINED, *bad])) == ["no line of an access log"] * 5


def test_a_record_keeps_its_line_as_it_stands() -> None:
    (record,) = items(COMBINED + b"\r\n")
    assert isinstance(record, Record)
    assert record.text == COMBINED


def test_a_log_is_recognised_though_it_begins_with_a_broken_line() -> None:
    assert isinstance(items(COMBINED[30:] + b"\n" + COMBINED)[1], Record)


def test_hostile_lines_are_read_in_bounded_time() -> None:
    started = time.process_time()
    for line in (
        b'1.1.1.1 - "' + b'"\\' * 100_000,
        b"1" * 200_000,
        b'1.1.1.1 - - [21/Nov/2026:10:00:00 +0000] "' + b"\\" * 200_000,
    ):
        assert reasons(line, Reading("access-log")) == ["no line of an access log"]
    assert time.process_time() - started < 5
