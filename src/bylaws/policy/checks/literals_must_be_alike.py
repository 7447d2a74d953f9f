"""The values of a parameter or list are of one type."""

from __future__ import annotations

from bylaws.policy.checks.phrases import called, words
from bylaws.policy.expressions import Const
from bylaws.source import Diagnostic, Label

CODE = "mixed-values"


def error(value: Const, first: Const) -> Diagnostic:
    message = f"{words(value.span)} is {called(value.type)}, but {words(first.span)} is {called(first.type)}"
    return Diagnostic(CODE, message, (Label(value.span), Label(first.span)), "write all values in one way")
