"""A condition is something that is true or false."""

from __future__ import annotations

from bylaws.policy.checks.phrases import called, such_as, words
from bylaws.policy.expressions import Const, Expr
from bylaws.source import Diagnostic, Label

CODE = "not-a-condition"


def error(found: Expr) -> Diagnostic:
    message = f"{words(found.span)} is {called(found.type)}, not a condition"
    if isinstance(found, Const):
        value = found.span.words
        help = f"say again what it is compared with: `… = {value}`, or write all values as `… in ({value}, …)`"
        return Diagnostic(CODE, message, (Label(found.span),), help)
    example = such_as(found.type)
    help = f"compare it: `{found.span.words} {'>=' if found.type.is_ordered else '='} {example}`" if example else ""
    return Diagnostic(CODE, message, (Label(found.span),), help)
