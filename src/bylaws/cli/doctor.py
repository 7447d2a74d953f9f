"""`bylaws doctor`: which rules cannot see."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from bylaws.app import examine
from bylaws.cli.bounds import Bound
from bylaws.cli.console import print_json, show
from bylaws.cli.doctor_text import doctor_text
from bylaws.cli.exits import Exit
from bylaws.cli.logs import Events, Law, MaxRejects, mask_in, poorly_read, refuse_law
from bylaws.cli.manner import How
from bylaws.cli.policies import program_of
from bylaws.cli.progress import Bar
from bylaws.study.doctor_json import doctor_json
from bylaws.study.request import Request
from bylaws.study.sight import Examination

Unmask = Annotated[bool, Parameter(help="show addresses in the names of sources as they are")]
Format = Annotated[Literal["text", "json"], Parameter(help="how to print")]


def doctor(
    policy: Path,
    /,
    *,
    events: Events,
    how: How = How(),
    format: Format = "text",
    max_rejects: MaxRejects = "10%",
    unmask: Unmask = False,
    law: Law = None,
) -> Exit:
    """Say which rules cannot see in an input, or only in part: kinds, fields, lists that are missing, sources that fell silent.

    Parameters
    ----------
    policy
        the policy's Markdown file
    """
    bound = Bound.of(max_rejects)
    refuse_law(law, "doctor")
    program = program_of(policy)
    if program is None:
        return Exit.BROKEN_POLICY
    with Bar() as bar:
        found = examine(program, Request(policy, tuple(events), how.manner), bar)
    mask = mask_in(None, unmask=unmask)
    if format == "json":
        print_json(doctor_json(found, mask))
    else:
        for part in doctor_text(found, mask):
            show(part)
    return poorly_read(found, bound) or _code(found)


def _code(found: Examination) -> Exit:
    """The exit code for what rules and duties can see; where none sees anything it is that of `bylaws run`.

    What may be right does not count, but what is probably not as it was meant does.
    """
    states = {each.state for each in found.sights}
    if states <= {"blind"}:
        return Exit.REJECTS
    return Exit.FINDINGS if states - {"sees"} or found.is_doubtful else Exit.NOTHING
