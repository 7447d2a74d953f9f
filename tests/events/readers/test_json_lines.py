"""The native format."""

from __future__ import annotations

import pytest

from bylaws.events.readers import json_objects
from bylaws.events.record import Record, Reject
from tests.events.readers.reading import events, items, reasons


def test_events_are_read_line_by_line() -> None:
    told = events(
        b'\xef\xbb\xbf{"kind": "auth.attempt", "id": "7", "source": "login", "at": 0, "account": "a1"}\n\n'
        b'{"kind": "permit.granted", "at": 0, "fields": {"kind": "resale", "scope": {"seats": 20}}}'
    )
    assert [(e.kind, e.id, e.source) for e in told] == [("auth.attempt", "7", "login"), ("permit.granted", "file#3", "json-lines")]
    assert told[1].fields == {"kind": "resale", "scope": {"seats": ("20",)}}


def test_names_in_use_elsewhere_are_understood() -> None:
    permit, step = events(
        b'{"kind": "permission.granted", "event_id": "e", "at": 0, "permission": "p1"}\n'
        b'{"kind": "action.applied", "at": 0, "action": "s"}'
    )
    assert (permit.kind, permit.id, permit.fields) == ("permit.granted", "e", {"permit": "p1"})
    assert (step.kind, step.fields) == ("step.applied", {"step": "s"})


def test_a_line_that_unfolds_to_more_than_may_be_held_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    line = b'{"kind": "auth.attempt", "at": 0, "x": [' + b"{}," * 99 + b"{}]}"
    monkeypatch.setattr(json_objects, "PARTS_LIMIT", 200)
    assert reasons(line) == []
    monkeypatch.setattr(json_objects, "PLAIN", 100)
    assert reasons(line) == ["JSON of more than 200 values"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"kind": "a.b", ', "no JSON: it ends too early"),
        (b'{"kind": "a.b", "x": NaN}', "no JSON: "),
        (b'{"kind": "\xff"}', "no JSON: it is not UTF-8"),
        (b'{"kind": "a.b", "x": ' + b"9" * 5000 + b"}", "no JSON: a number in it is too large to be held"),
        (b"{" + b'"a":{' * 5000, "no JSON: it is nested too deep"),
        (b"{}", "no event: its `kind` is missing; a mapping with `[members]` reads JSON of another form"),
        (b'{"kind": 5}', "no event: its `kind` is no text"),
        (b'{"kind": "a.b", "fields": 5}', "no event: its `fields` are no object"),
    ],
)
def test_a_bad_line_is_rejected_and_the_run_goes_on(line: bytes, reason: str) -> None:
    reject, record = items(line + b'\n{"kind": "a.b"}')
    assert isinstance(reject, Reject)
    assert reject.reason.startswith(reason)
    assert (reject.line, reject.offset) == (1, 0)
    assert reject.excerpt
    assert isinstance(record, Record)
    assert record.line == 2


def test_a_line_that_is_no_object_is_rejected() -> None:
    assert reasons(b'{"kind": "a.b"}\n[1, 2]') == ["no event: an event is one JSON object on a line of its own"]
