"""`some` and `every` go through several values."""

from __future__ import annotations

from bylaws.policy.checks.phrases import called, words
from bylaws.policy.expressions import Expr
from bylaws.policy.surface import Call
from bylaws.source import Diagnostic, Label

CODE = "quantifier"


def form(call: Call) -> Diagnostic:
    message = f"`{call.name}` has the form `{call.name}(x in values where …)`"
    return Diagnostic(CODE, message, (Label(call.span),))


def error(through: Expr) -> Diagnostic:
    message = f"{words(through.span)} is {called(through.type)}, not several values"
    return Diagnostic(CODE, message, (Label(through.span),))
