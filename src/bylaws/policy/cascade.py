"""Which mistakes only follow from others."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from bylaws.policy import surface
from bylaws.source import Diagnostic, Severity, Span

_DECLARED: Final = re.compile(r"\b(?:parameter|list|rule|exception|duty|ladder|derive|let)\s+([a-z][a-z0-9_.-]*)")
_NAME: Final = re.compile(r"[a-z][a-z0-9_.-]*")
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
_UNREAD: Final = frozenset({"syntax", "too-deep", "too-many-errors"})
"""Diagnostics of a block of which something was left unread."""


def without_consequences(document: surface.Document, told: Sequence[Diagnostic], found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """`found` less what follows from the errors `told` before names were looked at.

    A declaration that could not be read declares nothing, so whoever uses its name would be told so once more; the same goes for
    whatever stands on a line that could not be read, and for the kinds of a file that could not be read. A literal that is none
    has no type to go wrong, nor has what stands for a clause that could not be read. What a policy's clause lacks, and who uses a
    declaration, may stand in what was not read.
    """
    if not any(each.severity is Severity.ERROR for each in told):
        return list(found)
    kinds_failed = any(each.code == "kinds-file" for each in told)
    written = {name for text in _texts(document) for name in _DECLARED.findall(text)}
    unread = [each.span for each in told if each.code in _UNREAD]
    written.update(word for span in unread for word in _NAME.findall(_line(span)))
    headings = [clause.span for each in _documents(document) for clause in each.clauses]
    broken = {_heading_above(span, headings) for span in unread}
    explained = {_place(each) for each in told}
    return [
        each
        for each in found
        if _place(each) not in explained and not _follows(each, written, kinds_failed) and not _is_unknown(each, broken)
    ]


def _follows(diagnostic: Diagnostic, written: set[str], kinds_failed: bool) -> bool:
    if diagnostic.code not in _NAMING:
        return False
    return diagnostic.span.text in written or (kinds_failed and diagnostic.code == "unknown-kind")


def _line(span: Span) -> str:
    return span.file.line(span.file.position(span.start)[0])


def _place(diagnostic: Diagnostic) -> tuple[str, int, int]:
    span = diagnostic.span
    return span.file.path, span.start, span.end


def _is_unknown(lack: Diagnostic, broken: Collection[tuple[str, int]]) -> bool:
    """Whether what is said to be lacking may stand in what was not read; `broken` are the headings above that."""
    if lack.code == "uncovered-clause":
        return (lack.span.file.path, lack.span.start) in broken
    return lack.code in ("no-example", "unused") and bool(broken)


def _heading_above(span: Span, headings: Iterable[Span]) -> tuple[str, int]:
    path = span.file.path
    return path, max((each.start for each in headings if each.file.path == path and each.start <= span.start), default=0)


def _texts(document: surface.Document) -> Iterable[str]:
    return (each.span.file.text for each in _documents(document))


def _documents(document: surface.Document) -> Iterator[surface.Document]:
    yield document
    for each in document.includes:
        yield from _documents(each)
