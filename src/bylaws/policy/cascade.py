"""Which mistakes only follow from others."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Final

from msgspec import Struct

from bylaws.policy import surface
from bylaws.source import Diagnostic, Severity, Span

_OPENINGS: Final = ("parameter", "list", "rule", "exception", "duty", "ladder", "derive")
_DECLARED: Final = re.compile(rf"\b(?:{'|'.join(_OPENINGS)})\s+([a-z][a-z0-9_.-]*)")
_HEAD: Final = re.compile(r"[ \t]*(?:replace[ \t]+)?(?P<opening>[A-Za-z]+)[ \t]+[\"'‘’“”]?(?P<name>[A-Za-z][\w.-]*)")
_LET: Final = re.compile(r"\blet\s+([a-z][a-z0-9_]*)")
_NAME: Final = re.compile(r"[a-z][a-z0-9_.-]*")
_ALIKE: Final = 0.8
"""How alike a misspelt word is to the one that opens a declaration, as `difflib` reckons it."""
_NAMELESS: Final = re.compile(rf"({'|'.join(_OPENINGS)})\s+\S+")
_NAMING: Final = {
    "not-a-length": ("parameter",),
    "nothing-to-change": _OPENINGS,
    "unknown-expectation": ("rule", "duty"),
    "unknown-kind": ("rule", "duty", "derive"),
    "unknown-ladder": ("ladder",),
    "unknown-list": ("list",),
    "unknown-name": ("parameter", "list"),
    "unknown-parameter": ("parameter",),
    "unknown-rule": ("rule", "duty", "exception"),
    "window-length": ("parameter",),
}
"""Diagnostics of a name that nothing declares, with the declarations that could."""
_OTHERWISE: Final = ("did you mean", "it has", "name both sides", "put ", "for the event")
"""How help begins that knows better than that a name was never declared."""
_UNREAD: Final = frozenset({"syntax", "too-deep", "too-many-errors"})
"""Diagnostics of a block of which something was left unread."""

_Heading = tuple[str, int]
"""The file and the offset of a clause's heading."""


def without_consequences(document: surface.Document, told: Sequence[Diagnostic], found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """`found` less what follows from the errors `told` before names were looked at.

    A declaration that could not be read declares nothing, so whoever uses its name would be told so once more; the same goes, in
    the same clause, for a let and for whatever stands elsewhere on a line that could not be read, and for what files tell
    that could not be read. A literal that is none has no type to go wrong, nor has what stands for a clause that could not be
    read. What a policy's clause lacks, and who uses a declaration, may stand in what was not read.
    """
    if not any(each.severity is Severity.ERROR for each in told):
        return list(found)
    headings = {each.span.file.path: sorted(clause.span.start for clause in each.clauses) for each in _documents(document)}
    unread = [each.span for each in told if each.code in _UNREAD]
    written = _Written(
        headings,
        frozenset(name for text in _texts(document) for name in _DECLARED.findall(text)),
        frozenset(name for span in unread if (name := _misnamed(span))),
        _places(_names_in_clauses(document, unread, headings)),
        any(each.code == "kinds-file" for each in told),
        any(each.code == "unreadable" for each in told),
        frozenset(opened[1] for each in unread if (opened := _NAMELESS.fullmatch(each.text))),
    )
    broken = {_heading_above(span.file.path, span.start, headings) for span in unread}
    explained = {_place(each) for each in told}
    return [
        each for each in found if _place(each) not in explained and not written.explains(each) and not _is_unknown(each, broken)
    ]


class _Written(Struct, frozen=True):
    """Names that the author declared somewhere, even if not in a way that can be read: for all, or `local` to a clause, with where

    they stand. `misnamed`: names with a slip in them, as `_plain` tells them, for elsewhere they may be written right. `nameless`:
    the words that open declarations without a name, which may be any that is not like another.
    """

    headings: Mapping[str, Sequence[int]]
    declared: frozenset[str]
    misnamed: frozenset[str]
    local: Mapping[tuple[_Heading, str], Collection[int]]
    kinds_failed: bool
    include_failed: bool
    nameless: frozenset[str]

    def explains(self, diagnostic: Diagnostic) -> bool:
        """Whether what it says is not declared is written all the same."""
        if diagnostic.code not in _NAMING:
            return False
        span = diagnostic.span
        heading = _heading_above(span.file.path, span.start, self.headings)
        if span.text in self.declared or _plain(span.text) in self.misnamed:
            return True
        if any(start != span.start for start in self.local.get((heading, span.text), ())):
            return True
        if self.nameless & frozenset(_NAMING[diagnostic.code]) and not diagnostic.help.startswith(_OTHERWISE):
            return True
        if self.include_failed and not diagnostic.help.startswith(_OTHERWISE):
            return True
        return self.kinds_failed and diagnostic.code == "unknown-kind"


def _misnamed(unread: Span) -> str:
    """The plain name of the declaration in whose first two words something was unread; empty if it is in none."""
    line, column = unread.file.position(unread.start)
    head = _HEAD.match(unread.file.line(line))
    if head is None or column > head.end() or not get_close_matches(head["opening"].lower(), _OPENINGS, 1, _ALIKE):
        return ""
    return _plain(head["name"])


def _plain(name: str) -> str:
    """A name without what tells ways of writing it apart: `leastTalk`, `least-talk` and `least_talk` are one."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|-", "_", name).lower()


def _names_in_clauses(
    document: surface.Document, unread: Iterable[Span], headings: Mapping[str, Sequence[int]]
) -> Iterator[tuple[_Heading, str, int]]:
    for each in _documents(document):
        path = each.span.file.path
        for found in _LET.finditer(each.span.file.text):
            yield _heading_above(path, found.start(), headings), found[1], found.start(1)
    for span in unread:
        heading = _heading_above(span.file.path, span.start, headings)
        line = span.file.position(span.start)[0]
        start = span.file.line_start(line)
        yield from ((heading, found[0], start + found.start()) for found in _NAME.finditer(span.file.line(line)))


def _places(names: Iterable[tuple[_Heading, str, int]]) -> dict[tuple[_Heading, str], set[int]]:
    """Where each name of a clause stands."""
    found: dict[tuple[_Heading, str], set[int]] = {}
    for heading, name, start in names:
        found.setdefault((heading, name), set()).add(start)
    return found


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
