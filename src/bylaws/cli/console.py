"""Where the verbs print: results on standard output, all else on standard error."""

from __future__ import annotations

import os
import sys
from typing import Final

import orjson
from rich.console import Console, RenderableType
from rich.text import Text

WIDE: Final = 160  # columns, where no terminal says how wide it is

out: Final = Console(highlight=False, width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else WIDE)
err: Final = Console(stderr=True, highlight=False)


def print_json(value: object) -> None:
    """One JSON document, indented, keys in the order given."""
    sys.stdout.write(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode() + "\n")


def show(part: RenderableType) -> None:
    """Prints on standard output; texts are left to the terminal to wrap, so that a path stays in one piece.

    Where there is no terminal, lines end with their last word.
    """
    if out.is_terminal:
        out.print(part, soft_wrap=isinstance(part, Text))
        return
    with out.capture() as told:
        out.print(part, soft_wrap=isinstance(part, Text))
    out.file.write("".join(f"{line.rstrip()}\n" for line in told.get().removesuffix("\n").split("\n")))


def tell(message: str, style: str = "") -> None:
    """Says something about the work on standard error."""
    err.print(Text(message, style=style), soft_wrap=True)
