"""What is said where a cluster lacks something, and what a stream keeps to itself, without a cluster."""

from __future__ import annotations

from pathlib import Path

import pytest

from bylaws.spark import session
from bylaws.spark.stream import _hidden

from .conftest import lines

TRACE = """Job aborted due to stage failure: Task 0 in stage 3.0 failed 4 times, most recent failure: Lost task 0.3 in stage 3.0:
org.apache.spark.api.python.PythonException: Traceback (most recent call last):
  File "/usr/lib/python3/site-packages/bylaws/spark/reading.py", line 84, in events_of
    with Path(split.path).open("rb") as file:
{0}

\tat org.apache.spark.api.python.BasePythonRunner$ReaderIterator.handlePythonException(PythonRunner.scala:700)
"""


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("FileNotFoundError: [Errno 2] No such file or directory: '/shared/a.jsonl'", "under the same paths"),
        ("OSError: [Errno 28] No space left on device", "have room there"),
        ("java.io.IOException: No space left on device", "SPARK_LOCAL_DIRS"),
        ("ModuleNotFoundError: No module named 'bylaws'", "bylaws[spark]"),
        ('java.io.IOException: Cannot run program "/opt/venv/bin/python": error=2', "PYSPARK_PYTHON"),
        ("Asked to launch cluster with 512 MiB/worker but requested 1024 MiB/executor", "spark.executor.memory"),
    ],
)
def test_what_a_machine_lacks_is_said_in_one_line(told: str, said: str) -> None:
    found = str(session._outside(TRACE.format(told)))
    assert said in found
    assert found.count("\n") == 0
    assert "handlePythonException" not in found


def test_an_error_of_ours_is_not_laid_upon_the_machines() -> None:
    assert session._outside(TRACE.format("KeyError: 'account'")) is None


def test_logs_that_spark_hides_are_told_of(tmp_path: Path) -> None:
    log = b"".join(lines(3))
    for name in ("_a.jsonl", "_below/b.jsonl", ".unfinished.jsonl", "c.jsonl"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(log)
    tmp_path.joinpath("_SUCCESS").touch()
    assert [Path(each.file).name for each in _hidden(tmp_path)] == ["_a.jsonl", "b.jsonl"]
