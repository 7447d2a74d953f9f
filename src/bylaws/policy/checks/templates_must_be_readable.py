"""Braces in `says` hold something that can be printed."""

from __future__ import annotations

from bylaws.policy.checks.phrases import called, words
from bylaws.policy.expressions import Expr
from bylaws.source import Diagnostic, Label, Span

CODE = "template"


def brace(place: Span) -> Diagnostic:
    return Diagnostic(CODE, "this brace has no partner", (Label(place),), "write `{fact}`, without braces inside")


def error(place: Span, reason: str) -> Diagnostic:
    message = f"{words(place)} cannot be read" + (f": {reason}" if reason else "")
    return Diagnostic(
        CODE, message, (Label(place),), "write a fact or a field; behind it may stand `:%`, a number of places, or `:day|days`"
    )


def check_format(expr: Expr, chosen: str, place: Span) -> Diagnostic | None:
    """What is wrong with printing the expression in the chosen format."""
    if expr.type.name in ("record", "map"):
        return Diagnostic(CODE, f"{words(place)} is {called(expr.type)}, not one value", (Label(place),), "print one of its parts")
    if chosen == "%" and not expr.type.is_number:
        return Diagnostic(CODE, f"{words(place)} is {called(expr.type)} and cannot be printed as a percentage", (Label(place),))
    if "|" in chosen and expr.type.name not in ("integer", "decimal"):
        return Diagnostic(CODE, f"{words(place)} is {called(expr.type)} and no number of things", (Label(place),))
    if chosen.isdigit() and not expr.type.is_quantity:
        return Diagnostic(CODE, f"{words(place)} is {called(expr.type)} and has no decimal places", (Label(place),))
    return None
