"""Logs of Zeek, beyond the samples: their edges."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bylaws.events.readers import Reading, recognise
from bylaws.events.record import Record
from bylaws.events.types import MILLION
from tests.events.readers.reading import events, items, reasons, refusals

SAMPLES = Path(__file__).parent / "samples"

HEAD = b"#separator \\x09\n#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.resp_h\tproto\tduration\n"
ROW = b"1795168800.5\tC1\t192.0.2.1\t192.0.2.2\tudp\t0.25\n"
CONN = {"_path": "conn", "ts": 1795168800, "uid": "C1", "id.orig_h": "192.0.2.1", "id.resp_h": "192.0.2.2", "proto": "tcp"}


def told(**members: object) -> bytes:
    return json.dumps(CONN | members).encode()


def test_a_flow_ends_after_its_duration() -> None:
    (event,) = events(HEAD + ROW)
    assert (event.kind, event.id, event.at) == ("net.flow", "C1", 1_795_168_800 * MILLION + 750_000)
    assert event.fields["first"] == 1_795_168_800 * MILLION + 500_000


def test_a_cut_row_is_rejected_and_names_the_columns() -> None:
    assert reasons(HEAD + ROW[:20] + b"\n" + ROW) == ["a row of 3 columns, where `#fields` names 6"]


def test_rows_need_names() -> None:
    assert reasons(b"#path\tconn\n" + ROW, Reading("zeek")) == ["a row before any line `#fields` that says what its columns are"]


def test_joined_logs_are_told_apart_by_their_heads() -> None:
    other = b"#separator ;\n#path;http\n#fields;ts;id.orig_h;uri\n1795168801;192.0.2.1;/\\x3b\n"
    flow, request = events(HEAD + ROW + other)
    assert (flow.kind, request.kind, request.fields["path"]) == ("net.flow", "http.request", "/;")


def test_directives_that_say_nothing_change_nothing() -> None:
    assert (
        len(events(HEAD.replace(b"#path", b"#\n#separator \n#unset_field\n#path") + ROW + b"#close\n" + ROW.replace(b"C1", b"C2")))
        == 2
    )


def test_a_tab_may_stand_before_the_separator() -> None:
    assert len(events(HEAD.replace(b"#separator ", b"#separator\t") + ROW)) == 1


def test_a_log_of_another_sort_tells_of_no_event() -> None:
    assert reasons(b'{"ts": 1, "_path": "x509"}\n' + told()) == ["1 entry tells of no event: x509 1"]
    assert reasons(told() + b'\n{"ts": 1}\n{"ts": 1, "_path": ["conn"]}') == ["2 entries tell of no event: others 2"]


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"ts": "yesterday"}, '`first`: `"yesterday"` is no instant; wanted is an instant'),
        ({"ts": "yesterday", "duration": 1}, '`"yesterday"` is no instant; wanted is an instant'),
        ({"ts": None, "duration": 1}, "`net.flow` needs `last`, its time"),
        ({"ts": 1e300}, "`first`: `1e+300` is too large to be held"),
        ({"duration": "long"}, '`"long"` is no quantity'),
    ],
)
def test_times_that_are_none(members: dict[str, object], reason: str) -> None:
    (found,) = refusals(told(**members))
    assert found.startswith(reason)


@pytest.mark.parametrize(
    ("history", "flags"),
    [("S", "S"), ("ShAdDaFf", "FSA"), ("Dd", ""), ("^hA", "A"), ("Sh^A", None), (5, None), ("I", "FR"), ("H", "SA")],
)
def test_flags_are_those_of_the_initiator(history: object, flags: str | None) -> None:
    (event,) = events(told(history=history))
    assert event.fields.get("tcp_flags") == flags


@pytest.mark.parametrize(
    ("local", "direction"),
    [
        ({"local_orig": True, "local_resp": False}, "outbound"),
        ({"local_orig": False, "local_resp": True}, "inbound"),
        ({"local_orig": True, "local_resp": True}, "internal"),
        ({"local_orig": False, "local_resp": False}, "transit"),
        ({"local_orig": True}, None),
        ({"local_orig": [], "local_resp": {}}, None),
    ],
)
def test_the_direction_needs_both_ends(local: dict[str, object], direction: str | None) -> None:
    (event,) = events(told(**local))
    assert event.fields.get("direction") == direction


def test_a_mail_that_the_server_refused_was_not_sent() -> None:
    mail = {"_path": "smtp", "mailfrom": "a@example.org", "trans_depth": 1}
    sent = [
        isinstance(items(told(**mail, last_reply=reply))[0], Record) for reply in ("250 ok", "221 bye", "550 no", "451 later", None)
    ]
    assert sent == [True, True, False, False, True]


def test_requests_of_one_connection_are_told_apart_if_they_are_numbered() -> None:
    http = {"_path": "http", "trans_depth": 0}
    assert [event.id for event in events(told(**http) + b"\n" + told(**http | {"trans_depth": 2}))] == ["file#1", "C1/http/2"]
    head = b"#path\thttp\n#fields\tts\tuid\tid.orig_h\ttrans_depth\n"
    assert [event.id for event in events(head + b"1\tC1\t192.0.2.1\t0\n2\tC1\t192.0.2.1\t1\n", Reading("zeek"))] == [
        "file#3",
        "C1/http/1",
    ]


def test_what_is_json_and_no_log_of_zeek_is_left_to_others() -> None:
    assert [each and each.name for each in map(recognise, (told(), b'{"kind": "net.flow", "uid": "C1"}'))] == ["zeek", "json-lines"]


@pytest.mark.parametrize(
    "name",
    ["id.orig_h", "uids", "fuid", "certificate.version", "port_num", "software_type", "ts_delta", "pkts_proc", "metric_type"],
)
def test_other_logs_in_json_are_known_as_zeek_s(name: str) -> None:
    assert reasons(json.dumps({"ts": 1795168800.5, name: "x"}).encode()) == ["1 entry tells of no event: others 1"]


@pytest.mark.parametrize(
    ("members", "format"),
    [
        ({"ts": 1, "host": "192.0.2.1"}, "zeek"),
        ({"ts": 1, "host": "192.0.2.1", "port": 5}, "json-lines"),
        ({"ts": 1, "node": "zeek", "filter": "ip", "init": True, "success": True}, "zeek"),
        ({"ts": 1, "level": "Reporter::INFO", "message": "x", "location": ""}, "zeek"),
        ({"name": "/usr/share/zeek/base/init-bare.zeek"}, "zeek"),
        ({"name": "kim"}, "json-lines"),
        ({"name": None}, "json-lines"),
    ],
)
def test_what_zeek_says_of_itself_is_known_by_its_names(members: dict[str, object], format: str) -> None:
    found = recognise(json.dumps(members).encode())
    assert found is not None
    assert found.name == format


def test_a_look_up_with_and_without_an_answer() -> None:
    asked = {"_path": "dns", "query": "WWW.Example.org", "qtype_name": "A", "rejected": True}
    answered = asked | {"rcode": 0, "rcode_name": "NOERROR", "answers": ["alias.example", "2001:DB8:0::7", "TXT 2 a b"]}
    first, second = events(told(**asked) + b"\n" + told(**answered))
    assert (first.kind, first.at) == ("dns.lookup", 1_795_168_800 * MILLION)
    ends = {"ip": "192.0.2.1", "resolver_ip": "192.0.2.2", "name": "www.example.org", "type": "A"}
    assert first.fields == ends
    answers = ("alias.example", "2001:db8::7", "TXT 2 a b")
    assert second.fields == ends | {"code": "NOERROR", "refused": False, "answers": answers}


@pytest.mark.parametrize(
    ("members", "field", "value"),
    [
        ({"rcode": 5, "rcode_name": "REFUSED"}, "refused", True),
        ({"rcode": 3, "rcode_name": "NXDOMAIN", "rejected": True}, "refused", False),
        ({"qtype_name": "query-65280"}, "type", "TYPE65280"),
        ({"qtype_name": "*"}, "type", "ANY"),
        ({"qtype_name": "HTTPS"}, "type", "HTTPS"),
        ({"qtype_name": ""}, "type", None),
        ({"query": "a b.example"}, "name", r"a\032b.example"),
        ({"query": r"\xd4\x9a\xfdK\x88\x00\x80.T.Example.net"}, "name", r"\212\154\253k\136\000\128.t.example.net"),
        ({"query": r"back\slash.example"}, "name", r"back\092slash.example"),
        ({"query": "münchen.example"}, "name", "xn--mnchen-3ya.example"),
        ({"query": r"münchen\xff.example"}, "name", r"m\195\188nchen\255.example"),
        ({"query": "-a.example"}, "name", r"\045a.example"),
        ({"query": "a..example"}, "name", None),
        ({"query": r"\xff" * 64 + ".example"}, "name", None),
        ({"query": ""}, "name", None),
    ],
)
def test_what_a_look_up_tells(members: dict[str, object], field: str, value: object) -> None:
    (event,) = events(told(_path="dns", **members))
    assert event.fields.get(field) == value


def test_octets_of_a_name_are_told_alike_between_tabs_and_in_json() -> None:
    tabs = b"#fields\tts\tid.orig_h\tquery\tqtype_name\n#path\tdns\n1795168800.0\t192.0.2.1\t\\xd4\\x9aK\\x00.example\tTXT\n"
    (between_tabs,) = events(tabs)
    (in_json,) = events(told(_path="dns", query=r"\xd4\x9aK\x00.example"))
    assert between_tabs.fields["name"] == in_json.fields["name"] == r"\212\154k\000.example"


@pytest.mark.parametrize("name", ["query", "qtype_name", "rcode_name", "answers"])
def test_a_look_up_of_a_wrong_type_is_rejected(name: str) -> None:
    assert len(refusals(told(_path="dns", **{name: {"a": 1}}))) == 1


def test_a_capture_written_in_both_forms_is_read_as_the_same() -> None:
    rows, objects = ((SAMPLES / name).read_bytes() for name in ("zeek.new-conn.log", "zeek.new-conn-json.json"))
    flows = [(each.id, each.at, each.fields) for each in events(rows)]
    assert flows == [(each.id, each.at, each.fields) for each in events(objects)]
    assert len(flows) == objects.count(b"\n")
