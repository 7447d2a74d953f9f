"""Content functions: how many items a second they judge beside others in the same process, and what the dearest item takes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from bylaws.bench.content_beside import BESIDE
from bylaws.bench.content_texts import MADE, PUBLIC
from bylaws.bench.machine import machine
from bylaws.bench.spending import spend, work_command
from bylaws.content.installed import installed
from bylaws.study.request import Progress

TRIES: Final = 5
_SIGNS: Final = 6_000_000
MOST_MS: Final = 250
MOST_MB: Final = 200
"""What no single item is to take: milliseconds of the processor and millions of bytes."""


def content(items: int, folder: Path, watching: Progress, data: Path | None = None) -> dict[str, Any]:  # noqa: ARG001 (as all tables)
    """Each function over so many items at most, made here or of the public data in `data`, in a process of its own."""
    before = machine()
    rows = []
    for name in BESIDE:
        watching.stage(name, None, "events")
        told = spend(work_command("content", name, str(items), str(data or "")))
        rows.append(json.loads(told.printed))
    return {
        "table": "content",
        "events": items,
        "data": data is not None,
        "tries": TRIES,
        "functions": rows,
        "not_measured": sorted(installed().keys() - {name.partition(" ")[0] for name in BESIDE}),
        "bounded": all(row["worst_ms"] <= MOST_MS and row["worst_mb"] <= MOST_MB for row in rows),
        "machine": before,
        "load_after": machine()["load"],
    }


def calls_of(name: str, items: int, data: Path | None) -> tuple[list[tuple[str, ...]], bool]:
    """Distinct calls of a function, so many and of so many signs at most, and whether they are of the public data."""
    is_public = data is not None and name in PUBLIC
    every = PUBLIC[name](data) if data is not None and is_public else (MADE[name](items, at) for at in range(items))
    calls: dict[tuple[str, ...], None] = {}
    signs = 0
    for call in every:
        if call not in calls:
            calls[call] = None
            signs += sum(map(len, call))
        if len(calls) == items or signs > _SIGNS:
            break
    return list(calls), is_public
