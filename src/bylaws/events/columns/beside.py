"""Reading in a process of its own: while one batch is judged, the next is read on another core.

That process has a table of texts of its own. With each batch it sends the texts in it, which get their numbers here; so both sides
forget texts when they like. What is read, in which order, and what is said of it is the same as without.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import traceback
import warnings
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import astuple
from typing import Final, NoReturn

import numpy as np
from msgspec import Struct

from bylaws.events.columns.channel import Channel, channel
from bylaws.events.columns.schema import Layout
from bylaws.events.columns.strings import Array, Strings
from bylaws.events.columns.table import Table
from bylaws.events.columns.tally import Tally
from bylaws.events.columns.unreadable import Unreadable
from bylaws.events.decode import Decoder, Placed
from bylaws.events.record import Reject, Remark

_COUNTS: Final = tuple(
    name
    for name in Tally.__struct_fields__
    if (Tally.__annotations__[name] in ("int", "int | None") or name in ("spans", "zeros")) and name != "until"
)


def has_room() -> bool:
    """Whether there is another core, and a way to start a process there that knows what this one knows."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1


class Elsewhere(Struct, frozen=True):
    """Batches that are to be read, with texts as `there` numbers them, and what is told of meanwhile."""

    tables: Iterator[Table]
    layout: Layout
    there: Strings
    decoder: Decoder
    tally: Tally


class _Texts(Struct, frozen=True):
    """The texts of a batch: their numbers in it, and all of them in UTF-8, one behind the other, up to where each ends."""

    numbers: Array
    data: Array
    ends: Array


class _Told(Struct, frozen=True):
    """A batch with its texts (None: there is none left), and what was said since the one before.

    `counts`, `kinds` and `lacking` are a tally's as it stands, `ignored` and `placeholders` are a decoder's; `rejects` by their
    parts. `error`: what went wrong.
    """

    batch: tuple[Table, _Texts] | None
    counts: Sequence[object]
    kinds: Counter[str]
    lacking: Mapping[str, set[str]]
    ignored: Counter[tuple[str, str]]
    placeholders: Counter[Placed]
    rejects: Sequence[tuple[str | int, ...]]
    remarks: Sequence[Remark]
    error: Exception | None


def beside(reading: Elsewhere, here: Strings) -> Generator[Table]:
    """The batches, read by another process, which ends with this iterator; texts have the numbers of `here`.

    Raises what reading raises, and Unreadable if that process was ended from outside.
    """
    receives, sends = channel()
    with warnings.catch_warnings():
        # Of what other threads may hold, as that of a progress bar, the new process uses nothing.
        warnings.simplefilter("ignore", DeprecationWarning)
        process = os.fork()
    if process == 0:
        _read(reading, receives, sends)
    sends.close()
    try:
        while batch := _taken_in(_received(receives), reading):
            table, texts = batch
            table.renumber(_places(texts, here), reading.layout)
            yield table
    finally:
        receives.close()
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


def _received(receives: Channel) -> _Told:
    try:
        told: _Told = receives.receive()
    except EOFError:
        raise Unreadable("the process that read it was ended") from None
    return told


def _taken_in(told: _Told, reading: Elsewhere) -> tuple[Table, _Texts] | None:
    """The batch, once all that comes with it is known here too."""
    tally, decoder, before = reading.tally, reading.decoder, reading.tally.size
    for name, value in zip(_COUNTS, told.counts, strict=True):
        setattr(tally, name, value)
    tally.progress(tally.size - before)
    tally.kinds.clear()
    tally.kinds.update(told.kinds)
    decoder.ignored.clear()
    decoder.ignored.update(told.ignored)
    decoder.placeholders.clear()
    decoder.placeholders.update(told.placeholders)
    for kind, names in told.lacking.items():
        tally.lacking[kind] &= names
    for reject in told.rejects:
        tally.reject(Reject(*reject))  # type: ignore[arg-type]  # its parts came as a tuple, of which types say no more
    for remark in told.remarks:
        tally.remark(remark)
    if told.error is not None:
        raise told.error
    return told.batch


def _places(texts: _Texts, here: Strings) -> Array:
    """By a text's number there its number here."""
    places = np.full(int(texts.numbers.max(initial=-1)) + 1, -1, np.int64)
    places[texts.numbers] = here.interned(texts.data, texts.ends)
    return places


def _read(reading: Elsewhere, receives: Channel, sends: Channel) -> NoReturn:
    """What the new process does. An interrupt is the other's to answer, and nothing of the other's is tidied up here."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        receives.close()
        rejects: list[Reject] = []
        remarks: list[Remark] = []
        tally = reading.tally
        tally.reject, tally.remark, tally.progress = rejects.append, remarks.append, _unheard
        with contextlib.suppress(BrokenPipeError):
            for batch, error in _batches(reading):
                counts = [getattr(tally, name) for name in _COUNTS]
                counted = tally.kinds, tally.lacking, reading.decoder.ignored, reading.decoder.placeholders
                sends.send(_Told(batch, counts, *counted, [astuple(each) for each in rejects], remarks, error))
                rejects.clear()
                remarks.clear()
    finally:
        os._exit(0)


def _batches(reading: Elsewhere) -> Iterator[tuple[tuple[Table, _Texts] | None, Exception | None]]:
    """All batches, and what ends them."""
    try:
        for table in reading.tables:
            yield (table, _texts(table, reading)), None
    except Unreadable as error:
        yield None, error
    except Exception as error:
        error.add_note(traceback.format_exc())
        yield None, error
    else:
        yield None, None


def _texts(table: Table, reading: Elsewhere) -> _Texts:
    held = np.zeros(len(reading.there), np.bool_)
    for numbers in table.texts(reading.layout):
        held[numbers] = True
    numbers = np.flatnonzero(held)
    return _Texts(numbers, *reading.there.spelled(numbers))


def _unheard(_size: int) -> None:
    """The progress is the other's to tell."""
