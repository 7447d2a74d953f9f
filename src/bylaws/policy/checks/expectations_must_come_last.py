"""An example is judged as a whole: what it expects stands behind all that happens in it."""

from __future__ import annotations

from collections.abc import Iterator

from bylaws.policy import surface
from bylaws.policy.checks.phrases import words
from bylaws.policy.resolve.gather import Gathered
from bylaws.source import Diagnostic, Label, Severity

CODE = "early-expectation"


def check(gathered: Gathered) -> Iterator[Diagnostic]:
    """Of each example, at the first `expect` that something happens behind."""
    for _, example in gathered.examples:
        early = next((line for line in example.lines if isinstance(line, surface.Expect)), None)
        if early is None:
            continue
        happening = (line for line in example.lines[example.lines.index(early) :] if not isinstance(line, surface.Expect))
        later = next(happening, None)
        if later is not None:
            message = f"{words(early.span)} is judged at the end of the example, with all that stands behind it"
            labels = (Label(early.span), Label(later.span, "this counts as well"))
            help = "write it last, or make an example of its own of what happens until then"
            yield Diagnostic(CODE, message, labels, help, Severity.WARNING)
