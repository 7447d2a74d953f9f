"""The workload in DuckDB: its facts as SQL windows, its conditions behind them.

SQL has no `once`: each rule's events that meet its conditions come out of the database, and which of them open a group is told
afterwards, outside of what is timed for anybody else. Only with the package `duckdb`.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from bylaws.bench.parsing import type_of
from bylaws.bench.twin import Found
from bylaws.bench.workload import KINDS, NETWORKS, PREFIXES, TIME, TRUSTED, Fact, Limit, Rule, Test, Workload

_TYPES: Final = {str: "VARCHAR", int: "BIGINT", bool: "BOOLEAN"}


def run(workload: Workload, path: Path) -> list[Found]:
    """The findings of a log, by one thread."""
    base: Any = import_module("duckdb").connect()
    base.execute("SET threads = 1; SET enable_progress_bar = false")
    _load(base, workload, path)
    found: list[Found] = []
    for kind in KINDS:
        rules = [rule for rule in workload.rules if rule.kind == kind]
        rows = base.execute(query(workload, kind, rules)).fetchall()
        for number, rule in enumerate(rules):
            found += _opened(
                rule, [(row[1], row[0], row[2 if rule.against == "account" else 3]) for row in rows if row[4 + number]]
            )
    return found


def _load(base: Any, workload: Workload, path: Path) -> None:
    fields = {"id": "VARCHAR", "source": "VARCHAR", "kind": "VARCHAR"}
    fields |= {field: _TYPES[type_of(field)] for kind in KINDS for field in workload.fields(kind)}
    listed = ", ".join(f"'{name}': '{sort}'" for name, sort in fields.items())
    reading = f"read_json('{path}', format='newline_delimited', columns={{{listed}}}, ignore_errors=true)"
    base.execute(f"CREATE TABLE events AS SELECT *, epoch_ms(coalesce({_times()})::TIMESTAMP) AS t FROM {reading}")


def _times() -> str:
    return ", ".join(dict.fromkeys(f'"{field}"' for field in TIME.values()))


def query(workload: Workload, kind: str, rules: list[Rule]) -> str:
    """Id, time, account, address, and of each rule whether its conditions hold; of events on which any does."""
    facts = [fact for fact in workload.facts if fact.kind == kind]
    spans = {(fact.by, fact.over): f"w{number}" for number, fact in enumerate(facts)}
    columns = ", ".join(f'{_window(fact)} OVER {spans[fact.by, fact.over]} AS "{fact.name}"' for fact in facts)
    frames = ", ".join(
        f'{name} AS (PARTITION BY "{by}" ORDER BY t RANGE BETWEEN {over * 1000 - 1} PRECEDING AND CURRENT ROW)'
        for (by, over), name in spans.items()
    )
    flags = ", ".join(f'({" AND ".join(map(_part, rule.parts))}) AS "{rule.name}"' for rule in rules)
    ip = "ip" if "ip" in workload.fields(kind) else "NULL"
    told = f"SELECT id, t, account, {ip}, {flags} FROM (SELECT *, {columns} FROM events WHERE kind = '{kind}' WINDOW {frames})"
    wanted = " OR ".join(f'"{rule.name}"' for rule in rules)
    return f"SELECT * FROM ({told}) WHERE {wanted} ORDER BY t"


def _window(fact: Fact) -> str:
    inside = {"count": "*", "sum": f'"{fact.field}"', "distinct": f'DISTINCT "{fact.field}"'}[fact.agg]
    where = f" FILTER (WHERE {' AND '.join(map(_test, fact.where))})" if fact.where else ""
    return f"{'sum' if fact.agg == 'sum' else 'count'}({inside}){where}"


def _part(part: Test | Limit) -> str:
    return f'"{part.fact}" >= {part.least}' if isinstance(part, Limit) else _test(part)


def _test(test: Test) -> str:
    field = f'"{test.field}"'
    match test.op:
        case "listed" | "unlisted":
            told, values = _listed(field, str(test.value))
            return f"{told} {'NOT ' if test.op == 'unlisted' else ''}IN ({', '.join(map(_literal, values))})"
        case "in":
            assert isinstance(test.value, tuple)
            return f"{field} IN ({', '.join(map(_literal, test.value))})"
        case "matches":
            return f"regexp_matches({field}, {_literal(test.value)})"
    return f"{field} {test.op} {_literal(test.value)}"


def _listed(field: str, name: str) -> tuple[str, tuple[str, ...]]:
    match name:
        case "premium":
            return f"left({field}, {len(PREFIXES[0])})", PREFIXES
        case "watched":
            return f"array_to_string(split({field}, '.')[1:3], '.')", NETWORKS
    return field, TRUSTED


def _literal(value: object) -> str:
    return str(value).lower() if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def _opened(rule: Rule, met: list[tuple[int, str, str]]) -> Iterator[Found]:
    opened: dict[str, int] = {}
    for at, name, subject in met:
        last = opened.get(subject)
        if not rule.once or last is None or at - last >= rule.once * 1000:
            opened[subject] = at
            yield rule.name, name, subject
