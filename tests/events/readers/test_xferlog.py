"""Logs of transfers by FTP, beyond the samples: their edges."""

from __future__ import annotations

from datetime import timedelta, timezone

import pytest

from bylaws.events.readers import Reading, Stream, recognise, xferlog
from bylaws.events.readers.local_time import LocalTime
from bylaws.events.record import Record
from tests.events.readers.reading import events, reasons, refusals

READING = Reading("xferlog")


def line(
    *, path: str = "/in/a.txt", size: object = 9, direction: str = "i", access: str = "r", login: str = "kim", done: str = "c"
) -> bytes:
    return f"Sat Nov 21 10:00:00 2026 1 192.0.2.7 {size} {path} b _ {direction} {access} {login} ftp 0 * {done}\n".encode()


@pytest.mark.parametrize(("access", "user"), [("r", "kim"), ("g", "kim"), ("a", None)])
def test_who_is_known_by_a_mail_address_alone_is_nobody(access: str, user: str | None) -> None:
    (stored,) = events(line(access=access))
    (fetched,) = events(line(direction="o", access=access))
    assert (stored.fields.get("user"), fetched.fields.get("actor")) == (user, user)


@pytest.mark.parametrize(("direction", "action"), [("o", "read"), ("d", "delete")])
def test_what_was_done_to_a_file(direction: str, action: str) -> None:
    (event,) = events(line(direction=direction))
    assert (event.kind, event.fields["action"], event.fields["object"]) == ("data.accessed", action, "/in/a.txt")


@pytest.mark.parametrize(("path", "name"), [("/in/a.txt", "a.txt"), ("a.txt", "a.txt"), ("/in/a/", "a"), ("/", None)])
def test_a_file_is_called_by_the_last_part_of_its_path(path: str, name: str | None) -> None:
    (event,) = events(line(path=path))
    assert (event.fields["file_id"], event.fields.get("name")) == (path, name)


def test_a_transfer_that_broke_off_counts_if_it_carried_anything() -> None:
    content = line() + line(done="i") + line(done="i", size=0) + line(size=0)
    assert reasons(content) == ["1 entry tells of no event: transfer of nothing 1"]


def test_the_time_is_that_of_the_clock_there() -> None:
    (record,) = xferlog.read(Stream("log", iter([line()]), local=LocalTime(timezone(timedelta(hours=1)))))
    assert isinstance(record, Record)
    assert record.raw["at"] == "2026-11-21T09:00:00+00:00"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (line(path="/two words"), "no line of an xferlog"),
        (line(direction="x"), "no line of an xferlog"),
        (line()[:60], "no line of an xferlog"),
        (line().replace(b"Nov 21", b"Nov 31"), "`Sat Nov 31 10:00:00 2026` tells no time"),
        (line(size=10**19), "`size_bytes`: `10000000000000000000` is too large"),
    ],
)
def test_what_is_no_transfer_is_rejected(content: bytes, reason: str) -> None:
    (found,) = refusals(line() + content, READING)
    assert found.startswith(reason)


def test_it_is_known_by_a_line_among_the_first() -> None:
    found = recognise(b"\n" + line())
    assert found is not None
    assert found.name == "xferlog"
    assert recognise(line(direction="x")) is None
