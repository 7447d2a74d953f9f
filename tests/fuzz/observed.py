"""Events that a policy may judge, whatever it reads: a few of each kind, of few values, with ties and nulls."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from bylaws.engine.needs import fields_read, made_kinds
from bylaws.events.catalogue import Kind
from bylaws.events.types import Type
from bylaws.policy.program import Program

MOST = 60
START = datetime(2026, 11, 21, 9, 59, 50, tzinfo=UTC)
STEPS = (0, 0, 1, 5, 10, 60, 600, 3600)
"""Seconds from one event to the next."""
ENVELOPE = frozenset(("id", "source", "at", "received_at"))
VALUES: dict[str, tuple[object, ...]] = {
    "truth": (True, False),
    "integer": (0, 1, 2, 443, 2**31),
    "decimal": ("0", "1.5", "0.000000001"),
    "share": ("0.02", "1"),
    "money": ("0", "0.50", "250.00", "9000000000000"),
    "size": (0, 1023, 2**40),
    "distance": (0, 12),
    "duration": (0, 30, 90, 86400),
    "instant": ("2026-11-21T10:00:00Z", "2020-01-01T00:00:00Z", "2027-03-28T01:30:00+02:00"),
    "date": ("2026-11-21", "2012-02-29"),
    "time": ("09:00", "23:59:59"),
    "zone": ("UTC", "Asia/Kolkata"),
    "text": ("", "a", "ab", "Click here: https://a.example/x?y=1", "\u00fc" * 40),
    "domain": ("a.example", "mail.a.example", "b.example"),
    "hash": ("9f" * 32,),
    "path": ("/", "/wp-login.php"),
    "url": ("https://a.example/x", "http://192.0.2.1/"),
    "phone": ("+4930123456", "+88213000001", "+12025550100"),
    "dialcode": ("+49", "+8821"),
    "ip": ("192.0.2.1", "10.1.2.3", "2001:db8::1"),
    "cidr": ("10.0.0.0/8", "192.0.2.0/24"),
    "country": ("DE", "IN"),
    "entity": ("a1", "a2", "a3"),
}


def observed(program: Program, random: Random) -> list[dict[str, object]]:
    """Events in the order of time, of the kinds and fields that a policy reads."""
    reads = fields_read(program)
    kinds = [program.kinds.kinds[name] for name in sorted(reads.keys() - made_kinds(program))]
    moment = START
    found: list[dict[str, object]] = []
    for number in range(MOST if kinds else 0):
        moment += timedelta(seconds=random.choice(STEPS))
        kind = random.choice(kinds)
        members = {"kind": kind.name, "id": f"e{number}", "source": random.choice("st"), kind.time: moment.isoformat()}
        found.append({**_fields(kind, reads[kind.name], random), **members})
    return found


def _fields(kind: Kind, names: frozenset[str], random: Random) -> dict[str, object]:
    fields = {field.name: field.type for field in kind.fields if field.name in names - ENVELOPE and random.randrange(8)}
    values = {name: value(fields[name], random) for name in sorted(fields)}
    return values if "kind" not in values else {"fields": values}


def value(kind: Type, random: Random) -> object:
    """A value of a type, as JSON has it."""
    match kind.name:
        case "word":
            return random.choice(kind.words)
        case "array":
            return [value(kind.of[0], random) for _ in range(random.randrange(3))]
        case "map":
            return {str(value(kind.of[0], random)): value(kind.of[1], random) for _ in range(random.randrange(3))}
        case "record":
            return {name: value(each, random) for name, each in kind.fields}
        case name:
            return random.choice(VALUES[name])
