"""Files of findings, as `bylaws run` writes them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from bylaws.enforce.people import RefusedError


def lines_of(path: Path) -> Iterator[dict[str, Any]]:
    """The findings of a file. Raises RefusedError where a line is none."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                told = orjson.loads(line)
            except orjson.JSONDecodeError as error:
                raise RefusedError("no-finding", f"{path}:{number} is no finding: {error}") from None
            if not isinstance(told, dict) or not {"id", "rule", "state", "clause", "subject", "event"} <= told.keys():
                raise RefusedError("no-finding", f"{path}:{number} is no finding", "`bylaws run` writes findings.jsonl")
            yield told
