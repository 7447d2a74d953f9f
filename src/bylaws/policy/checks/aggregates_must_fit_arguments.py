"""An aggregate gets what it can work with."""

from __future__ import annotations

from bylaws.policy.checks.phrases import called, words
from bylaws.policy.expressions import Expr
from bylaws.policy.surface import Call, Name
from bylaws.source import Diagnostic, Label

CODE = "aggregate-argument"


def error(call: Call, argument: Expr) -> Diagnostic:
    wants = {"distinct": "single values", "min": "what has an order", "max": "what has an order"}.get(call.name.text, "quantities")
    message = f"`{call.name}` works on {wants}, but {words(argument.span)} is {called(argument.type)}"
    help = "use `distinct` to count different values" if call.name.text in ("sum", "count") else ""
    return Diagnostic(CODE, message, (Label(argument.span),), help)


def missing(call: Call) -> Diagnostic:
    return Diagnostic(
        CODE, f"`{call.name}` has to be told of what", (Label(call.span),), f"write `{call.name}(…)` with a field in it"
    )


def number(call: Call) -> Diagnostic:
    return Diagnostic(CODE, f"`{call.name}` takes one thing", (Label(call.span),), "conditions go behind `where`")


def count_takes_no_value(call: Call, name: Name) -> Diagnostic:
    message = f"`count` counts events, and `{name}` is a field"
    return Diagnostic(CODE, message, (Label(call.span),), f"say `distinct({name})` for different values, or `count()` for events")
