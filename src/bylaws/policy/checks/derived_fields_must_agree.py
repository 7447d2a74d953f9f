"""Derivations of one kind give its fields the same types."""

from __future__ import annotations

from bylaws.events.types import Type
from bylaws.policy.checks.phrases import called, words
from bylaws.policy.expressions import Expr
from bylaws.policy.surface import Name
from bylaws.source import Diagnostic, Label
from bylaws.source.suggest import did_you_mean, listed

CODE = "derived-field"


def error(name: Name, expr: Expr, want: Type, kind: str) -> Diagnostic:
    message = f"`{name}` of `{kind}` is {called(want)} elsewhere, but {words(expr.span)} is {called(expr.type)}"
    return Diagnostic(CODE, message, (Label(expr.span), Label(name.span)), "all derivations of a kind give a field one type")


def unknown(name: Name, kind: str, fields: tuple[str, ...]) -> Diagnostic:
    help = did_you_mean(name.text, fields, f"its fields are {listed(fields)}")
    return Diagnostic(CODE, f"no field of `{kind}` is called `{name}`", (Label(name.span),), help)
