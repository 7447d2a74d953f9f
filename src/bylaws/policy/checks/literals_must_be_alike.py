"""The values of a parameter or list are of one type."""

from __future__ import annotations

from bylaws.events.types import Type
from bylaws.policy.checks.phrases import called, such_as, words
from bylaws.policy.expressions import Const
from bylaws.policy.surface import Literal, SetParameter
from bylaws.source import Diagnostic, Label

CODE = "mixed-values"


def error(value: Const, first: Const) -> Diagnostic:
    message = f"{words(value.span)} is {called(value.type)}, but {words(first.span)} is {called(first.type)}"
    return Diagnostic(CODE, message, (Label(value.span), Label(first.span)), "write all values in one way")


def changed(override: SetParameter, base: Literal) -> Diagnostic:
    """A parameter that a base policy declares is set to another sort of value, for which its rules were not written."""
    new, old = Type(override.value.type), Type(base.type)
    message = f"{words(override.value.span)} is {called(new)}, but `{override.name}` is {called(old)} where it is declared"
    return Diagnostic(CODE, message, (Label(override.value.span), Label(base.span)), f"write it like `{such_as(old)}`")
