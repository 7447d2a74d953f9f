"""Which mistakes only follow from others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from bylaws.policy import surface
from bylaws.source import Diagnostic, Severity

_DECLARED: Final = re.compile(r"\b(?:parameter|list|rule|exception|duty|ladder|derive|let)\s+([a-z][a-z0-9_.-]*)")
_NAMING: Final = frozenset(
    {
        "not-a-length",
        "nothing-to-change",
        "unknown-expectation",
        "unknown-kind",
        "unknown-ladder",
        "unknown-list",
        "unknown-name",
        "unknown-parameter",
        "unknown-rule",
        "window-length",
    }
)
"""Diagnostics of a name that nothing declares."""


def without_consequences(document: surface.Document, told: Sequence[Diagnostic], found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """`found` less what follows from the errors `told` before names were looked at.

    A declaration that could not be read declares nothing, so whoever uses its name would be told so once more; the same goes for
    the kinds of a file that could not be read.
    """
    if not any(each.severity is Severity.ERROR for each in told):
        return list(found)
    kinds_failed = any(each.code == "kinds-file" for each in told)
    written = {name for text in _texts(document) for name in _DECLARED.findall(text)}
    return [each for each in found if not _follows(each, written, kinds_failed)]


def _follows(diagnostic: Diagnostic, written: set[str], kinds_failed: bool) -> bool:
    if diagnostic.code not in _NAMING:
        return False
    return diagnostic.span.text in written or (kinds_failed and diagnostic.code == "unknown-kind")


def _texts(document: surface.Document) -> Iterable[str]:
    yield document.span.file.text
    for each in document.includes:
        yield from _texts(each)
