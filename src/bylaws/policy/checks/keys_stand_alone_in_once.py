"""`once per … by` has keys of one side only."""

from __future__ import annotations

from bylaws.policy.checks.phrases import words
from bylaws.policy.surface import Key
from bylaws.source import Diagnostic, Label

CODE = "once-key"


def error(key: Key) -> Diagnostic:
    message = f"{words(key.span)} joins two kinds, but `once` groups findings of one"
    return Diagnostic(CODE, message, (Label(key.span),), f"write {words(key.theirs.span)} alone")
