"""The command line: one verb a file."""

from __future__ import annotations

import gc
from collections.abc import Sequence

YOUNG = 50_000
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
