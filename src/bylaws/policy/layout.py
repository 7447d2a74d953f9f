"""The canonical layout of a block: two spaces of indent, one clause a line, long conditions broken at `and` and `or`.

It works on tokens, so that comments stay and nothing is written that was not there.
"""

from __future__ import annotations

import re
from itertools import groupby, pairwise

from msgspec import Struct, field

from bylaws.policy.grammar import OPENINGS, tokens

WIDTH = 120
WIDTH_UNBROKEN = 132
"""A line that could only be broken inside brackets may be so long."""

_RULE = frozenset(("WHERE", "LET", "WHEN", "UNLESS", "AGAINST", "SEVERITY", "DEGREE", "ONCE", "STEPS", "SAYS"))
_CLAUSES = {
    "RULE": _RULE,
    "DERIVE": frozenset(("WHERE", "LET", "WHEN", "WITH")),
    "EXCEPTION": frozenset(("LET", "WHEN", "SAYS")),
    "DUTY": frozenset(("AFTER", "LET", "EXPECT", "WITHIN", "BEFORE", "PAUSED", "UNLESS", "SEVERITY", "STEPS", "SAYS")),
    "LADDER": frozenset(("ORDINAL", "AT", "NOTICE")),
}
"""The tokens that begin a new line, by the kind of declaration."""

_COMMENT = re.compile(r"#[^\n]*")
_STEPS = {"LPAR": 1, "LSQB": 1, "LBRACE": 1, "RPAR": -1, "RSQB": -1, "RBRACE": -1}
_TIGHT_BEFORE = frozenset(("COMMA", "RPAR", "RSQB", "RBRACE", "COLON", "DOT", "LSQB"))
_TIGHT_AFTER = frozenset(("LPAR", "LSQB", "LBRACE", "DOT", "MINUS"))


class _Word(Struct):
    """A token; `gap`: the comments on lines of their own before it, and `""` for empty lines; `beside`: those behind it."""

    kind: str
    text: str
    gap: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)


class _Line(Struct):
    indent: int
    words: list[_Word]


_Written = tuple[str, str]
"""A line and the comment behind it."""


def lay_out(language: str, text: str) -> list[str]:
    """The lines of a block, anew. Raises `Unexpected` if the block cannot be parsed."""
    words, below = _words(language, text)
    written: list[_Written] = []
    for declaration in _declarations(language, words):
        written += [(line, "") for line in declaration[0].gap]
        declaration[0].gap = []
        for line in _lines(declaration):
            written += _written(line)
    lines = [*_aligned(written), *below]
    while lines and not lines[0]:
        del lines[0]
    while lines and not lines[-1]:
        del lines[-1]
    return lines


def _words(language: str, text: str) -> tuple[list[_Word], list[str]]:
    """The tokens with their comments, and the comments below the last one."""
    words: list[_Word] = []
    at = 0
    for token in tokens(language, text):
        gap = _gap(text[at : token.start], words)
        words.append(_Word(token.kind, token.text, gap))
        at = token.end
    return words, _gap(text[at:], words)


def _gap(text: str, words: list[_Word]) -> list[str]:
    """The comments and empty lines of what stands between two tokens; a comment on the first one's line goes to it."""
    first, *rest = text.split("\n")
    beside = _COMMENT.search(first)
    if beside and words:
        words[-1].beside.append(beside[0].rstrip())
    elif beside:
        rest.insert(0, first)
    lines: list[str] = []
    for line in rest[:-1]:
        stripped = line.strip()
        if stripped or not lines or lines[-1]:
            lines.append(stripped)
    last = rest[-1].strip() if rest else ""
    return [*lines, last] if last else lines


def _declarations(language: str, words: list[_Word]) -> list[list[_Word]]:
    openings = {word.upper() for word in OPENINGS[language]}
    declarations: list[list[_Word]] = []
    for before, word in pairwise([_Word("", ""), *words]):
        if word.kind in openings and before.kind != "REPLACE":
            declarations.append([])
        declarations[-1].append(word)
    return declarations


def _lines(declaration: list[_Word]) -> list[_Line]:
    """A declaration cut at its clauses."""
    opening = declaration[1] if declaration[0].kind == "REPLACE" else declaration[0]
    if opening.kind == "DERIVE" and len(_joined(declaration)) <= WIDTH and not any(word.kind == "LET" for word in declaration):
        return [_Line(0, declaration)]
    breaks = _CLAUSES.get(opening.kind, frozenset())
    lines = [_Line(0, [])]
    depth = 0
    for word in declaration:
        if depth == 0 and word.kind in breaks and word is not opening and lines[-1].words[0].kind != "NOTICE":
            deeper = opening.kind == "DUTY" and word.kind == "LET"
            lines.append(_Line(4 if deeper else 2, []))
        lines[-1].words.append(word)
        depth += _STEPS.get(word.kind, 0)
    return lines


def _written(line: _Line) -> list[_Written]:
    written: list[_Written] = []
    for indent, words in _wrapped(line.words, line.indent):
        margin = " " * indent
        written += [(margin + comment, "") for word in words for comment in word.gap if comment]
        written.append((margin + _joined(words), "  ".join(comment for word in words for comment in word.beside)))
    return written


def _aligned(written: list[_Written]) -> list[str]:
    """The lines with the comments behind them, which stand below each other on lines that follow each other."""
    lines: list[str] = []
    for has_comment, group in groupby(written, key=lambda line: bool(line[1])):
        run = list(group)
        width = max(len(text) for text, _ in run) if has_comment else 0
        lines += [f"{text:{width}}  {comment}" if comment else text for text, comment in run]
    return lines


def _wrapped(words: list[_Word], indent: int) -> list[tuple[int, list[_Word]]]:
    """The words of a clause as lines, broken at the outermost `or`, else `and`, while they are too long."""
    if indent + len(_joined(words)) <= WIDTH:
        return [(indent, words)]
    depth, places = _breaks(words)
    if not places or (depth and indent + len(_joined(words)) <= WIDTH_UNBROKEN):
        return [(indent, words)]
    lines: list[tuple[int, list[_Word]]] = []
    for start, end in pairwise([0, *places, len(words)]):
        lines += _wrapped(words[start:end], indent + 2 * (depth + 1) if start else indent)
    return lines


def _breaks(words: list[_Word]) -> tuple[int, list[int]]:
    """The least depth of brackets at which the words can be broken, and there the places of its `or`, else of its `and`."""
    found: dict[tuple[int, bool], list[int]] = {}
    depth = 0
    between: list[int] = []
    for i, word in enumerate(words):
        depth += _STEPS.get(word.kind, 0)
        if word.kind == "BETWEEN":
            between.append(depth)
        elif word.kind == "AND" and depth in between:
            between.remove(depth)
        elif word.kind in ("AND", "OR") and i > 0:
            found.setdefault((depth, word.kind != "OR"), []).append(i)
    if not found:
        return 0, []
    first = min(found)
    return first[0], found[first]


def _joined(words: list[_Word]) -> str:
    text = words[0].text
    for before, word in pairwise(words):
        tight = word.kind in _TIGHT_BEFORE or before.kind in _TIGHT_AFTER or (word.kind == "LPAR" and before.kind == "NAME")
        text += word.text if tight else " " + word.text
    return text
