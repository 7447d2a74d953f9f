"""From one process of this program to another: objects, of which arrays are not copied before they are sent."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pickle
from typing import Any

import numpy as np

_SIZE = np.dtype(np.int64)
_PIPE = 1 << 20
"""Bytes that lie in a pipe, if the system grants them: the more, the less often the processes wait for each other."""


class Channel:
    """One end. What is received is unpickled, so that the other end must be this program itself."""

    def __init__(self, end: int) -> None:
        self._end = end

    def send(self, told: object) -> None:
        """Waits until most of it was received. Raises BrokenPipeError if nobody listens any more."""
        buffers: list[pickle.PickleBuffer] = []
        head = pickle.dumps(told, 5, buffer_callback=buffers.append)
        pieces = [memoryview(head), *(each.raw() for each in buffers)]
        sizes = [each.nbytes for each in pieces]
        for piece in (memoryview(np.array([len(sizes), *sizes], _SIZE).tobytes()), *pieces):
            left = piece
            while left.nbytes:
                left = left[os.write(self._end, left) :]

    def receive(self) -> Any:
        """Waits until it was sent. Raises EOFError if the other end is closed."""
        (count,) = np.frombuffer(self._piece(_SIZE.itemsize), _SIZE).tolist()
        sizes = np.frombuffer(self._piece(count * _SIZE.itemsize), _SIZE).tolist()
        head, *buffers = map(self._piece, sizes)
        return pickle.loads(head, buffers=buffers)

    def close(self) -> None:
        os.close(self._end)

    def _piece(self, size: int) -> memoryview:
        piece = np.empty(size, np.uint8).data
        left = piece
        while left.nbytes:
            done = os.readv(self._end, [left])
            if not done:
                raise EOFError
            left = left[done:]
        return piece


def channel() -> tuple[Channel, Channel]:
    """The end that receives and the end that sends. A process that uses one is to close the other."""
    receives, sends = os.pipe()
    # A user may have so many pipes of this size as the system allows.
    with contextlib.suppress(OSError):
        fcntl.fcntl(sends, fcntl.F_SETPIPE_SZ, _PIPE)
    return Channel(receives), Channel(sends)
