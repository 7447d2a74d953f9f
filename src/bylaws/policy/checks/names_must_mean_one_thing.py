"""A parameter is not called like a field where both can be meant."""

from __future__ import annotations

from bylaws.policy.surface import Ref
from bylaws.source import Diagnostic, Label, Span

CODE = "two-meanings"


def error(node: Ref, parameter: Span, kind: str) -> Diagnostic:
    other = f"a field of `{kind}`" if kind else "something else here"
    labels = (Label(node.span), Label(parameter, "the parameter"))
    return Diagnostic(CODE, f"`{node.name}` is a parameter and also {other} or a let", labels, "give the parameter another name")
