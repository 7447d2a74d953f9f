"""What Markdown elsewhere takes for markup, and a policy shows as it is written: HTML, its comments, and links to files."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from bylaws.source import Diagnostic, Label, Severity, SourceFile, Span

CODE = "shown-as-written"

SCHEMES: Final = ("http", "https", "mailto")
"""Of links that a public page may hold; others could run something, or lead to a place that only the author has."""
_TAGS: Final = (
    *(
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "center",
        "code",
        "details",
        "div",
        "em",
        "font",
        "form",
        "h[1-6]",
        "hr",
        "i",
        "iframe",
    ),
    *("img", "input", "li", "link", "meta", "ol", "p", "pre", "s", "script", "small", "span", "strong", "style", "sub", "summary"),
    *("sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul", "video"),
)
_SHOWN: Final = 3
_FOUND: Final = re.compile(
    r"(?P<skipped>``+.*?``+|`[^`\n]*`)|(?P<comment><!--)"
    rf"|(?P<tag></?(?:{'|'.join(_TAGS)})(?:\s[^<>\n]*)?/?>)"
    rf"|(?P<link>\]\((?!#|(?:{'|'.join(SCHEMES)}):)[^()\s]+\))",
    re.IGNORECASE,
)
_SAID: Final = {
    "comment": ("a comment of HTML is shown to everybody as it is written", "write notes in a `bylaw` block, behind `#`"),
    "tag": (
        "HTML is shown to everybody as it is written",
        "write it in Markdown: `**strong**`, `*stressed*`, `- item`, a blank line between paragraphs",
    ),
    "link": (
        "a link without `https://` or `mailto:` is shown to everybody as it is written",
        "write the whole address, or `#` and a clause's name for a clause of this policy",
    ),
}


def shown_as_written(file: SourceFile, lines: Sequence[str], code: Collection[int]) -> Iterator[Diagnostic]:
    """What is to be said of a file's prose: of `lines`, by number, that do not stand in `code`; one diagnostic for each sort."""
    found: dict[str, list[Span]] = {}
    for number, line in enumerate(lines):
        for each in _FOUND.finditer(line) if number not in code and ("<" in line or "](" in line) else ():
            if each.lastgroup in _SAID:
                start = file.line_start(number + 1)
                found.setdefault(str(each.lastgroup), []).append(Span(file, start + each.start(), start + each.end()))
    for sort, spans in found.items():
        message, help = _SAID[sort]
        more = f", here and {len(spans) - _SHOWN:,} times more" if len(spans) > _SHOWN else ""
        yield Diagnostic(CODE, message + more, tuple(map(Label, spans[:_SHOWN])), help, Severity.WARNING)
