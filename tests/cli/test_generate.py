"""Generating, judging and scoring, from end to end."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from scripts.score import policy_in

from bylaws.cli import main

Said = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("synthetic")
    assert main(["generate", "--events", "25000", "--seed", "3", "--days", "4", "--out", str(made), "--quiet"]) == 0
    return made


@pytest.fixture(scope="module")
def judged(folder: Path) -> Path:
    """Where the findings of that traffic lie."""
    out = folder / "out"
    assert main(["run", str(policy_in(folder)), "--events", str(folder / "events.jsonl"), "--out", str(out), "--quiet"]) == 1
    assert not (out / "rejects.jsonl").exists()
    return out


def test_the_files_are_told(tmp_path: Path, folder: Path, capsys: Said) -> None:
    words = ["generate", "--events", "25000", "--seed", "3", "--days", "4", "--out", str(tmp_path), "--format", "jsonl.gz"]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "25,000 synthetic events over 4 days" in said
    packed = tmp_path / "events.jsonl.gz"
    assert str(packed) in said
    assert gzip.decompress(packed.read_bytes()) == (folder / "events.jsonl").read_bytes()
    assert (tmp_path / "truth.jsonl").read_bytes() == (folder / "truth.jsonl").read_bytes()
    first = packed.read_bytes()
    assert main([*words, "--quiet"]) == 0
    assert packed.read_bytes() == first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["events.jsonl.gz", "lists", "truth.jsonl"]
    for each in (tmp_path / "lists").iterdir():
        assert each.read_bytes() == (folder / "lists" / each.name).read_bytes()
    assert str(tmp_path / "lists") in said


def test_what_cannot_be_made_or_written_is_a_matter_of_usage(tmp_path: Path, capsys: Said) -> None:
    assert main(["generate", "--events", "100", "--out", str(tmp_path / "new")]) == 64
    assert "100 events are too few for the abuse that a sample declares; ask for" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main(["generate", "--events", "25000", "--days", "2", "--out", str(tmp_path / "file")]) == 64
    assert "`--out` names a folder" in capsys.readouterr().err
    assert main(["score", str(tmp_path / "none"), "--truth", str(tmp_path / "none")]) == 64


def test_generated_events_are_judged_and_scored(folder: Path, judged: Path, capsys: Said) -> None:
    capsys.readouterr()
    words = ["score", str(judged / "findings.jsonl"), "--truth", str(folder / "truth.jsonl")]
    code = main([*words, "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    assert told["synthetic"] is True
    clear = [each["bands"]["clear"]["found"] for each in told["clauses"]]
    assert told["undeclared_clauses"] == []
    assert len(clear) == told["enforced_clauses"]
    assert sum(each["hits"] for each in clear) >= 0.95 * sum(each["of"] for each in clear)
    assert main(words) == code
    assert capsys.readouterr().out.startswith("Synthetic: ")


def test_findings_of_other_events_are_refused_by_name(judged: Path, tmp_path: Path, capsys: Said) -> None:
    """Another seed makes as many events of other kinds."""
    assert main(["generate", "--events", "25000", "--seed", "4", "--days", "4", "--out", str(tmp_path), "--quiet"]) == 0
    capsys.readouterr()
    assert main(["score", str(judged / "findings.jsonl"), "--truth", str(tmp_path / "truth.jsonl")]) == 64
    assert "not about the events of this truth: of the kind" in capsys.readouterr().err


def test_what_the_run_was_not_asked_for_is_not_scored(folder: Path, tmp_path: Path, capsys: Said) -> None:
    out = tmp_path / "one"
    words = ["--events", str(folder / "events.jsonl"), "--out", str(out), "--quiet", "--clause", "phishing"]
    assert main(["run", str(policy_in(folder, "one")), *words]) == 1
    capsys.readouterr()
    main(["score", str(out / "findings.jsonl"), "--truth", str(folder / "truth.jsonl"), "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    judged = [each["clause"] for each in told["clauses"] if not each["not_judged"]]
    assert (judged, told["doubt"]) == (["phishing"], None)


def test_clauses_without_acts_are_named(folder: Path, judged: Path, tmp_path: Path, capsys: Said) -> None:
    """Of a truth that tells of one clause only, the figures say nothing of the others."""
    lines = (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    few = tmp_path / "truth.jsonl"
    few.write_text(lines[0] + "".join(line for line in lines[1:] if '"clause":"guidance"' in line), encoding="utf-8")
    capsys.readouterr()
    main(["score", str(judged / "findings.jsonl"), "--truth", str(few), "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    of, undeclared = told["enforced_clauses"], told["undeclared_clauses"]
    assert len(undeclared) == of - 1 > 40
    assert "phishing" in undeclared
    assert "guidance" not in undeclared
    main(["score", str(judged / "findings.jsonl"), "--truth", str(few)])
    assert f"1 of the {of} clauses with rules or duties are scored" in " ".join(capsys.readouterr().out.split())


HALVES = {
    "code_senders": 3,
    "firms_served": 5,
    "hasty_logins": 10,
    "ports_probed": 25,
    "hosts_probed": 25,
    "pages_before_rules": 10,
    "payloads": 2,
}
"""Thresholds of northwind.md, each at about half of what it is there."""
CONCERNED = {"number-misuse", "resale", "scraping", "security-circumvention", "security-testing", "unauthorized-access"}


def test_half_a_threshold_costs_precision(tmp_path: Path, capsys: Said) -> None:
    """Honest people come near every threshold, so that a rule which is too strict shows in the figures."""
    assert main(["generate", "--events", "60000", "--seed", "1", "--days", "5", "--out", str(tmp_path), "--quiet"]) == 0
    policy = policy_in(tmp_path)
    usual = _wrong(policy, tmp_path, capsys)
    lines = "".join(f'set {name} = {value} because "to see whom it strikes"\n' for name, value in HALVES.items())
    text = policy.read_text(encoding="utf-8")
    policy.write_text(f"{text}\n## Half of it {{#halves}}\n\nStricter.\n\n```bylaw\ninformative\n{lines}```\n", encoding="utf-8")
    strict = _wrong(policy, tmp_path, capsys)
    assert {clause for clause in CONCERNED if strict[clause] > usual[clause]} == CONCERNED
    assert sum(strict[clause] for clause in CONCERNED) > 2 * sum(usual[clause] for clause in CONCERNED)


def _wrong(policy: Path, folder: Path, capsys: Said) -> dict[str, float]:
    """By clause, of the findings about clear acts and the wrong ones the share that is wrong."""
    assert main(["run", str(policy), "--events", str(folder / "events.jsonl"), "--out", str(folder / "out"), "--quiet"]) == 1
    capsys.readouterr()
    main(["score", str(folder / "out" / "findings.jsonl"), "--truth", str(folder / "truth.jsonl"), "--format", "json"])
    return {each["clause"]: 1 - each["precision_crowd"]["share"] for each in json.loads(capsys.readouterr().out)["clauses"]}


def test_the_code_says_whether_all_is_right(tmp_path: Path, folder: Path) -> None:
    """Of an empty file of findings nothing is right; of a truth without a clear act nothing is missed."""
    (tmp_path / "findings.jsonl").write_text("", encoding="utf-8")
    words = ["score", str(tmp_path / "findings.jsonl"), "--truth"]
    assert main([*words, str(folder / "truth.jsonl")]) == 1
    header, *acts = (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "truth.jsonl").write_text(header + "".join(each for each in acts if '"innocent"' in each), encoding="utf-8")
    assert main([*words, str(tmp_path / "truth.jsonl")]) == 0


CLOCKS = {"case_time": "90d", "at_once": "39h", "showing_time": "49d", "terms_time": "49d"}
"""Clocks of northwind.md, each set to 1.6 times what the generator calls obviously late."""
LATE = {"investigation", "policy-acceptance", "third-party-terms", "violation-notice"}


def test_a_clock_that_is_too_slow_costs_recall_narrowly_above(folder: Path, capsys: Said) -> None:
    """What was done late, but before the clock has run out, is found no more."""
    policy = policy_in(folder, "late")
    lines = "".join(f'set {name} = {value} because "to see what is missed"\n' for name, value in CLOCKS.items())
    text = policy.read_text(encoding="utf-8")
    policy.write_text(f"{text}\n## Later {{#later}}\n\nMore time.\n\n```bylaw\ninformative\n{lines}```\n", encoding="utf-8")
    out = folder / "late-out"
    assert main(["run", str(policy), "--events", str(folder / "events.jsonl"), "--out", str(out), "--quiet"]) == 1
    capsys.readouterr()
    main(["score", str(out / "findings.jsonl"), "--truth", str(folder / "truth.jsonl"), "--format", "json"])
    bands = {each["clause"]: each["bands"] for each in json.loads(capsys.readouterr().out)["clauses"]}
    above = {clause: (each["narrow-above"]["found"]["hits"], each["narrow-above"]["found"]["of"]) for clause, each in bands.items()}
    assert {clause for clause, (hits, of) in above.items() if hits < of} == LATE
