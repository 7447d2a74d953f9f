"""`where` chooses events by themselves; what counts them comes after."""

from __future__ import annotations

from bylaws.policy.checks.phrases import words
from bylaws.policy.resolve.scope import Scope
from bylaws.policy.surface import Fact
from bylaws.source import Diagnostic, Label

CODE = "where-counts"

_PLACES = {
    "feed": "the feed of a list",
    "watch": "the condition of an awaited event",
    "rung": "a rung",
    "example": "an example",
}


def error(node: Fact, scope: Scope) -> Diagnostic:
    over = words(node.over.span).removeprefix("`over ").removeprefix("`")
    if scope.closed == "where":
        kind = scope.kind.name if scope.kind else "events"
        message = f"`where` counts `{kind}` over `{over}, but `where` decides which of them are counted at all"
        return Diagnostic(CODE, message, (Label(node.span),), "move the condition to `when`")
    place = _PLACES[scope.closed]
    message = f"{place} is judged on the event alone and cannot count over `{over}"
    return Diagnostic(CODE, message, (Label(node.span),), "count in a rule's `let`, and look at its findings")
