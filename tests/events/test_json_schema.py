"""Whatever is read is valid by the JSON Schema, and what it refuses is refused."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from bylaws.events.decode import Decoder
from bylaws.events.json_schema import json_schema
from bylaws.events.kinds import CATALOGUE
from bylaws.events.record import Record, Reject
from tests.events.readers.reading import items

SCHEMA = json_schema()
VALIDATOR = Draft202012Validator(SCHEMA)
LOGS = sorted((Path(__file__).parents[2] / "samples" / "logs").glob("*.jsonl*"))
AT = "2026-11-21T10:00:00Z"

SIMPLE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 2**40),
    st.sampled_from(
        [0.5, 1e300, "", " ", "yes", "12", "2%", "EUR 1.20", AT, "90s", "2026-11-21", "08:00", "5MiB", "in", "Asia/Kolkata"]
    ),
    st.sampled_from(["+15550100", "192.0.2.1", "192.0.2.0/24", "example.org", "ab" * 32, "http://example.org/"]),
)
WORDS = sorted({word for kind in CATALOGUE.kinds.values() for field in kind.fields for word in field.type.words})
VALUES = st.one_of(
    SIMPLE,
    st.sampled_from(WORDS),
    st.lists(SIMPLE, max_size=2),
    st.dictionaries(st.sampled_from(["seats", "range"]), SIMPLE, max_size=2),
)


@st.composite
def raw_events(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(list(CATALOGUE.kinds.values())))
    names = [field.name for field in kind.fields if field.name != "kind"]
    beside = draw(st.dictionaries(st.sampled_from(names), VALUES, max_size=3))
    within = draw(st.none() | st.dictionaries(st.sampled_from([*names, "kind"]), VALUES, max_size=2))
    told = {"kind": kind.name, kind.time: AT, **{name: value for name, value in beside.items() if name not in (within or {})}}
    return told if within is None else {**told, "fields": within}


def is_read(event: dict[str, Any]) -> bool:
    (record,) = items(orjson.dumps(event))
    try:
        return isinstance(record, Record) and bool(Decoder(CATALOGUE, "EUR").decode(record))
    except Reject:
        return False


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@settings(max_examples=400)
@given(raw_events())
def test_what_is_read_is_valid(event: dict[str, Any]) -> None:
    if is_read(event):
        assert [error.message for error in VALIDATOR.iter_errors(event)] == []


@pytest.mark.parametrize("at", [None, False, "never", [1]])
def test_at_is_not_read_where_another_time_is_told(at: object) -> None:
    event = {"kind": "call.record", "ended_at": AT, "at": at}
    assert is_read(event)
    assert VALIDATOR.is_valid(event)


@pytest.mark.parametrize("log", LOGS, ids=lambda path: path.name)
def test_the_sample_logs_are_valid(log: Path) -> None:
    content = log.read_bytes()
    lines = (gzip.decompress(content) if log.suffix == ".gz" else content).splitlines()
    for line in lines[:: max(1, len(lines) // 200)]:
        assert VALIDATOR.is_valid(orjson.loads(line)), line


@pytest.mark.parametrize(
    "event",
    [
        {"at": AT},
        {"kind": "auth.attempts", "at": AT},
        {"kind": "auth.attempt"},
        {"kind": "auth.attempt", "at": True},
        {"kind": "auth.attempt", "at": AT, "outcome": "failed"},
        {"kind": "auth.attempt", "at": AT, "account": 1.5},
        {"kind": "auth.attempt", "at": AT, "second_factor": 1},
        {"kind": "auth.attempt", "at": AT, "fields": []},
        {"kind": "auth.attempt", "at": AT, "fields": {"lat": {}}},
        {"kind": "message.sent", "at": AT, "recipients": [["a"]]},
        {"kind": "account.created", "at": AT, "country": "Germany"},
        {"kind": "permit.granted", "at": AT, "fields": {"scope": {"seats": [[1]]}}},
        {"kind": "external.notice", "at": AT, "fields": {"kind": "gossip"}},
        {"kind": "record.changed", "at": AT, "sequence": 2**63},
    ],
)
def test_what_is_invalid_is_not_read(event: dict[str, Any]) -> None:
    assert not VALIDATOR.is_valid(event)
    assert not is_read(event)


def test_one_kind_alone() -> None:
    only = Draft202012Validator(json_schema([CATALOGUE.kinds["call.started"]]))
    assert only.is_valid({"kind": "call.started", "at": AT, "to": "112"})
    assert not only.is_valid({"kind": "call.record", "ended_at": AT})
