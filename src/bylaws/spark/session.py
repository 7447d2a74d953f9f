"""A session with a cluster, and what is said where there can be none."""

from __future__ import annotations

import logging
import os
import re
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bylaws.study.request import UsageError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

FORMS: Final = "`local[2]`, `local-cluster[2,1,1024]` (two workers on this machine) or `spark://HOST:PORT`"
PATIENCE: Final = 10
"""Seconds in which a master must take a connection."""
_LOCAL: Final = re.compile(r"local(\[(\d+|\*)\]|-cluster\[\d+,\d+,\d+\])?")
_REMOTE: Final = re.compile(r"spark://(\[[0-9a-fA-F:]+\]|[^:/,\[\]]+):(\d{1,5})")


def check(on: str) -> None:
    """Raises UsageError where there can be no session, with what is to be done about it."""
    remote = _REMOTE.fullmatch(on)
    if remote is None and _LOCAL.fullmatch(on) is None:
        raise UsageError(f"--on: `{on}` is no Spark master that is known here; there are {FORMS}")
    missing = [name for name in ("pyspark", "pyarrow", "pandas") if find_spec(name) is None]
    if missing:
        raise UsageError(f"--on needs {', '.join(missing)}, which the extra `spark` brings: pip install 'bylaws[spark]'")
    home = os.environ.get("JAVA_HOME")
    if not shutil.which(str(Path(home) / "bin" / "java") if home else "java"):
        raise UsageError("--on needs Java 17 or later; on Debian, `apt-get install openjdk-17-jre-headless` brings it")
    if remote is not None:
        _reach(on, remote[1].strip("[]"), int(remote[2]))


def _reach(on: str, host: str, port: int) -> None:
    try:
        socket.create_connection((host, port), PATIENCE).close()
    except (OSError, OverflowError) as error:
        told = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"--on: no master answers at {on}: {told}; is it running, at the address that it tells?") from None


@contextmanager
def session(on: str) -> Iterator[SparkSession]:
    """A session for one run. Raises UsageError as `check`."""
    check(on)
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    # What the cluster has to say of itself, it says in its own logs.
    logging.getLogger("py4j").setLevel(logging.CRITICAL)
    builder = SparkSession.builder.master(on).appName("bylaws")
    for name, value in _settings(on).items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    try:
        yield spark
    finally:
        spark.stop()


def _settings(on: str) -> dict[str, str]:
    """What differs from Spark's defaults, or from those of the user's spark-defaults.conf."""
    found = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.sql.adaptive.enabled": "false",  # it would join small shards, and a shard is judged by itself
        "spark.sql.execution.arrow.maxRecordsPerBatch": "4096",
    }
    if on.startswith(("local", "spark://127.0.0.1:", "spark://localhost:")):
        # All of it is on this machine, and nobody else is to reach it.
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        found |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    return found
