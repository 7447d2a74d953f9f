"""What FreeRADIUS writes down, beyond the samples: its edges."""

from __future__ import annotations

import tracemalloc
from datetime import timedelta, timezone

import pytest

from bylaws.events.event import Event
from bylaws.events.readers import Reading, Stream, radius, recognise
from bylaws.events.readers.local_time import LocalTime
from bylaws.events.record import Record
from bylaws.events.types import INSTANT, MILLION
from bylaws.events.values import read_value
from tests.events.readers.reading import events, reasons

HEAD = "Sat Nov 21 10:00:00 2026\n"
AT = 1_795_255_200
READING = Reading("radius-detail")


def record(state: str, *, session: str = "7", user: str = "ann", after: int = 0, **attributes: object) -> bytes:
    """A record that came in `after` seconds; names are told with `_` in place of `-`."""
    told = {"Acct-Status-Type": state, "Acct-Session-Id": f'"{session}"', "User-Name": f'"{user}"', "Timestamp": AT + after}
    told |= {name.replace("_", "-"): value for name, value in attributes.items()}
    return (HEAD + "".join(f"\t{name} = {value}\n" for name, value in told.items() if value is not None) + "\n").encode()


def of(kind: str, content: bytes) -> list[Event]:
    return [each for each in events(content, READING) if each.kind == kind]


def test_what_a_session_carries_is_metered_as_it_grows() -> None:
    content = record("Start") + record("Interim-Update", Acct_Input_Octets=1000, Acct_Output_Octets=500)
    content += record("Interim-Update", Acct_Input_Octets=1000, Acct_Output_Octets=500)
    content += record("Stop", Acct_Input_Octets=5, Acct_Input_Gigawords=2, Acct_Output_Octets=600)
    assert [each.fields["bytes"] for each in of("usage.metered", content)] == [1500, (2 << 32) + 605 - 1500]
    assert [each.fields.get("bytes") for each in of("session.seen", content)] == [None, 1500, 0, (2 << 32) + 605 - 1500]


def test_what_a_session_carried_before_the_input_is_not_counted() -> None:
    content = record("Interim-Update", Acct_Input_Octets=1000) + record("Interim-Update", Acct_Input_Octets=1200)
    assert [each.fields["bytes"] for each in of("usage.metered", content)] == [200]
    assert of("usage.metered", record("Stop", Acct_Input_Octets=1000)) == []


def test_a_counter_that_falls_begins_anew() -> None:
    content = record("Start") + b"".join(record("Interim-Update", Acct_Input_Octets=each) for each in (1000, 10, 30))
    assert [each.fields["bytes"] for each in of("usage.metered", content)] == [1000, 20]


def test_a_session_that_has_stopped_is_forgotten() -> None:
    content = record("Start") + record("Stop", Acct_Input_Octets=10) + record("Stop", Acct_Input_Octets=10)
    assert [each.fields["bytes"] for each in of("usage.metered", content)] == [10]


def test_sessions_are_told_apart_by_server_device_and_user() -> None:
    first = record("Start") + record("Stop", Acct_Input_Octets=10)
    for other in ({"user": "ben"}, {"NAS_IP_Address": "192.0.2.1"}, {"Acct_Unique_Session_Id": '"f00"'}):
        content = record("Start") + record("Stop", Acct_Input_Octets=10, **other)  # type: ignore[arg-type]
        assert of("usage.metered", content) == []
    assert len(of("usage.metered", first)) == 1


def test_addresses_are_given_once_and_all_of_them_taken_back() -> None:
    more = record("Interim-Update", after=60, Framed_IP_Address="192.0.2.7", Delegated_IPv6_Prefix="2001:db8::/56")
    content = record("Start", Framed_IP_Address="192.0.2.7") + more + more + record("Stop", after=90)
    assert [
        (each.fields["prefix"], each.fields["tenant"], each.at // MILLION - AT, "released_at" in each.fields)
        for each in of("address.assigned", content)
    ] == [
        ("192.0.2.7/32", "ann", 0, False),
        ("2001:db8::/56", "ann", 60, False),
        ("192.0.2.7/32", "ann", 90, True),
        ("2001:db8::/56", "ann", 90, True),
    ]


def test_an_address_of_nobody_is_given_to_nobody() -> None:
    (event,) = events(record("Start", user="", Framed_IP_Address="192.0.2.7"))
    assert (event.kind, event.fields["ip"]) == ("session.seen", "192.0.2.7")


def test_a_record_that_came_late_is_of_its_own_time() -> None:
    (event,) = events(record("Stop", after=60, Acct_Delay_Time=40, Acct_Session_Time=15))
    assert (event.at, event.fields["started"]) == ((AT + 20) * MILLION, (AT + 5) * MILLION)


def test_without_a_number_the_head_tells_the_time_by_the_clock_there() -> None:
    zone = timezone(timedelta(hours=1))
    (first,) = radius.read(Stream("file", iter([record("Stop", Timestamp=None, Acct_Session_Time=60)]), local=LocalTime(zone)))
    assert isinstance(first, Record)
    assert read_value(INSTANT, first.raw["at"]) == (AT - 3600) * MILLION
    assert read_value(INSTANT, first.raw["started"]) == (AT - 3660) * MILLION


@pytest.mark.parametrize(
    ("told", "read"),
    [('"a \\"b\\" \\\\ \\t\\303\\251\\000"', 'a "b" \\ \t\xe9\ufffd'), ("'it\\'s'", "it's"), ("bare", "bare"), ('"', '"')],
)
def test_texts_are_read_without_their_quotes(told: str, read: str) -> None:
    (event,) = events(record("Start", Calling_Station_Id=told))
    assert event.fields["device"] == read.strip()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (record("Start", Acct_Session_Id=None), "a record of no session: its `Acct-Session-Id` is missing"),
        (record("Start", Acct_Session_Time=1 << 32), "`Acct-Session-Time`: `4294967296` is no number of 32 bits"),
        (record("Start", Framed_IP_Address="here"), "`Framed-IP-Address`: `here` is no network such as 192.0.2.0/24"),
        (record("Start") + b"nonsense\n", "no record of RADIUS: it has no attributes"),
        (record("Start") + b"\tnonsense\n", "no attribute of a record"),
        (record("Start", Timestamp=None).replace(b"Sat", b"Day"), "`Day Nov 21 10:00:00 2026` tells no time"),
    ],
)
def test_what_is_no_record_is_rejected(content: bytes, reason: str) -> None:
    assert reasons(content, READING) == [reason]


def test_records_of_no_session_are_counted() -> None:
    content = record("Accounting-On") + record("Start") + b"%s\tPacket-Type = Access-Accept\n" % HEAD.encode()
    assert reasons(content) == ["2 entries tell of no event: Access-Accept 1, Accounting-On 1"]


def test_a_record_has_no_end_of_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(radius, "_MOST_LINES", 6)
    assert reasons(record("Start") + b"\tA = 1\n\tB = 2\n") == ["a record of more than 6 lines"]


def test_so_many_sessions_are_known_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(radius, "SESSIONS", 1)
    content = record("Start") + record("Start", session="8") + record("Stop", Acct_Input_Octets=10)
    assert of("usage.metered", content) == []


def test_a_session_has_so_many_networks_and_no_more() -> None:
    networks = [record("Interim-Update", Framed_IP_Address=f"192.0.2.{number}") for number in range(1, radius.NETWORKS + 2)]
    assert reasons(b"".join(networks[:-1]), READING) == []
    assert reasons(b"".join(networks), READING) == [f"a session with more than {radius.NETWORKS} networks"]


def test_names_of_any_length_take_little_memory() -> None:
    content = (record("Start", session=f"{number}{'x' * 50_000}") for number in range(500))
    tracemalloc.start()
    try:
        records = radius.read(Stream("file", content))
        next(records)
        before, _ = tracemalloc.get_traced_memory()
        assert sum(1 for _ in records) == 499
        assert tracemalloc.get_traced_memory()[0] - before < 1 << 20
    finally:
        tracemalloc.stop()


def test_it_is_known_by_the_head_of_a_record() -> None:
    found = recognise(b"\n" + record("Start"))
    assert found is not None
    assert found.name == "radius-detail"
    assert recognise(HEAD.encode()) is None
    assert recognise(HEAD.encode() + b"Acct-Status-Type = Start\n") is None
