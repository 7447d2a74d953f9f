"""A clause that binds nobody has no rule."""

from __future__ import annotations

from collections.abc import Iterator

from bylaws.policy import surface
from bylaws.policy.resolve.gather import Gathered
from bylaws.source import Diagnostic, Label

CODE = "informative-but-carried"


def check(gathered: Gathered) -> Iterator[Diagnostic]:
    carriers = {each.clause: each.name.span for each in gathered.of(surface.Rule, surface.Duty)}
    for slug, declared in gathered.informative.items():
        if slug in carriers:
            message = f"clause `{slug}` is called informative, and yet a rule carries it out"
            labels = (Label(declared.span), Label(carriers[slug], "its rule"))
            yield Diagnostic(CODE, message, labels, "take out `informative`")
