"""A real master and two workers, each a Java process: what they find is what one machine finds, whatever happens to one of them."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .cluster import Cluster, ended, needs_spark, started_run, wait

pytestmark = [pytest.mark.slow, needs_spark]

FOUND = 1


def run(arguments: list[str], folder: Path) -> tuple[int, str]:
    return ended(started_run(["run", *arguments, "--quiet"], folder))


def same(one: Path, other: Path) -> None:
    """Two runs found the same, to the byte, and say the same of what they read."""
    mine, theirs = (folder.joinpath("findings.jsonl").read_bytes() for folder in (one, other))
    assert mine
    assert mine == theirs
    told = [json.loads(folder.joinpath("summary.json").read_text()) for folder in (one, other)]
    for name in ("events", "late", "first", "last", "blind", "idle", "unknown", "placeholders"):
        assert told[0].get(name) == told[1].get(name), name
    due = [[(each["duty"], each["since"], each["due"]) for each in summary["open_debts"]] for summary in told]
    assert sorted(map(str, due[0])) == sorted(map(str, due[1]))
    rejects = [folder.joinpath("rejects.jsonl").read_bytes().splitlines() for folder in (one, other)]
    assert sorted(rejects[0]) == sorted(rejects[1])


def test_two_workers_one_of_them_killed_find_what_one_machine_finds(
    policy: Path, log: Path, machines: Cluster, tmp_path: Path
) -> None:
    arguments = [str(policy), "--events", str(log), "--max-rejects", "100%"]
    assert run([*arguments, "--out", str(tmp_path / "alone")], tmp_path / "driver")[0] == FOUND
    going = started_run(["run", *arguments, "--out", str(tmp_path / "on"), "--on", machines.master, "--quiet"], tmp_path / "driver")
    try:
        # What was read and routed lies with the workers: with one of them goes its part of it.
        wait(
            lambda: machines.holds(0, "rdd_") or going.poll() is not None,
            "nothing is put away",
            tmp_path / "cluster" / "cluster.log",
        )
        assert going.poll() is None, ended(going)
        machines.kill(0)
    finally:
        code, told = ended(going)
    assert code == FOUND, told
    same(tmp_path / "alone", tmp_path / "on")
    if copy := os.environ.get("BYLAWS_SPARK_LOG"):
        difference = subprocess.run(
            ["diff", "-s", tmp_path / "alone" / "findings.jsonl", tmp_path / "on" / "findings.jsonl"],
            capture_output=True,
            check=False,
        )
        Path(copy).write_text(
            f"{machines.said()}\n--- the run\n{told}\n--- diff -s of findings.jsonl\n{difference.stdout.decode()}"
        )


def test_plain_and_compressed_files_are_read_as_on_one_machine(policy: Path, log: Path, tmp_path: Path) -> None:
    lines, logs = log.read_bytes().splitlines(keepends=True)[:4000], tmp_path / "logs"
    logs.mkdir()
    logs.joinpath("a.jsonl").write_bytes(b"".join(lines[:2500]) + b"{\n\n7\n")
    logs.joinpath("b.jsonl.gz").write_bytes(gzip.compress(b"".join(lines[2400:])))
    arguments = [str(policy), "--events", str(logs), "--max-rejects", "100%", "--until", "2026-03-02T09:50:00Z"]
    assert run([*arguments, "--out", str(tmp_path / "alone")], tmp_path)[0] == FOUND
    code, told = run([*arguments, "--out", str(tmp_path / "on"), "--on", "local[2]"], tmp_path / "driver")
    assert code == FOUND, told
    same(tmp_path / "alone", tmp_path / "on")


@pytest.mark.parametrize(
    ("on", "said"),
    [("spark://127.0.0.1:1", "no master answers"), ("yarn", "no Spark master that is known here")],
)
def test_what_cannot_be_reached_is_said(policy: Path, log: Path, tmp_path: Path, on: str, said: str) -> None:
    code, told = run([str(policy), "--events", str(log), "--out", str(tmp_path / "out"), "--on", on], tmp_path)
    assert code == 64
    assert said in told
    assert "Traceback" not in told


def test_without_java_it_is_said_how_to_come_by_it(policy: Path, log: Path, tmp_path: Path) -> None:
    arguments = ["run", str(policy), "--events", str(log), "--out", str(tmp_path / "out"), "--on", "local[2]"]
    command = [sys.executable, "-c", "import sys; from bylaws.cli import main; sys.exit(main())", *arguments]
    environment = {name: value for name, value in os.environ.items() if name != "JAVA_HOME"} | {"PATH": str(tmp_path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 64
    assert "openjdk-17-jre-headless" in done.stderr
