"""Characters that nobody sees, and that make a text read otherwise than it stands there."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final
from unicodedata import name

from bylaws.source import Diagnostic, Label, Severity, SourceFile, Span

CODE = "hidden-character"

TURNING: Final = "\u202a-\u202e\u2066-\u2069"
"""Controls of the direction in which text runs (Unicode UAX 9); what is shown can then say the contrary of what is read."""
IN_PROSE: Final = re.compile(f"[{TURNING}]")
IN_BLOCKS: Final = re.compile(f"[{TURNING}\u200b\u200e\u200f\u061c\u00ad\u2060-\u2064\ufeff]")
"""In code also marks of direction and what has no width; joiners are left, for scripts need them inside words."""
_SHOWN: Final = 3
_HELP: Final = "take it out, or write the line anew: it can show people another text than the one that counts"


def in_block(text: str, span: Span, language: str) -> tuple[str, list[Diagnostic]]:
    """The text of a block with blanks for what is hidden in it, and what is to be said: of examples, whose texts may be what a

    rule is to be tried on, a warning.
    """
    found = [Span(span.file, span.start + each.start(), span.start + each.end()) for each in IN_BLOCKS.finditer(text)]
    if not found:
        return text, []
    if language == "example":
        return text, [_told(found, Severity.WARNING)]
    return IN_BLOCKS.sub(" ", text), [_told(found, Severity.ERROR)]


def in_prose(file: SourceFile, blocks: Sequence[tuple[int, int]]) -> list[Diagnostic]:
    """What is to be said of a file but for its `blocks`, each from offset to offset."""
    # Places with even numbers among the edges lie outside of all blocks.
    edges = [edge for block in sorted(blocks) for edge in block]
    found = [
        Span(file, each.start(), each.end()) for each in IN_PROSE.finditer(file.text) if bisect_right(edges, each.start()) % 2 == 0
    ]
    return [_told(found, Severity.WARNING)] if found else []


def _told(found: Sequence[Span], severity: Severity) -> Diagnostic:
    first = found[0].text
    what = f"a character that cannot be seen stands here, U+{ord(first):04X} ({name(first, 'control').lower()})"
    more = f", and {len(found) - 1:,} more of its sort elsewhere" if len(found) > 1 else ""
    return Diagnostic(CODE, what + more, tuple(Label(each) for each in found[:_SHOWN]), _HELP, severity)
