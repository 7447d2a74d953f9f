"""Nobody is called by personal data."""

from __future__ import annotations

from bylaws.policy.checks.phrases import words
from bylaws.policy.expressions import Expr
from bylaws.source import Diagnostic, Label

CODE = "personal-subject"


def error(subject: Expr) -> Diagnostic:
    message = f"{words(subject.span)} is personal, and whom a finding accuses is written wherever the finding goes"
    return Diagnostic(CODE, message, (Label(subject.span),), "name the account, the user or the number that it belongs to")
