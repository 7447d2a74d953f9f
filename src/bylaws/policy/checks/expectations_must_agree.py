"""An example that expects nothing expects no finding beside it."""

from __future__ import annotations

from collections.abc import Iterator

from bylaws.policy import surface
from bylaws.policy.checks.phrases import words
from bylaws.policy.resolve.gather import Gathered
from bylaws.source import Diagnostic, Label, Severity

CODE = "contradicting-expectations"


def check(gathered: Gathered) -> Iterator[Diagnostic]:
    """Of each example, at its first `expect nothing` and the first line that wants something."""
    for _, example in gathered.examples:
        lines = [line for line in example.lines if isinstance(line, surface.Expect)]
        nothing = next((line for line in lines if line.name is None), None)
        something = next((line for line in lines if line.name is not None and line.count != 0), None)
        if nothing is not None and something is not None:
            message = f"`expect nothing` and {words(something.span)} cannot both hold"
            labels = (Label(nothing.span), Label(something.span, "this wants a finding"))
            help = "take one of them out, or make two examples of it"
            yield Diagnostic(CODE, message, labels, help, Severity.WARNING)
