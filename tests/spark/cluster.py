"""A real cluster on this machine: a standalone master and its workers, each a Java process of its own, which end with the test."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import pytest

PATIENCE: Final = 120  # seconds, for a machine that has much else to do
HOST: Final = "127.0.0.1"
MEMORY: Final = "512m"
LOG: Final = "cluster.log"

needs_spark = pytest.mark.skipif(
    find_spec("pyspark") is None or shutil.which("java") is None,
    reason="needs the extra `spark` and Java 17: `make cluster` installs both (Java needs root)",
)


def settings(folder: Path) -> dict[str, str]:
    """The environment in which all parts of a cluster are bound to this machine and bounded in memory; `folder` is theirs."""
    import pyspark

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "spark-defaults.conf").write_text(f"spark.executor.memory {MEMORY}\nspark.driver.memory {MEMORY}\n")
    home = str(Path(pyspark.__file__).parent)
    return {
        **os.environ,
        "SPARK_HOME": home,
        "SPARK_LOCAL_IP": HOST,
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_CONF_DIR": str(folder),
        "SPARK_LOCAL_DIRS": str(folder / "local"),
        "PYSPARK_PYTHON": sys.executable,
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2] / "src"), os.environ.get("PYTHONPATH", "")]),
    }


@dataclass
class Cluster:
    """`folder` is where all parts write, each worker below `worker-NUMBER`."""

    master: str
    folder: Path
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def kill(self, number: int) -> None:
        """Kills a worker and all that it runs, at once."""
        os.killpg(self.workers[number].pid, signal.SIGKILL)
        self.workers[number].wait()

    def said(self) -> str:
        return (self.folder / LOG).read_text(encoding="utf-8", errors="replace")

    def holds(self, number: int, what: str) -> bool:
        """Whether a worker's executor has put away something whose name begins so."""
        return any((self.folder / f"worker-{number}" / "local").glob(f"**/{what}*"))


@contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[Cluster]:
    """A master and its workers, with `folder` for what they write; all is killed at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    port, log = _free_port(), folder / LOG
    made = Cluster(f"spark://{HOST}:{port}", folder)
    processes = list[subprocess.Popen[bytes]]()
    try:
        address = ["--host", HOST, "--port", str(port), "--webui-port", "0"]
        processes.append(_started("org.apache.spark.deploy.master.Master", address, folder))
        wait(lambda: _answers(port), "the master does not answer", log)
        for number in range(workers):
            place = folder / f"worker-{number}"
            bounds = ["--host", HOST, "--cores", "1", "--memory", "1g", "--webui-port", "0", "--work-dir", str(place)]
            own = {"SPARK_LOCAL_DIRS": str(place / "local")}
            made.workers.append(_started("org.apache.spark.deploy.worker.Worker", [*bounds, made.master], folder, **own))
            processes.append(made.workers[-1])
        wait(lambda: made.said().count("Successfully registered with master") >= workers, "the workers do not register", log)
        yield made
    finally:
        for each in processes:
            with_all = os.getpgid(each.pid) if each.poll() is None else None
            if with_all is not None:
                os.killpg(with_all, signal.SIGKILL)
            each.wait()


def _started(kind: str, arguments: list[str], folder: Path, **more: str) -> subprocess.Popen[bytes]:
    environment = {**settings(folder), **more}
    command = [f"{environment['SPARK_HOME']}/bin/spark-class", kind, *arguments]
    with (folder / LOG).open("ab") as file:
        return subprocess.Popen(command, env=environment, stdout=file, stderr=file, cwd=folder, start_new_session=True)


def started_run(arguments: list[str], folder: Path) -> subprocess.Popen[bytes]:
    """`bylaws` with some words, in a process group of its own; `folder` is where Spark writes."""
    command = [sys.executable, "-c", "import sys; from bylaws.cli import main; sys.exit(main())", *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=settings(folder), stdout=pipe, stderr=pipe, start_new_session=True)


def ended(run: subprocess.Popen[bytes]) -> tuple[int, str]:
    """The exit code of a run and what it said on standard error."""
    try:
        _, told = run.communicate(timeout=2 * PATIENCE)
    finally:
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
            run.wait()
    return run.returncode, told.decode(errors="replace")


def wait(holds: Callable[[], bool], otherwise: str, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(f"{otherwise}:\n{log.read_text(errors='replace')[-4000:] if log.exists() else ''}")
        time.sleep(0.2)


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as server:
        return int(server.getsockname()[1])


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0
