"""What is fuzzed: a name, what must hold of any bytes, and what to begin with."""

from __future__ import annotations

import signal
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

CORPUS = Path(__file__).parent / "corpus"
MOST = 1 << 16
"""Bytes of an input."""
SECONDS = 5
"""Of processor time that one input may take; coverage is measured meanwhile, which is several times as slow."""
PATIENCE = 12
"""Times as long an input may take when it is tried once more."""
MEMORY = 64 * 2**20
"""Bytes of Python's memory that one input may take at most, besides what was there."""


class TooSlowError(BaseException):
    """An input takes too long. No Exception, so that nothing on the way can take it for its own."""


class TooMuchMemoryError(Exception):
    """An input takes too much memory."""


@dataclass(frozen=True, slots=True)
class Target:
    """`check` raises for bytes that show a fault; `seeds` are inputs of the sort."""

    name: str
    check: Callable[[bytes], None]
    seeds: Callable[[], Iterable[bytes]]

    @property
    def kept(self) -> list[Path]:
        """The inputs that were kept."""
        return sorted((CORPUS / self.name).glob("*"))

    def inputs(self) -> list[bytes]:
        """Seeds and kept inputs, each once, none too long."""
        found = [*self.seeds(), *(path.read_bytes() for path in self.kept)]
        return list(dict.fromkeys(each for each in found if len(each) <= MOST))

    def hold(self, data: bytes, *, measured: bool = True) -> None:
        """Checks that `data` shows no fault, in bounded time and, if that is `measured`, in bounded memory."""
        try:
            self._tried(data, measured)
        except (TooSlowError, TooMuchMemoryError):
            # Code may have been compiled at the cost of this input, which is done once.
            with in_time(PATIENCE * SECONDS):
                self.check(data)
            self._tried(data, measured)

    def _tried(self, data: bytes, measured: bool) -> None:
        with in_time(SECONDS), _in_memory() if measured else _unmeasured():
            self.check(data)


@contextmanager
def in_time(seconds: float) -> Iterator[None]:
    """Raises TooSlowError where what is inside takes more processor time."""

    def late(_signal: int, _frame: FrameType | None) -> None:
        raise TooSlowError(f"more than {seconds} s")

    before = signal.signal(signal.SIGVTALRM, late)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@contextmanager
def _in_memory() -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    if peak > MEMORY:
        raise TooMuchMemoryError(f"{peak:,} bytes")


@contextmanager
def _unmeasured() -> Iterator[None]:
    yield
