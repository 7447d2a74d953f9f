"""Every rule and duty is shown at work by an example."""

from __future__ import annotations

from collections.abc import Iterator

from bylaws.policy import surface
from bylaws.policy.resolve.gather import Gathered
from bylaws.source import Diagnostic, Label, Severity

CODE = "no-example"


def check(gathered: Gathered, path: str) -> Iterator[Diagnostic]:
    """Of the policy at `path`; its bases answer for themselves."""
    expected = {
        line.name.text
        for _, example in gathered.examples
        for line in example.lines
        if isinstance(line, surface.Expect) and line.name is not None
    }
    for placed in gathered.of(surface.Rule, surface.Duty):
        if placed.name.text not in expected and placed.file == path:
            sort = "duty" if isinstance(placed.declaration, surface.Duty) else "rule"
            message = f"no example shows what {sort} `{placed.name}` finds"
            help = f'add an `example` block with a line such as `expect {placed.name} for "a1"`'
            yield Diagnostic(CODE, message, (Label(placed.name.span),), help, Severity.WARNING)
