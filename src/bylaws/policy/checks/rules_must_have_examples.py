"""Every rule and duty is shown at work by an example."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bylaws.events.types import Type
from bylaws.policy import surface
from bylaws.policy.expressions import Const, Expr
from bylaws.policy.resolve.gather import Gathered
from bylaws.policy.resolve.policy import Resolved
from bylaws.source import Diagnostic, Label, Severity

CODE = "no-example"

_SUBJECTS: Final = {
    "domain": "example.com",
    "ip": "192.0.2.1",
    "phone": "+12125550100",
    "url": "https://example.com/",
}
"""Somebody of each type whom an example may accuse."""


def check(gathered: Gathered, resolved: Resolved, path: str) -> Iterator[Diagnostic]:
    """Of the policy at `path`; its bases answer for themselves."""
    expected = {
        line.name.text
        for _, example in gathered.examples
        for line in example.lines
        if isinstance(line, surface.Expect) and line.name is not None
    }
    subjects = {each.name: each.subject for each in resolved.rules}
    subjects |= {each.name: each.subject for each in resolved.duties}
    for placed in gathered.of(surface.Rule, surface.Duty):
        if placed.name.text not in expected and placed.file == path:
            sort = "duty" if isinstance(placed.declaration, surface.Duty) else "rule"
            message = f"no example shows what {sort} `{placed.name}` finds"
            help = f"add an `example` block with a line such as `expect {placed.name}{_accused(subjects[placed.name.text])}`"
            yield Diagnostic(CODE, message, (Label(placed.name.span),), help, Severity.WARNING)


def _accused(subject: Expr) -> str:
    """` for` and a subject that the type allows; nothing where that cannot be told."""
    somebody = subject.value if isinstance(subject, Const) else _somebody(subject.type)
    return f' for "{somebody}"' if somebody else ""


def _somebody(kind: Type) -> str:
    """An account `a1`, a user `u1`, and by the table what is no entity."""
    return f"{kind.entity[0]}1" if kind.entity else _SUBJECTS.get(kind.name, "")
