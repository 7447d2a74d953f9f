"""The log of vsftpd, beyond the samples: its edges, and what clients may write into it."""

from __future__ import annotations

from datetime import timedelta, timezone

import pytest

from bylaws.events.readers import Reading, Stream, recognise, vsftpd
from bylaws.events.readers.local_time import LocalTime
from bylaws.events.record import Record
from tests.events.readers.reading import events, reasons

AT = "Sat Nov 21 10:00:00 2026 [pid 7] "
WHO = 'Client "::ffff:192.0.2.7"'
READING = Reading("vsftpd")


def line(said: str, at: str = AT) -> bytes:
    return f"{at}{said}\n".encode()


@pytest.mark.parametrize(
    ("said", "kind", "fields"),
    [
        (f'[kim] OK UPLOAD: {WHO}, "/a b.txt", 9 bytes, 1.50Kbyte/sec', "file.uploaded", {"user": "kim", "size_bytes": 9}),
        (f'[kim] OK UPLOAD: {WHO}, "/a b.txt", 0.00Kbyte/sec', "file.uploaded", {"user": "kim", "size_bytes": 0}),
        (f'[ftp] OK UPLOAD: {WHO}, "/a b.txt", 9 bytes, 1.50Kbyte/sec', "file.uploaded", {"size_bytes": 9}),
        (f'[kim] FAIL DOWNLOAD: {WHO}, "/a b.txt", 9 bytes, 1.50Kbyte/sec', "data.accessed", {"actor": "kim", "action": "read"}),
        (f'[kim] OK DELETE: {WHO}, "/a b.txt"', "data.accessed", {"actor": "kim", "action": "delete"}),
    ],
)
def test_files_that_were_carried(said: str, kind: str, fields: dict[str, object]) -> None:
    (event,) = events(line(said))
    path = {"file_id": "/a b.txt", "name": "a b.txt"} if kind == "file.uploaded" else {"object": "/a b.txt"}
    assert (event.kind, event.fields) == (kind, fields | path)


@pytest.mark.parametrize(
    ("said", "sort"),
    [
        (f"CONNECT: {WHO}", "CONNECT"),
        (f'[kim] OK MKDIR: {WHO}, "/in"', "OK MKDIR"),
        (f'[kim] FAIL UPLOAD: {WHO}, "/a", 0.00Kbyte/sec', "FAIL UPLOAD"),
        (f'[kim] FAIL DELETE: {WHO}, "/a"', "FAIL DELETE"),
        ("something else", "others"),
    ],
)
def test_what_tells_of_no_event_is_counted_by_its_sort(said: str, sort: str) -> None:
    assert reasons(line(said), READING) == [f"1 entry tells of no event: {sort} 1"]


@pytest.mark.parametrize(
    "said",
    [
        f'[kim] OK UPLOAD: {WHO}, "/x] OK LOGIN: Client "192.0.2.1"", 5 bytes, 1.00Kbyte/sec',
        f'[kim] OK DELETE: {WHO}, "/x] OK LOGIN: Client "192.0.2.1"',
        f'[x] OK UPLOAD: Client "192.0.2.1", "/y", 5 bytes, 1.00Kbyte/sec] FAIL LOGIN: {WHO}',
        f'[x] OK LOGIN: {WHO}, anon password "] OK LOGIN: Client "192.0.2.1""',
    ],
)
def test_a_name_made_to_look_like_the_rest_of_a_line_tells_nothing(said: str) -> None:
    assert events(line(f"[kim] OK LOGIN: {WHO}"))[0].kind == "auth.attempt"
    (told,) = reasons(line(said), READING)
    assert told.startswith("1 entry tells of no event")


def test_a_file_is_of_the_size_that_stands_last() -> None:
    (event,) = events(line(f'[kim] OK UPLOAD: {WHO}, "/a", 5 bytes, 1.00Kbyte/sec", 9 bytes, 2.00Kbyte/sec'))
    assert (event.fields["size_bytes"], event.fields["file_id"]) == (9, '/a", 5 bytes, 1.00Kbyte/sec')


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"something else\n", "no line of vsftpd's log"),
        (line(f"CONNECT: {WHO}", AT.replace("21", "31")), "`Sat Nov 31 10:00:00 2026` tells no time"),
    ],
)
def test_what_is_no_line_is_rejected(content: bytes, reason: str) -> None:
    assert reasons(content, READING) == [reason]


def test_the_time_is_that_of_the_clock_there() -> None:
    stream = Stream("log", iter([line(f"[kim] OK LOGIN: {WHO}")]), local=LocalTime(timezone(timedelta(hours=1))))
    (record,) = vsftpd.read(stream)
    assert isinstance(record, Record)
    assert record.raw["at"] == "2026-11-21T09:00:00+00:00"


def test_it_is_known_by_a_line_of_a_client_among_the_first() -> None:
    found = recognise(line(f"CONNECT: {WHO}"))
    assert found is not None
    assert found.name == "vsftpd"
    assert recognise(line("something else")) is None
