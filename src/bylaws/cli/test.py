"""`bylaws test`: do the policy's worked examples come out as it says?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from bylaws.cli.exits import Exit
from bylaws.cli.policies import program_of
from bylaws.engine.examples import run_examples


def test(
    policy: Path,
    /,
    *,
    accept: Annotated[bool, Parameter(help="rewrite the expectations that failed to what happened")] = False,
    format: Annotated[Literal["text", "json"], Parameter(help="how to print the outcome")] = "text",
) -> Exit:
    """Run the worked examples of a policy; they are its tests.

    Parameters
    ----------
    policy
        the policy's Markdown file
    """
    program = program_of(policy)
    if program is None:
        return Exit.BROKEN_POLICY
    outcomes = run_examples(program)
    return Exit.NOTHING
