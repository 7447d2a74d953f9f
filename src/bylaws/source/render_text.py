"""Diagnostics for people at a terminal, and for programs."""

from __future__ import annotations

from typing import Final
from unicodedata import east_asian_width

from bylaws.source.diagnostic import Diagnostic, Label
from bylaws.source.span import Span

_WIDEST: Final = 160
"""Columns of a source line that are shown; a longer one is cut round the words at fault."""


def render_diagnostic(diagnostic: Diagnostic) -> str:
    """The message, then each place with its line and carets under the words, then the help.

    error[unknown-name]: no field of `call.record` is called `directon`
      --> policy.md:14:9
       |
    14 |   where directon = "outbound"
       |         ^^^^^^^^
       = help: did you mean `direction`?
    """
    shown = [label for label in diagnostic.labels if label.span.file.text]
    width = max((len(str(_line(label.span))) for label in shown), default=1)
    lines = [f"{diagnostic.severity}[{diagnostic.code}]: {diagnostic.message}"]
    if not shown and diagnostic.labels and diagnostic.span.file.path:
        lines.append(f"{' ' * width}--> {diagnostic.span.file.path}")
    above: Span | None = None
    for label in shown:
        lines += _place(label, width, above)
        above = label.span
    if diagnostic.help:
        lines.append(f"{' ' * width} = help: {diagnostic.help}")
    return "\n".join(lines)


def to_json(diagnostic: Diagnostic) -> dict[str, object]:
    """Plain data: code, severity, message, help, and the labels with path, offsets (code points), lines and columns (from 1)."""
    return {
        "code": diagnostic.code,
        "severity": str(diagnostic.severity),
        "message": diagnostic.message,
        "help": diagnostic.help,
        "labels": [_label_json(label) for label in diagnostic.labels],
    }


def _label_json(label: Label) -> dict[str, object]:
    span = label.span
    line, column = span.file.position(span.start)
    end_line, end_column = span.file.position(span.end)
    return {
        "path": span.file.path,
        "start": span.start,
        "end": span.end,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "text": label.text,
        "words": span.text if len(span.text) <= _WIDEST else span.text[:_WIDEST] + "…",
    }


def _line(span: Span) -> int:
    return span.file.position(span.start)[0]


def _place(label: Label, width: int, above: Span | None) -> list[str]:
    """The lines for one label; what the label `above` it has shown already is not shown again."""
    number, column = label.span.file.position(label.span.start)
    text, start, length = _cut(label.span, number, column)
    margin = " " * width
    under = " " * _columns(text[:start]) + "^" * max(_columns(text[start : start + length]), 1)
    note = f" {label.text}" if label.text else ""
    marked = f"{margin} | {under}{note}"
    shown = f"{number:>{width}} | {text}".rstrip()
    if above is None or above.file.path != label.span.file.path:
        return [f"{margin}{':::' if above else '-->'} {label.span}", f"{margin} |", shown, marked]
    return [marked] if _line(above) == number else [f"{margin} :", shown, marked]


def _cut(span: Span, number: int, column: int) -> tuple[str, int, int]:
    """The line to show, and where in it the words at fault stand; of several lines the first."""
    line = span.file.line(number)
    start = min(column - 1, len(line))
    length = min(span.end - span.start, len(line) - start)
    if len(line) <= _WIDEST:
        return _visible(line), start, length
    left = max(0, start - _WIDEST // 4)
    piece = _visible(line[left : left + _WIDEST])
    before, after = "…" if left else "", "…" if left + _WIDEST < len(line) else ""
    return before + piece + after, start - left + len(before), min(length, len(piece) - (start - left))


def _visible(line: str) -> str:
    """Tabs as one blank, other control characters as a mark, so that columns agree and nothing is sent to the terminal."""
    return "".join(" " if char == "\t" else char if char.isprintable() else "\ufffd" for char in line)


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)
