"""A deadline is a length of time."""

from __future__ import annotations

from bylaws.policy.checks.phrases import called
from bylaws.policy.program import Parameter
from bylaws.policy.surface import Name
from bylaws.source import Diagnostic, Label
from bylaws.source.suggest import did_you_mean

CODE = "not-a-length"


def error(name: Name, parameter: Parameter | None, names: tuple[str, ...]) -> Diagnostic:
    if parameter is None:
        help = did_you_mean(name.text, names, f"declare it: `parameter {name} = 24h`")
        return Diagnostic(CODE, f"there is no parameter `{name}`", (Label(name.span),), help)
    message = f"`{name}` is {called(parameter.type)}, not a length of time"
    return Diagnostic(CODE, message, (Label(name.span), Label(parameter.span)), "write such as `30m`, `3d` or `10 business days`")
