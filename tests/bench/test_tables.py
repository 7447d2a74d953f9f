"""Every table of `bylaws bench`, over few events: its shape, and that all found the same. No time is judged here."""

from __future__ import annotations

import json
from typing import Any

import pytest

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
    assert {"ratio_to_python", "ratio_to_parse", "events_per_second", "peak_bytes"} <= result.keys()
    assert [each["workload"] for each in result["workloads"]] == ["10 facts, 40 rules", "30 facts, 100 rules"]
    assert all(each["findings"] > 10 and "plain Python" in each["compared_with"] for each in result["workloads"])


@pytest.mark.slow
def test_decide(capsys: pytest.CaptureFixture[str]) -> None:
    result = told(capsys, "decide", "--events", "2000")
    for each in result["workloads"]:
        assert each["answers"] == 2000
        for clock in ("cpu", "wall"):
            assert sum(each[clock]["histogram"].values()) == 2000
            assert each[clock]["p50_us"] <= each[clock]["p99_us"] <= each[clock]["p99_9_us"]
