"""EVE of Suricata, beyond the sample: its edges."""

from __future__ import annotations

import json

import pytest

from bylaws.events.readers import recognise
from tests.events.readers.reading import events, reasons, refusals

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
ANSWER = {"version": 2, "type": "answer", "rrname": "www.example.org", "rrtype": "A", "rcode": "NOERROR"}
DNS = {"timestamp": AT, "event_type": "dns", "src_ip": "192.0.2.1", "dest_ip": "192.0.2.53", "proto": "UDP", "dns": ANSWER}
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


def test_questions_and_answers_by_records_are_counted() -> None:
    parts = {"type": "answer", "rrname": "www.example.org", "rcode": "NOERROR", "rrtype": "A", "rdata": "192.0.2.7"}
    told_of = b"".join(told(DNS, dns=each) for each in (ANSWER, {"type": "query"}, {"version": 3, "type": "request"}, parts))
    assert reasons(told_of) == ["3 entries tell of no event: dns question 2, dns answer by records 1"]


@pytest.mark.parametrize(
    ("ports", "sort", "resolver"),
    [
        ((40000, 53), "answer", "192.0.2.53"),
        ((53, 40000), "answer", "192.0.2.1"),
        ((40000, 53), "response", "192.0.2.53"),
        ((53, 40000), "response", "192.0.2.1"),
        ((5353, 5353), "answer", "192.0.2.53"),
        ((53, 53), "response", "192.0.2.1"),
        ((None, None), "response", "192.0.2.1"),
    ],
)
def test_the_resolver_is_the_end_that_answers(ports: tuple[object, object], sort: str, resolver: str) -> None:
    (event,) = events(told(DNS, src_port=ports[0], dest_port=ports[1], dns=ANSWER | {"type": sort}))
    assert (event.kind, event.fields["resolver_ip"]) == ("dns.lookup", resolver)
    assert event.fields["ip"] != resolver


@pytest.mark.parametrize(
    ("members", "answers"),
    [
        ({"answers": [{"rrtype": "AAAA", "rdata": "2001:0db8:0:0:0:0:0:80"}, {"rrtype": "SRV", "srv": {}}]}, ("2001:db8::80",)),
        ({"answers": []}, None),
        ({"grouped": {"CNAME": ["alias.example"], "A": ["192.0.2.7"], "SRV": [{"port": 1}]}}, ("alias.example", "192.0.2.7")),
        ({"answers": ["x"], "grouped": {"A": ["192.0.2.7"]}}, None),
        ({}, None),
    ],
)
def test_what_an_answer_holds(members: dict[str, object], answers: tuple[str, ...] | None) -> None:
    (event,) = events(told(DNS, dns=ANSWER | members))
    assert event.fields.get("answers") == answers


def test_a_question_is_told_again_with_its_answer() -> None:
    asked = {"queries": [{"rrname": "example.net", "rrtype": "65"}, {"rrname": "example.com"}], "rcode": "REFUSED"}
    (event,) = events(told(DNS, dns={"version": 3, "type": "response"} | asked))
    assert {name: event.fields[name] for name in ("name", "type", "refused")} == {
        "name": "example.net",
        "type": "HTTPS",
        "refused": True,
    }


@pytest.mark.parametrize("wrong", [None, True, 7, "", "x", [], ["x"], {}, {"a": 1}])
def test_members_of_any_type_are_borne(wrong: object) -> None:
    for name in ("version", "type", "rrname", "rrtype", "rcode", "queries", "answers", "grouped"):
        refusals(told(DNS) + told(DNS, dns=ANSWER | {name: wrong}))
    for name in ("dns", "src_port", "dest_port", "src_ip"):
        refusals(told(DNS) + told(DNS, **{name: wrong}))
