"""The columns of a list that events feed are fields of these events, and of their types."""

from __future__ import annotations

from bylaws.events.types import Type
from bylaws.policy.checks.phrases import called
from bylaws.policy.surface import Name
from bylaws.source import Diagnostic, Label
from bylaws.source.suggest import did_you_mean, listed

CODE = "column-not-a-field"


def error(column: Name, kind: str, fields: tuple[str, ...]) -> Diagnostic:
    help = did_you_mean(column.text, fields, f"its fields are {listed(fields)}")
    return Diagnostic(CODE, f"no field of `{kind}` is called `{column}`", (Label(column.span),), help)


def of_another_type(column: Name, written: Name, kind: str, field: Type) -> Diagnostic:
    message = f"`{column}` of `{kind}` is {called(field)}, and not `{written}`"
    return Diagnostic(CODE, message, (Label(written.span),), "leave the type out: it is that of the field")
