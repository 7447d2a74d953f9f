"""The process that looks into files: whatever a file does to it, it does to nobody else.

Lines on standard input ask: the length of the bytes, which lie in the file of the descriptor that is its argument. A line on
standard output answers each: the sort of the file and its faults, with tabs between.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections.abc import Callable
from typing import Final

from bylaws.content.files.look import look

MEMORY: Final = 200 * 2**20
"""Bytes that it may take."""
TIME: Final = 0.2
"""Seconds that the processor may work on a file; the wait for it does not count, so that a busy machine gives the same answers."""

Answer = Callable[[bytes], str]


def faults(data: bytes) -> str:
    found = look(data, _passed)
    return "\t".join((found.kind, *found.faults))


def _passed(piece: bytes) -> None:
    """Nobody asks for pieces here."""


def serve(answer: Answer) -> None:
    """Answers until nobody asks any more. What takes too long ends the process."""
    number = int(sys.argv[1])
    for line in sys.stdin.buffer:
        data = os.pread(number, int(line), 0)
        signal.setitimer(signal.ITIMER_PROF, TIME)
        told = answer(data)
        signal.setitimer(signal.ITIMER_PROF, 0)
        sys.stdout.buffer.write(told.encode() + b"\n")
        sys.stdout.buffer.flush()


def bound(limit: int) -> None:
    """Lets this process take no more memory than so much beyond what it has now."""
    with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 (no file of anybody's)
        has = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (has + limit, has + limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    bound(MEMORY)
    serve(faults)
