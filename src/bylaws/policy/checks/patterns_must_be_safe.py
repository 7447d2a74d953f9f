"""A pattern can be searched for in linear time."""

from __future__ import annotations

import re2

from bylaws.source import Diagnostic, Label, Span

CODE = "unsafe-pattern"

LONGEST = 1000
"""Code points of a pattern."""

_MEMORY = 1 << 20


def check(pattern: object, span: Span) -> Diagnostic | None:
    """What is wrong with the pattern behind `matches`; None as pattern if it is not written out."""
    if not isinstance(pattern, str):
        return Diagnostic(
            CODE, "`matches` wants its pattern written out", (Label(span),), "write it in quotation marks, or use `like`"
        )
    if len(pattern) > LONGEST:
        return Diagnostic(CODE, f"this pattern is longer than {LONGEST} characters", (Label(span),), "keep long lists in a `list`")
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error as reason:
        why = reason.args[0].decode() if isinstance(reason.args[0], bytes) else str(reason.args[0])
        help = "patterns are those of RE2: no look-around, no back-references, small repetitions"
        return Diagnostic(CODE, f"this pattern cannot be used: {why}", (Label(span),), help)
    return None
