"""Results of XCCDF, beyond the samples: their edges."""

from __future__ import annotations

from datetime import timedelta, timezone
from pathlib import Path

import pytest

import bylaws.policies
from bylaws.cli import main
from bylaws.events.readers import Reading, Stream, recognise, xccdf
from bylaws.events.readers.local_time import LocalTime
from bylaws.events.record import Record
from tests.events.readers.reading import events, reasons

SAMPLES = Path(__file__).parent / "samples"
POLICY = Path(bylaws.policies.__file__).parent / "northwind.md"
BEGINNING = (
    '<TestResult xmlns="http://checklists.nist.gov/xccdf/1.2" id="first" start-time="2026-11-21T10:00:00"{more}>'
    "<target>desk</target>"
)
END = "</TestResult>"


def results(*rules: str, more: str = "") -> bytes:
    return (BEGINNING.format(more=more) + "".join(rules) + END).encode()


def rule(outcome: str, time: str = "") -> str:
    told = f' time="{time}"' if time else ""
    return f'<rule-result idref="banner"{told}><result>{outcome}</result></rule-result>'


@pytest.mark.parametrize("outcome", ["pass", "fail", "fixed", "error", "unknown"])
def test_a_rule_that_was_checked_is_an_event(outcome: str) -> None:
    (event,) = events(results(rule(outcome)))
    assert event.fields == {
        "control": "banner",
        "control_kind": "electronic",
        "asset": "desk",
        "outcome": outcome,
        "evidence_ref": "first",
    }


@pytest.mark.parametrize("outcome", ["notapplicable", "notchecked", "notselected", "informational"])
def test_a_rule_that_was_not_checked_is_counted(outcome: str) -> None:
    assert reasons(results(rule(outcome))) == [f"1 entry tells of no event: {outcome} 1"]
    assert reasons(results("<rule-result/>")) == ["1 entry tells of no event: rule without a result 1"]


@pytest.mark.parametrize(
    ("time", "more", "hour"),
    [
        ("2026-11-21T12:00:00+00:00", "", 12),
        ("2026-11-21T12:00:00", "", 11),
        ("", ' end-time="2026-11-21T11:00:00Z"', 11),
        ("", "", 9),
    ],
)
def test_a_rule_was_checked_when_it_says_else_when_the_test_ended_or_began(time: str, more: str, hour: int) -> None:
    stream = Stream("file", iter([results(rule("pass", time), more=more)]), local=LocalTime(timezone(timedelta(hours=1))))
    (record,) = xccdf.read(stream)
    assert isinstance(record, Record)
    assert record.raw["at"] == f"2026-11-21T{hour:02}:00:00+00:00"


def test_a_rule_without_a_time_that_makes_sense_is_rejected() -> None:
    assert reasons(results(rule("pass"), rule("fail", "today"), rule("pass"))) == ["`today` tells no time"]


def test_the_text_of_other_elements_is_no_result() -> None:
    override = "<override><old-result>pass</old-result><remark>result</remark></override>"
    (event,) = events(
        results(f'<rule-result idref="banner">{override}<result>fa<!-- -->il</result><message>pass</message></rule-result>')
    )
    assert event.fields["outcome"] == "fail"


def test_results_that_break_off_are_read_up_to_there() -> None:
    assert reasons(results(rule("fail"))[: -len(END)]) == ["its XML ends too early, on line 1"]


def test_they_are_known_by_their_outermost_element_and_its_namespace() -> None:
    for head in (
        results(),
        b'<?xml version="1.0"?>\n<!-- a --><cdf:Benchmark xmlns:cdf="http://checklists.nist.gov/xccdf/1.1" id="x">',
    ):
        found = recognise(head)
        assert found is not None
        assert found.name == "xccdf"
    assert recognise(b'<TestResult xmlns="http://firm.example/">') is None
    assert recognise(b'<results xmlns="http://checklists.nist.gov/xccdf/1.2">') is None
    assert reasons(b"<results/>", Reading("xccdf")) == []


def test_a_safeguard_that_failed_is_found(tmp_path: Path) -> None:
    out = tmp_path / "out"
    sample = SAMPLES / "xccdf.results.xml"
    assert main(["run", str(POLICY), "--events", str(sample), "--clause", "information-security", "--out", str(out)]) == 1
    assert "safeguard xccdf_example.firm_rule_banner failed its check" in (out / "findings.jsonl").read_text()
