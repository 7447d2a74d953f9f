"""What tools wrote on a host of their own is found: an open service, whose it is, and whether it was closed."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

import bylaws.policies
from bylaws.cli import main

POLICY = Path(bylaws.policies.__file__).parent / "canonical.md"
SAMPLES = Path(__file__).parents[1] / "events" / "readers" / "samples"
WHOSE = "radius-detail.sessions.log"
"""It tells that cust-1001 had 127.0.0.1 before it was first scanned."""


def run(out: Path, *samples: str) -> int:
    """The exit code of judging these samples, five days later."""
    logs = [part for name in samples for part in ("--events", str(SAMPLES / name))]
    arguments = ["--clause", "open-services", "--until", "2026-11-27T00:00:00Z", "--out", str(out)]
    return main(["run", str(POLICY), *logs, *arguments])


def found(out: Path, *samples: str) -> Counter[tuple[str, object]]:
    """How often each rule finds something against each customer."""
    assert run(out, *samples) in (0, 1)
    findings = [json.loads(line) for line in (out / "findings.jsonl").read_text().splitlines()]
    return Counter((each["rule"], each["subject"]) for each in findings if each["state"] == "settled")


def test_two_scans_an_hour_apart_prove_an_open_service_of_who_had_the_address(tmp_path: Path) -> None:
    assert found(tmp_path, WHOSE, "nmap.first.xml", "nmap.second.xml") == {
        ("open-to-all", "cust-1001"): 4,
        ("close-it", "cust-1001"): 4,
    }


def test_one_scan_proves_nothing(tmp_path: Path) -> None:
    assert found(tmp_path, WHOSE, "nmap.first.xml") == {}


def test_where_nobody_knows_whose_an_address_is_that_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "nmap.first.xml", "nmap.second.xml") == 3
    assert "the list tenants is empty: no event of kind address.assigned was read: open-to-all" in capsys.readouterr().out


def test_a_scan_that_finds_it_closed_ends_what_is_owed(tmp_path: Path) -> None:
    assert found(tmp_path, WHOSE, "nmap.first.xml", "nmap.second.xml", "nmap.mended.xml") == {("open-to-all", "cust-1001"): 4}
