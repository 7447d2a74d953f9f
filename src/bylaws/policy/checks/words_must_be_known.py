"""A word is one of those that can occur."""

from __future__ import annotations

from bylaws.events.types import Type
from bylaws.policy.checks.phrases import words
from bylaws.policy.expressions import Const
from bylaws.source import Diagnostic, Label
from bylaws.source.suggest import did_you_mean

CODE = "unknown-word"


def error(value: Const, want: Type, what: str) -> Diagnostic:
    message = f"`{what}` is never {words(value.span)}"
    otherwise = "it is one of " + ", ".join(f'"{word}"' for word in want.words)
    return Diagnostic(CODE, message, (Label(value.span),), did_you_mean(str(value.value), want.words, otherwise))
