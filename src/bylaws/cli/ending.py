"""Asked to end (SIGTERM, Ctrl-C), a command that keeps a state finishes first: what came in is answered, the state written."""

from __future__ import annotations

import os
import select
import signal
from types import FrameType, TracebackType
from typing import Final, Self

from bylaws.cli.exits import Exit

_CODES: Final = {signal.SIGINT: Exit.INTERRUPTED, signal.SIGTERM: Exit.ENDED}


class Ending:
    """While it holds, the first signal is noted (`code` is what to end with; else 0), and the next one ends the process at once."""

    def __init__(self) -> None:
        self.code = 0
        self._heard, self._hearing = os.pipe()
        self._before = {each: signal.getsignal(each) for each in _CODES}

    def __enter__(self) -> Self:
        for each in _CODES:
            signal.signal(each, self._note)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for each, before in self._before.items():
            signal.signal(each, before)
        os.close(self._heard)
        os.close(self._hearing)

    def read(self, handle: int, size: int) -> bytes:
        """What comes next from a handle; nothing once a signal came, while it is waited for too."""
        if not self.code:
            select.select([handle, self._heard], [], [])
        return b"" if self.code else os.read(handle, size)

    def _note(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 (a handler is given both)
        self.code = _CODES[signal.Signals(number)]
        signal.signal(number, signal.SIG_DFL)
        os.write(self._hearing, b"\0")
