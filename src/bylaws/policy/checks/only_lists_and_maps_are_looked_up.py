"""Square brackets look something up in a list or a map."""

from __future__ import annotations

from bylaws.policy.checks.phrases import called, words
from bylaws.policy.expressions import Expr
from bylaws.source import Diagnostic, Label

CODE = "not-a-list"


def error(base: Expr) -> Diagnostic:
    message = f"{words(base.span)} is {called(base.type)}; only a list or a map can be looked up"
    help = "say `some(x in … where …)` to look into several values" if base.type.name == "array" else ""
    return Diagnostic(CODE, message, (Label(base.span),), help)
