"""`in` looks into a list."""

from __future__ import annotations

from bylaws.policy.checks.phrases import IN_NETWORKS, called, is_network, words
from bylaws.policy.expressions import Expr
from bylaws.source import Diagnostic, Label

CODE = "nothing-to-look-into"


def error(found: Expr, item: Expr) -> Diagnostic:
    """`item` is what was looked for in `found`."""
    message = f"{words(found.span)} is {called(found.type)}, and nothing can be `in` it"
    help = IN_NETWORKS if is_network(found, item.type) else 'compare with `=`, or with several values: `in ("a", "b")`'
    return Diagnostic(CODE, message, (Label(found.span),), help)
