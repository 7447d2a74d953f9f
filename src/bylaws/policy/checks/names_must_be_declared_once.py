"""One name means one thing."""

from __future__ import annotations

from bylaws.policy.checks.phrases import with_article
from bylaws.policy.surface import Name
from bylaws.source import Diagnostic, Label

CODE = "declared-twice"


def error(name: Name, sort: str, earlier: Name) -> Diagnostic:
    labels = (Label(name.span, "again here"), Label(earlier.span, f"{with_article(sort)}, declared here"))
    elsewhere = name.span.file.path != earlier.span.file.path
    help = "say `replace` to put this in the place of the other" if elsewhere else "give one of them another name"
    return Diagnostic(CODE, f"`{name}` is declared twice", labels, help)
