"""A finding is about somebody."""

from __future__ import annotations

from bylaws.policy.surface import Name
from bylaws.source import Diagnostic, Label

CODE = "nobody-accused"


def error(rule: str, kind: Name, candidates: tuple[str, ...]) -> Diagnostic:
    message = f"this rule accuses nobody: `{kind}` may come without `account`"
    choice = candidates[0] if candidates else "provider"
    return Diagnostic(CODE, message, (Label(kind.span, f"what `{rule}` looks at"),), f"add `against {choice}`")
