"""What is left to people, set, or dropped has its reason."""

from __future__ import annotations

from collections.abc import Iterator

from bylaws.policy import surface
from bylaws.policy.resolve.gather import Gathered
from bylaws.source import Diagnostic, Label, Span

CODE = "no-reason"


def check(gathered: Gathered) -> Iterator[Diagnostic]:
    for manual in gathered.manual.values():
        if not manual.reason.strip():
            yield _error("`manual` does not say why", manual.span)
    for override, _ in gathered.overrides:
        if isinstance(override, surface.SetParameter | surface.Drop) and not override.because.strip():
            yield _error(f"`{override.name}` is changed without a reason", override.span)


def _error(message: str, span: Span) -> Diagnostic:
    return Diagnostic(CODE, message, (Label(span),), "write a sentence for those who read the policy")
