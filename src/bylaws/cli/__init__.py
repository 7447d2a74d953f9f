"""The command line: one verb a file."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

YOUNG = 500_000
"""Objects after which to look for garbage: what is loaded stays, and looking through it takes a tenth of a short command."""


def main(words: Sequence[str] | None = None) -> int:
    """Runs one command, `words` or what the shell was given, and gives its exit code."""
    gc.set_threshold(YOUNG)
    # All else is loaded in here, so that an interruption is quiet from the beginning.
    try:
        from bylaws.cli.command import run

        return run(words)
    except KeyboardInterrupt:
        from bylaws.cli.exits import Exit

        return Exit.INTERRUPTED


def shell() -> int:
    """Runs the command that the shell was given, and ends the process with its exit code.

    What was loaded is left to the system, which lets go of it at once: Python would take it apart piece by piece. Only where
    something cannot be printed does this return, and Python ends the process in its own way.
    """
    code = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        return code
    os._exit(code)
