"""Events that any reader told of, written into columns, are the events that stand there."""

from __future__ import annotations

import random

from bylaws.events.columns.records import table_of
from bylaws.events.columns.schema import layout
from bylaws.events.columns.strings import Strings
from bylaws.events.columns.table import event_of
from bylaws.events.decode import decode
from bylaws.events.event import Event
from bylaws.events.kinds import CATALOGUE
from bylaws.events.record import Record

READS = {
    "message.sent": frozenset({"account", "sender", "recipients", "recipient_count", "urls", "purpose"}),
    "http.request": frozenset({"ip", "path", "status", "bytes_out"}),
    "permit.granted": frozenset({"account", "permit_id", "scope"}),
}
KEPT = ("kind", "id", "source", "at", "fields", "received_at", "place", "late")


def told(number: int, chance: random.Random) -> dict[str, object]:
    """An event with some fields left out, and with arrays of any length, some of them empty."""
    texts = [f"p{chance.randrange(9)}@example.com" for _ in range(chance.randrange(4))]
    links = [f"http://host{chance.randrange(5)}.example/" for _ in range(chance.randrange(3))]
    members: dict[str, dict[str, object]] = {
        "message.sent": {
            "account": "a1",
            "sender": "s",
            "channel": "email",
            "recipients": texts,
            "recipient_count": 3,
            "urls": links,
        },
        "http.request": {"ip": "192.0.2.1", "path": f"/{number}", "status": 200, "bytes_out": number},
        "permit.granted": {"account": "a2", "permit_id": f"p{number}", "scope": {"range": ["+88"]}},
    }
    kind = chance.choice(sorted(members))
    some = {name: value for name, value in members[kind].items() if chance.random() < 0.8}
    received = {"received_at": f"2026-03-02T{9 + number % 9:02}:00:00Z"} if number % 3 else {}
    return {"kind": kind, "id": f"e{number}", "at": f"2026-03-02T09:00:{number % 60:02}Z", **some, **received}


def event(number: int, chance: random.Random) -> Event:
    raw = told(number, chance)
    return decode(Record(str(raw["kind"]), raw, "log", number, 0), CATALOGUE, "EUR")


def read(event: Event) -> dict[str, object]:
    """What is kept of an event in columns."""
    fields = {name: value for name, value in event.fields.items() if name in READS[event.kind]}
    return {name: getattr(event, name) for name in KEPT} | {"fields": fields}


def test_what_is_written_stands_there() -> None:
    chance, strings, used = random.Random(7), Strings(), layout(CATALOGUE, READS, {})
    events = [event(number, chance) for number in range(300)]
    table = table_of(events, used, strings)
    for row, one in enumerate(events):
        assert read(event_of(table, row, used, strings)) == read(one)
