"""What a message quotes: of another one that it answers or passes on."""

from __future__ import annotations

from typing import Final

import re2

_QUOTED: Final = re2.compile(r"(?m)^[ \t]{0,3}(?:[>|][ \t]?)+(.*)$")
_BEFORE: Final = re2.compile(
    r"(?im)^[ \t]*(?:-{2,}[ \t]*(?:original message|forwarded message|ursprüngliche nachricht|message d'origine)[ \t]*-{2,}"
    r"|begin forwarded message:|on .{6,120} wrote:|le .{6,120} a écrit :|am .{6,120} schrieb .{1,80}:|el .{6,120} escribió:)[ \t]*$"
)


def quoted(text: str) -> str | None:
    """The lines behind `>`, without it; else what follows `On … wrote:` or `Original Message`. None: it quotes nothing."""
    lines = [line.rstrip() for line in _QUOTED.findall(text)]
    if any(lines):
        return "\n".join(lines).strip()
    found = _BEFORE.search(text)
    return (text[found.end() :].strip() or None) if found else None
