"""Commands run in processes of their own, on one core, and what they spend."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ONE_CORE: Final = {"POLARS_MAX_THREADS": "1", "NUMBA_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
_PINNED: Final = "import os; hasattr(os, 'sched_setaffinity') and os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}); "
_BYLAWS: Final = _PINNED + "import sys; from bylaws.cli import shell; sys.exit(shell())"
_WORK: Final = _PINNED + "from bylaws.bench.work import main; main()"


def surroundings(env: Mapping[str, str] | None = None) -> dict[str, str]:
    """Of what is measured: one thread for each library, and Python may store what it compiled, as it does by itself."""
    mine = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**mine, **ONE_CORE, **(env or {})}


class MeasuringError(Exception):
    """Something that is measured did not do its work, so that no number about it would mean anything."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Processor seconds of a whole process, user and system, the greatest memory it held (bytes), and what it printed."""

    seconds: float
    peak: int
    printed: str


def bylaws_command(*words: str | Path) -> list[str]:
    """The command `bylaws` of this very installation, on one core."""
    return [sys.executable, "-c", _BYLAWS, *map(str, words)]


def work_command(*words: str | Path) -> list[str]:
    """One piece of work of `bylaws.bench.work`, on one core."""
    return [sys.executable, "-c", _WORK, *map(str, words)]


def spend(command: Sequence[str], fine: tuple[int, ...] = (0,), env: Mapping[str, str] | None = None) -> Spent:
    """Runs a command. Raises MeasuringError if its exit code is none of `fine`.

    The peak is never less than this process holds itself, which is why it makes no traffic and parses nothing.
    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as wrong:
        process = subprocess.Popen(command, stdout=output, stderr=wrong, env=surroundings(env))
        try:
            _, status, used = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            process.wait()
            raise
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        wrong.seek(0)
        if process.returncode not in fine:
            raise MeasuringError(f"{' '.join(command[3:])} ended with {process.returncode}: {wrong.read().decode()[-1000:]}")
        return Spent(used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, output.read().decode())
