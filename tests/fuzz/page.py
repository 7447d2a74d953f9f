"""The page on hardening, made from the log: `python -m tests.fuzz.page` writes it anew."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

LOG = Path(__file__).parent / "log.jsonl"
PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "hardening.md"
TABLE = "| target | seconds | inputs | slowest input | faults found |\n|---|---:|---:|---:|---:|\n"


def sessions() -> list[dict[str, Any]]:
    """What was done, in the order of time."""
    return [json.loads(line) for line in LOG.read_text("utf-8").splitlines()]


def table_of(done: Sequence[dict[str, Any]]) -> str:
    """A row for each target, and one for all."""
    names = list(dict.fromkeys(each["target"] for each in done))
    rows = [_row(f"`{name}`", [each for each in done if each["target"] == name]) for name in names]
    return TABLE + "".join(rows) + _row("all", done)


def _row(name: str, done: Sequence[dict[str, Any]]) -> str:
    seconds, executions = sum(each["seconds"] for each in done), sum(each["executions"] for each in done)
    slowest, faults = max(each["slowest"] for each in done), len({place for each in done for place in each["faults"]})
    return f"| {name} | {seconds:,.0f} | {executions:,} | {slowest:.2f} s | {faults} |\n"


def page(old: str) -> str:
    """The page with its table made anew."""
    head, _, rest = old.partition(TABLE)
    return head + table_of(sessions()) + "\n" + rest[rest.index("## ") :]


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
