"""Numbers that measure something carry its unit."""

from __future__ import annotations

from bylaws.events.types import Type
from bylaws.policy.checks.phrases import called, same_with_unit
from bylaws.policy.expressions import Const
from bylaws.source import Diagnostic, Label

CODE = "number-without-unit"


def error(value: Const, want: Type, what: str) -> Diagnostic:
    message = f"`{what}` is {called(want)}, and `{value.span.words}` has no unit"
    meant = same_with_unit(value, want)
    return Diagnostic(CODE, message, (Label(value.span),), f"say `{meant}`" if meant else "divide it as the other side is divided")
