"""CloudEvents tell every kind of event as the native format does."""

from __future__ import annotations

import json

import pytest

from bylaws.events.catalogue import IDENTIFIER, Kind
from bylaws.events.kinds import CATALOGUE
from bylaws.events.kinds.common import ENVELOPE
from bylaws.events.readers import recognise
from bylaws.events.readers.cloudevents import WITH_SUBJECT
from bylaws.events.types import Type
from tests.events.readers.reading import events, reasons, refusals

AT = "2026-11-20T10:00:00Z"
VALUES: dict[str, object] = {
    "truth": True,
    "integer": 7,
    "decimal": 1.5,
    "share": 0.25,
    "size": 512,
    "distance": 3,
    "duration": 60,
    "money": "EUR 1.20",
    "instant": AT,
    "date": "2026-11-20",
    "time": "08:00",
    "zone": "Asia/Kolkata",
    "period": "10 business days",
    "domain": "example.org",
    "hash": "ab" * 32,
    "url": "https://example.org/",
    "path": "/a",
    "phone": "+12125550100",
    "ip": "192.0.2.7",
    "cidr": "192.0.2.0/24",
    "country": "IN",
}


def value(kind: Type) -> object:
    if kind.name == "word":
        return kind.words[0]
    if kind.name == "array":
        return [value(kind.of[0])]
    if kind.name == "map":
        return {str(value(kind.of[0])): value(kind.of[1])}
    return VALUES.get(kind.name, "x1")


def fields(kind: Kind) -> dict[str, object]:
    """A value for every field of a kind; those of the envelope, save the kind, too."""
    named = {field.name for field in ENVELOPE} - {"account", "tenant"}
    return {each.name: value(each.type) for each in kind.fields if each.name not in named or each not in ENVELOPE}


def told(**members: object) -> bytes:
    event = {"specversion": "1.0", "type": "auth.attempt", "id": "e1", "source": "/s", "time": AT, "data": {}}
    return json.dumps(event | members).encode() + b"\n"


@pytest.mark.parametrize("kind", CATALOGUE.kinds.values(), ids=lambda kind: kind.name)
def test_every_kind_can_be_told(kind: Kind) -> None:
    given = fields(kind)
    (event,) = events(told(type=f"org.example.{kind.name}", data=given))
    native = {"kind": kind.name, "id": "e1", "source": "/s", "at": AT, "fields": given}
    assert [event] == [*events(json.dumps(native).encode())]
    assert event.fields.keys() >= given.keys()


@pytest.mark.parametrize(
    ("told_type", "kind"),
    [
        ("auth.attempt", "auth.attempt"),
        ("auth.attempt.v2", "auth.attempt"),
        ("org.example.auth.attempt", "auth.attempt"),
        ("org.example.deeply.named.auth.attempt.v12", "auth.attempt"),
        ("org.example.permission.granted", "permit.granted"),
    ],
)
def test_the_kind_is_the_last_two_parts_of_the_type(told_type: str, kind: str) -> None:
    assert [event.kind for event in events(told(type=told_type))] == [kind]


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"type": "attempt"}, "there is no kind of event `attempt`"),
        ({"type": "auth.v2"}, "there is no kind of event `auth.v2`"),
        ({"type": ""}, "no CloudEvent: its `type` is missing or no text"),
        ({"id": 5}, "no CloudEvent: its `id` is missing or no text"),
        ({"source": None}, "no CloudEvent: its `source` is missing or no text"),
        ({"specversion": 1.0}, "no CloudEvent of version 1.0: its `specversion` is `1.0`"),
        ({"data": [1]}, "its `data` are no object, and so no fields"),
        ({"data_base64": ""}, "its data are in base64"),
        ({"time": "yesterday"}, '`at`: `"yesterday"` is no instant'),
        ({"time": None}, "`auth.attempt` needs `at`, its time"),
    ],
)
def test_what_is_no_event_is_rejected(members: dict[str, object], reason: str) -> None:
    (found,) = refusals(told() + told(**members))
    assert found.startswith(reason)


def test_what_the_data_say_goes_before_what_the_envelope_says() -> None:
    (event,) = events(told(account="outer", time=AT, data={"account": "inner", "at": 0, "id": "other"}))
    assert (event.fields["account"], event.at, event.id) == ("inner", 0, "e1")


def test_extensions_are_left_aside() -> None:
    (event,) = events(told(traceparent="00-1", sequence=7, tenant="t1", subject="/x"))
    assert event.fields == {"tenant": "t1"}


def test_a_subject_is_that_of_the_kinds_that_are_about_somebody() -> None:
    about = {name for name, kind in CATALOGUE.kinds.items() if (found := kind.field("subject")) and found.unit == IDENTIFIER}
    assert about == WITH_SUBJECT
    (event,) = events(told(type="age.signal", subject="kim@EXAMPLE.org", data={"age_years": 12}))
    assert event.fields["subject"] == "kim@example.org"


def test_the_native_format_is_left_to_itself() -> None:
    native = b'{"kind": "auth.attempt", "id": "e1", "source": "/s", "at": 0}'
    assert [each and each.name for each in map(recognise, (told(), native))] == ["cloudevents", "json-lines"]
    assert reasons(told() + native) == ["no CloudEvent of version 1.0: its `specversion` is `null`"]
