"""JSON of any form is read by a mapping, and several mappings share a run."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from bylaws.events.readers import Manner, Reading, open_events
from bylaws.events.readers.mapping import parse_mapping
from bylaws.events.record import Record, Reject, Remark, State
from tests.events.readers.reading import events, items, reasons
from tests.events.readers.test_table import EXAMPLES

SIGN_INS = 'kind = "auth.attempt"\n[members]\nat = "time"\nuser = "who.id"\noutcome = { member = "ok", values = OK }\n'.replace(
    "OK", '{ true = "success", false = "fail" }'
)
SIGN_UPS = 'kind = "account.created"\n[where]\nevent = "join"\n[members]\nat = "time"\naccount = "who.id"\n'
NUMBERS = 'kind = "number.assigned"\n[columns]\nat = "since"\nnumber = "number"\naccount = "holder"\n'
PLANS = 'kind = "plan.assigned"\n[columns]\nat = "since"\nplan = "plan"\naccount = "holder"\n'


def by(*texts: str) -> Reading:
    return Reading(mappings=tuple(parse_mapping(tomllib.loads(text)) for text in texts))


def test_the_example_reads_json() -> None:
    log = b'{"time": 1795255200, "event": "login", "user": {"id": 7}, "client": {"addresses": ["192.0.2.1"]}, "ok": true}\n'
    (event,) = events(log, by(EXAMPLES[1]))
    assert event.fields == {"user": "7", "ip": "192.0.2.1", "outcome": "success"}
    assert (event.at, event.source, event.id) == (1_795_255_200_000_000, "json", "file#1")


@pytest.mark.parametrize(
    "log",
    [
        b'{"time": 5, "who": {"id": "kim"}, "ok": false}\n',
        b'\xef\xbb\xbf[{"time": 5,\n"who.id": "kim", "ok": false}]',
        b'{\n  "time": "1970-01-01T00:00:05Z",\n  "who": {"id": "kim"},\n  "ok": false\n}\n',
    ],
    ids=["lines", "array", "over lines"],
)
def test_objects_come_one_a_line_in_an_array_or_over_lines(log: bytes) -> None:
    (event,) = events(log, by(SIGN_INS))
    assert (event.at, event.fields) == (5_000_000, {"user": "kim", "outcome": "fail"})


def test_objects_on_one_line_are_called_by_their_number_there() -> None:
    told = '{"time": 5, "ok": true}'
    assert [each.id for each in events(f"[{told},{told},\n{told}, {told}]".encode(), by(SIGN_INS))] == [
        "file#1",
        "file#1.2",
        "file#2",
        "file#2.2",
    ]
    named = SIGN_INS.replace("[members]", '[members]\nid = "n"')
    log = b'[{"n": "x", "time": 5, "ok": true}, {"n": "y", "time": 5, "ok": true}]'
    assert [each.id for each in events(log, by(named))] == ["x", "y"]


def test_members_are_turned_like_cells_and_lists_one_by_one() -> None:
    reading = by(
        'kind = "message.sent"\nabsent = [0]\n[members]\nat = { member = "ms", time = "ms" }\nsize_bytes = "size"\n'
        'recipients = { member = "to", prefix = "x" }\nattachments = { member = "tags.first", split = "," }\nsubject = "title"'
    )
    told = items(b'{"ms": 1500, "size": 0, "to": ["a@b.example"], "tags": {"first": "p,q"}, "title": null}\n', reading)
    (record,) = told
    assert isinstance(record, Record)
    assert record.raw == {"at": "1970-01-01T00:00:01.5Z", "recipients": ["xa@b.example"], "attachments": ["p", "q"]}


def test_what_a_member_should_not_be_is_rejected_and_the_rest_is_read() -> None:
    told = items(b'{"time": 1, "ok": "?"}\n{"time": 1, "ok": {}}\nnonsense\n{"time": 2, "ok": true}\n', by(SIGN_INS))
    assert [item.reason for item in told if isinstance(item, Reject)] == [
        "`outcome`: `?` is not among the values of the mapping",
        "`outcome`: an object or a list, where a mapping speaks of one value",
        "no JSON: invalid literal, expected 'null'",
    ]
    assert [item.line for item in told] == [1, 2, 3, 4]


def test_rows_go_to_the_first_mapping_that_takes_them_and_others_are_counted() -> None:
    log = b'{"event": "join", "time": 1, "who": {"id": "a1"}}\n{"event": "leave", "time": 2}\n' * 2
    join = items(log, by(SIGN_UPS))
    assert [item.kind for item in join if isinstance(item, Record)] == ["account.created"] * 2
    assert [str(item) for item in join if isinstance(item, Remark)] == ["file: 2 entries tell of no event: leave 2"]
    both = items(log, by(SIGN_INS, SIGN_UPS))
    assert [item.kind for item in both if isinstance(item, Record)] == ["account.created", "auth.attempt"] * 2


def test_what_is_native_is_read_by_a_mapping_only_if_its_where_asks_for_it() -> None:
    native = b'{"kind": "auth.attempt", "time": 1, "at": 7}\n'
    assert [item.source for item in items(native, by(SIGN_INS)) if isinstance(item, Record)] == ["json-lines"]
    asked = SIGN_UPS.replace('event = "join"', 'kind = ["auth.attempt"]')
    assert [item.source for item in items(native, by(asked)) if isinstance(item, Record)] == ["json"]
    zeek = b'{"_path": "ssh", "ts": 1, "uid": "C1", "time": 1}\n'
    assert [item.source for item in items(zeek, by(SIGN_INS)) if isinstance(item, Record)] == ["zeek"]


def test_tables_go_to_the_mapping_whose_columns_they_have() -> None:
    reading = by(NUMBERS, PLANS)
    (number,) = events(b"since,number,holder,plan_b\n1,+4930111,a1,\n", reading)
    (plan,) = events(b"holder,plan,since\na1,gold,1\n", reading)
    assert (number.kind, plan.kind) == ("number.assigned", "plan.assigned")
    (reason,) = reasons(b"holder,since\na1,1\n", reading)
    assert (
        reason == "suits none of the mappings: there is no column `number` that the mapping speaks of; there are `holder`, `since`"
    )
    (reason,) = reasons(b"just a note\n", reading)
    assert reason.startswith("is of no known format")


def test_a_mapping_for_files_of_a_name_reads_them_and_no_others(tmp_path: Path) -> None:
    (tmp_path / "numbers.toml").write_text('files = "n-*.csv"\n' + NUMBERS)
    (tmp_path / "joined.toml").write_text('files = "joined/*.log"\n' + SIGN_UPS)
    (tmp_path / "joined").mkdir()
    (tmp_path / "joined" / "a.log").write_text('{"kind": "native", "event": "join", "time": 1, "who": {"id": "a1"}}\n')
    (tmp_path / "n-1.csv").write_text("since,number,holder\n1,+4930111,a1\n")
    (tmp_path / "m-1.csv").write_text("since,number,holder\n1,+4930111,a1\n")
    manner = Manner(mappings=(tmp_path / "numbers.toml", tmp_path / "joined.toml"))
    told = list(open_events([tmp_path / "joined", tmp_path / "n-1.csv", tmp_path / "m-1.csv"], manner))
    assert [item.kind for item in told if isinstance(item, Record)] == ["account.created", "number.assigned"]
    (unread,) = (item for item in told if isinstance(item, Remark))
    why = "is for none of the mappings: `numbers.toml` is for files called `n-*.csv`; change `files` there, or leave it out"
    assert (unread.state, unread.reason) == (State.UNREAD, why)


def test_json_for_which_no_mapping_is_meant_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "joined.toml").write_text('files = "joined-*.json"\n' + SIGN_UPS)
    (tmp_path / "a.json").write_text('[{"event": "join", "time": 1, "who": {"id": "a1"}}]\n')
    (tmp_path / "b.jsonl").write_text('{"kind": "auth.attempt", "at": "2026-11-21T10:00:00Z"}\n')
    manner = Manner(mappings=(tmp_path / "joined.toml",))
    (unread,) = open_events([tmp_path / "a.json"], manner)
    assert isinstance(unread, Remark)
    assert unread.reason.startswith("is for none of the mappings: `joined.toml` is for files called `joined-*.json`; change")
    assert [type(each) for each in open_events([tmp_path / "b.jsonl"], manner)] == [Record]


def test_as_json_insists() -> None:
    reading = Reading("json", (parse_mapping(tomllib.loads(SIGN_INS)), parse_mapping(tomllib.loads(NUMBERS))))
    (event,) = events(b'{"time": 5, "ok": true}\n', reading)
    assert event.fields == {"outcome": "success"}


ANSWER = {"object": "list", "page": {"more": False}, "tags": ["a"]}
NESTED = "holds its objects in a list under `data`; `jq -c '.data[]'` puts each on a line, as mappings read them"


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("times", [1, 2000])
@pytest.mark.parametrize("reading", [Reading(), by(SIGN_INS)])
def test_a_document_that_holds_a_list_is_told_as_such_however_long(indent: int | None, times: int, reading: Reading) -> None:
    document = json.dumps({**ANSWER, "data": [{"time": n, "ok": True} for n in range(times)]}, indent=indent)
    assert reasons(document.encode(), reading) == [NESTED]


@pytest.mark.parametrize(
    "log",
    [
        b'{"a": 1, "data": [{"x": 1}]}\n{"a": 2, "data": [{"x": 2}]}\n',
        b'{"a": 1, "data": [{"x\n{"kind": "auth.attempt", "at": "2026-11-21T10:00:00Z"}\n',
        b'{"kind": "order.placed", "data": [{"x": 1}]}\n',
        b'{"a": 1, "data": [1, 2]}\n',
        b'{"a": 1, "data": []}\n',
    ],
)
def test_lines_that_hold_lists_are_lines(log: bytes) -> None:
    assert NESTED not in reasons(log, Reading())


def test_a_list_is_named_as_jq_wants_it() -> None:
    (reason,) = reasons(b'{"odd-name": [{"x": 1}]}', Reading())
    assert """`jq -c '.["odd-name"][]'`""" in reason


def test_json_that_has_nothing_of_what_a_mapping_speaks_of_is_told() -> None:
    (reason,) = reasons(b'{"x": 1}\n', by(SIGN_INS))
    assert reason == "suits none of the mappings: its first object has none of `time`, `who.id`, `ok`"


def test_a_table_that_looks_like_a_known_one_is_read_by_the_mapping_that_names_its_columns() -> None:
    header = b"first,last,sa,sp,da,dp,pr,pk,by\n"
    table = header + b"2026-11-20T10:00:00Z,2026-11-20T10:00:00Z,203.0.113.5,40000,198.51.100.7,1,tcp,3,44\n"
    flows = 'kind = "net.flow"\n[columns]\nfirst = "first"\nlast = "last"\nsrc_ip = "sa"\ndst_ip = "da"\npackets = "pk"\n'
    (event,) = events(table, by(flows))
    assert (event.source, event.fields["packets"]) == ("csv", 3)
    for other in (NUMBERS, flows + 'protocol = "proto"\n', flows.replace("[columns]", 'files = "x-*.csv"\n[columns]')):
        (event,) = events(table, by(other))
        assert event.source != "csv"
