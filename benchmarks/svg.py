"""Bars as SVG, readable on light and dark ground."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape

WIDE, ROW, LABEL, BAR = 760, 26, 230, 420
_STYLE: Final = (
    "text{font:14px sans-serif;fill:#222}rect{fill:#2563a8}"
    "@media(prefers-color-scheme:dark){text{fill:#ddd}rect{fill:#7ab0e8}.ground{fill:#111}}.ground{fill:#fff}"
)


def bars(title: str, rows: Sequence[tuple[str, float]]) -> str:
    """One bar a row, its number behind it."""
    most = max((number for _, number in rows), default=0) or 1
    tall = ROW * (len(rows) + 1) + 16
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {tall}" role="img" aria-label="{escape(title)}">',
        f"<style>{_STYLE}</style>",
        f'<rect class="ground" width="{WIDE}" height="{tall}"/>',
        f'<text x="8" y="20" font-weight="bold">{escape(title)}</text>',
    ]
    for number, (label, value) in enumerate(rows, 1):
        y, wide = number * ROW + 8, round(value / most * BAR, 1)
        parts.append(f'<text x="{LABEL - 8}" y="{y + 16}" text-anchor="end">{escape(label)}</text>')
        parts.append(f'<rect x="{LABEL}" y="{y + 3}" width="{wide}" height="{ROW - 8}"/>')
        parts.append(f'<text x="{LABEL + wide + 6}" y="{y + 16}">{value:,}</text>')
    return "\n".join([*parts, "</svg>", ""])
