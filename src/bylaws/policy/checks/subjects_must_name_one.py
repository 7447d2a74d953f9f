"""A subject is one account, user, address or number."""

from __future__ import annotations

from bylaws.policy.checks.phrases import called, words
from bylaws.policy.expressions import Expr
from bylaws.source import Diagnostic, Label

CODE = "wrong-subject"


def error(subject: Expr) -> Diagnostic:
    message = f"{words(subject.span)} is {called(subject.type)}, and nobody can be accused by it"
    help = "name one of its parts, such as `.account`" if subject.type.name == "record" else "name an account, a user, an address"
    return Diagnostic(CODE, message, (Label(subject.span),), help)
