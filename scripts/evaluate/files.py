"""Every file of the data: what reads it, what it tells of, and what is found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from scripts.evaluate.runs import Finding, Run

HEAD: Final = """| file | reader | events | rejects | see / in part / blind | findings | open questions |
|---|---|---|---|---|---|---|
"""


def table(runs: Iterable[Run]) -> str:
    return HEAD + "".join("| " + " | ".join(_cells(each)) + " |\n" for each in runs)


def _cells(run: Run) -> tuple[str, ...]:
    name = f"`{run.given.path}`" + (f" ({run.files} files)" if run.files > 1 else "")
    reader = f"`csv` by {run.reader}" if run.given.mapping else run.reader
    events = ", ".join(f"{count:,} `{kind}`" for kind, count in run.kinds.items())
    if run.given.silent:
        events = f"{events or 'none'}: {run.given.silent}"
    rejects = f"{run.rejects:,}" + (", not read" if run.unread else "")
    sights = " / ".join(f"{each:,}" for each in run.sights)
    nothing = "–" if run.sights.sees or run.sights.in_part else "blind"
    settled, excused = run.of_state("settled"), run.of_state("excused")
    found = by_clause(settled, nothing) + (f"; excused: {by_clause(excused)}" if excused else "")
    return name, reader, events or "none", rejects, sights, found, by_clause(run.of_state("unsettled"), nothing)


def by_clause(findings: Iterable[Finding], nothing: str = "–") -> str:
    """How many findings there are under each clause, with those that are only counted; `nothing` where there are none."""
    counts: Counter[str] = Counter()
    for each in findings:
        counts[each["clause"]] += 1 + each.get("further", 0)
    return ", ".join(f"`{clause}` {count:,}" for clause, count in sorted(counts.items())) or nothing
