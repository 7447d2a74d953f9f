"""What nfdump prints, beyond the samples: its edges."""

from __future__ import annotations

import json
from datetime import timedelta, timezone

import pytest

from bylaws.events.readers import Reading, Stream, nfdump, recognise
from bylaws.events.readers.local_time import LocalTime
from bylaws.events.record import Record
from bylaws.events.types import INSTANT, MILLION
from bylaws.events.values import read_value
from tests.events.readers.reading import events, reasons, refusals

HEAD = b"ts,td,pr,sa,da,sp,dp,flg,ipkt,ibyt,opkt,obyt\n"
ROW = b"2026-11-20 10:00:00.000,1.500,TCP,192.0.2.1,192.0.2.2,1,2,......S.,1,60,0,0\n"
FLOW = {
    "type": "FLOW",
    "export_sysid": 1,
    "first": "2026-11-20T10:00:00.000",
    "last": "2026-11-20T10:00:01.000",
    "proto": 17,
    "src4_addr": "192.0.2.1",
    "dst4_addr": "192.0.2.2",
}
AT = 1_795_168_800 * MILLION


def told(**members: object) -> bytes:
    return json.dumps(FLOW | members).encode() + b"\n"


def first(content: bytes, zone: timezone) -> object:
    (record,) = nfdump.read(Stream("file", iter([content]), local=LocalTime(zone)))
    assert isinstance(record, Record)
    return read_value(INSTANT, record.raw["first"])


def test_a_flow_ends_after_its_duration() -> None:
    (event,) = events(HEAD + ROW)
    assert (event.fields["first"], event.at) == (AT, AT + 1_500_000)


def test_times_are_those_of_the_clock_there() -> None:
    assert first(HEAD + ROW, timezone(timedelta(hours=1))) == AT - 3600 * MILLION


@pytest.mark.parametrize("number", [b"1795168800", b"1795168800.000", b"1795168800000"])
def test_numbers_are_since_1970(number: bytes) -> None:
    assert first(HEAD + ROW.replace(b"2026-11-20 10:00:00.000", number), timezone(timedelta(hours=1))) == AT


def test_a_count_of_nothing_coming_out_is_no_count() -> None:
    silent, answered = events(HEAD + ROW + ROW.replace(b",0,0\n", b",2,90\n"))
    assert "reply_packets" not in silent.fields
    assert (answered.fields["reply_packets"], answered.fields["reply_bytes"]) == (2, 90)
    (event,) = events(told(out_packets=0))
    assert event.fields["reply_packets"] == 0


@pytest.mark.parametrize(
    ("flags", "letters"), [(b"...AP.SF", "FSPA"), (b".AP.SF", "FSPA"), (b"0x52", "SAE"), (b"......", ""), (b"0xxx", "")]
)
def test_flags(flags: bytes, letters: str) -> None:
    (event,) = events(HEAD + ROW.replace(b"......S.", flags))
    assert event.fields["tcp_flags"] == letters


def test_the_summary_is_no_flow_and_another_table_may_follow() -> None:
    summary = b"Summary\nflows,bytes,packets,avg_bps,avg_pps,avg_bpp\n1,60,1,0,0,0\nTime window: 2026-11-20\n"
    assert len(events(HEAD + ROW + summary + HEAD + ROW + ROW + summary)) == 3


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (ROW[:40], "a row of 4 cells, where there are 12 columns"),
        (ROW.replace(b"2026-11-20 10", b"yesterday"), "`yesterday:00:00.000` tells no time"),
        (ROW.replace(b"1.500", b"long"), '`"long"` is no quantity'),
        (b"No such flows\n", "a row of 1 cells, where there are 12 columns"),
    ],
)
def test_what_is_no_flow_is_rejected(row: bytes, reason: str) -> None:
    (found,) = reasons(HEAD + ROW + row)
    assert found.startswith(reason)


def test_rows_need_names() -> None:
    assert reasons(ROW, Reading("nfdump")) == ["a row of 12 cells, where there are 0 columns"]


def test_events_of_firewalls_are_counted() -> None:
    assert reasons(told(type="EVENT") + told() + told(type=5)) == ["2 entries tell of no event: 5 1, event 1"]


def test_a_flow_needs_a_time() -> None:
    (event,) = events(told(last=None))
    assert event.at == AT
    (reason,) = refusals(told(first=None, last=None) + told(first=5.5, last=""))
    assert reason == "`net.flow` needs `last`, its time"


def test_statistics_are_of_no_format() -> None:
    assert recognise(b"ts,te,td,pr,val,fl,flP,ipkt,ipktP,ibyt,ibytP,ipps,ibps,ibpp\n") is None
    assert recognise(b"flows from 10.0.0.1,da,ts") is None


@pytest.mark.parametrize("words", [b"No matched flows", b"No matching flows"])
def test_a_listing_without_flows_is_one_without_events(words: bytes) -> None:
    for content in (HEAD + words + b"\n", b"[\n" + words + b"\n\n]\n", words + b"\n"):
        assert reasons(content) == []
    assert len(events(HEAD + words + b"\n" + HEAD + ROW)) == 1
