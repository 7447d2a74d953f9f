"""EVE of Suricata, beyond the sample: its edges."""

from __future__ import annotations

import json

import pytest

from bylaws.events.readers import recognise
from tests.events.readers.reading import events, reasons

AT = "2026-11-20T10:00:00.000000+0000"
FLOW = {
    "timestamp": AT,
    "event_type": "flow",
    "src_ip": "192.0.2.1",
    "dest_ip": "192.0.2.2",
    "proto": "TCP",
    "flow": {"start": AT},
    "tcp": {},
}
SMTP = {"timestamp": AT, "event_type": "smtp", "smtp": {"mail_from": "<a@example.org>"}}


def told(members: dict[str, object], **more: object) -> bytes:
    return json.dumps(members | more).encode() + b"\n"


@pytest.mark.parametrize(
    ("flags", "letters"), [("02", "S"), ("1b", "FSPA"), ("ff", "FSRPAUEC"), ("x", None), ("0" * 9, None), (2, None)]
)
def test_flags_are_those_of_the_client(flags: object, letters: str | None) -> None:
    (event,) = events(told(FLOW, tcp={"tcp_flags": "ff", "tcp_flags_ts": flags}))
    assert event.fields.get("tcp_flags") == letters


def test_a_flow_is_called_by_its_number_and_its_beginning() -> None:
    assert [event.id for event in events(told(FLOW, flow_id=7) + told(FLOW))] == ["7@2026-11-20T10:00:00+00:00", "file#2"]


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"flow": []}, "an entry whose `flow` is no object"),
        ({"flow": {}}, "an entry without its time, `start`"),
        ({"flow": {"start": "soon"}}, "`soon` tells no time"),
        ({"tcp": 5}, "an entry whose `tcp` is no object"),
        ({"event_type": None}, "no entry of EVE: it does not say its `event_type`"),
        ({"event_type": ["flow"]}, "no entry of EVE: it does not say its `event_type`"),
    ],
)
def test_what_is_no_flow_is_rejected(members: dict[str, object], reason: str) -> None:
    assert reasons(told(FLOW) + told(FLOW, **members)) == [reason]


def test_a_mail_by_its_header_alone() -> None:
    (event,) = events(told(SMTP, smtp={}, email={"from": "a@example.org", "url": ["\n"]}))
    assert event.fields == {"channel": "email", "sender": "a@example.org"}
    assert reasons(told(SMTP) + told(SMTP, email=[])) == ["an entry whose `email` is no object"]


def test_what_only_looks_alike_is_left_to_others() -> None:
    other = b'{"timestamp": "x", "event_type": "login", "user": "kim"}'
    assert [each and each.name for each in map(recognise, (told(FLOW), other))] == ["suricata", "json-lines"]
