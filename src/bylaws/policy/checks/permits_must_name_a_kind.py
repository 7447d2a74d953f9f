"""`permitted` names the kind of permit, then what it must cover."""

from __future__ import annotations

from bylaws.policy.checks.phrases import words
from bylaws.policy.expressions import Expr
from bylaws.policy.surface import Call
from bylaws.source import Diagnostic, Label

CODE = "permit-argument"

_HELP = 'write such as `permitted("resale", seats: firms)`'


def error(call: Call) -> Diagnostic:
    return Diagnostic(CODE, "`permitted` begins with the kind of permit in quotation marks", (Label(call.span),), _HELP)


def unnamed(value: Expr) -> Diagnostic:
    message = f"{words(value.span)} is not said to be what of the permit's scope"
    return Diagnostic(CODE, message, (Label(value.span),), _HELP)
