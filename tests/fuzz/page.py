"""The page on hardening, made from the log: `python -m tests.fuzz.page` writes it anew."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from . import hostile

LOG = Path(__file__).parent / "log.jsonl"
PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "hardening.md"
TABLE = "| target | seconds | inputs | slowest input | faults found |\n|---|---:|---:|---:|---:|\n"
SIZES = "| reader | inputs | seconds | slowest input | seconds | MiB |\n|---|---:|---:|---|---:|---:|\n"


def sessions() -> list[dict[str, Any]]:
    """What was done, in the order of time."""
    return [json.loads(line) for line in LOG.read_text("utf-8").splitlines()]


def table_of(done: Sequence[dict[str, Any]]) -> str:
    """A row for each target, and one for all."""
    names = list(dict.fromkeys(each["target"] for each in done))
    rows = [_row(f"`{name}`", [each for each in done if each["target"] == name]) for name in names]
    hours = sum(each["seconds"] for each in done) / 3600
    return TABLE + "".join(rows) + _row(f"all, in {hours:.1f} hours", done)


def _row(name: str, done: Sequence[dict[str, Any]]) -> str:
    seconds, executions = sum(each["seconds"] for each in done), sum(each["executions"] for each in done)
    slowest, faults = max(each["slowest"] for each in done), len({place for each in done for place in each["faults"]})
    return f"| {name} | {seconds:,.0f} | {executions:,} | {slowest:.2f} s | {faults} |\n"


def sizes_of(tried: Sequence[dict[str, Any]]) -> str:
    """A row for each reader that was given inputs of hostile size."""
    rows = [
        (f"`{each['reader']}`", each["inputs"], each["seconds"], each["input"], each["slowest"], each["peak"]) for each in tried
    ]
    return SIZES + "".join("| {} | {} | {:.0f} | {} | {:.0f} | {} |\n".format(*row) for row in rows)


def page(old: str) -> str:
    """The page with its tables made anew."""
    for head, table in ((TABLE, table_of(sessions())), (SIZES, sizes_of(hostile.told()))):
        before, _, rest = old.partition(head)
        old = before + table + re.sub(r"\A(\|.*\n)*", "", rest)
    return old


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
