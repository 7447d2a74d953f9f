"""What is compared is of one type."""

from __future__ import annotations

from bylaws.events.types import Type
from bylaws.policy.checks.phrases import called, such_as, words
from bylaws.policy.expressions import Expr
from bylaws.source import Diagnostic, Label, Span

CODE = "wrong-type"


def error(value: Expr, want: Type, what: str) -> Diagnostic:
    message = f"`{_short(what)}` is {called(want)}, but {words(value.span)} is {called(value.type)}"
    if want.name == "array" and want.of[0].name == value.type.name:
        return Diagnostic(CODE, message, (Label(value.span),), f"say `{what} contains {value.span.text}`")
    shown = such_as(want)
    return Diagnostic(
        CODE, message, (Label(value.span),), f"write such as `{shown}`" if shown and value.type.name != want.name else ""
    )


def keys(theirs: Expr, ours: Expr, span: Span) -> Diagnostic:
    message = (
        f"{words(theirs.span)} is {called(theirs.type)}, but {words(ours.span)} is {called(ours.type)}, and they can never be equal"
    )
    return Diagnostic(CODE, message, (Label(span),), "join things of one sort")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"
