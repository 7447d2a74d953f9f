"""A folder as a stream on Spark: killed in the middle and begun again, it finds what one run over all of it finds."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

import pytest

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
