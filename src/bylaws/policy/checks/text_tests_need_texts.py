"""`like`, `matches` and `contains` look into texts."""

from __future__ import annotations

from bylaws.policy.checks.phrases import called, words
from bylaws.policy.expressions import Expr
from bylaws.source import Diagnostic, Label

CODE = "not-a-text"


def error(value: Expr, op: str) -> Diagnostic:
    message = f"`{op}` looks into a text, but {words(value.span)} is {called(value.type)}"
    help = f"say `some(x in {value.span.words} where x {op} …)`" if value.type.name == "array" else ""
    return Diagnostic(CODE, message, (Label(value.span),), help)
