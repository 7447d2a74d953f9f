"""What to tell the author of a block that cannot be read."""

from __future__ import annotations

from lark.exceptions import UnexpectedInput

from bylaws.source import Diagnostic, Label, Span


def explain(error: UnexpectedInput, text: str, span: Span) -> Diagnostic:
    """The diagnostic for where reading `text`, which stands at `span`, broke off."""
    at = min(error.pos_in_stream or 0, len(text))
    place = Span(span.file, span.start + at, span.start + at + 1)
    return Diagnostic("syntax", "this cannot stand here", (Label(place),))
