"""From the text of a `bylaw` or `example` block to its surface tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from msgspec import Struct, field

from bylaws.policy import grammar
from bylaws.policy import surface as s
from bylaws.policy.broken import SKIPPED
from bylaws.policy.build import Builder
from bylaws.policy.grammar import OPENINGS
from bylaws.policy.hidden import in_block
from bylaws.policy.literals import TERMINALS, LiteralError, read_literal
from bylaws.policy.mending import MOST_MENDED, mend
from bylaws.policy.mismeasured import DAY, meant
from bylaws.policy.reading import Node, Token, Unexpected
from bylaws.policy.slips import NO_DEADLINE
from bylaws.policy.syntax_errors import broken_at, explain
from bylaws.source import Diagnostic, Label, SourceFile, Span

MOST_NESTED = 100
"""How deep the tree of a declaration may go; everything that walks a tree by recursion relies on it.

`a and b and c` is one condition of three parts, no deeper than they are, and so with `or`, however the trees hold them.
"""

_CHAINS = ("both", "either")
"""Nodes of which the first part is the chain so far."""

UNREAD = "?"
"""Begins what stands for a name that was not read, each by itself."""

_DEADLINE = re.compile(r"^[ \t]*(?:within|before)\b", re.MULTILINE)

MOST_ERRORS = 50
"""After so many errors in one block the rest is left unread."""


class Block(Struct):
    """A fenced block: `text` is what the parser reads, and its first character stands at `start` of `file`.

    `text` is as long as the stretch of the file that it stands for, so that offsets only need adding up. `unread`: by the offset
    of the name that stands for what could not be read, where that was told.
    """

    language: str  # bylaw or example
    text: str
    file: SourceFile
    start: int
    diagnostics: list[Diagnostic] = field(default_factory=list)
    unread: dict[int, Span] = field(default_factory=dict)

    def span(self, start: int, end: int) -> Span:
        return Span(self.file, self.start + start, self.start + end)

    def error(self, code: str, message: str, span: Span, help: str = "") -> None:
        self.diagnostics.append(Diagnostic(code, message, (Label(span),), help))


def parse_block(block: Block) -> tuple[s.Declaration, ...] | s.Example:
    """Everything in the block that can be read; what cannot is told in `block.diagnostics`, one error a clause at most."""
    whole = block.span(0, len(block.text))
    block.text, hidden = in_block(block.text, whole, block.language)
    try:
        read = _read(block, 0, block.text)
    except Unexpected as first:
        read = _read_in_pieces(block, first)
    block.diagnostics += [*hidden, *_days(block)]
    return read if block.language == "bylaw" else _whole_example(block, read)


def _days(block: Block) -> Iterator[Diagnostic]:
    """Days that are read as divisions, `01/02/2027`; those at which reading broke off are told by then."""
    told = [each.span for each in block.diagnostics]
    plain = SKIPPED.sub(lambda found: " " * len(found[0]), block.text)
    for found in DAY.finditer(plain):
        place = block.span(*found.span())
        if found[2] == "/" and not any(each.start < place.end and place.start < each.end for each in told):
            message, help = meant(found)
            yield Diagnostic("syntax", message, (Label(place),), help)


def _whole_example(block: Block, lines: tuple[Any, ...]) -> s.Example:
    return s.Example(lines, block.span(0, len(block.text.rstrip())))


def _read(block: Block, offset: int, text: str) -> tuple[Any, ...]:
    """The declarations of `text`, which stands at `offset` of the block. Raises `Unexpected`."""
    tree = grammar.parse(block.language, text)
    fold = _Fold(block, offset)
    return tuple(built for child in tree.parts if (built := fold.fold(child)) is not None)


def _read_in_pieces(block: Block, first: Unexpected) -> tuple[Any, ...]:
    read: list[Any] = []
    for offset, text in _pieces(block):
        read += _read_mended(block, offset, text)
        if len(block.diagnostics) >= MOST_ERRORS:
            rest = block.span(min(offset + len(text), len(block.text) - 1), len(block.text))
            block.error("too-many-errors", f"after {MOST_ERRORS} errors the rest of this block was left unread", rest)
            break
    if not block.diagnostics:
        block.diagnostics.append(explain(broken_at(first, block.language, block.text), block.span(0, len(block.text))))
    return tuple(read)


def _read_mended(block: Block, offset: int, text: str) -> tuple[Any, ...]:
    """The declaration in `text`; a clause that cannot be read is told and blanked, so that those behind it are read too.

    None if it cannot be read all the same; that it breaks right behind what was blanked would only tell one slip twice.
    """
    place = block.span(offset, offset + len(text))
    behind = -1
    for _ in range(MOST_MENDED):
        try:
            return _read(block, offset, text)
        except Unexpected as error:
            broken = broken_at(error, block.language, text)
        if broken.at <= behind:
            break
        told = explain(broken, place)
        # A deadline that stands in the wrong place was told of and blanked, and is not lacking.
        if not (told.message.endswith(NO_DEADLINE) and _DEADLINE.search(block.text[offset : offset + len(place.text)])):
            block.diagnostics.append(told)
        mended = mend(broken)
        if mended is None:
            break
        text, behind = mended.text, mended.stop
        if mended.stand_in is not None:
            block.unread[offset + mended.stand_in] = told.span
    return ()


def _pieces(block: Block) -> Iterator[tuple[int, str]]:
    """The block cut before each line that begins with the first word of a declaration."""
    openings = "|".join(OPENINGS[block.language])
    cuts = [found.start() for found in re.finditer(rf"^[ \t]*(?:{openings})\b(?![ \t]*[-.=,)(])", block.text, re.MULTILINE)]
    edges = sorted({0, *cuts, len(block.text)})
    for start, end in pairwise(edges):
        if block.text[start:end].strip():
            yield start, block.text[start:end]


def _goes_on(node: Node, part: Any) -> bool:
    """Whether a part of a chain is the chain before its last part."""
    return node.kind in _CHAINS and isinstance(part, Node) and part.kind == node.kind and part is node.parts[0]


class _TooDeepError(Exception):
    pass


class _Fold:
    """Builds a surface tree from the leaves up, without recursion."""

    def __init__(self, block: Block, offset: int) -> None:
        self.block = block
        self.offset = offset
        self.builder = Builder()

    def fold(self, tree: Any) -> Any:
        """The surface node of a declaration, or None if it is nested too deep to be worked with."""
        try:
            order = self._order(tree)
        except _TooDeepError:
            message = "this is nested too deep to be read"
            self.block.error("too-deep", message, self._span(tree), "name parts of it by `let`")
            return None
        built: list[Any] = []
        for node in reversed(order):
            if isinstance(node, Node):
                first = len(built) - len(node.parts)
                built[first:] = [getattr(self.builder, node.kind)(self._span(node), built[first:])]
            else:
                built.append(self._leaf(node))
        return built[0]

    def _order(self, tree: Node) -> list[Any]:
        """Every node before its children, and these from last to first."""
        order: list[Any] = []
        waiting: list[tuple[Any, int]] = [(tree, 0)]
        while waiting:
            node, depth = waiting.pop()
            order.append(node)
            if isinstance(node, Node):
                # a path is flat in the parser's tree and as deep as it is long in ours
                below = depth + (len(node.parts) if node.kind == "path" else 1)
                if below > MOST_NESTED:
                    raise _TooDeepError
                waiting += [(part, depth if _goes_on(node, part) else below) for part in node.parts]
        return order

    def _leaf(self, token: Token | None) -> s.Literal | s.Name | None:
        if token is None:
            return None
        span = self._span(token)
        if token.kind not in TERMINALS:
            return s.Name(f"{UNREAD}{span.start}" if self._is_unread(token) else token.text, span)
        try:
            return read_literal(token.kind, token.text, span)
        except LiteralError as error:
            self.block.error(error.code, str(error), span, error.help)
            return s.Literal("integer", 0, span)

    def _span(self, part: Node | Token) -> Span:
        """What stands for something unread stands where that was told, so that whatever is told of it is known to follow."""
        if self._is_unread(part):
            return self.block.unread[self.offset + part.start]
        return self.block.span(self.offset + part.start, self.offset + part.end)

    def _is_unread(self, part: Node | Token) -> bool:
        return self.offset + part.start in self.block.unread
