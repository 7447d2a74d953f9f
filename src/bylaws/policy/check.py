"""The checks that look at a whole policy."""

from __future__ import annotations

from bylaws.policy import surface
from bylaws.policy.resolve.gather import Gathered
from bylaws.policy.resolve.policy import Resolved
from bylaws.source import Diagnostic


def run_checks(document: surface.Document, gathered: Gathered, resolved: Resolved) -> list[Diagnostic]:
    return []
