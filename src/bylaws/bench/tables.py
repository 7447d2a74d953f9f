"""All that can be measured, by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from bylaws.bench.bad import bad
from bylaws.bench.batch import batch
from bylaws.bench.content import content
from bylaws.bench.engines import engines
from bylaws.bench.files import files
from bylaws.bench.growth import growth, keys, memory
from bylaws.bench.latency import decide
from bylaws.bench.start import start
from bylaws.study.request import Progress

_TABLES: Final[dict[str, tuple[Callable[[int, Path, Progress], dict[str, Any]], int]]] = {
    "batch": (batch, 1_000_000),
    "engines": (engines, 1_000_000),
    "decide": (decide, 1_000_000),
    "growth": (growth, 1_000_000),
    "keys": (keys, 5_000_000),
    "memory": (memory, 1_800_000),
    "start": (start, 1_000_000),
    "bad": (bad, 1_000_000),
    "content": (content, 20_000),
    "files": (files, 2_000),
}
DEFAULTS: Final = {name: events for name, (_, events) in _TABLES.items()}


def measured(table: str, events: int, folder: Path, watching: Progress, data: Path | None = None) -> dict[str, Any]:
    """One table, measured over so many events; what it needs meanwhile lies in `folder`. `data`: for content, public data."""
    if data is not None:
        return content(events, folder, watching, data)
    return _TABLES[table][0](events, folder, watching)
