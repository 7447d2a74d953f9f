"""Has files looked into by another process, and gets over whatever becomes of it."""

from __future__ import annotations

import atexit
import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
from collections import OrderedDict
from contextlib import suppress
from hashlib import sha256
from typing import IO, Final

PATIENCE: Final = 10.0
"""Seconds after which a process that gives no answer is ended; what works for long ends by itself, long before."""
_START: Final = 60.0
"""Seconds in which it must have started: a machine may be slow to load a program for the first time."""
KEPT: Final = 4096
"""Answers that are kept, by the digest of what was looked into."""


class Scanner:
    """Asks a module of this package, run as a process of its own. It is started when it is first asked, and anew when it ended.

    `given`: what the module is to know beforehand, in a file of which it is told too.
    One that is used by several threads asks one thing at a time; a process that was forked starts its own.
    """

    def __init__(self, module: str, patience: float = PATIENCE, given: bytes = b"") -> None:
        self._module, self._patience, self._given = module, patience, given
        self._kept: OrderedDict[bytes, str | None] = OrderedDict()
        self._lock = threading.Lock()
        self._process: _Process | None = None
        atexit.register(self.close)

    def ask(self, data: bytes) -> str | None:
        """What the process says of some bytes; None if they ended it."""
        digest = sha256(data).digest()
        with self._lock:
            if digest not in self._kept:
                self._kept[digest] = self._asked(data)
                if len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(digest)
            return self._kept[digest]

    def close(self) -> None:
        """Ends the process."""
        if self._process is not None:
            self._process.close()
        self._process = None

    @property
    def process(self) -> int | None:
        """Its number, while it runs."""
        return None if self._process is None else self._process.number

    def _asked(self, data: bytes) -> str | None:
        for _ in range(2):
            if self._process is None or not self._process.is_ours:
                self._process = _Process(self._module, self._given)
            told = self._process.ask(data, self._patience)
            if told is not None:
                return told
            from_outside = self._process.was_ended
            self.close()
            # Whom somebody else ended has said nothing of these bytes.
            if not from_outside:
                break
        return None


def _shared() -> IO[bytes]:
    """A file that has no name, in memory where there is such a thing."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("content"), "w+b")
    return tempfile.TemporaryFile()


class _Process:
    """One run of the module. Bytes go to it by a file that both have open, so that neither ever waits to write."""

    def __init__(self, module: str, given: bytes) -> None:
        self._owner, self._hung = os.getpid(), False
        self._file, self._given = _shared(), _shared()
        self._given.write(given)
        self._given.flush()
        numbers = self._file.fileno(), self._given.fileno()
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *map(str, numbers)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=numbers,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(each for each in sys.path if each)},
            bufsize=0,
        )
        self._has_answered = False
        self._poll = select.poll()
        self._poll.register(self._process.stdout or -1, select.POLLIN)

    @property
    def number(self) -> int:
        return self._process.pid

    @property
    def is_ours(self) -> bool:
        return self._owner == os.getpid()

    def ask(self, data: bytes, patience: float) -> str | None:
        self._file.seek(0)
        self._file.write(data)
        self._file.flush()
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.write(b"%d\n" % len(data))
        line = self._line(patience if self._has_answered else max(patience, _START))
        self._has_answered = self._has_answered or line is not None
        return line

    def _line(self, patience: float) -> str | None:
        assert self._process.stdout is not None
        told = b""
        while not told.endswith(b"\n"):
            ready = self._poll.poll(patience * 1000)
            piece = os.read(self._process.stdout.fileno(), 1 << 16) if ready else b""
            if not piece:
                self._hung = not ready
                return None
            told += piece
        return told[:-1].decode()

    @property
    def was_ended(self) -> bool:
        """Whether it gave no answer because somebody ended it, be it a system that ran out of memory."""
        return not self._hung and self._process.wait() in (-signal.SIGKILL, -signal.SIGTERM)

    def close(self) -> None:
        if not self.is_ours:
            return
        self._process.kill()
        self._process.wait()
        for each in (self._process.stdin, self._process.stdout, self._file, self._given):
            if each is not None:
                with suppress(OSError):
                    each.close()
