"""The command line: one verb a file."""

from __future__ import annotations

from collections.abc import Sequence


def main(words: Sequence[str] | None = None) -> int:
    """Runs one command, `words` or what the shell was given, and gives its exit code."""
    # All else is loaded in here, so that an interruption is quiet from the beginning.
    try:
        from bylaws.cli.command import run

        return run(words)
    except KeyboardInterrupt:
        from bylaws.cli.exits import Exit

        return Exit.INTERRUPTED
