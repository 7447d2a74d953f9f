"""`in` looks into a list."""

from __future__ import annotations

from bylaws.policy.checks.phrases import called, words
from bylaws.policy.expressions import Expr
from bylaws.source import Diagnostic, Label

CODE = "nothing-to-look-into"


def error(found: Expr) -> Diagnostic:
    message = f"{words(found.span)} is {called(found.type)}, and nothing can be `in` it"
    return Diagnostic(CODE, message, (Label(found.span),), 'compare with `=`, or with several values: `in ("a", "b")`')
