"""What more events and more keys cost, in time and in memory.

The start of a process says nothing about growth: what a run over few events takes is taken off each number.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from bylaws.bench.batch import WARM, judge, make, prepared
from bylaws.bench.machine import machine
from bylaws.bench.spending import Spent
from bylaws.bench.traffic import A_DAY, SHARES, Traffic
from bylaws.bench.workload import KINDS, Workload, workload
from bylaws.study.request import Progress

TIMES: Final = 20
KEYS: Final = (1_000, 100_000, 5_000_000)
BEYOND: Final = 1_000
"""Limits so many times as high are met by nobody: a run with few keys would otherwise be busy with its findings."""
RUNS: Final = 3
"""Of so many runs over one log the middle one tells its memory: from run to run it differs by a few hundredths."""
LEAST: Final = 4 * WARM
"""Of fewer events a run is little but its start, and nothing is told of the cost of each."""
_SECONDS: Final = 86_400


def growth(events: int, folder: Path, watching: Progress) -> dict[str, Any]:
    """So many events, and twenty times as many of the same traffic for longer."""
    logs = [(f"{events * times:,} events", Traffic(events * times)) for times in (1, TIMES)]
    rows = _judged(workload(10), logs, folder, watching)
    return _told("growth", events, rows, before=rows.pop("machine"))


def keys(events: int, folder: Path, watching: Progress) -> dict[str, Any]:
    """So many events of one day, of few and of many accounts that are equally busy."""
    logs = [(f"{each:,} accounts", Traffic(events, accounts=each, a_day=events, spread=True)) for each in KEYS]
    rows = _judged(workload(10, BEYOND), logs, folder, watching)
    return _told("keys", events, rows, before=rows.pop("machine"))


def memory(events: int, folder: Path, watching: Progress) -> dict[str, Any]:
    """So many events within an hour, and twice as many within an hour: what each event kept under a key takes."""
    sized = workload(10, BEYOND)
    logs = [(f"{events * times:,} events", Traffic(events * times, a_day=events * times * 24)) for times in (1, 2)]
    rows = _judged(sized, logs, folder, watching, RUNS)
    before = rows.pop("machine")
    held = [kept(sized, traffic.count, traffic.a_day) for _, traffic in logs]
    for row, number in zip(rows["rows"], held, strict=True):
        row["kept"] = number
    more = rows["rows"][1]["peak_bytes"] - rows["rows"][0]["peak_bytes"]
    return {**_told("memory", events, rows, before=before), "bytes_per_kept_event": round(more / (held[1] - held[0]), 1)}


def kept(sized: Workload, events: int, a_day: int) -> int:
    """How many events the windows hold at the end, counted once for each sort of key under which they are kept."""
    # No two events share a millisecond.
    lasting = max(events / a_day * _SECONDS, events / 1000)
    spans: dict[tuple[str, str], int] = {}
    for fact in sized.facts:
        spans[fact.kind, fact.by] = max(spans.get((fact.kind, fact.by), 0), fact.over)
    rates = dict(zip(KINDS, SHARES, strict=True))
    return round(sum(events * rates[kind] * min(1, over / lasting) for (kind, _), over in spans.items()))


def _judged(
    sized: Workload, logs: Iterable[tuple[str, Traffic]], folder: Path, watching: Progress, runs: int = 1
) -> dict[str, Any]:
    before = machine()
    watching.stage("warming up", None, "events")
    policy = prepared(sized, folder / "policy")
    little = judge(policy, folder / "policy" / "little.jsonl", folder / "little")
    rows = []
    for name, traffic in logs:
        watching.stage(f"{name}: making traffic", None, "events")
        path = make(traffic, folder / "traffic.jsonl")
        watching.stage(f"{name}: judging", None, "events")
        judged = sorted((judge(policy, path, folder / "out") for _ in range(runs)), key=lambda spent: spent.peak)
        rows.append(_row(name, traffic, little, judged[runs // 2]))
        path.unlink()
    return {"workload": sized.name, "rows": rows, "machine": before}


def _row(name: str, traffic: Traffic, little: Spent, spent: Spent) -> dict[str, Any]:
    beyond = max(0.0, spent.seconds - little.seconds) / (traffic.count - WARM) if traffic.count >= LEAST else None
    return {
        "what": name,
        "events": traffic.count,
        "accounts": traffic.accounts,
        "days": round(traffic.count / traffic.a_day, 2),
        "cpu_seconds": round(spent.seconds, 2),
        "us_per_event": None if beyond is None else round(beyond * 1e6, 3),
        "peak_bytes": spent.peak,
    }


def _told(table: str, events: int, rows: dict[str, Any], before: dict[str, object]) -> dict[str, Any]:
    first, last = rows["rows"][0], rows["rows"][-1]
    ratio = round(last["us_per_event"] / first["us_per_event"], 2) if first["us_per_event"] else None
    return {
        "table": table,
        "events": events,
        **rows,
        "cost_ratio": ratio,
        "peak_ratio": round(last["peak_bytes"] / first["peak_bytes"], 2),
        "usual_events_a_day": A_DAY,
        "machine": before,
        "load_after": machine()["load"],
    }
