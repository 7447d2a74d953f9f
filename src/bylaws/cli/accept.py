"""Rewriting expectations to what happened."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from bylaws.source import Span

HEAD: Final = re.compile(r"expect\s+(?:no\s+|\d+\s+)?")


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of a file, and the words to stand there."""

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


def found_instead(found: Counter[str]) -> str:
    """The lines that replace `expect nothing`."""
    return "\n".join(f"expect {count} {name}" for name, count in sorted(found.items()))


def _applied(edits: list[Edit]) -> str:
    text = edits[0].span.file.text
    for edit in sorted(edits, key=lambda each: each.span.start, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text
