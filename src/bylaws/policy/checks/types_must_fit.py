"""What is compared is of one type."""

from __future__ import annotations

from bylaws.events.types import Type
from bylaws.policy.checks.phrases import SPELLING, called, such_as, words
from bylaws.policy.expressions import Const, Expr
from bylaws.source import Diagnostic, Label, Span, on_one_line

CODE = "wrong-type"


def error(value: Expr, want: Type, what: str) -> Diagnostic:
    named = what if "`" in what else f"`{_short(what)}`"
    message = f"{named} is {called(want)}, but {words(value.span)} is {called(value.type)}"
    if want.name == "array" and want.of[0].name == value.type.name:
        return Diagnostic(CODE, message, (Label(value.span),), f"say `{what} contains {value.span.words}`")
    if parts := [part for part, of in value.type.fields if of.name == want.name]:
        told = " or ".join(f"`{value.span.words}.{part}`" for part in parts)
        return Diagnostic(CODE, message, (Label(value.span),), f"ask for a part of it: {told}")
    if want.name == "record" and (parts := [part for part, of in want.fields if of.name == value.type.name]):
        told = " or ".join(f"`{named.strip('`')}.{part}`" for part in parts)
        return Diagnostic(CODE, message, (Label(value.span),), f"ask for a part of it: {told}")
    if want.name == "instant" and value.type.name == "time":
        return Diagnostic(
            CODE, message, (Label(value.span),), f'ask for the time of day: `time_of({_short(what).strip("`")}, "Europe/Berlin")`'
        )
    if not isinstance(value, Const):
        return Diagnostic(CODE, message, (Label(value.span),), "compare things of one sort")
    shown = SPELLING.get(want.name) or (f"write it like `{such_as(want)}`" if such_as(want) else "")
    return Diagnostic(CODE, message, (Label(value.span),), shown if value.type.name != want.name else "")


def keys(theirs: Expr, ours: Expr, span: Span) -> Diagnostic:
    message = (
        f"{words(theirs.span)} is {called(theirs.type)}, but {words(ours.span)} is {called(ours.type)}, and they can never be equal"
    )
    return Diagnostic(CODE, message, (Label(span),), "join things of one sort")


def _short(text: str) -> str:
    line = on_one_line(text)
    return line if len(line) <= 60 else line[:59] + "…"
