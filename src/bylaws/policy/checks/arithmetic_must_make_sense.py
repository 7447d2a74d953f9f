"""Quantities are computed with as their units allow."""

from __future__ import annotations

from bylaws.policy.checks.phrases import called, words
from bylaws.policy.expressions import Expr
from bylaws.source import Diagnostic, Label, Span

CODE = "senseless-arithmetic"

_VERBS = {
    "+": "{0} and {1} cannot be added up",
    "-": "{1} cannot be taken from {0}",
    "*": "{0} and {1} cannot be multiplied",
    "/": "{0} cannot be divided by {1}",
    "mod": "`mod` is for integers, not for {0} and {1}",
}


def error(op: str, left: Expr, right: Expr, span: Span) -> Diagnostic:
    message = _VERBS[op].format(called(left.type), called(right.type))
    labels = (Label(span), Label(left.span, called(left.type)), Label(right.span, called(right.type)))
    help = "use `years_between(…)` for dates" if left.type.name == right.type.name == "date" else ""
    return Diagnostic(CODE, message, labels, help)


def negative(value: Expr, span: Span) -> Diagnostic:
    return Diagnostic(CODE, f"{words(value.span)} is {called(value.type)} and has no negative", (Label(span),))
