"""From Markdown to clauses: headings with slugs, the prose under them, and their blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256

from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec import Struct, field

from bylaws.policy import surface as s
from bylaws.policy.hidden import in_prose
from bylaws.policy.parse import Block, parse_block
from bylaws.policy.written import shown_as_written
from bylaws.source import Diagnostic, Label, SourceFile, Span, on_one_line

LANGUAGES = ("bylaw", "example")
MOST_LINES = 50_000
MOST_CODE = 256 * 1024
MOST_HOMELESS = 3
"""Blocks under no clause that are told one by one."""
_NUMBERS = {3: "three", 4: "four", 5: "five"}

_ATTRIBUTES = re.compile(r"(?:^|[ \t]+)\{(?P<inside>[^{}]*)\}[ \t]*$")
_SLUG = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_ATTRIBUTE = re.compile(r"""\s*(?:\#(?P<slug>[^\s"=]+)|(?P<key>[a-z][a-z_]*)=(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s"=]+)))(?=\s|$)""")
_BLOCK_LINE = re.compile(r"[\s>*+\-\d.)]*(?:`{3,}|~{3,})[ \t]*(?:bylaw|example)[ \t]*$")
_NEARLY = re.compile(r"~?\{?\.?(by-?laws?|examples?)\}?", re.IGNORECASE)


class Heading(Struct, frozen=True):
    """A heading as written: `slug` is empty if it has none; `lines` are first and last + 1, from 0."""

    title: str
    level: int
    slug: str
    attributes: dict[str, str]
    lines: tuple[int, int]
    span: Span


class Fence(Struct, frozen=True):
    """A `bylaw` or `example` block as written; `lines` are first and last + 1 with the fences, from 0."""

    language: str
    lines: tuple[int, int]
    content: str
    span: Span

    @property
    def is_closed(self) -> bool:
        # Where the file ends within the block, its last line may come without an end.
        is_cut = bool(self.content) and not self.content.endswith("\n")
        return not is_cut and self.lines[1] - self.lines[0] == self.content.count("\n") + 2


class _Draft(Struct):
    """A clause that is being read; `end` is the line before which it ends, from 0."""

    heading: Heading
    end: int
    subheadings: list[Heading] = field(default_factory=list)
    fences: list[Fence] = field(default_factory=list)
    declarations: list[s.Declaration] = field(default_factory=list)
    examples: list[s.Example] = field(default_factory=list)


class ClauseReader:
    """Reads the clauses of one file, the text from offset `body` on; what is wrong gathers in `diagnostics`.

    `lenient`: a heading without slug gets one made from its title.
    """

    def __init__(self, file: SourceFile, body: int, *, lenient: bool = False) -> None:
        self.file = file
        self.lenient = lenient
        self.diagnostics: list[Diagnostic] = []
        self.text = markdown_view(file.text, body)
        self._lines = self.text.split("\n")
        self.fences: list[Fence] = []
        self._slugs: dict[str, Span] = {}
        self._code = 0

    def read(self) -> tuple[s.Clause, ...]:
        if len(self._lines) > MOST_LINES:
            self._error(
                "too-large", f"the policy has more than {MOST_LINES:,} lines", Span(self.file, 0, 0), "split it by `includes`"
            )
            return ()
        tokens = markdown().disable("inline").parse(self.text)
        drafts = self._drafts(tokens)
        self.diagnostics += in_prose(self.file, [self._offsets(each) for each in self.fences])
        self._find_unread(tokens)
        self.diagnostics += shown_as_written(self.file, self._lines, _lines_of(tokens, "fence", "code_block"))
        return tuple(self._clause(draft) for draft in drafts)

    def _drafts(self, tokens: Sequence[Token]) -> list[_Draft]:
        drafts: list[_Draft] = []
        current: _Draft | None = None
        homeless: list[Fence] = []
        for part in self._parts(tokens):
            if isinstance(part, Heading):
                if current and not part.slug and part.level > current.heading.level:
                    current.subheadings.append(part)
                    continue
                if current:
                    current.end = part.lines[0]
                current = _Draft(part, len(self._lines)) if part.slug else None
                if current:
                    drafts.append(current)
            elif current:
                self._read_block(part, current)
            else:
                homeless.append(part)
        self._tell_homeless(homeless)
        return drafts

    def _tell_homeless(self, blocks: Sequence[Fence]) -> None:
        """Each block under no clause; of many at once, as where no heading has a slug, how many and the first."""
        help = "put it below a heading that ends in a slug, like `## Voice traffic {#voice}`"
        if len(blocks) <= MOST_HOMELESS:
            for each in blocks:
                self._error("block-without-clause", f"this `{each.language}` block stands under no clause", each.span, help)
            return
        labels = tuple(Label(each.span) for each in blocks[:MOST_HOMELESS])
        message = f"{len(blocks):,} blocks stand under no clause, these first"
        help = "a heading above each of them has to end in a slug, like `## Voice traffic {#voice}`"
        self.diagnostics.append(Diagnostic("block-without-clause", message, labels, help))

    def _error(self, code: str, message: str, span: Span, help: str = "") -> None:
        self.diagnostics.append(Diagnostic(code, message, (Label(span),), help))

    def _offsets(self, fence: Fence) -> tuple[int, int]:
        place = self._span(*fence.lines)
        return place.start, place.end

    def _span(self, first: int, last: int) -> Span:
        """Lines `first` up to `last`, counted from 0, without the last line's end."""
        start = self.file.line_start(first + 1)
        return Span(self.file, start, self.file.line_start(last) + len(self.file.line(last)))

    def _parts(self, tokens: Sequence[Token]) -> Iterator[Heading | Fence]:
        quoted = 0
        for i, token in enumerate(tokens):
            if token.type in ("blockquote_open", "blockquote_close"):
                quoted += token.nesting
            if token.map is None:
                continue
            first, last = token.map
            if token.type == "heading_open" and token.level == 0:
                yield self._heading(tokens[i + 1].content, int(token.tag[1:]), (first, last))
            elif token.type == "fence":
                language = token.info.replace("{ ", "{").split(maxsplit=1)[0] if token.info.strip() else ""
                if language in LANGUAGES and quoted:
                    message = f"this `{language}` block stands in a quotation, which is only shown, never run"
                    self._error("unread-block", message, self._span(first, first + 1), "take away the `>` before its lines")
                elif language in LANGUAGES:
                    yield Fence(language, (first, last), token.content, self._span(first, first + 1))
                elif nearly := _NEARLY.fullmatch(language):
                    meant = "example" if nearly[1].lower().startswith("e") else "bylaw"
                    message = f"a block called `{language}` is only shown, never run"
                    self._error("unread-block", message, self._span(first, first + 1), f"did you mean `{meant}`?")

    def _heading(self, content: str, level: int, lines: tuple[int, int]) -> Heading:
        span = self._span(*lines)
        found = _ATTRIBUTES.search(content)
        if not found:
            slug = self._new_slug(_made_slug(content), span) if self.lenient else ""
            return Heading(content.strip(), level, slug, {}, lines, span)
        title = content[: found.start()].strip()
        slug, attributes = self._attributes(found["inside"], span)
        return Heading(title or slug, level, slug, attributes, lines, span)

    def _attributes(self, inside: str, span: Span) -> tuple[str, dict[str, str]]:
        attributes: dict[str, str] = {}
        slug, at = "", 0
        while inside[at:].strip():
            found = _ATTRIBUTE.match(inside, at)
            if not found:
                help = 'write it like `{#slug carries="a/1 b/2" fallback=review}`'
                self._error("bad-heading", f"`{inside[at:].strip()}` cannot stand in a heading's braces", span, help)
                break
            slug = found["slug"] or slug
            if found["key"]:
                attributes[found["key"]] = found["quoted"] or found["bare"] or ""
            at = found.end()
        else:
            if not slug:
                self._error(
                    "bad-heading", "this heading has braces and no slug in them", span, "begin them with one, like `{#voice}`"
                )
        return self._checked(slug, span), attributes

    def _checked(self, slug: str, span: Span) -> str:
        if not slug or _SLUG.fullmatch(slug):
            return self._new_slug(slug, span) if slug else ""
        made = _made_slug(slug)
        self._error("bad-slug", f"`{slug}` cannot be a slug: small letters, digits and hyphens only", span, f"write `{{#{made}}}`")
        return self._new_slug(made, span)

    def _new_slug(self, slug: str, span: Span) -> str:
        earlier = self._slugs.get(slug)
        if earlier and not self.lenient:
            labels = (Label(span, "again here"), Label(earlier, "first here"))
            self.diagnostics.append(
                Diagnostic("duplicate-slug", f"two clauses are called `{slug}`", labels, "give one another slug")
            )
        elif earlier:
            slug = next(each for i in range(2, len(self._slugs) + 3) if (each := f"{slug}-{i}") not in self._slugs)
        self._slugs.setdefault(slug, span)
        return slug

    def _read_block(self, fence: Fence, draft: _Draft) -> None:
        draft.fences.append(fence)
        self.fences.append(fence)
        self._code += len(fence.content)
        if not fence.is_closed:
            opened = fence.span.text.strip(" >\t")
            long = len(opened) - len(opened.lstrip(opened[0]))
            signs = f"{_NUMBERS.get(long, long)} {'tildes' if opened[0] == '~' else 'backquotes'}"
            message = f"this `{fence.language}` block has no end, so everything below it counts as part of it"
            self._error("unclosed-block", message, fence.span, f"close it with a line of {signs}, and nothing else on it")
            return
        if self._code > MOST_CODE:
            if self._code - len(fence.content) <= MOST_CODE:
                message = f"the blocks of this file hold more than {MOST_CODE // 1024} KiB"
                self._error("too-large", message, fence.span, "split the policy by `includes`")
            return
        block = block_of(self.file, fence)
        read = parse_block(block)
        self.diagnostics += block.diagnostics
        if isinstance(read, s.Example):
            draft.examples.append(read)
        else:
            draft.declarations += read

    def _find_unread(self, tokens: Sequence[Token]) -> None:
        """Blocks that the author sees and Markdown does not, since they are indented or nested too deep."""
        inside = _lines_of(tokens, "fence")
        for number, line in enumerate(self._lines):
            if number not in inside and _BLOCK_LINE.match(line):
                help = "begin the line with the three backticks, without spaces before them"
                self._error(
                    "unread-block",
                    "this block is indented so far that it is only shown, never run",
                    self._span(number, number + 1),
                    help,
                )

    def _clause(self, draft: _Draft) -> s.Clause:
        heading = draft.heading
        shown = {number: self._lines[number].rstrip() for number in range(heading.lines[1], draft.end)}
        for each in draft.subheadings:
            shown.update(dict.fromkeys(range(*each.lines), ""))
            shown[each.lines[0]] = each.title
        left_out = {number for fence in draft.fences for number in range(*fence.lines)}
        prose = "\n".join(line for number, line in shown.items() if number not in left_out)
        text = re.sub(r"\n{3,}", "\n\n", f"{heading.title}\n\n{prose}").strip()
        return s.Clause(
            heading.slug,
            heading.title,
            heading.level,
            text,
            text_hash(text),
            heading.attributes,
            tuple(draft.declarations),
            tuple(draft.examples),
            heading.span,
        )


def _lines_of(tokens: Sequence[Token], *types: str) -> set[int]:
    """The numbers of the lines on which tokens of some types stand."""
    return {number for token in tokens if token.type in types and token.map for number in range(*token.map)}


def markdown() -> MarkdownIt:
    """A reader of policies: CommonMark with tables, and without HTML."""
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def block_of(file: SourceFile, fence: Fence) -> Block:
    """The block's text; what Markdown takes away at the left (quotation marks, a list's indent) is blanked."""
    first = fence.lines[0] + 2
    text = ""
    for number, content in enumerate(fence.content.split("\n")[:-1], first):
        words = content.strip()
        at = max(file.line(number).rfind(words), 0)
        width = file.line_start(number + 1) - file.line_start(number)
        text += (" " * at + words).ljust(width - 1) + "\n"
    return Block(fence.language, text, file, file.line_start(first))


def text_hash(text: str) -> str:
    """The SHA-256 of a clause's text, in hexadecimal; how its words are spaced and broken into lines does not matter."""
    return sha256(on_one_line(text).encode()).hexdigest()


def markdown_view(text: str, body: int) -> str:
    """The text with its front matter and carriage returns blanked: as long, and with the same lines, as the file's."""
    front = "".join("\n" if char == "\n" else " " for char in text[:body])
    return front + text[body:].replace("\r", " ")


def _made_slug(title: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", title.lower())
    return re.sub(r"^[^a-z]+", "", words).strip("-") or "clause"
