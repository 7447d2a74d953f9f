"""A condition is something that is true or false."""

from __future__ import annotations

from bylaws.policy.checks.phrases import called, such_as, words
from bylaws.policy.expressions import Expr
from bylaws.source import Diagnostic, Label

CODE = "not-a-condition"


def error(found: Expr) -> Diagnostic:
    message = f"{words(found.span)} is {called(found.type)}, not a condition"
    example = such_as(found.type)
    help = f"compare it: `{found.span.text} {'>=' if found.type.is_ordered else '='} {example}`" if example else ""
    return Diagnostic(CODE, message, (Label(found.span),), help)
