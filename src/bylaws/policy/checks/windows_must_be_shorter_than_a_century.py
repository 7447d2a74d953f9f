"""A window is of a length that a log can have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bylaws.events.types import MILLION
from bylaws.policy.expressions import Const, Rolling
from bylaws.policy.resolve.policy import Resolved
from bylaws.policy.walk import nodes
from bylaws.source import Diagnostic, Label, Severity

CODE = "long-window"

_CENTURY: Final = 36_525 * 86_400 * MILLION


def check(resolved: Resolved) -> Iterator[Diagnostic]:
    for node in nodes((resolved.rules, resolved.derives, resolved.duties, resolved.exceptions)):
        if isinstance(node, Rolling) and isinstance(node.length, Const) and _is_too_long(node.length.value):
            message = f"a window of `{node.length.span.text}` is longer than a hundred years"
            place = Label(node.length.span)
            yield Diagnostic(CODE, message, (place,), "write the length that is meant, like `30d`", Severity.WARNING)


def _is_too_long(micros: object) -> bool:
    return isinstance(micros, int) and micros > _CENTURY
