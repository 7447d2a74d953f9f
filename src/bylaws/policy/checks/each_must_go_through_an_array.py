"""`each` goes through a field that holds several values."""

from __future__ import annotations

from bylaws.policy.checks.phrases import called, words
from bylaws.policy.expressions import Expr
from bylaws.source import Diagnostic, Label

CODE = "each-of-one"


def error(found: Expr) -> Diagnostic:
    message = f"`each` goes through several values, but {words(found.span)} is {called(found.type)}"
    return Diagnostic(CODE, message, (Label(found.span),), "leave `each` out, or name a field that holds several values")
