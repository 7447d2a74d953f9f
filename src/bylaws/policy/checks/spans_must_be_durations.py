"""A window reaches back over a duration."""

from __future__ import annotations

from bylaws.policy.checks.phrases import called, words
from bylaws.policy.program import Parameter
from bylaws.policy.surface import Literal, Name, Over
from bylaws.source import Diagnostic, Label
from bylaws.source.suggest import did_you_mean

CODE = "window-length"


def error(name: Name, parameter: Parameter | None, names: tuple[str, ...]) -> Diagnostic:
    if parameter is None:
        help = did_you_mean(name.text, names, f"declare it: `parameter {name} = 24h`")
        return Diagnostic(CODE, f"there is no parameter `{name}`", (Label(name.span),), help)
    message = f"a window reaches back over a duration, but `{name}` is {called(parameter.type)}"
    help = "business days and months cannot bound a window"
    if parameter.type.name == "integer":
        help = f"give `{name}` a length, like `parameter {name} = 24h`; a number of events is no time"
    return Diagnostic(CODE, message, (Label(name.span), Label(parameter.span)), help)


def empty(length: Literal) -> Diagnostic:
    return Diagnostic(CODE, f"a window over {words(length.span)} is always empty", (Label(length.span),), "write such as `24h`")


def weeks(over: Over) -> Diagnostic:
    message = f"{words(over.span)} does not name hours or days of whole weeks"
    return Diagnostic(CODE, message, (Label(over.span),), "write such as `same hour of 4w` or `same day of 8w`")
