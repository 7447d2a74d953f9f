"""What is declared is used."""

from __future__ import annotations

from collections.abc import Iterator

from bylaws.policy import surface
from bylaws.policy.resolve.gather import WORDS, Gathered
from bylaws.policy.resolve.policy import Resolved
from bylaws.source import Diagnostic, Label, Severity

CODE = "unused"


def check(gathered: Gathered, resolved: Resolved, path: str) -> Iterator[Diagnostic]:
    """Of the policy at `path`; what a base policy declares may be for others."""
    for placed in gathered.of(surface.Parameter, surface.ListDecl):
        if placed.name.text not in resolved.used and placed.file == path:
            sort = WORDS[type(placed.declaration)]
            yield _warning(f"{sort} `{placed.name}` is used nowhere", placed.name)
    for let in resolved.unused_lets:
        if let.name.span.file.path == path:
            yield _warning(f"let `{let.name}` is used nowhere", let.name)


def _warning(message: str, name: surface.Name) -> Diagnostic:
    return Diagnostic(CODE, message, (Label(name.span),), "use it or take it out", Severity.WARNING)
