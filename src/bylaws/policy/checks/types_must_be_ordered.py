"""Only what has an order is compared by more and less."""

from __future__ import annotations

from bylaws.policy.checks.phrases import called, words
from bylaws.policy.expressions import Expr
from bylaws.source import Diagnostic, Label

CODE = "no-order"


def error(value: Expr, op: str) -> Diagnostic:
    message = f"{words(value.span)} is {called(value.type)} and has no order, so `{op}` says nothing about it"
    return Diagnostic(CODE, message, (Label(value.span),), "compare with `=` or `<>`")


def whole(value: Expr) -> Diagnostic:
    message = f"{words(value.span)} is {called(value.type)} and cannot be compared as a whole"
    help = "say `… contains …` or `… in …`" if value.type.name == "array" else "compare its parts"
    return Diagnostic(CODE, message, (Label(value.span),), help)
