"""`bylaws decide`: events in, answers out, one by one."""

from __future__ import annotations

import gc
import os
import sys
from functools import partial
from pathlib import Path
from typing import Annotated, Final

import orjson
from cyclopts import Parameter

from bylaws.cli.bounds import Bound
from bylaws.cli.console import tell
from bylaws.cli.exits import Exit
from bylaws.cli.manner import How
from bylaws.cli.policies import program_of
from bylaws.cli.progress import Bar
from bylaws.deciding import answers, decider_after
from bylaws.engine.decide import Decision
from bylaws.events.readers.stream import Stream
from bylaws.study.answers import refused, telling
from bylaws.study.request import Request

PIECE: Final = 1 << 16


def decide(
    policy: Path,
    /,
    *,
    history: Annotated[list[str], Parameter(allow_leading_hyphen=True)] = [],  # noqa: B006 (never changed)
    how: How = How(),
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
    max_rejects
        how many lines may be no events before the exit code is 3: a number, or a share such as `5%`
    quiet
        print nothing but answers and errors
    """
    bound = Bound.of(max_rejects)
    program = program_of(policy)
    if program is None:
        return Exit.BROKEN_POLICY
    with Bar(quiet=quiet or not history) as bar:
        decider = decider_after(program, Request(policy, tuple(history), how.manner) if history else None, bar)
    # No object here leads back to itself, and to look for such that do takes longer than an answer may.
    gc.disable()
    if sys.stdin.isatty() and not quiet:
        tell("one event a line, as JSON; the end of the input (Ctrl-D) ends it")
    told, out = telling(program), sys.stdout.buffer
    asked = rejects = 0
    found, lost = False, ""
    for answer in answers(decider, Stream("-", iter(partial(os.read, sys.stdin.fileno(), PIECE), b""))):
        asked += 1
        if isinstance(answer, Decision):
            line, found = told(answer), found or answer.verdict != "allow"
        else:
            line, rejects = refused(*answer), rejects + 1
        out.write(orjson.dumps(line) + b"\n")
        out.flush()
        if decider.lost and not lost:
            lost = decider.lost
            tell(f"{lost}; all further answers are what the clauses say for that", "bold red")
    if lost:
        return Exit.INTERNAL
    if bound.exceeded(rejects, asked):
        return Exit.REJECTS
    return Exit.FINDINGS if found else Exit.NOTHING
