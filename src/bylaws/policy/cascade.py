"""Which mistakes only follow from others."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bylaws.policy import surface
from bylaws.source import Diagnostic, Severity, Span

_DECLARED: Final = re.compile(r"\b(?:parameter|list|rule|exception|duty|ladder|derive)\s+([a-z][a-z0-9_.-]*)")
_LET: Final = re.compile(r"\blet\s+([a-z][a-z0-9_]*)")
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

_Heading = tuple[str, int]
"""The file and the offset of a clause's heading."""


def without_consequences(document: surface.Document, told: Sequence[Diagnostic], found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """`found` less what follows from the errors `told` before names were looked at.

    A declaration that could not be read declares nothing, so whoever uses its name would be told so once more; the same goes, in
    the same clause, for a let and for whatever stands on a line that could not be read, and for the kinds of a file that could
    not be read. A literal that is none
    has no type to go wrong, nor has what stands for a clause that could not be read. What a policy's clause lacks, and who uses a
    declaration, may stand in what was not read.
    """
    if not any(each.severity is Severity.ERROR for each in told):
        return list(found)
    headings = {each.span.file.path: sorted(clause.span.start for clause in each.clauses) for each in _documents(document)}
    unread = [each.span for each in told if each.code in _UNREAD]
    written = _Written(
        headings,
        frozenset(name for text in _texts(document) for name in _DECLARED.findall(text)),
        frozenset(_names_in_clauses(document, unread, headings)),
        any(each.code == "kinds-file" for each in told),
    )
    broken = {_heading_above(span.file.path, span.start, headings) for span in unread}
    explained = {_place(each) for each in told}
    return [
        each for each in found if _place(each) not in explained and not written.explains(each) and not _is_unknown(each, broken)
    ]


@dataclass(frozen=True, slots=True)
class _Written:
    """Names that the author declared somewhere, even if not in a way that can be read: for all, or `local` to a clause."""

    headings: Mapping[str, Sequence[int]]
    declared: frozenset[str]
    local: frozenset[tuple[_Heading, str]]
    kinds_failed: bool

    def explains(self, diagnostic: Diagnostic) -> bool:
        """Whether what it says is not declared is written all the same."""
        if diagnostic.code not in _NAMING:
            return False
        span = diagnostic.span
        heading = _heading_above(span.file.path, span.start, self.headings)
        if span.text in self.declared or (heading, span.text) in self.local:
            return True
        return self.kinds_failed and diagnostic.code == "unknown-kind"


def _names_in_clauses(
    document: surface.Document, unread: Iterable[Span], headings: Mapping[str, Sequence[int]]
) -> Iterator[tuple[_Heading, str]]:
    for each in _documents(document):
        path = each.span.file.path
        for found in _LET.finditer(each.span.file.text):
            yield _heading_above(path, found.start(), headings), found[1]
    for span in unread:
        heading = _heading_above(span.file.path, span.start, headings)
        yield from ((heading, name) for name in _NAME.findall(_line(span)))


def _line(span: Span) -> str:
    return span.file.line(span.file.position(span.start)[0])


def _place(diagnostic: Diagnostic) -> tuple[str, int, int]:
    span = diagnostic.span
    return span.file.path, span.start, span.end


def _is_unknown(lack: Diagnostic, broken: Collection[_Heading]) -> bool:
    """Whether what is said to be lacking may stand in what was not read; `broken` are the headings above that."""
    if lack.code == "uncovered-clause":
        return (lack.span.file.path, lack.span.start) in broken
    return lack.code in ("no-example", "unused") and bool(broken)


def _heading_above(path: str, start: int, headings: Mapping[str, Sequence[int]]) -> _Heading:
    """The last heading at or before an offset of a file."""
    starts = headings.get(path, ())
    above = bisect_right(starts, start)
    return path, starts[above - 1] if above else 0


def _texts(document: surface.Document) -> Iterable[str]:
    return (each.span.file.text for each in _documents(document))


def _documents(document: surface.Document) -> Iterator[surface.Document]:
    yield document
    for each in document.includes:
        yield from _documents(each)
