"""What broken lines cost: the same traffic whole, and with one line in a hundred broken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from bylaws.bench.batch import judge, make, prepared
from bylaws.bench.machine import machine
from bylaws.bench.traffic import Traffic
from bylaws.bench.workload import workload
from bylaws.study.request import Progress

EVERY: Final = 100


def bad(events: int, folder: Path, watching: Progress) -> dict[str, Any]:
    """So many lines, none and one in a hundred of them broken."""
    before, sized = machine(), workload(10)
    watching.stage("warming up", None, "events")
    policy = prepared(sized, folder / "policy")
    rows: list[dict[str, Any]] = []
    for every in (0, EVERY):
        watching.stage(f"{'1 %' if every else 'no'} bad lines", None, "events")
        path = make(Traffic(events, bad=every), folder / "traffic.jsonl")
        spent = judge(policy, path, folder / "out")
        summary = json.loads((folder / "out" / "summary.json").read_text(encoding="utf-8"))
        rows.append(
            {
                "bad_lines": len(range(7, events, every)) if every else 0,
                "rejected": summary["rejects"]["count"],
                "events_per_second": round(events / spent.seconds),
                "peak_bytes": spent.peak,
            }
        )
    return {
        "table": "bad",
        "events": events,
        "rows": rows,
        "cost_ratio": round(rows[0]["events_per_second"] / rows[1]["events_per_second"], 2),
        "machine": before,
        "load_after": machine()["load"],
    }
