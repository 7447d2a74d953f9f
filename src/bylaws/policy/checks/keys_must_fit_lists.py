"""A list is looked up by what its key is."""

from __future__ import annotations

from bylaws.policy.checks.phrases import called, words
from bylaws.policy.expressions import Expr
from bylaws.policy.program import ListDecl
from bylaws.source import Diagnostic, Label

CODE = "wrong-key"


def error(declared: ListDecl, number: int, item: Expr, instead: tuple[str, ...]) -> Diagnostic:
    name, want = declared.keys[number]
    if declared.literals:
        message = f"each value of `{declared.name}` is {called(want)}, but {words(item.span)} is {called(item.type)}"
        return Diagnostic(CODE, message, (Label(item.span),), "look for it in a list of its own")
    message = f"`{declared.name}` is looked up by `{name}`, but {words(item.span)} is {called(item.type)}"
    help = f"did you mean {' or '.join(f'`{each}`' for each in instead)}?" if instead else f"its key `{name}` is {called(want)}"
    return Diagnostic(CODE, message, (Label(item.span),), help)
