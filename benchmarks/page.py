"""Writes docs/reference/benchmarks.md and its plots from results: `python -m benchmarks.page`.

Results lie in benchmarks/results, one file for each table, as `bylaws bench TABLE --format json` printed them.
"""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.text import Text

from benchmarks.svg import bars
from bylaws.bench.batch import RIVALS
from bylaws.bench.content import MOST_MB, MOST_MS
from bylaws.cli.bench_text import bench_text

ROOT: Final = Path(__file__).parents[1]
RESULTS: Final = ROOT / "benchmarks" / "results"
PAGE: Final = ROOT / "docs" / "reference" / "benchmarks.md"
Told = dict[str, Any]

SAYS: Final = {
    "batch": """## Batch

`bylaws run` beside the same facts and rules in Python and in DuckDB, and beside parsing alone, on the same traffic, one after
the other on one core. Both workloads are in the sources (`src/bylaws/bench/workload.py`), and so is what writes them as policy, in
Python and in SQL. Python stands there twice. *Rule by rule* is how such rules are mostly kept: a window is an object with a running
total, a rule a list of conditions, and the standard library reads (`objects.py`). *Plain Python* is one function for each kind of
event, written out for this workload alone: windows of one key and length share a queue, cheap conditions come first, answers about
recurring texts are kept, instants are cut out of their text, and orjson reads (`twin.py`). Both trust the log, which bylaws does
not. Times are processor times of whole processes, start and report among them; that of parsing is the reading alone. All find the
same, or the exit code is 1.""",
    "engines": """## Beside rules engines

Twenty conditions on single requests, six with patterns, in the language of each engine. `make engines` installs them.""",
    "decide": """## Single answers

A million events answered one by one, from the bytes of a line to the decision, while windows fill and grow; and a million within a
day, of five million accounts that are equally busy, whose tables grow to the end.""",
    "growth": """## Twenty times the events

The same traffic for longer. What a run over 15,000 events takes is taken off the cost of each event.""",
    "keys": """## From a thousand to five million accounts

One day, in which all accounts are equally busy; limits so high that nobody meets them.""",
    "memory": """## Memory of events kept

An hour of dense traffic, and an hour of traffic twice as dense, of which every window holds twice as many events. Of three runs
over each the middle one. What more the second takes at most, for each event more that is kept, counted once for each sort of key
under which it is kept; texts and keys are in that, and what tells values apart. `bylaws check --plan --rate 1000/s` tells
beforehand what windows take at most.""",
    "start": """## Starts

From the start of a process to its first answer, or to its end. A process that ends, or is asked to (SIGTERM), leaves a snapshot of
its state; one that is killed leaves the events since the last, which the next start judges anew before it answers.""",
    "bad": """## Broken lines

A line in a hundred cut off, with a value of a wrong type, or of no kind that is known.""",
    "content": """## Content functions

Items a second on one core, on the public data that models are judged on (`docs/reference/models.md` names the folder), each beside
something of the same purpose in the same process, in turns. *scikit-learn* is its own pipeline: hashed words, pairs of words and
runs of two to five letters, weighted by rarity, and a linear support vector machine; it learns what our function answers, and how
good it is, is not asked. It has no signs, no spans and one model for all classes. What stands beside the others is less than what
they do: `tldextract` alone finds a domain and imitates nothing, a pattern finds numbers and checks none, `hashlib` makes no marks
of numbers and links. The second table: of items of a million signs that nobody writes (one letter, brackets, escapes, links …), the
one that takes longest, and the greatest memory that any takes beside what the process held. No item is to take more than 250 ms or
200 MB. `make calls` measures what reads signatures on calls, `bylaws bench files` what looks into files.""",
    "files": """## Files

Stored files that no turn saw before, half of them words and half of them noise: what `file_faults` and `signatures` look into a
second, and YARA-X alone with the same rules, by which nothing is unpacked and no type told. Ours includes the way to the
process that looks and back, which for small files is most of it. Hostile files are looked into by `file_faults`; *MB* is the
greatest memory that the process held, Python itself among it.""",
}


def result(table: str) -> Told | None:
    path = RESULTS / f"{table}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def page() -> str:
    """The whole page."""
    found = {table: told for table in SAYS if (told := result(table)) is not None}
    parts = [_HEAD, _wanted(found)]
    for table, told in found.items():
        command = f"bylaws bench {table} --events {told['events']}{' --data data' if told.get('data') else ''}"
        plot = f"\n\n![{_alt(table)}](benchmarks-{table}.svg)" if table in PLOTS else ""
        parts.append(f"{SAYS[table]}\n\n    {command}\n\n```text\n{_shown(told)}\n```{plot}")
    profile = result("profile")
    if profile is not None:
        parts.append(_profile(profile))
    return "\n\n".join(parts) + "\n"


_HEAD: Final = """# Benchmarks

Each table is one command, and each was printed by the command above it, on a machine with two cores that others used meanwhile:
its load stands below each table. Numbers of one run differ from those of the next by a tenth, and by more where the load is high;
ratios within one run differ less. `--format json` prints all that was measured."""


def _wanted(found: dict[str, Told]) -> str:
    rows = ["| what | we want | measured |", "|---|---|---|"]
    if "batch" in found:
        small, large = found["batch"]["workloads"]
        for each in (small, large):
            wanted = "10 × as fast" if each is small else ""
            rows.append(f"| batch beside plain Python, {each['workload']} | {wanted} | {each['ratio_to_python']} × |")
            rows.append(f"| batch beside Python, rule by rule, {each['workload']} | {wanted} | {each['ratio_to_rulewise']} × |")
        rows.append(f"| time beside parsing alone, {small['workload']} | ≤ 3 × | {small['ratio_to_parse']} × |")
        rows.append(f"| the same, {large['workload']} | ≤ 8 × | {large['ratio_to_parse']} × |")
    if "engines" in found:
        rows.append(f"| batch beside the fastest rules engine | 20 × as fast | {found['engines']['ratio_to_fastest']} × |")
    for each in found.get("decide", {}).get("workloads", ()):
        half, most, worst = (each["cpu"][name] for name in ("p50_us", "p99_us", "worst_us"))
        wanted = "≤ 150 µs / 1 ms / 20 ms"
        rows.append(f"| an answer: half, 99 %, worst; {each['workload']} | {wanted} | {half:,} / {most:,} / {worst:,} µs |")
    if "growth" in found:
        rows.append(f"| cost of an event, twenty times as many | ≤ 1.2 × | {found['growth']['cost_ratio']} × |")
    if "memory" in found:
        rows.append(f"| memory of an event kept | ≤ 64 bytes | {found['memory']['bytes_per_kept_event']} bytes |")
    if "start" in found:
        told = found["start"]
        rows.append(f"| start to the first answer | ≤ 2 s | {told['decide_warm_s']} s |")
        rows.append(
            f"| start to it with the state of {told['events']:,} events | ≤ 1 s more | {told['decide_restored_s']} s in all |"
        )
        rows.append(f"| after a kill, {told['replayed']:,} events behind the snapshot | | {told['decide_killed_s']} s in all |")
    if "files" in found:
        told = {each["size"]: each["mb_per_second"] for each in found["files"]["sizes"]}
        rows.append(f"| YARA rules through bylaws, files of 1 MiB | 100 MB/s | {told[2**20].get('signatures')} MB/s |")
    if "content" in found:
        rows += [f"| {what} | {wanted:,} | {told:,} |" for what, wanted, told in _items(found["content"])]
        most = [max(each[name] for each in found["content"]["functions"]) for name in ("worst_ms", "worst_mb")]
        rows.append(f"| the dearest of hostile items | ≤ {MOST_MS} ms / {MOST_MB} MB | {most[0]:,} ms / {most[1]:,} MB |")
    return "\n".join(rows)


def _items(told: Told) -> list[tuple[str, int, int]]:
    speed = {each["function"]: each["per_second"] for each in told["functions"]}
    return [(what, wanted, speed[name]) for name, (what, wanted) in WANTED.items()]


WANTED: Final = {
    "spam": ("short messages a second", 20_000),
    "spam_mail": ("mails a second", 1_500),
    "phishing_link": ("links a second", 30_000),
    "request_attack": ("values of forms a second, two of five of them attacks", 100_000),
    "request_attack paths": ("paths of an access log a second", 100_000),
}


def _profile(told: Told) -> str:
    rows = "\n".join(f"| {stage} | {share} % |" for stage, share in told["shares"].items())
    return (
        f"## Where a batch run spends its time\n\nShares of processor time of one run over {told['events']:,} events, "
        f"{told['facts']} facts, under Python's profiler, which makes Python code look slower than compiled code.\n\n"
        f"    .venv/bin/python -m benchmarks.profile --events {told['events']} --facts {told['facts']}\n\n"
        f"| stage | share |\n|---|---|\n{rows}\n\nParsing alone makes objects of lines and forgets them. bylaws also tells "
        "duplicates by identity, checks every value's type, keeps what windows hold, and writes a report, and starts from nothing "
        "each time."
    )


def _shown(told: Told) -> str:
    console = Console(file=StringIO(), width=120, highlight=False, color_system=None)
    for part in bench_text(told):
        console.print(part, soft_wrap=isinstance(part, Text))
        console.print()
    text = console.file.getvalue()  # type: ignore[attr-defined]
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))


def _alt(table: str) -> str:
    return {"batch": "Events a second", "decide": "Answers by the processor time they took"}[table]


def _batch_plot(told: Told) -> str:
    rows = []
    for each in told["workloads"]:
        rows.append((f"bylaws, {each['workload']}", each["events_per_second"]))
        rows += [(rival.name, each[f"{rival.work}_events_per_second"]) for rival in RIVALS if each[rival.ratio] is not None]
        rows.append((f"parsing alone ({each['parser']})", each["parse_events_per_second"]))
    return bars(_alt("batch"), rows)


def _decide_plot(told: Told) -> str:
    small = told["workloads"][0]
    rows = [(f"≤ {edge} µs" if edge != "more" else "more", count) for edge, count in small["cpu"]["histogram"].items()]
    return bars(f"{_alt('decide')}, {small['workload']}", rows)


PLOTS: Final = {"batch": _batch_plot, "decide": _decide_plot}


def plots() -> dict[str, str]:
    """By name of the file, the plots of all results that are there."""
    return {f"benchmarks-{table}.svg": plot(told) for table, plot in PLOTS.items() if (told := result(table)) is not None}


def main() -> None:
    PAGE.write_text(page(), encoding="utf-8")
    for name, text in plots().items():
        PAGE.with_name(name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
