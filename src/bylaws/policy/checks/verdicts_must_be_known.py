"""What a heading says of verdicts is one of the words for it."""

from __future__ import annotations

from collections.abc import Iterator

from bylaws.policy.resolve.gather import Gathered
from bylaws.policy.verdicts import ALLOWED, misspelt
from bylaws.source import Diagnostic, Label

CODE = "unknown-verdict"


def check(gathered: Gathered) -> Iterator[Diagnostic]:
    for clause in gathered.clauses.values():
        for name, value in misspelt(clause.attributes):
            what = "a verdict" if name == "fallback" else "a severity"
            message = f"clause `{clause.slug}` says `{name}={value}`, and `{value}` is not {what}"
            help = "it is one of " + ", ".join(f"`{each}`" for each in ALLOWED[name])
            yield Diagnostic(CODE, message, (Label(clause.span),), help)
