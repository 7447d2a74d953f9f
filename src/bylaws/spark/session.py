"""A session with a cluster, and what is said where there can be none."""

from __future__ import annotations

import logging
import os
import re
import shutil
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final, NoReturn

from bylaws.study.request import UsageError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

FORMS: Final = "`local[2]`, `local-cluster[2,1,1024]` (two workers on this machine) or `spark://HOST:PORT`"
PATIENCE: Final = 10
"""Seconds in which a master must take a connection."""
_LOCAL: Final = re.compile(r"local(\[(\d+|\*)\]|-cluster\[\d+,\d+,\d+\])?")
_REMOTE: Final = re.compile(r"spark://(\[[0-9a-fA-F:]+\]|[^:/,\[\]]+):(\d{1,5})")
SETTLED: Final = 1.0
"""Seconds without another worker after which those that are there count as all."""
_OUTSIDE: Final = (
    (r"\[Errno \d+\] .+", "all machines must see the events and the folders under the same paths, and have room there"),
    (r"No space left on device", "SPARK_LOCAL_DIRS names the folder in which Spark keeps what it sorts"),
    (r"No module named '[^']+'", "every machine needs 'bylaws[spark]' in the Python that is used there"),
    (r"Cannot run program \"[^\"]+\"", "PYSPARK_PYTHON names the Python with bylaws, at the same path on every machine"),
    (r"\[PYTHON_VERSION_MISMATCH\].+", "every machine needs the same Python"),
    (r"requested \d+ MiB/executor", "more than a worker has: `spark.executor.memory` in spark-defaults.conf must fit"),
    (r"All masters are unresponsive", "is the master of the same version of Spark as the pyspark that is installed here?"),
)
"""What a machine of the cluster may lack, as it is told in the midst of Java's words, and what is to be done about it."""


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
    """A session for one run. Raises UsageError as `check`, and for what is not as it must be on a machine of the cluster."""
    check(on)
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    # What the cluster has to say of itself, it says in its own logs.
    logging.getLogger("py4j").setLevel(logging.CRITICAL)
    builder = SparkSession.builder.master(on).appName("bylaws")
    for name, value in _settings(on).items():
        builder = builder.config(name, value)
    try:
        with _interruptible():
            spark = builder.getOrCreate()
            application = spark.sparkContext.applicationId
            try:
                with _interruptible():  # for Spark has put its own way in place of this one
                    _await_workers(spark, on)
                    yield spark
            finally:
                spark.stop()
                _tidy(on, application)
    except Exception as error:
        found = _outside(str(error)) if type(error).__module__.startswith(("pyspark.", "py4j.")) else None
        if found is None:
            raise
        raise found from None


@contextmanager
def _interruptible() -> Iterator[None]:
    """An interrupt ends the run without that all who waited for an answer tell where they stood."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
        logging.disable(logging.CRITICAL)
        raise KeyboardInterrupt

    told, before = logging.root.manager.disable, signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        logging.disable(told)


def _await_workers(spark: SparkSession, on: str) -> None:
    """Waits until workers have registered, by which the number of shards goes; they come one by one."""
    if _LOCAL.fullmatch(on) and not on.startswith("local-cluster"):
        return
    context = spark.sparkContext._jsc.sc()
    known, since = 0, time.monotonic()
    while not known or time.monotonic() - since < SETTLED:
        count = context.getExecutorMemoryStatus().size() - 1  # the driver is one of them
        if count != known:
            known, since = count, time.monotonic()
        time.sleep(0.1)


def _tidy(on: str, application: str) -> None:
    """Removes what the workers of a `local-cluster` wrote beside Spark itself; those of others clean up as they are told to."""
    if on.startswith("local-cluster"):
        import pyspark

        work = Path(os.environ.get("SPARK_HOME") or Path(pyspark.__file__).parent) / "work"
        shutil.rmtree(work / application, ignore_errors=True)
        with suppress(OSError):
            work.rmdir()


def _outside(told: str) -> UsageError | None:
    """What is wrong on a machine of the cluster, if it is nothing of ours."""
    for pattern, advice in _OUTSIDE:
        if found := re.search(pattern, told):
            return UsageError(f"--on: on a machine of the cluster: {found[0]}; {advice}")
    return None


def _settings(on: str) -> dict[str, str]:
    """What differs from Spark's defaults, or from those of the user's spark-defaults.conf."""
    found = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "FATAL",  # an error comes as an exception, whose cause is told then
        "spark.sql.adaptive.enabled": "false",  # it would join small shards, and a shard is judged by itself
        "spark.sql.execution.arrow.maxRecordsPerBatch": "4096",
    }
    if on.startswith(("local", "spark://127.0.0.1:", "spark://localhost:")):
        # All of it is on this machine, and nobody else is to reach it.
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        found |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    return found
