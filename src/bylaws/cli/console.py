"""Where the verbs print: results on standard output, all else on standard error."""

from __future__ import annotations

import os
import sys
from typing import Final

import orjson
from rich.console import Console

WIDE: Final = 160  # columns, where no terminal says how wide it is

out: Final = Console(highlight=False, width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else WIDE)
err: Final = Console(stderr=True, highlight=False)


def print_json(value: object) -> None:
    """One JSON document, indented, keys in the order given."""
    sys.stdout.write(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode() + "\n")
