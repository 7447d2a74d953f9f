"""A map has each key once."""

from __future__ import annotations

from bylaws.policy.checks.phrases import words
from bylaws.policy.surface import Literal
from bylaws.source import Diagnostic, Label

CODE = "key-twice"


def error(key: Literal, earlier: Literal) -> Diagnostic:
    labels = (Label(key.span, "again here"), Label(earlier.span, "first here"))
    return Diagnostic(CODE, f"the map has two values for {words(key.span)}", labels, "keep one of them")
