"""Rows and expectations are stated, not computed."""

from __future__ import annotations

from bylaws.policy.checks.phrases import words
from bylaws.policy.surface import Assign
from bylaws.source import Diagnostic, Label

CODE = "example-value"


def error(assign: Assign) -> Diagnostic:
    message = f"{words(assign.value.span)} is not a value"
    return Diagnostic(
        CODE, message, (Label(assign.value.span),), "write the value itself; only fields of events can be computed from `at`"
    )
