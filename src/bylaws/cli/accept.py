"""Rewriting expectations to what happened."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

from bylaws.source import Span

EMPTY: Final = re.compile(r"[ \t]*\r?\n")
HEAD: Final = re.compile(r"expect\s+(?:no\s+|\d+\s+)?")


class Edit(Struct, frozen=True):
    """A stretch of a file, and the words to stand there; without words its line goes, if nothing else stands on it."""

    span: Span
    text: str


def edited(edits: Iterable[Edit]) -> Mapping[str, str]:
    """The new text of each file that edits touch, by path. Edits do not overlap."""
    by_path: dict[str, list[Edit]] = {}
    for edit in edits:
        by_path.setdefault(edit.span.file.path, []).append(edit)
    return {path: _applied(own) for path, own in by_path.items()}


def counted(words: str, count: int) -> str:
    """An `expect` line with the count that was found."""
    return HEAD.sub(f"expect {count or 'no'} ", words, count=1)


def found_instead(found: Counter[str]) -> list[str]:
    """The lines that replace `expect nothing`."""
    return [f"expect {count} {name}" for name, count in sorted(found.items())]


def _applied(edits: list[Edit]) -> str:
    text = edits[0].span.file.text
    for edit in sorted(edits, key=lambda each: each.span.start, reverse=True):
        before, after = text[: edit.span.start], text[edit.span.end :]
        text = before + edit.text + after if edit.text else _without_line(before, after)
    return text


def _without_line(before: str, after: str) -> str:
    """`before` and `after` joined, less the empty line that would stay between them."""
    end = EMPTY.match(after)
    kept = before.rstrip(" \t")
    return kept + after[end.end() :] if end and kept.endswith("\n") else before + after
