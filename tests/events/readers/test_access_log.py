"""Access logs become requests."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
        b"1, " * 80_000,
        b"a - " * 60_000,
        b"1.1.1.1 - " + b" [21/Nov/2026:10:00:00 +0000]" * 8_000,
        b"1.1.1.1 - " + b' [21/Nov/2026:10:00:00 +0000] \\"' * 8_000,
    ):
        assert reasons(line, Reading("access-log")) == ["no line of an access log"]
    assert time.process_time() - started < 5


def line(who: str, request: str = "GET / HTTP/1.1", tail: str = ' "-" "curl/8"') -> bytes:
    return f'{who} [21/Nov/2026:10:00:00 +0000] "{request}" 200 5{tail}\n'.encode()


@pytest.mark.parametrize(
    ("who", "fields"),
    [
        ("192.0.2.7 - a b", {"ip": "192.0.2.7", "user": "a b"}),
        ("192.0.2.7 -  - -", {"ip": "192.0.2.7", "user": "- -"}),
        ("192.0.2.7 - a - b", {"ip": "192.0.2.7", "user": "a - b"}),
        ("192.0.2.7 -   ", {"ip": "192.0.2.7"}),
        ('192.0.2.7 - ""', {"ip": "192.0.2.7"}),
        ('192.0.2.7 - "kim"', {"ip": "192.0.2.7", "user": "kim"}),
        (r"192.0.2.7 - a\"b", {"ip": "192.0.2.7", "user": 'a"b'}),
        (
            r"192.0.2.7 - k [20/Nov/2026:10:00:00 +0000] \x22GET /",
            {"ip": "192.0.2.7", "user": 'k [20/Nov/2026:10:00:00 +0000] "GET /'},
        ),
        ("bot.example.net - -", {}),
        ("fe80::1%eth0 - -", {}),
        ("unix: - kim", {"user": "kim"}),
        ("192.0.2.7:5060 - -", {"ip": "192.0.2.7"}),
        ("192.0.2.7, 10.0.0.1 - -", {"ip": "192.0.2.7"}),
        ("198.51.100.1,192.0.2.7, 10.0.0.1 - -", {"ip": "192.0.2.7"}),
        ("10.0.0.2, 10.0.0.1 - -", {"ip": "10.0.0.1"}),
        ("192.0.2.7, unknown - -", {"ip": "192.0.2.7"}),
        ("www.example.org bot.example.net - a b", {"host": "www.example.org", "user": "a b"}),
        ("www.example.org:443 192.0.2.7, 10.0.0.1 - -", {"host": "www.example.org", "ip": "192.0.2.7"}),
        ("www.example.org 2001:db8::1 kim -", {"host": "www.example.org", "ip": "2001:db8::1"}),
    ],
)
def test_whoever_asked_is_read_or_left_open(who: str, fields: dict[str, object]) -> None:
    (event,) = events(line(who), Reading("access-log"))
    assert {name: event.fields[name] for name in ("host", "ip", "user") if name in event.fields} == fields


@pytest.mark.parametrize(
    ("request_line", "fields"),
    [
        ("GET /x y?id=1' UNION SELECT 1-- HTTP/1.1", {"method": "GET", "path": "/x y?id=1' UNION SELECT 1--"}),
        ("GET /x", {"method": "GET", "path": "/x"}),
        ("get /x y HTTP/1.0", {"method": "get", "path": "/x y"}),
        ("GET  /x  HTTP/2.0", {"method": "GET", "path": "/x"}),
        (r"GET /x?q=\"\\ HTTP/2", {"method": "GET", "path": '/x?q="\\'}),
        (r"GET /x?q=\x22\x5C\x5Cx22 HTTP/2", {"method": "GET", "path": '/x?q="\\\\x22'}),
        ("-", {}),
        ("", {}),
        ("GET", {}),
        ("GET ", {}),
        (r"\x16\x03 /x HTTP/1.1", {}),
    ],
)
def test_a_request_is_parted_at_its_first_blank_and_before_its_protocol(request_line: str, fields: dict[str, object]) -> None:
    (event,) = events(line("192.0.2.7 - -", request_line))
    assert {name: event.fields[name] for name in ("method", "path") if name in event.fields} == fields


CHOSEN = st.one_of(
    st.binary(max_size=40),
    st.text('" \\-[]ab:,/\t\x00\xe9', max_size=20).map(str.encode),
    st.sampled_from(
        (b"-", b" ", b'"', b"a b", b'x [20/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "-"', b"GET / HTTP/1.1")
    ),
)
NAMES = st.sampled_from(("192.0.2.7", "2001:db8::1", "bot.example.net", "a_b.example", "fe80::1%eth0", "unix:"))
SHORT = {8: "\\b", 9: "\\t", 10: "\\n", 11: "\\v", 13: "\\r", 34: '\\"', 92: "\\\\"}


def by_nginx(told: bytes) -> str:
    """As nginx escapes a variable: quotes, backslashes and all that is not printable in ASCII."""
    return "".join(f"\\x{each:02X}" if each in b'"\\' or not 32 <= each < 127 else chr(each) for each in told) or "-"


def by_apache(told: bytes) -> str:
    """As Apache escapes an item of a log (`ap_escape_logitem`)."""
    return "".join(SHORT.get(each) or (chr(each) if 32 <= each < 127 else f"\\x{each:02x}") for each in told)


@given(NAMES, CHOSEN, CHOSEN, CHOSEN, CHOSEN, st.sampled_from(("", "www.example.org ", "www.example.org:443 ")))
def test_no_line_that_a_server_writes_is_rejected(
    who: str, user: bytes, request: bytes, referrer: bytes, agent: bytes, host: str
) -> None:
    for escape, nobody in ((by_nginx, "-"), (by_apache, '""')):
        begin = f"{host}{who} - {escape(user) or nobody}"
        asked, *last = (escape(each) for each in (request, referrer, agent))
        for tail in ("", ' "{}" "{}"'.format(*last), ' "{}" "{}" "-" rt=0.1'.format(*last)):
            (event,) = events(line(begin, asked, tail), Reading("access-log"))
            assert event.kind == "http.request"
            assert event.fields.get("ip", who) == who
            assert event.fields.get("host", "") == host.partition(":")[0].strip()
