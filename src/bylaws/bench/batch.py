"""Batch: bylaws beside plain Python in two forms, DuckDB and parsing alone, on the same traffic, on one core, in one run."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple

from bylaws.bench import law
from bylaws.bench.machine import machine
from bylaws.bench.parsing import parsers
from bylaws.bench.spending import Spent, bylaws_command, spend, work_command
from bylaws.bench.traffic import Traffic
from bylaws.bench.workload import Workload, workload
from bylaws.study.request import Progress

WARM: Final = 15_000
"""Events enough for a run over columns, after which what it compiled is stored."""
SIZES: Final = (10, 30)
"""Facts of the two workloads."""

Found = Counter[tuple[str, ...]]


class Rival(NamedTuple):
    """What bylaws is compared with: its name, its piece of `bylaws.bench.work`, its ratio's name, the module that it needs."""

    name: str
    work: str
    ratio: str
    module: str | None = None


RIVALS: Final = (
    Rival("Python, rule by rule", "rulewise", "ratio_to_rulewise"),
    Rival("plain Python", "plain", "ratio_to_python"),
    Rival("DuckDB", "duckdb", "ratio_to_duckdb", "duckdb"),
)


def make(traffic: Traffic, path: Path) -> Path:
    """Writes traffic, in a process of its own; gives its path."""
    spend(work_command("make", path, json.dumps(asdict(traffic))))
    return path


def judge(policy: Path, traffic: Path, out: Path) -> Spent:
    """`bylaws run` as anybody would call it: with findings, rejects, summary and report."""
    return spend(bylaws_command("run", policy, "--events", traffic, "--out", out, "--quiet"), fine=(0, 1, 3))


def prepared(sized: Workload, folder: Path) -> Path:
    """The policy of a workload, after a run whose only use is that compiled code is stored afterwards."""
    folder.mkdir(exist_ok=True)
    policy = law.write(sized, folder)
    judge(policy, make(Traffic(WARM), folder / "little.jsonl"), folder / "warm")
    return policy


def batch(events: int, folder: Path, watching: Progress) -> dict[str, object]:
    """Both workloads on so many events. The numbers of the smaller stand at the top, too."""
    before = machine()
    watching.stage("making traffic", None, "events")
    traffic = make(Traffic(events), folder / "traffic.jsonl")
    measured = [_measured(workload(facts), traffic, events, folder / str(facts), watching) for facts in SIZES]
    top = ("ratio_to_rulewise", "ratio_to_python", "ratio_to_parse", "ratio_to_duckdb", "events_per_second", "peak_bytes")
    return {
        "table": "batch",
        "events": events,
        "bytes_per_event": round(traffic.stat().st_size / events),
        **{name: measured[0][name] for name in top},
        "same_findings": all(each["same_findings"] for each in measured),
        "workloads": measured,
        "machine": before,
        "load_after": machine()["load"],
    }


def _measured(sized: Workload, traffic: Path, events: int, folder: Path, watching: Progress) -> dict[str, object]:
    facts = len(sized.facts)
    watching.stage(f"{sized.name}: warming up", None, "events")
    policy = prepared(sized, folder)
    parsing = {}
    for parser in parsers():
        watching.stage(f"{sized.name}: parsing with {parser}", None, "events")
        parsing[parser] = float(spend(work_command("parse", parser, str(facts), traffic)).printed)
    fastest = min(parsing, key=parsing.__getitem__)
    watching.stage(f"{sized.name}: bylaws", None, "events")
    ours = judge(policy, traffic, folder / "out")
    found = _ours(folder / "out")
    told: dict[str, object] = {
        "workload": sized.name,
        "parser": fastest,
        "parse_events_per_second": round(events / parsing[fastest]),
        "parsers": {name: round(events / seconds) for name, seconds in parsing.items()},
        "events_per_second": round(events / ours.seconds),
        "peak_bytes": ours.peak,
        "ratio_to_parse": round(ours.seconds / parsing[fastest], 2),
        "findings": found.total(),
    }
    differences: dict[str, object] = {}
    there = [rival for rival in RIVALS if rival.module is None or find_spec(rival.module)]
    for rival in RIVALS:
        told[rival.ratio] = None
    for rival in there:
        watching.stage(f"{sized.name}: {rival.name}", None, "events")
        spent = spend(work_command(rival.work, str(facts), traffic, folder / "theirs.jsonl"))
        told[f"{rival.work}_events_per_second"], told[f"{rival.work}_peak_bytes"] = round(events / spent.seconds), spent.peak
        told[rival.ratio] = round(spent.seconds / ours.seconds, 2)
        theirs = _theirs(folder / "theirs.jsonl")
        if theirs != found:
            differences[rival.name] = _difference(found, theirs)
    compared = [rival.name for rival in there]
    return {**told, "compared_with": compared, "same_findings": not differences, "differences": differences}


def _difference(ours: Found, theirs: Found) -> dict[str, object]:
    """The first of those that only one side found."""
    return {"only_bylaws": [*(ours - theirs)][:10], "only_theirs": [*(theirs - ours)][:10]}


def _ours(out: Path) -> Found:
    with (out / "findings.jsonl").open(encoding="utf-8") as file:
        return Counter((each["rule"], each["event"]["id"], each["subject"] or "") for each in map(json.loads, file))


def _theirs(path: Path) -> Found:
    with path.open(encoding="utf-8") as file:
        return Counter(tuple(json.loads(line)) for line in file)
