"""The public policy as one page of HTML: no scripts, nothing loaded, every clause at a stable anchor."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from html import escape
from importlib.resources import files
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from msgspec import Struct, field

from bylaws.policy import surface as s
from bylaws.policy.clauses import LANGUAGES, markdown, markdown_view
from bylaws.policy.front_matter import read_front_matter
from bylaws.policy.render_blocks import Changes, documents, gather_changes, render_application, render_coverage
from bylaws.policy.written import SCHEMES

_BRACES = re.compile(r"[ \t]*\{[^{}]*\}[ \t]*$")


class _Entry(Struct, frozen=True):
    """A heading in the table of contents; `title` is HTML."""

    level: int
    anchor: str
    title: str


class _Page(Struct):
    """What is gathered while the page is written."""

    changes: Changes
    coverage: Mapping[str, str]
    title: str = ""
    contents: list[_Entry] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)

    def anchor(self, wanted: str) -> str:
        anchor, i = wanted, 2
        while anchor in self.anchors:
            anchor, i = f"{wanted}-{i}", i + 1
        self.anchors.add(anchor)
        return anchor


def render(document: s.Document, coverage: Mapping[str, str] | None = None) -> str:
    """The page of a policy that compiles: its opening words, then the texts that it includes, then what it says itself.

    `coverage` says by slug how a clause is carried out (`enforced`, `duty`, `manual`, `informative`); without it nothing is said.
    """
    page = _Page(gather_changes(document), coverage or {})
    own = _parts(document, page, 0)
    opening = next(own)
    included = [each for each in documents(document) if each is not document]
    body = opening + "".join(_section(each, page, document) for each in included) + "".join(own)
    title = page.title or escape(f"{_meta(document, 'provider')}: {_meta(document, 'policy')}")
    css = files("bylaws.policy").joinpath("page.css").read_text("utf-8")
    digest = b64encode(sha256(css.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return f"""<!doctype html>
<html lang="{_lang(document)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{_plain(title)}</title>
<style>{css}</style>
</head>
<body>
<a class="skip" href="#_text" lang="en">Skip to the text</a>
<header>
<h1>{title}</h1>
{_facts(document)}</header>
{_contents(page.contents)}<main id="_text">
{body}</main>
{_footer(document)}</body>
</html>
"""


def _section(included: s.Document, page: _Page, document: s.Document) -> str:
    lang = f' lang="{_lang(included)}"' if _lang(included) != _lang(document) else ""
    return f"<section{lang}>\n{''.join(_parts(included, page, 1))}</section>\n"


def _lang(document: s.Document) -> str:
    """The language of the text; what bylaws itself says on the page is English and marked so."""
    return escape(_meta(document, "lang")) or "en"


def _meta(document: s.Document, key: str) -> str:
    name = document.meta.get(key)
    return name.text if name else ""


def _facts(document: s.Document) -> str:
    contact = escape(_meta(document, "contact"))
    href = contact if contact.startswith("https://") else f"mailto:{contact}"
    rows = {
        "Provider": escape(_meta(document, "provider")),
        "Version": _day(_meta(document, "version")),
        "In force": _moment(_meta(document, "effective")),
        "Supersedes": _day(_meta(document, "supersedes")),
        "Contact": f'<a href="{href}">{contact}</a>' if contact else "",
    }
    facts = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>\n" for name, value in rows.items() if value)
    return f'<dl class="facts" lang="en">\n{facts}</dl>\n' if facts else ""


def _day(text: str) -> str:
    if not text:
        return ""
    day = date.fromisoformat(text)
    return f'<time datetime="{text}">{day.day} {day:%B %Y}</time>'


def _moment(text: str) -> str:
    if text in ("", "on posting"):
        return escape(text)
    moment = datetime.fromisoformat(text)
    offset = moment.tzname() if moment.utcoffset() else "UTC"
    return f'<time datetime="{escape(text)}">{moment.day} {moment:%B %Y, %H:%M} {offset}</time>'


def _contents(entries: Sequence[_Entry]) -> str:
    rows = "".join(
        f'<li class="d{each.level}"><a href="#{each.anchor}">{each.title}</a></li>\n' for each in entries if each.level < 5
    )
    return (
        f'<nav aria-labelledby="_contents">\n<h2 id="_contents" lang="en">Contents</h2>\n<ol>\n{rows}</ol>\n</nav>\n'
        if rows
        else ""
    )


def _footer(document: s.Document) -> str:
    version = f"Version {escape(_meta(document, 'version'))}. " if _meta(document, "version") else ""
    return f'<footer lang="en">\n<p>{version}SHA-256 of the text, with all that it includes: {document.digest}</p>\n</footer>\n'


def _parts(document: s.Document, page: _Page, deeper: int) -> Iterator[str]:
    """A document's text in pieces: what comes before the first heading below its title, then heading by heading.

    Headings go `deeper` by so many levels.
    """
    file = document.span.file
    body = read_front_matter(file).body if document.meta else 0
    parser = _parser()
    values = {name: page.changes.value(name) for name in page.changes.parameters}
    env: dict[str, object] = {"values": values, "lang": _lang(document)}
    tokens = parser.parse(markdown_view(file.text, body), env)
    starts = [i for i, token in enumerate(tokens) if token.type == "heading_open" and token.level == 0]
    clauses = {file.position(clause.span.start)[0] - 1: clause for clause in document.clauses}
    part = parser.renderer.render(_prose(tokens[: [*starts, len(tokens)][0]]), parser.options, env)
    current: s.Clause | None = None
    for start, end in zip(starts, [*starts, len(tokens)][1:], strict=True):
        heading, inline = tokens[start], tokens[start + 1]
        clause = clauses.get(heading.map[0]) if heading.map else None
        level = int(heading.tag[1:])
        if current and (clause or level <= current.level):
            part += render_application(current, page.changes)
            current = None
        current = clause or current
        _trim(inline, bool(clause) or "{" in inline.content)
        title = parser.renderer.render([inline], parser.options, env)
        if level == 1 and not deeper and not page.title and not clause:
            page.title = title
        else:
            yield part
            part = _heading(title, level + deeper, clause, page)
        part += parser.renderer.render(_prose(tokens[start + 3 : end]), parser.options, env)
    yield part + (render_application(current, page.changes) if current else "")


def _heading(title: str, level: int, clause: s.Clause | None, page: _Page) -> str:
    shown = min(max(level, 2), 6)
    # no slug holds a `_`, so that no other anchor of the page ever takes a clause's
    anchor = page.anchor(clause.slug if clause else "_" + re.sub(r"[^a-z0-9]+", "-", _plain(title).lower()).strip("-"))
    page.contents.append(_Entry(shown, anchor, re.sub(r"</?a\b[^>]*>", "", title)))
    # The label is English, the title that the link is in may not be.
    link = f'<a class="anchor" href="#{anchor}" lang="en" aria-label="Link to this clause">#</a>' if clause else ""
    how = render_coverage(page.coverage.get(clause.slug, "")) if clause else ""
    return f'<h{shown} id="{anchor}">{title}{link}</h{shown}>\n{how}'


def _prose(tokens: Sequence[Token]) -> list[Token]:
    return [token for token in tokens if not (token.type == "fence" and token.info.split()[:1] in ([each] for each in LANGUAGES))]


def _trim(inline: Token, has_braces: bool) -> None:
    """Takes the slug and attributes off a heading's words."""
    last = inline.children[-1] if inline.children else None
    if has_braces and last and last.type == "text":
        last.content = _BRACES.sub("", last.content)


def _plain(html: str) -> str:
    return re.sub(r"<[^>]*>", "", html)


def _parser() -> MarkdownIt:
    parser = markdown()
    # The library asks for its own check to be replaced in this way.
    parser.validateLink = _is_safe_link  # type: ignore[method-assign]
    parser.add_render_rule("image", _image)
    parser.add_render_rule("code_inline", _code_inline)
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("table_close", _table_close)
    parser.add_render_rule("th_open", _cell_open)
    parser.add_render_rule("td_open", _cell_open)
    return parser


def _is_safe_link(url: str) -> bool:
    try:
        return url.startswith("#") or urlsplit(url).scheme.lower() in SCHEMES
    except ValueError:
        return False


def _image(_self: RendererHTML, tokens: Sequence[Token], index: int, _options: object, _env: object) -> str:
    """Nothing is loaded from elsewhere: a picture becomes a link to it."""
    token = tokens[index]
    return f'<a href="{escape(str(token.attrs["src"]))}">{escape(token.content or "picture")}</a>'


def _table_open(_self: RendererHTML, _tokens: Sequence[Token], _index: int, _options: object, env: Mapping[str, str]) -> str:
    """A wide table is scrolled by itself, with the keyboard too."""
    return f'<div class="wide" tabindex="0" role="group" lang="en" aria-label="Table">\n<table lang="{env["lang"]}">\n'


def _table_close(_self: RendererHTML, _tokens: Sequence[Token], _index: int, _options: object, _env: object) -> str:
    return "</table>\n</div>\n"


def _cell_open(_self: RendererHTML, tokens: Sequence[Token], index: int, _options: object, _env: object) -> str:
    """A cell is aligned by a class, since the page lets no style through but its own; a cell of the head heads its column."""
    token = tokens[index]
    side = re.search(r"text-align:(right|center)", str(token.attrs.get("style", "")))
    scope = ' scope="col"' if token.tag == "th" else ""
    return f'<{token.tag}{scope} class="{side[1]}">' if side else f"<{token.tag}{scope}>"


def _code_inline(_self: RendererHTML, tokens: Sequence[Token], index: int, _options: object, env: Mapping[str, object]) -> str:
    """A number's name in the prose is followed by its value."""
    text = tokens[index].content
    values = env["values"]
    assert isinstance(values, dict)
    if text not in values:
        return f"<code>{escape(text)}</code>"
    return f'<span class="parameter"><code>{escape(text)}</code> <span>({escape(values[text])})</span></span>'
