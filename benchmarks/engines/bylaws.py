"""The conditions as a policy."""

from __future__ import annotations

from typing import Final

from benchmarks.engines.predicates import KIB, PREDICATES, Differs, OneOf, Part, Test, Value

_HEAD: Final = """---
policy: twenty-conditions
language: 1
provider: Example Hosting
version: 2024-01-01
effective: 2024-01-01T00:00:00Z
contact: abuse@example.com
timezone: UTC
---

## Requests {#requests}

You must not misuse our web service.
"""
_UNITS: Final = {"bytes_in": (KIB, "KiB"), "bytes_out": (KIB, "KiB"), "latency_ms": (1, "ms")}


def policy() -> str:
    """A policy in which each condition is a rule of its own."""
    rules = "\n".join(
        f"```bylaw\nrule {name} on http.request\n  when {' and '.join(map(_written, parts))}\n  against account\n```\n"
        for name, parts in PREDICATES.items()
    )
    return f"{_HEAD}\n{rules}"


def _written(part: Part) -> str:
    match part:
        case OneOf(field, values):
            return f"{field} in ({', '.join(_literal(field, each) for each in values)})"
        case Differs(field, other):
            return f"{field} <> {other}"
        case Test(field, "starts", value):
            return f'{field} like "{value}%"'
        case Test(field, op, value):
            return f"{field} {op} {_literal(field, value)}"


def _literal(field: str, value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        of, unit = _UNITS.get(field, (1, ""))
        return f"{value // of}{unit}"
    return '"' + value.replace('"', '""') + '"'
