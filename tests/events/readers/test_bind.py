"""What BIND writes, beyond the samples: its edges."""

from __future__ import annotations

import time
from datetime import timedelta, timezone

import pytest

from bylaws.events.readers import Stream, bind, recognise
from bylaws.events.readers.local_time import LocalTime
from bylaws.events.readers.syslog import named
from bylaws.events.readers.syslog.said import Said
from bylaws.events.record import Record
from tests.events.readers.reading import events, reasons

AT = "22-Nov-2026 20:13:21.534 "
CLIENT = "client @0x7faa54c98c98 192.0.2.7#41417"
QUERY = "query: www.firm.example IN A +E(0)K (192.0.2.53)"
UPDATE = "updating zone 'firm.example/IN': "


def line(*parts: str, at: str = AT) -> bytes:
    return (at + "".join(parts) + "\n").encode()


def asked(name: str) -> object:
    (event,) = events(line(CLIENT, f" ({name}): query: {name} IN A +E(0)K (192.0.2.53)"))
    return event.fields.get("name")


def changed(said: str, client: str = CLIENT) -> dict[str, object]:
    (event,) = events(line("update: info: ", client, ": ", UPDATE, said))
    assert event.kind == "dns.changed"
    return dict(event.fields)


@pytest.mark.parametrize(
    "said",
    [
        f"{CLIENT} (www.firm.example): {QUERY}",
        f"queries: info: {CLIENT} (www.firm.example): {QUERY}",
        f"queries: {CLIENT} (www.firm.example): {QUERY}",
        f"info: {CLIENT} (www.firm.example): {QUERY}",
        f"debug 3: {CLIENT} (www.firm.example): {QUERY}",
        f"client 192.0.2.7#41417 (www.firm.example): {QUERY}",
        f"client 192.0.2.7#41417: {QUERY}",
        f"{CLIENT}/key desk (www.firm.example): view inside: {QUERY}",
        f"{CLIENT} (www.firm.example): {QUERY} [ECS 192.0.2.0/24/0]",
    ],
)
def test_a_query_however_it_is_told(said: str) -> None:
    (event,) = events(line(said))
    assert event.fields == {"ip": "192.0.2.7", "resolver_ip": "192.0.2.53", "name": "www.firm.example", "type": "A"}


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("WWW.Firm.Example", "www.firm.example"),
        ("a\\032b\\.c.example", r"a\032b\046c.example"),
        ("a\\\\b.example", r"a\092b.example"),
        ('a\\"b.example', r"a\034b.example"),
        ("a!b=.example", r"a\033b\061.example"),
        ("\\255\\000.example", r"\255\000.example"),
        ("_sip._tcp.example", "_sip._tcp.example"),
        (".", None),
        ("a..b", None),
        ("a\\", None),
        ("\\999.example", None),
        ("a" * 64 + ".example", None),
    ],
)
def test_names_are_spelled_as_everywhere(told: str, name: str | None) -> None:
    assert asked(told) == name


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ("adding an RR at 'a.firm.example' A 192.0.2.9", {"name": "a.firm.example", "type": "A", "after": "192.0.2.9"}),
        ("deleting rrset at 'a.firm.example' MX", {"name": "a.firm.example", "type": "MX"}),
        ("deleting an RR at a.firm.example A", {"name": "a.firm.example", "type": "A"}),
        ("delete all rrsets from name 'a.firm.example'", {"name": "a.firm.example"}),
    ],
)
def test_what_an_update_changes(said: str, fields: dict[str, object]) -> None:
    assert changed(said) == {"zone": "firm.example", "actor": "192.0.2.7"} | fields
    assert changed(said, f"{CLIENT}/key desk-key")["actor"] == "desk-key"


@pytest.mark.parametrize(
    "said",
    [
        f"queries: info: {CLIENT} (version.bind): query: version.bind CH TXT +E(0)K (192.0.2.53)",
        f"queries: {CLIENT}: {UPDATE}update unsuccessful: a.example: 'name in use' prerequisite not satisfied (NXDOMAIN)",
        f"queries: info: {CLIENT}: update 'firm.example/IN' denied",
        "queries: info: zone firm.example/IN: loaded serial 2",
    ],
)
def test_what_tells_of_no_event_is_counted_by_its_category(said: str) -> None:
    assert reasons(line("queries: info: ", CLIENT, ": ", QUERY) + line(said)) == ["1 entry tells of no event: queries 1"]


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (f"queries: info: {CLIENT}: {QUERY}\n", "no line of BIND that tells its time"),
        (f"31-Nov-2026 20:13:21.534 {CLIENT}: {QUERY}\n", "`2026-11-31T20:13:21.534` tells no time"),
        (f"22-Abc-2026 20:13:21.534 {CLIENT}: {QUERY}\n", "`2026-00-22T20:13:21.534` tells no time"),
    ],
)
def test_a_line_needs_a_time(told: str, reason: str) -> None:
    assert reasons(line(CLIENT, ": ", QUERY) + told.encode()) == [reason]


@pytest.mark.parametrize(
    ("told", "hour"),
    [
        ("22-Nov-2026 20:13:21.534 ", 19),
        ("2026-11-22T20:13:21.534 ", 19),
        ("2026-11-22T20:13:21.534Z ", 20),
        ("2026-11-22T20:13:21.534+05:00 ", 15),
    ],
)
def test_times_are_those_of_the_clock_there_unless_they_say_more(told: str, hour: int) -> None:
    content = line(CLIENT, ": ", QUERY, at=told)
    (record,) = bind.read(Stream("log", iter([content]), local=LocalTime(timezone(timedelta(hours=1)))))
    assert isinstance(record, Record)
    assert record.raw["at"] == f"2026-11-22T{hour}:13:21.534000+00:00"


def test_it_is_known_by_a_query_or_an_update_among_the_first_lines() -> None:
    other = line("general: info: zone firm.example/IN: loaded serial 2")
    for head in (
        other + line(CLIENT, ": ", QUERY),
        line("info: ", CLIENT, ": ", UPDATE),
        line(CLIENT, ": ", QUERY, at="2026-11-22T20:13:21.534Z "),
    ):
        found = recognise(head)
        assert found is not None
        assert found.name == "bind"
    assert recognise(other) is None


def test_hostile_messages_are_heard_in_bounded_time() -> None:
    begun = time.process_time()
    for said in (
        "client " + "1#1" * 20_000,
        CLIENT + " (" + ")" * 60_000,
        CLIENT + ": query: " + "a " * 30_000,
        CLIENT + ": " + UPDATE + "'" * 60_000,
    ):
        assert named.hear(Said("", "", "named", "", said)) == []
    assert time.process_time() - begun < 1
