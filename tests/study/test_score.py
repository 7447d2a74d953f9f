"""Findings against a truth of known numbers."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from rich.table import Table

from bylaws.cli.score import coverage, score_text
from bylaws.study.request import UsageError
from bylaws.study.score import Score, Share, score

HEADER = {"synthetic": True, "truth": 1, "says": "Synthetic."}


def act(turn: int, clause: str, band: str, **more: object) -> dict[str, object]:
    """An act of the account `a{turn}` in the hour from noon on, of ten events."""
    known = {"abuse": "x", "clause": clause, "band": band, "intensity": 2.0, "subject": f"a{turn}", "also": [f"192.0.2.{turn}"]}
    times = {"from": "2025-02-03T12:00:00.000Z", "until": "2025-02-03T13:00:00.000Z"}
    return {**known, **times, "events": 10, "ids": [f"f{turn}-00000", f"f{turn}-00009"], **more}


def finding(clause: str, subject: str | None, **more: object) -> dict[str, object]:
    event = {"kind": "call.record", "id": "e1", "source": "s", "element": 0}
    known = {"id": "1", "state": "settled", "clause": clause, "rule": "r", "subject": subject, "says": "so", "event": event}
    return {**known, "at": "2025-02-03T12:30:00Z", **more}


def compared(folder: Path, acts: list[dict[str, object]], findings: list[dict[str, object]], **header: object) -> Score:
    truth, found = folder / "truth.jsonl", folder / "findings.jsonl"
    truth.write_text("".join(f"{json.dumps(each)}\n" for each in (HEADER | header, *acts)), encoding="utf-8")
    found.write_text("".join(f"{json.dumps(each)}\n" for each in findings), encoding="utf-8")
    return score(found, truth)


def told(result: Score, clause: str) -> dict[str, Any]:
    return result.clauses[clause].as_json()


def test_what_a_run_only_counted_is_not_scored_and_said(tmp_path: Path) -> None:
    result = compared(tmp_path, [act(1, "c", "clear")], [finding("c", None, state="unsettled", further=7)])
    assert result.as_json()["only_counted"] == 7
    assert told(result, "c")["unmatched"] == 1
    assert "not scored, for they were unsettled and only counted: 7 findings" in [str(each) for each in score_text(result)]


def test_a_share_has_the_interval_of_wilson() -> None:
    share = Share(8, 10)
    assert share.value == 0.8
    assert share.bounds == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert Share(10, 10).bounds == pytest.approx((0.7225, 1.0), abs=1e-4)
    assert (Share(0, 0).value, Share(0, 0).bounds) == (None, None)


def test_recall_and_precision_of_a_case_with_known_numbers(tmp_path: Path) -> None:
    """Ten clear of which eight are found, two narrow ones each of which one, two innocents of which one, three of the crowd

    of whom two, and three on nothing.
    """
    acts = [act(turn, "c", "clear") for turn in range(10)]
    acts += [act(turn, "c", band) for turn, band in ((20, "narrow-above"), (21, "narrow-above"), (30, "narrow-below"))]
    acts += [act(31, "c", "narrow-below"), act(40, "c", "innocent"), act(41, "c", "innocent")]
    acts += [act(turn, "c", "honest") for turn in (50, 51, 52)]
    found = [finding("c", f"a{turn}") for turn in (*range(8), 20, 30, 40, 50, 51)]
    result = compared(tmp_path, acts, found + [finding("c", f"stranger{turn}") for turn in range(3)])
    bands = told(result, "c")["bands"]
    hits = {band: (each["found"]["hits"], each["found"]["of"]) for band, each in bands.items()}
    assert hits == {"clear": (8, 10), "narrow-above": (1, 2), "narrow-below": (1, 2), "innocent": (1, 2), "honest": (2, 3)}
    assert bands["clear"]["found"]["interval"] == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert (told(result, "c")["precision_clear"]["hits"], told(result, "c")["precision_clear"]["of"]) == (8, 12)
    assert (told(result, "c")["precision_crowd"]["hits"], told(result, "c")["precision_crowd"]["of"]) == (8, 14)
    assert (told(result, "c")["precision"]["hits"], told(result, "c")["precision"]["of"]) == (9, 16)
    assert (told(result, "c")["unmatched"], len(result.unmatched)) == (3, 3)
    assert not result.flawless


def test_several_findings_on_one_act_find_it_once(tmp_path: Path) -> None:
    result = compared(tmp_path, [act(1, "c", "clear")], [finding("c", "a1"), finding("c", "192.0.2.1", severity="low", repeats=7)])
    assert told(result, "c")["bands"]["clear"] == {
        "declared": 1,
        "findings": 2,
        "found": {"hits": 1, "of": 1, "share": 1.0, "interval": pytest.approx((0.2065, 1.0), abs=1e-4)},
    }
    assert result.flawless


def test_what_an_act_breaks_beside_its_own_clause_is_left_aside(tmp_path: Path) -> None:
    """Findings under a clause that the act names beside are neither right nor wrong; others on its events are wrong."""
    acts = [act(1, "c", "clear", beside=["d"]), act(2, "d", "clear"), act(3, "e", "clear")]
    event = {"kind": "credential.state", "id": "f1-00004", "source": "s", "element": 0}
    found = [finding("c", "a1", event=event), finding("d", "ann", event=event), finding("e", "ann", event=event)]
    result = compared(tmp_path, acts, found)
    assert (told(result, "c")["precision_clear"]["hits"], told(result, "c")["unmatched"]) == (1, 0)
    assert told(result, "d")["unmatched"] == 0
    assert told(result, "e")["unmatched"] == 1
    assert result.as_json()["beside"] == 1
    assert "not scored, for they are about acts declared under another clause: 1 finding" in map(str, score_text(result))


def test_what_the_provider_answers_for_is_matched_by_its_event(tmp_path: Path) -> None:
    """Of many debts of one hour, each finding is about the one on whose event it was made."""
    acts = [act(turn, "c", band, subject="provider", also=[]) for turn, band in enumerate(("innocent", "clear", "honest"))]
    late = finding("c", "provider", event={"kind": "case.changed", "id": "f1-00000", "source": "s", "element": 0})
    result = compared(tmp_path, acts, [late, finding("c", "provider")])
    bands = told(result, "c")["bands"]
    assert {band: each["findings"] for band, each in bands.items() if each["findings"]} == {"clear": 1}
    assert told(result, "c")["unmatched"] == 1


@pytest.mark.parametrize(
    ("at", "matched"),
    [
        ("2025-02-03T11:59:59.999Z", False),
        ("2025-02-03T12:00:00Z", True),
        ("2025-02-04T13:00:00Z", True),
        ("2025-02-04T13:00:00.001Z", False),
    ],
)
def test_a_finding_comes_from_the_beginning_to_a_day_after_the_end(tmp_path: Path, at: str, matched: bool) -> None:
    result = compared(tmp_path, [act(1, "c", "clear")], [finding("c", "a1", at=at)])
    assert bool(result.clauses["c"].found["clear"]) == matched
    assert result.clauses["c"].unmatched == (not matched)


def test_clause_and_subject_must_both_be_the_same(tmp_path: Path) -> None:
    result = compared(tmp_path, [act(1, "c", "clear"), act(2, "d", "clear")], [finding("c", "a2"), finding("d", "a1")])
    assert [each.unmatched for each in result.clauses.values()] == [1, 1]


def test_a_finding_without_subject_must_be_made_on_an_event_of_the_act(tmp_path: Path) -> None:
    events = [{"kind": "net.flow", "id": name, "source": "s", "element": 0} for name in ("f1-00009", "f1-00010", "f2-00001", "g")]
    found = [finding("c", None, event=each) for each in events]
    result = compared(tmp_path, [act(1, "c", "clear")], found)
    assert (result.clauses["c"].findings["clear"], result.clauses["c"].unmatched) == (1, 3)
    named = compared(tmp_path, [act(1, "c", "clear")], [finding("c", "bystander", event=events[0])])
    assert named.clauses["c"].unmatched == 1


def test_of_two_acts_of_one_subject_the_one_at_that_time_is_meant(tmp_path: Path) -> None:
    later = {"from": "2025-02-09T12:00:00Z", "until": "2025-02-09T13:00:00Z", "subject": "a1"}
    acts = [act(1, "c", "clear"), act(2, "c", "innocent", **later)]
    result = compared(tmp_path, acts, [finding("c", "a1", at="2025-02-09T12:30:00Z")])
    assert dict(result.clauses["c"].findings) == {"innocent": 1}


def test_excused_findings_and_other_clauses_are_told_apart(tmp_path: Path) -> None:
    found = [finding("c", "a1", state="excused"), finding("z", "a1"), finding("z", "a1"), finding("c", "a1", state="unsettled")]
    result = compared(tmp_path, [act(1, "c", "clear")], found)
    assert (result.excused, dict(result.elsewhere)) == (1, {"z": 2})
    assert result.as_json()["not_scored"] == {"z": 2}
    assert result.clauses["c"].findings["clear"] == 1
    assert result.flawless


def test_clauses_of_which_nothing_is_declared_are_named(tmp_path: Path) -> None:
    (tmp_path / "summary.json").write_text(json.dumps({"clauses": [{"clause": each} for each in "zca"]}), encoding="utf-8")
    result = compared(tmp_path, [act(1, "c", "clear")], [])
    told = result.as_json()
    assert (told["enforced_clauses"], told["undeclared_clauses"]) == (3, ["z", "a"])
    assert coverage(result) == (
        "1 of the 3 clauses with rules or duties are scored; not scored, for no act is declared under them: z, a"
    )
    assert coverage(result) in [str(each) for each in score_text(result)]


def test_without_a_summary_nobody_knows_of_how_many_clauses(tmp_path: Path) -> None:
    result = compared(tmp_path, [act(1, "c", "clear")], [])
    told = result.as_json()
    assert (told["enforced_clauses"], told["undeclared_clauses"]) == (None, None)
    assert coverage(result).startswith("1 clause scored; of how many, summary.json tells")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"clauses": [7]}'])
def test_what_is_no_summary_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "summary.json").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"summary\.json: no summary of `bylaws run`"):
        compared(tmp_path, [act(1, "c", "clear")], [])


def summary(folder: Path, clauses: list[dict[str, object]], **more: object) -> None:
    (folder / "summary.json").write_text(json.dumps({"clauses": clauses, **more}), encoding="utf-8")


def test_a_clause_that_was_blind_or_not_asked_for_has_no_share(tmp_path: Path) -> None:
    blind = {"clause": "b", "blind": ["see"], "settled": None}
    summary(tmp_path, [{"clause": "c", "blind": ["half"], "settled": 1}, blind], run={"clauses": ["b", "c"]})
    acts = [act(turn, clause, "clear") for turn, clause in enumerate("bcd")]
    result = compared(tmp_path, acts, [finding("c", "a1")])
    told = {each["clause"]: each for each in result.as_json()["clauses"]}  # type: ignore[attr-defined]
    assert (told["b"]["not_judged"], told["d"]["not_judged"]) == ("blind: see", "the run was not asked for it")
    assert told["b"]["declared"]["clear"] == 1
    assert "bands" not in told["b"] | told["d"]
    assert (told["c"]["not_judged"], told["c"]["blind"], told["c"]["bands"]["clear"]["found"]["share"]) == (None, ["half"], 1.0)
    assert not result.flawless
    said = "\n".join(str(each) for each in score_text(result))
    assert "blind: see: b (1 act)" in said
    assert "the run was not asked for it: d (1 act)" in said
    assert "rules were blind:\n  c: half" in said


def test_what_no_run_was_asked_for_costs_nothing_where_the_rest_is_right(tmp_path: Path) -> None:
    summary(tmp_path, [{"clause": "c"}], run={"clauses": ["c"]})
    assert compared(tmp_path, [act(1, "c", "clear"), act(2, "d", "clear")], [finding("c", "a1")]).flawless
    summary(tmp_path, [{"clause": "z"}])
    none = compared(tmp_path, [act(1, "c", "clear")], [])
    assert (none.sees_nothing, none.clauses["c"].not_judged) == (True, "the policy has no rule or duty for it")


def test_acts_of_a_time_that_was_not_asked_for_are_left_aside(tmp_path: Path) -> None:
    """Of an hour from noon on, half of which was asked for, nothing is said; of the next day's all."""
    later = {"from": "2025-02-04T12:00:00Z", "until": "2025-02-04T13:00:00Z"}
    summary(tmp_path, [{"clause": "c"}], run={"since": 1738585800000000, "until": None})
    acts = [act(1, "c", "clear"), act(2, "c", "clear", **later)]
    result = compared(tmp_path, acts, [finding("c", "a1", at="2025-02-03T12:40:00Z"), finding("c", "a2", at=later["until"])])
    assert (told(result, "c")["bands"]["clear"]["found"], result.outside) == (Share(1, 1).as_json(), 1)
    assert told(result, "c")["precision_clear"]["of"] == 1
    summary(tmp_path, [{"clause": "c"}], run={"since": None, "until": 1738585800000000})
    assert compared(tmp_path, acts, []).outside == 2


EVENTS = {"read": 10, "kinds": {"x": 4, "y": 6}, "first": "2025-02-03T00:00:00Z", "last": "2025-02-05T00:00:00Z"}


@pytest.mark.parametrize(
    ("events", "rejected", "said"),
    [
        ({}, 0, None),
        ({"read": 9}, 0, "the run read 9 events, the truth is about 10"),
        ({"read": 11}, 3, "the run read 11 events and rejected 3, the truth is about 10"),
        ({"read": 9, "kinds": {"x": 3, "y": 6}}, 1, None),
        ({"read": 9, "kinds": {"x": 1, "y": 6}}, 1, "of the kind x the run read 1 events, the truth is about 4"),
        ({"kinds": {"x": 5, "y": 5}}, 0, "of the kind x the run read 5 events, the truth is about 4"),
        ({"kinds": {"x": 4, "z": 6}}, 0, "of the kind y the run read 0 events, the truth is about 6"),
        ({"last": "2025-02-03T12:30:00Z"}, 0, "the run read events from 2025-02-03 00:00 to 2025-02-03 12:30"),
    ],
)
def test_findings_about_other_events_are_refused(
    tmp_path: Path, events: dict[str, object], rejected: int, said: str | None
) -> None:
    summary(tmp_path, [{"clause": "c"}], events=EVENTS | events, rejects={"count": rejected})
    made = {"events": 10, "kinds": EVENTS["kinds"]}
    if said is None:
        assert compared(tmp_path, [act(1, "c", "clear")], [finding("c", "a1")], **made).doubt == ""
        return
    with pytest.raises(UsageError, match=f"not about the events of this truth: {said}"):
        compared(tmp_path, [act(1, "c", "clear")], [], **made)


def test_findings_beside_the_summary_of_another_run_are_refused(tmp_path: Path) -> None:
    summary(tmp_path, [{"clause": "c"}], policy={"digest": "one"}, run={"law": None})
    with pytest.raises(UsageError, match="of another run"):
        compared(tmp_path, [act(1, "c", "clear")], [finding("c", "a1", digest="two")])
    summary(tmp_path, [{"clause": "c"}], policy={"digest": "one"}, run={"law": "/versions"})
    assert compared(tmp_path, [act(1, "c", "clear")], [finding("c", "a1", digest="two")]).flawless


def test_where_nobody_knows_of_which_events_they_are_it_is_said(tmp_path: Path) -> None:
    assert compared(tmp_path, [act(1, "c", "clear")], [], events=10, kinds={"x": 10}).doubt.endswith("is not beside them.")
    summary(tmp_path, [{"clause": "c"}])
    doubt = compared(tmp_path, [act(1, "c", "clear")], []).doubt
    assert doubt.endswith("does not say how many events of which kinds it is about.")
    assert doubt in [str(each) for each in score_text(score(tmp_path / "findings.jsonl", tmp_path / "truth.jsonl"))]


def test_no_table_is_wider_than_a_terminal(tmp_path: Path) -> None:
    name = "confidential-information"
    acts = [act(turn, name, band) for turn in range(20) for band in ("clear", "narrow-above", "honest", "innocent")]
    result = compared(tmp_path, acts, [finding(name, f"a{turn % 30}") for turn in range(12_000)])
    for each in score_text(result):
        if isinstance(each, Table):
            console = Console(width=200, file=StringIO())
            assert console.measure(each).maximum <= 80
            with console.capture() as said:
                console.print(each)
            assert max(len(line.rstrip()) for line in said.get().splitlines()) <= 80


def test_the_first_ten_unmatched_are_listed(tmp_path: Path) -> None:
    result = compared(tmp_path, [act(1, "c", "clear")], [finding("c", f"s{turn}") for turn in range(12)])
    assert [each["subject"] for each in result.unmatched] == [f"s{turn}" for turn in range(10)]
    assert result.clauses["c"].unmatched == 12


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("truth.jsonl", "", "its first line does not say so"),
        ("truth.jsonl", '{"kind": "call.record"}\n', "its first line does not say so"),
        ("truth.jsonl", "no\n", "a line of it is no JSON"),
        ("truth.jsonl", '{"synthetic": true, "truth": 1}\n{"clause": "c"}\n', "line 2: no act"),
        (
            "truth.jsonl",
            json.dumps({"synthetic": True, "truth": 1}) + "\n" + json.dumps(act(1, "c", "dim")) + "\n",
            "line 2: no act",
        ),
        ("findings.jsonl", "[]\n", "line 1: no JSON object"),
        ("findings.jsonl", '{"clause": "c"}\n', "line 1: no finding"),
        ("findings.jsonl", json.dumps(finding("c", "a1", at="noon")) + "\n", "line 1: no finding"),
        ("findings.jsonl", json.dumps(finding("c", None, event={"id": 7})) + "\n", "line 1: no finding"),
    ],
)
def test_what_is_no_truth_and_no_findings_is_refused(tmp_path: Path, name: str, text: str, said: str) -> None:
    compared(tmp_path, [act(1, "c", "clear")], [])
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        score(tmp_path / "findings.jsonl", tmp_path / "truth.jsonl")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nowhere\.jsonl cannot be read: No such file"):
        score(tmp_path / "nowhere.jsonl", tmp_path / "nowhere.jsonl")
