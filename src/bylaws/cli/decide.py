"""`bylaws decide`: events in, answers out, one by one."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import orjson
from cyclopts import Parameter

from bylaws.cli.bounds import Bound
from bylaws.cli.console import tell
from bylaws.cli.ending import Ending
from bylaws.cli.exits import Exit
from bylaws.cli.files import Content, content_in
from bylaws.cli.manner import How
from bylaws.cli.policies import program_of
from bylaws.cli.progress import Bar
from bylaws.content.stored import read_from
from bylaws.deciding import Answer, answers, decider_after
from bylaws.engine.decide import Decision
from bylaws.events.readers.stream import Stream
from bylaws.lasting.restoring import restore
from bylaws.lasting.retention import Retention
from bylaws.lasting.saving import EVERY, Saver
from bylaws.lasting.serving import Serving
from bylaws.lasting.store import Store
from bylaws.policy.program import Program
from bylaws.study.answers import refused
from bylaws.study.answers import telling as telling_of
from bylaws.study.request import Request, UsageError

PIECE: Final = 1 << 16


def decide(
    policy: Path,
    /,
    *,
    history: Annotated[list[str], Parameter(allow_leading_hyphen=True)] = [],  # noqa: B006 (never changed)
    state: Path | None = None,
    keys: Path | None = None,
    keep: Annotated[list[str], Parameter(allow_leading_hyphen=True)] = [],  # noqa: B006 (never changed)
    snapshot_every: int = EVERY,
    how: How = How(),
    content: Content = None,
    max_rejects: str = "10%",
    quiet: bool = False,
) -> Exit:
    """Answer events at once: JSON lines on standard input, a verdict for each on standard output.

    Parameters
    ----------
    policy
        the policy's Markdown file
    history
        logs of what happened before: they count in windows, lists and permits, and are not answered
    state
        a folder in which the state outlives the process: each event is on the disk there before it is answered
    keys
        the folder of the keys to that state; by default beside it, called the same with `.keys`
    keep
        how long events are kept there, in days or `forever`: an age, or one for certain kinds, as in `message.*=30d` (default: 90d)
    snapshot_every
        after how many events a snapshot of the state is written
    max_rejects
        how many lines may be no events before the exit code is 3: a number, or a share such as `5%`
    quiet
        print nothing but answers and errors
    """
    bound = Bound.of(max_rejects)
    retention = Retention.of(keep)
    read_from(content_in(content))
    program = program_of(policy)
    if program is None:
        return Exit.BROKEN_POLICY
    past = Request(policy, tuple(history), how.manner) if history else None
    telling, stopped = Telling(program), 0
    if snapshot_every < 1:
        raise UsageError("--snapshot-every is a number of events, 1 at least")
    if state is None:
        if keys is not None or keep:
            raise UsageError("--keys and --keep say how a state is kept, and `--state` where; there is none")
        lost = _in_memory(program, past, telling, quiet)
    else:
        with Store(state, keys, retention.names) as store:
            with Bar(quiet=quiet) as bar:
                restored = restore(store, program, past, bar)
            for note in restored.notes:
                tell(note, "yellow")
            saver = Saver(store, restored, tell, snapshot_every, retention.ages)
            _ready(quiet)
            with Ending() as ending:
                Serving(store, restored.decider, retention, saver, telling).run(lambda: ending.read(sys.stdin.fileno(), PIECE))
            lost = restored.decider.lost
            stopped = ending.code
    if lost:
        return Exit.INTERNAL
    if stopped:
        return Exit(stopped)
    if bound.exceeded(telling.rejects, telling.asked):
        return Exit.REJECTS
    return Exit.FINDINGS if telling.found else Exit.NOTHING


class Telling:
    """Prints answers, and counts: how many were asked for, how many of these for what is no event, whether not all passed."""

    def __init__(self, program: Program) -> None:
        self.asked = self.rejects = 0
        self.found = False
        self._told = telling_of(program)
        self._lost = ""

    def line(self, answer: Answer) -> bytes:
        """What is told of an answer, as things stand."""
        told = self._told(answer) if isinstance(answer, Decision) else refused(*answer)
        return orjson.dumps(told) + b"\n"

    def tell(self, answers: Sequence[tuple[Answer, bytes]], lost: str) -> None:
        """Prints some answers. `lost`: what broke the state, if anything did."""
        out = sys.stdout.buffer
        for answer, line in answers:
            self.asked += 1
            if isinstance(answer, Decision):
                self.found = self.found or answer.verdict != "allow"
            else:
                self.rejects += 1
            out.write(line)
        out.flush()
        if lost and not self._lost:
            self._lost = lost
            tell(f"{lost}; all further answers are what the clauses say for that", "bold red")


def _in_memory(program: Program, history: Request | None, telling: Telling, quiet: bool) -> str:
    """What broke the state, if anything did."""
    with Bar(quiet=quiet or history is None) as bar:
        decider = decider_after(program, history, bar)
    _ready(quiet)
    for answer in answers(decider, Stream("-", iter(_read, b""))):
        telling.tell([(answer, telling.line(answer))], decider.lost)
    return decider.lost


def _ready(quiet: bool) -> None:
    # No object here leads back to itself, and to look for such that do takes longer than an answer may.
    gc.disable()
    if sys.stdin.isatty() and not quiet:
        tell("one event a line, as JSON; the end of the input (Ctrl-D) ends it")


def _read() -> bytes:
    return os.read(sys.stdin.fileno(), PIECE)
