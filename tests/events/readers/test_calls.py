"""Call records of Asterisk and FreeSWITCH."""

from __future__ import annotations

import time
from pathlib import Path

import orjson
import pytest

from bylaws.events.readers import FORMATS, Reading, Stream, recognise
from bylaws.events.readers.asterisk import cdr
from bylaws.events.readers.calls import number, ringing, whole
from bylaws.events.readers.freeswitch.causes import CAUSES, OWN
from bylaws.events.readers.freeswitch.xml_cdr import SIZE
from bylaws.events.readers.local_time import LocalTime, zone_of
from bylaws.events.record import Record
from tests.events.readers.reading import events, items, reasons

SAMPLES = Path(__file__).parent / "samples"
ROW = (SAMPLES / "asterisk-cdr.odd.csv").read_bytes().splitlines()[0] + b"\n"
CALL: dict[str, object] = {
    "core-uuid": "c",
    "variables": {"uuid": "u1", "end_uepoch": "1795255304125000", "duration": "9", "billsec": "4"},
    "callflow": [{"caller_profile": {"caller_id_number": "100", "destination_number": "112"}}],
}
XML = b"<cdr><variables><uuid>u1</uuid><end_epoch>1795255304</end_epoch></variables><callflow/></cdr>"


def test_numbers() -> None:
    assert [number(each) for each in ("+1 212 555-0100", "112", "s", "anonymous", "", None, 7)] == [
        "+12125550100",
        "112",
        *[None] * 5,
    ]
    assert [whole(each) for each in ("7", "-1", "1.5", "9" * 10, "", None, 7)] == [7, *[None] * 6]
    assert [ringing("9", "4"), ringing("4", "9"), ringing("", "4")] == [5, None, None]


def test_times_of_records_are_of_the_clock() -> None:
    (record,) = cdr.read(Stream("", iter([ROW]), local=LocalTime(zone_of("Europe/Berlin"))))
    assert isinstance(record, Record)
    assert (record.raw["answered_at"], record.raw["ended_at"]) == ("2026-11-21T09:00:09+00:00", "2026-11-21T09:01:44+00:00")


@pytest.mark.parametrize(("columns", "call"), [(16, None), (17, "1795255200.1"), (18, "1795255200.1")])
def test_records_with_fewer_columns(columns: int, call: str | None) -> None:
    (record,) = items(ROW.strip().rsplit(b",", 21 - columns)[0], Reading("asterisk-cdr"))
    assert isinstance(record, Record)
    assert (record.raw.get("call"), record.raw.get("id")) == (call, None)


CHANNEL = b'"a1","100","+4930222","out","","SIP/a","%s","%s","17","2026-11-22 10:00:00",%s,"2026-11-22 10:00:05",5,0,"%s","","%s"\n'
DIALLED = CHANNEL % (b"PJSIP/b", b"Dial", b"", b"BUSY", b"1795355316.6")


@pytest.mark.parametrize(
    ("told", "calls"),
    [
        ((DIALLED, CHANNEL % (b"", b"Hangup", b"", b"BUSY", b"1795355316.6")), 1),
        ((CHANNEL % (b"", b"Hangup", b"", b"FAILED", b"1795355316.6"),), 1),
        ((DIALLED, CHANNEL % (b"", b"Hangup", b"", b"FAILED", b"1795355316.7")), 2),
        ((DIALLED, CHANNEL % (b"PJSIP/c", b"Dial", b"", b"NO ANSWER", b"1795355316.6")), 2),
        ((DIALLED, CHANNEL % (b"", b"VoiceMail", b'"2026-11-22 10:00:01"', b"ANSWERED", b"1795355316.6")), 2),
        ((DIALLED, CHANNEL % (b"", b"Hangup", b"", b"BUSY", b"own")), 2),
    ],
)
def test_a_call_that_came_to_nothing_is_told_once(told: tuple[bytes, ...], calls: int) -> None:
    read = items(b"".join(told))
    assert sum(isinstance(each, Record) for each in read) == calls
    remarks = [str(each) for each in read if not isinstance(each, Record)]
    assert remarks == (["file: 1 entry tells of no event: end of a call told before 1"] if calls < len(told) else [])


@pytest.mark.parametrize(("channel", "caller"), [("Local/+4930222@out-00000001;1", None), ("Local/+4930222@out-00000001;2", "100")])
def test_the_first_end_of_a_call_placed_over_a_local_channel_does_not_tell_its_caller(channel: str, caller: str | None) -> None:
    (event,) = events(DIALLED.replace(b"SIP/a", channel.encode()).replace(b'"out",""', b'"out","""Kim"" <100>"'))
    assert [event.fields.get(name) for name in ("from", "presented_number", "to")] == [caller, caller, "+4930222"]


def test_only_so_many_calls_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cdr, "CALLS", 1)
    other = DIALLED.replace(b".6", b".7")
    hung_up = CHANNEL % (b"", b"Hangup", b"", b"BUSY", b"1795355316.6")
    assert len(events(DIALLED + other + hung_up)) == 3


def test_a_name_in_another_encoding_hides_no_call() -> None:
    (event,) = events(ROW.replace(b"Front desk", b"Caf\xe9"))
    assert event.fields["from"] == "+31205550001"


def test_causes() -> None:
    assert not OWN & set(CAUSES)
    assert max(CAUSES.values()) == 127


def call(**variables: object) -> bytes:
    told = CALL["variables"]
    assert isinstance(told, dict)
    return orjson.dumps(CALL | {"variables": told | variables}) + b"\n"


@pytest.mark.parametrize(
    ("told", "field", "value"),
    [
        ({"hangup_cause_q850": "34"}, "cause", 34),
        ({"hangup_cause_q850": "487", "hangup_cause": "ORIGINATOR_CANCEL"}, "cause", None),
        ({"hangup_cause": "USER_BUSY"}, "cause", 17),
        ({"direction": "outbound", "sip_hangup_disposition": "recv_bye"}, "hangup_side", "callee"),
        ({"direction": "inbound", "sip_hangup_disposition": "send_bye"}, "hangup_side", None),
        ({"direction": "outbound"}, "direction", None),
        ({"call_direction": "inbound"}, "direction", "inbound"),
        ({"sip_gateway_name": "carrier"}, "trunk", "carrier"),
        ({"last_app": "bridge", "last_arg": "sofia/gateway/carrier/49301"}, "trunk", "carrier"),
        ({"last_app": "bridge", "last_arg": "{a=1,b=2}[c=3]sofia%2Fgateway%2Fcarrier%2F49301"}, "trunk", "carrier"),
        ({"last_app": "bridge", "last_arg": "sofia/gateway/one/49301|sofia/gateway/one/49302"}, "trunk", "one"),
        ({"last_app": "bridge", "last_arg": "sofia/gateway/one/49301,sofia/gateway/two/49301"}, "trunk", None),
        ({"last_app": "bridge", "last_arg": "user/100"}, "trunk", None),
        ({"last_app": "hangup", "last_arg": "sofia/gateway/carrier/49301"}, "trunk", None),
        ({"answer_epoch": "0"}, "answered_at", None),
    ],
)
def test_what_variables_tell(told: dict[str, object], field: str, value: object) -> None:
    (event,) = events(call(**told))
    assert event.fields.get(field) == value


SWITCHED = (
    b'%s,"100","112","default",%s,"sofia/internal/100@gate","","bridge","user/112","2026-11-22 10:00:00","",'
    b'"2026-11-22 10:00:20","20","0","USER_BUSY","","c60a1f09-ce61-47d3-a806-82bd2c9a4b6a", ""\n'
)


@pytest.mark.parametrize(
    "caller",
    [b'""Kim" <100>"', b'"""Kim"" <100>"', b'""Doe, Kim" <100>"', b'""" <100>"', b'"""', b'""', b'"Kim \xe9"', b'"K"im"'],
)
def test_names_with_quotes_and_commas_hide_no_call(caller: bytes) -> None:
    (event,) = events(SWITCHED % (b'"a1"', caller))
    assert (event.fields["account"], event.fields["to"], event.fields["cause"]) == ("a1", "112", 17)


def test_cells_need_no_quotes() -> None:
    (event,) = events(b"\xef\xbb\xbf" + SWITCHED % (b"a1", b'"Doe, Kim"'))
    assert event.fields["account"] == "a1"
    assert len(reasons(SWITCHED % (b"a1", b"Kim") + b'"cut","100\n')) == 1


def test_the_flow_in_which_a_call_began_is_told_last() -> None:
    first, last = (f'"callflow":{{"caller_profile":{{"destination_number":"{to}"}}}}' for to in ("+49302", "+49301"))
    content = f'{{"core-uuid":"c","variables":{{"uuid":"u1","end_epoch":"1795255304"}},{first},{last}}}'
    (event,) = events(content.encode())
    assert event.fields["to"] == "+49301"


def test_calls_may_stand_in_an_array_or_over_several_lines() -> None:
    assert len(events(b"[" + call() + b"," + call(uuid="u2") + b"]")) == 2
    assert len(events(orjson.dumps(CALL, option=orjson.OPT_INDENT_2))) == 1


def test_a_call_longer_than_what_is_looked_at_is_recognised() -> None:
    long = orjson.dumps({"core-uuid": "c", "channel_data": {}, "app_log": "x" * 1000} | CALL | {"more": "x" * 200_000})
    found = recognise(long[: 1 << 16])
    assert found is not None
    assert found.name == "freeswitch-json"


@pytest.mark.parametrize(
    "wrong", [None, True, 7, 1e300, "", "x", "%ff%00", [], [1], {}, {"caller_profile": 1}, [{"caller_profile": []}]]
)
def test_members_of_any_type_are_borne(wrong: object) -> None:
    for name in ("variables", "callflow", "channel_data"):
        items(orjson.dumps(CALL | {name: wrong}), Reading("freeswitch-json"))
    for name in ("uuid", "end_uepoch", "answer_stamp", "duration", "hangup_cause_q850", "direction", "accountcode"):
        items(call(**{name: wrong}), Reading("freeswitch-json"))


def test_a_document_in_xml() -> None:
    for beginning in (b"", b"\xef\xbb\xbf\n", b'<?xml version="1.0" encoding="utf-7"?>'):
        (event,) = events(beginning.strip(b"\n") + XML)
        assert (event.id, event.at) == ("u1", 1_795_255_304_000_000)
    assert reasons(XML.replace(b"<uuid>", b"<originating_leg_uuid>u0</originating_leg_uuid><uuid>")) == [
        "1 entry tells of no event: second leg 1"
    ]


def test_a_call_may_be_named_with_its_caller_alone() -> None:
    caller = b"<callflow><caller_profile><uuid>u1</uuid></caller_profile></callflow>"
    (event,) = events(XML.replace(b"<uuid>u1</uuid>", b"").replace(b"<callflow/>", caller))
    assert (event.id, event.fields["call"]) == ("u1", "u1")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (XML[:40], "no XML: "),
        (b"<cdr></cdr>", "no call record of FreeSWITCH"),
        (b'<!DOCTYPE cdr [<!ENTITY a "b">]>' + XML, "a document that declares"),
        (b"<cdr>" + b"<a>" * 1000, "no call record of FreeSWITCH: it is nested too deep"),
        (b"<cdr>\xff</cdr>", "no XML: "),
    ],
)
def test_documents_that_cannot_be_read(content: bytes, reason: str) -> None:
    (told,) = reasons(content, Reading("freeswitch-xml"))
    assert told.startswith(reason)


def test_a_document_beyond_the_limit_is_not_read() -> None:
    assert reasons(XML + b" " * SIZE) == ["a document of more than 4 MiB"]


def test_no_exchange_takes_the_records_of_another() -> None:
    for path in SAMPLES.glob("*.csv"):
        assert [each.name for each in FORMATS if each.sniff(path.read_bytes())] == [path.name.split(".")[0]]


def test_hostile_rows_are_read_in_bounded_time() -> None:
    started = time.process_time()
    for content in (b'"' * 500_000, b'"a' * 500_000, b"," * 500_000, b'"\n' * 20_000, b"<" * 500_000):
        for name in ("asterisk-cdr", "asterisk-cel", "freeswitch-csv", "freeswitch-xml", "freeswitch-json"):
            items(content, Reading(name))
    assert time.process_time() - started < 10
