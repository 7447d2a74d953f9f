"""Cases as JSON: what the verbs of the desk print (docs/reference/cases.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec
import orjson

from bylaws.desk.desk import Taken
from bylaws.desk.recalling import Recalled
from bylaws.enforce.case import Case
from bylaws.enforce.changes import Change
from bylaws.store.store import Row
from bylaws.study.as_json import instant

_INSTANTS: Final = frozenset(
    [
        "at",
        "until",
        "opened_at",
        "changed_at",
        "due_at",
        "delivered_at",
        "applied_at",
        "confirm_due",
        "due",
        "done_at",
        "answered_at",
    ]
)


def case_json(case: Case, changes: Iterable[Change], evidence: Mapping[str, str]) -> dict[str, Any]:
    """A case, its history, and the findings as they were made."""
    told: dict[str, Any] = _told(msgspec.to_builtins(case))
    told["severity"] = case.severity
    told["history"] = [_told(msgspec.to_builtins(each)) for each in changes]
    told["evidence"] = [orjson.loads(each) for each in evidence.values()]
    return told


def row_json(row: Row) -> dict[str, Any]:
    told: dict[str, Any] = _told(msgspec.to_builtins(row))
    return told


def taken_json(taken: Taken) -> dict[str, Any]:
    return {
        "opened": taken.opened,
        "joined": taken.joined,
        "known": taken.known,
        "shadow": taken.shadow,
        "ignored": taken.ignored,
        "decided_by_machine": taken.decided,
        "cases": list(taken.cases),
        "demoted": [{"rule": each.rule, "mode": each.mode, "reason": each.reason} for each in taken.broken],
    }


def recalled_json(recalled: Recalled) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(recalled)
    return told


def _told(value: Any) -> Any:
    """With instants as RFC 3339, by the names of what holds them."""
    if isinstance(value, dict):
        return {name: instant(each) if name in _INSTANTS and isinstance(each, int) else _told(each) for name, each in value.items()}
    return [_told(each) for each in value] if isinstance(value, list | tuple) else value
