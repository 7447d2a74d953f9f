"""The workload as a policy."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from bylaws.bench.workload import KINDS, NETWORKS, PREFIXES, TRUSTED, Fact, Limit, Rule, Test, Workload

_HEAD: Final = """---
policy: measured
language: 1
provider: Northwind Voice
version: 2025-01-01
effective: 2025-01-01T00:00:00Z
contact: abuse@northwind.example
timezone: UTC
---

# What is measured

"""
_LISTS: Final = """```bylaw
list premium by code dialcode from "premium.csv"
list watched by network cidr from "watched.csv"
list trusted by customer account from "trusted.csv"
```
"""
_DURATIONS: Final = ("duration_s", "billed_s", "ring_s")
_SIZES: Final = ("bytes_in", "bytes_out")


def write(workload: Workload, folder: Path) -> Path:
    """Writes the policy and the files of its lists; gives its path."""
    (folder / "premium.csv").write_text("\n".join(("code", *PREFIXES, "")), encoding="utf-8")
    (folder / "watched.csv").write_text("\n".join(("network", *(f"{each}.0/24" for each in NETWORKS), "")), encoding="utf-8")
    (folder / "trusted.csv").write_text("\n".join(("customer", *TRUSTED, "")), encoding="utf-8")
    path = folder / "measured.md"
    path.write_text(_HEAD + "".join(_clause(workload, kind) for kind in KINDS), encoding="utf-8")
    return path


def _clause(workload: Workload, kind: str) -> str:
    facts = {each.name: each for each in workload.facts}
    slug = kind.replace(".", "-")
    rules = "\n".join(_rule(rule, facts) for rule in workload.rules if rule.kind == kind)
    lists = f"{_LISTS}\n" if kind == KINDS[0] else ""
    return f"## {kind} {{#{slug}}}\n\nYou must not misuse what we offer.\n\n{lists}```bylaw\n{rules}```\n\n"


def _rule(rule: Rule, facts: dict[str, Fact]) -> str:
    limits = [part for part in rule.parts if isinstance(part, Limit)]
    lets = "".join(f"  let {each.fact} = {_window(facts[each.fact])}\n" for each in limits)
    when = " and ".join(_test(part) if isinstance(part, Test) else _limit(part, facts[part.fact]) for part in rule.parts)
    once = f"  once per {rule.once}s by {rule.against}\n" if rule.once else ""
    return f"rule {rule.name} on {rule.kind}\n{lets}  when {when}\n  against {rule.against}\n{once}"


def _window(fact: Fact) -> str:
    where = " and ".join(map(_test, fact.where))
    inside = " ".join(each for each in (fact.field, f"where {where}" if where else "") if each)
    return f"{fact.agg}({inside}) by {fact.by} over {fact.over}s"


def _limit(part: Limit, fact: Fact) -> str:
    return f"{part.fact} >= {_literal(fact.field if fact.agg == 'sum' else '', part.least)}"


def _test(test: Test) -> str:
    match test.op:
        case "listed":
            return f"{test.field} in {test.value}"
        case "unlisted":
            return f"{test.field} not in {test.value}"
        case "in":
            assert isinstance(test.value, tuple)
            return f"{test.field} in ({', '.join(_literal(test.field, each) for each in test.value)})"
        case _:
            return f"{test.field} {test.op} {_literal(test.field, test.value)}"


def _literal(field: str, value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        unit = "s" if field in _DURATIONS else "ms" if field == "latency_ms" else ""
        return f"{value // 1024}KiB" if field in _SIZES else f"{value}{unit}"
    return '"' + str(value).replace('"', '""') + '"'
