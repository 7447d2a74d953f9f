"""Every table of `bylaws bench`, over few events: its shape, and that all found the same. No time is judged here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bylaws.bench import engines
from bylaws.bench.growth import kept
from bylaws.bench.workload import CALL, SMALL, Workload
from bylaws.cli import main


def told(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main(["bench", *words, "--format", "json", "--quiet"]) == 0
    result: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert {"bylaws", "python", "versions", "processor", "cores", "load"} <= result["machine"].keys()
    return result


def test_too_few_events_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "batch", "--events", "10"]) == 64
    assert "too few" in capsys.readouterr().err


@pytest.mark.slow
def test_batch(capsys: pytest.CaptureFixture[str]) -> None:
    result = told(capsys, "batch", "--events", "3000")
    assert result["same_findings"]
    assert {"ratio_to_python", "ratio_to_rulewise", "ratio_to_parse", "events_per_second", "peak_bytes"} <= result.keys()
    assert [each["workload"] for each in result["workloads"]] == ["10 facts, 40 rules", "30 facts, 100 rules"]
    assert all(
        each["findings"] > 10 and {"plain Python", "Python, rule by rule"} <= {*each["compared_with"]}
        for each in result["workloads"]
    )


@pytest.mark.slow
def test_decide(capsys: pytest.CaptureFixture[str]) -> None:
    result = told(capsys, "decide", "--events", "2000")
    assert len({each["workload"] for each in result["workloads"]}) == 3
    for each in result["workloads"]:
        assert each["answers"] == 2000
        for clock in ("cpu", "wall"):
            assert sum(each[clock]["histogram"].values()) == 2000
            assert each[clock]["p50_us"] <= each[clock]["p99_us"] <= each[clock]["p99_9_us"]


@pytest.mark.slow
@pytest.mark.parametrize("table", ["growth", "keys", "memory"])
def test_growth(table: str, capsys: pytest.CaptureFixture[str]) -> None:
    result = told(capsys, table, "--events", "2000")
    rows = result["rows"]
    assert [each["events"] for each in rows] == {"growth": [2000, 40_000], "keys": [2000] * 3, "memory": [2000, 4000]}[table]
    assert all(each["cpu_seconds"] > 0 and each["peak_bytes"] > 1e6 for each in rows)
    assert [each["us_per_event"] is None for each in rows] == [each["events"] < 60_000 for each in rows]
    assert result["cost_ratio"] is None
    if table == "memory":
        assert "bytes_per_kept_event" in result
        assert rows[0]["kept"] < rows[1]["kept"]


def test_without_other_engines_it_says_how_to_have_them(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "MODULES", ("no_such_engine",))
    assert main(["bench", "engines", "--events", "2000", "--quiet"]) == 64
    assert "make engines" in capsys.readouterr().err
    monkeypatch.setattr(engines, "ROOT", tmp := Path("no-such-folder"))
    assert not tmp.exists()
    assert main(["bench", "engines", "--events", "2000", "--quiet"]) == 64
    assert "checkout" in capsys.readouterr().err


@pytest.mark.slow
def test_start(capsys: pytest.CaptureFixture[str]) -> None:
    result = told(capsys, "start", "--events", "1500")
    assert result["decide_warm_s"] > 0
    assert result["run_warm_s"] > 0
    assert result["state_bytes"] > 0
    assert result["replayed"] == 750
    assert result["decide_killed_s"] > 0


@pytest.mark.slow
def test_bad_lines_are_rejected_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    result = told(capsys, "bad", "--events", "20000")
    assert [each["bad_lines"] for each in result["rows"]] == [0, 200]
    assert [each["rejected"] for each in result["rows"]] == [0, 200]


def test_what_windows_hold_is_counted_by_kind_and_key() -> None:
    """An hour of traffic: calls by account lie in it whole, calls by number for the ten minutes of their window."""
    calls = Workload(tuple(fact for fact in SMALL.facts if fact.kind == CALL), ())
    assert kept(calls, 24_000, 24 * 24_000) == round(24_000 * 0.4 * (1 + 1 / 6))
