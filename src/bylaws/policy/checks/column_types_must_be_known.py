"""Every column of a list has a type that exists."""

from __future__ import annotations

from bylaws.policy.surface import Name
from bylaws.source import Diagnostic, Label
from bylaws.source.suggest import did_you_mean, listed

CODE = "column-type"


def error(name: Name, types: tuple[str, ...]) -> Diagnostic:
    help = did_you_mean(name.text, types, f"the types of columns are {listed(types, 40)}")
    return Diagnostic(CODE, f"there is no type `{name}`", (Label(name.span),), help)


def missing(column: Name) -> Diagnostic:
    help = f"write the type behind the name, such as `{column} text`"
    return Diagnostic(CODE, f"the type of column `{column}` is not given", (Label(column.span),), help)
