"""Abuse reports in XARF become notices from outside; the samples show how."""

from __future__ import annotations

from collections import Counter
from typing import cast

import orjson
import pytest

from bylaws.events.decode import decode
from bylaws.events.kinds import CATALOGUE
from bylaws.events.readers import open_events, recognise
from bylaws.events.record import Record
from tests.events.readers.public import data
from tests.events.readers.reading import events, reasons

REPORT = {
    "xarf_version": "4.2.0",
    "timestamp": "2026-11-21T10:00:00Z",
    "source_identifier": "192.0.2.25",
    "category": "messaging",
    "type": "spam",
}
OLD = {"ReporterInfo": {}, "Report": {"ReportType": "spam", "Date": "2026-11-21T10:00:00Z", "Source": "192.0.2.25"}}


def with_(**members: object) -> bytes:
    return orjson.dumps(REPORT | members)


def test_reports_may_stand_one_a_line() -> None:
    told = events(with_(report_id="r1") + b"\n" + with_(report_id="r2") + b"\n")
    assert [event.id for event in told] == ["r1", "r2"]


def test_a_long_report_is_recognised_by_its_beginning() -> None:
    found = recognise(with_(evidence="a" * (1 << 17))[: 1 << 16])
    assert found is not None
    assert found.name == "xarf"


def test_other_objects_are_not_taken_for_reports() -> None:
    found = recognise(b'{"kind": "auth.attempt", "fields": {"xarf_version": "4"}}')
    assert found is not None
    assert found.name == "json-lines"


def test_an_old_report_may_name_its_source_plainly() -> None:
    (event,) = events(orjson.dumps(OLD))
    assert event.fields["subject_ids"] == ("192.0.2.25",)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (with_(reporter="larch"), "an abuse report whose `reporter` is no object"),
        (with_(reporter={"domain": 7}), "an abuse report whose `domain` is no text"),
        (with_(timestamp=5), "an abuse report whose `timestamp` is no text"),
        (with_(source_identifier=[{}]), "an abuse report whose `source_identifier` is no text"),
        (orjson.dumps(OLD | {"Report": []}), "an abuse report whose `Report` is no object"),
        (orjson.dumps(OLD | {"Report": {"ReportType": "spam"}}), "an abuse report without its time, `Date`"),
        (with_()[:-5], "no JSON: it ends too early"),
    ],
)
def test_a_broken_report_is_rejected_with_the_reason(content: bytes, reason: str) -> None:
    assert reasons(content) == [reason]


@pytest.mark.parametrize("date", ["0001-01-01T00:00:00", "2026-11-21", "yesterday"])
def test_a_strange_time_of_an_old_report_rejects_it_at_most(date: str) -> None:
    told = orjson.dumps(OLD | {"Report": {"ReportType": "spam", "Date": date}})
    assert len(reasons(told)) == 0  # whether it is an instant is for the decoder to say


@pytest.mark.slow
def test_public_samples_are_read_whole() -> None:
    folder = data("reports")
    items = list(open_events([str(folder / "xarf-v3"), str(folder / "xarf-v4")]))
    assert all(isinstance(item, Record) for item in items)
    told = [decode(cast(Record, item), CATALOGUE) for item in items]
    assert Counter(event.fields["kind"] for event in told) == {"abuse_report": 28, "copyright": 6, "trademark": 1, "blocklist": 1}
    assert all(event.fields.keys() >= {"sender", "subject_ids", "claim"} for event in told)
