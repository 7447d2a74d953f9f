"""A folder as a stream on Spark: killed in the middle and begun again, it finds what one run over all of it finds."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from bylaws.journal.disk import Lock

from .cluster import ended, needs_spark, started_run, wait
from .conftest import lines

pytestmark = [pytest.mark.slow, needs_spark]

EACH = 400
FILES = 5


def put(folder: Path, numbers: range) -> None:
    """Some of the files of a log, each written some time after the one before."""
    folder.mkdir(exist_ok=True)
    whole = lines(EACH * FILES, every=5)
    for number in numbers:
        path = folder / f"{number}.jsonl"
        path.write_bytes(b"".join(whole[number * EACH : (number + 1) * EACH]))
        os.utime(path, (time.time() - 100 + number,) * 2)


def test_a_stream_that_is_killed_and_begun_again_neither_loses_nor_doubles(policy: Path, tmp_path: Path) -> None:
    events, kept = tmp_path / "events", tmp_path / "kept"
    put(events, range(4))
    arguments = ["run", str(policy), "--events", str(events), "--max-rejects", "100%", "--format", "json"]
    stream = [*arguments, "--on", "local[2]", "--checkpoint", str(kept), "--files", "2", "--out", str(tmp_path / "on")]
    going = started_run(stream, tmp_path / "driver")
    # Between two epochs, or in the midst of the second: what the first one left is there.
    wait(lambda: (kept / "state" / "1").exists() or going.poll() is not None, "no epoch ends", tmp_path / "none")
    os.killpg(going.pid, signal.SIGKILL)
    _, said = going.communicate()
    assert going.returncode == -signal.SIGKILL, said
    assert not (tmp_path / "on" / "findings.jsonl").exists()
    # A file that came while nobody looked is read when the stream goes on.
    put(events, range(4, FILES))
    again = started_run(stream, tmp_path / "driver")
    told, said = again.communicate(timeout=400)
    assert again.returncode == 1, said
    summary = json.loads(told)
    alone = started_run([*arguments, "--until", summary["judged_until"], "--out", str(tmp_path / "alone")], tmp_path / "driver")
    assert ended(alone)[0] == 1
    findings = [tmp_path.joinpath(name, "findings.jsonl").read_bytes() for name in ("alone", "on")]
    assert findings[0]
    assert findings[0] == findings[1]
    assert summary["epochs"] == 3


def test_whatever_files_are_called_and_wherever_they_lie_all_are_read(policy: Path, tmp_path: Path) -> None:
    events, kept, out = tmp_path / "logs [1] of today", tmp_path / "kept", tmp_path / "on"
    put(events, range(FILES))
    told = [events / name for name in ("a#1.jsonl", "50%25.jsonl", "b?[].jsonl", "below/a#1.jsonl", "10:00.jsonl.gz")]
    events.joinpath("below").mkdir()
    for number, path in enumerate(told):
        events.joinpath(f"{number}.jsonl").rename(path)
    told[-1].write_bytes(gzip.compress(told[-1].read_bytes()))
    arguments = ["run", str(policy), "--events", str(events), "--max-rejects", "100%", "--format", "json"]
    stream = [*arguments, "--on", "local[2]", "--checkpoint", str(kept), "--files", "4", "--out", str(out)]
    summary = streamed(stream, tmp_path, 1)
    ending = ["--until", summary["judged_until"], "--out", str(tmp_path / "alone")]
    assert ended(started_run([*arguments, *ending], tmp_path / "driver"))[0] == 1
    for name in ("findings.jsonl", "rejects.jsonl"):
        alone, on = (folder.joinpath(name).read_bytes().splitlines() for folder in (tmp_path / "alone", out))
        assert len(alone) == len(on), name
    assert tmp_path.joinpath("alone", "findings.jsonl").read_bytes() == out.joinpath("findings.jsonl").read_bytes()

    # What came since is cut off in the middle, and what was found stands. Nothing of an earlier summary is left.
    out.joinpath("summary.json").touch()
    events.joinpath("cut.jsonl.gz").write_bytes(told[-1].read_bytes()[:-40])
    month = time.time() - 30 * 86_400
    os.utime(events / "cut.jsonl.gz", (month, month))  # Spark asks how old a file is only when it knows others
    events.joinpath("README").write_text("what lies here\n")
    again = streamed(stream, tmp_path, 3)
    assert [Path(each["file"]).name for each in again["inputs"]["not_read"]] == ["cut.jsonl.gz"]
    assert [Path(each["file"]).name for each in again["inputs"]["skipped"]] == ["README"]
    assert not out.joinpath("summary.json").exists()

    # An epoch asks for what the one before it left.
    kept.joinpath("epochs", str(again["epochs"] - 1)).unlink()
    put(events, range(1))
    code, said = ended(started_run([*stream, "--quiet"], tmp_path / "driver"))
    assert code == 64
    assert "is gone; begin in a new folder" in said
    assert "Traceback" not in said


def streamed(arguments: list[str], folder: Path, code: int) -> dict[str, Any]:
    """What a stream printed."""
    run = started_run(arguments, folder / "driver")
    try:
        told, said = run.communicate(timeout=400)
    except subprocess.TimeoutExpired:
        os.killpg(run.pid, signal.SIGKILL)
        raise
    assert run.returncode == code, said
    found: dict[str, Any] = json.loads(told)
    return found


def test_a_stream_belongs_to_its_policy(policy: Path, tmp_path: Path) -> None:
    put(tmp_path / "events", range(1))
    stream = ["--events", str(tmp_path / "events"), "--out", str(tmp_path / "out"), "--checkpoint", str(tmp_path / "kept")]
    code, told = ended(started_run(["run", str(policy), *stream, "--quiet"], tmp_path))
    assert code == 64
    assert "--on says where" in told
    for more in (["--until", "2026-03-02"], ["--as", "json-lines"]):
        code, told = ended(started_run(["run", str(policy), *stream, "--on", "local[2]", *more, "--quiet"], tmp_path))
        assert code == 64
        assert "one folder of JSON lines" in told


def test_one_run_at_a_time_goes_on_with_a_folder(policy: Path, tmp_path: Path) -> None:
    put(tmp_path / "events", range(1))
    kept = tmp_path / "kept"
    kept.mkdir(mode=0o700)
    stream = ["--events", str(tmp_path / "events"), "--out", str(tmp_path / "out"), "--checkpoint", str(kept), "--on", "local[2]"]
    held = Lock(kept / "lock")
    try:
        code, told = ended(started_run(["run", str(policy), *stream, "--quiet"], tmp_path))
    finally:
        held.release()
    assert code == 64
    assert "another process uses this state" in told
