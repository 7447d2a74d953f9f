"""A policy's text with its blocks in their canonical layout, and every other byte as it was."""

from __future__ import annotations

import re

from bylaws.policy.clauses import ClauseReader, Fence, block_of
from bylaws.policy.front_matter import read_front_matter
from bylaws.policy.layout import lay_out
from bylaws.source import Diagnostic, SourceFile


def format_text(text: str, path: str = "policy.md") -> str | tuple[Diagnostic, ...]:
    """The text laid out anew, or why a block of it cannot be read.

    `text` comes with the file's own line ends; `path` is how messages call it. Formatting again changes nothing.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    file = SourceFile(path, text.removeprefix("\ufeff"))
    reader = ClauseReader(file, read_front_matter(file).body, lenient=True)
    reader.read()
    if reader.diagnostics:
        return tuple(reader.diagnostics)
    pieces, at = [mark], 0
    for fence in reader.fences:
        start, end = file.line_start(fence.lines[0] + 2), file.line_start(fence.lines[1])
        pieces += [file.text[at:start], _laid_out(file, fence)]
        at = end
    return "".join((*pieces, file.text[at:]))


def _laid_out(file: SourceFile, fence: Fence) -> str:
    """The inside of a block, with the margin (of a list) and the line ends that it has."""
    opening = file.line(fence.lines[0] + 1)
    margin = re.sub(r"\S", " ", re.split("[`~]", opening, maxsplit=1)[0])
    end = "\r\n" if file.text[file.line_start(fence.lines[0] + 2) - 2] == "\r" else "\n"
    return "".join((margin + line).rstrip() + end for line in lay_out(fence.language, block_of(file, fence).text))
