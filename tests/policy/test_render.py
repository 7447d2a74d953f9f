"""The public page: what it says, and what it never lets through."""

import re
import time
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bylaws.policy.document import read_document, read_text
from bylaws.policy.render import render

GOLDEN = Path(__file__).parent / "golden"
FRONT = """---
policy: acceptable-use
language: 1
provider: Northwind <Voice>
version: 2026-11-21
effective: 2026-12-01T00:00:00+05:30
contact: abuse@northwind.example
timezone: Asia/Kolkata
---
"""
VOID = {"meta", "br", "hr", "link", "img", "input"}


class Outline(HTMLParser):
    """The tags of a page, each closed where it should be, with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def values(self, attribute: str) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get(attribute))]


def page(body: str, **coverage: str) -> str:
    document, diagnostics = read_text(FRONT + body)
    assert document
    assert not [each for each in diagnostics if each.code != "shown-as-written"]
    return render(document, coverage)


def text_of(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


def test_the_page_of_a_small_policy_with_its_base(tmp_path: Path) -> None:
    base = (GOLDEN / "base.md").read_text()
    (tmp_path / "base.md").write_text(base)
    (tmp_path / "policy.md").write_text((GOLDEN / "policy.md").read_text())
    document, diagnostics = read_document(tmp_path / "policy.md")
    assert document
    assert not [each for each in diagnostics if each.code != "shown-as-written"]
    html = render(document, {"scans": "enforced", "notice": "duty", "our-numbers": "informative", "judgement": "manual"})
    Outline(html)
    without_style = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    assert re.sub(r"sha256-[^']*", "sha256-DIGEST", without_style) == (GOLDEN / "policy.html").read_text()


def test_every_clause_has_its_anchor_and_is_in_the_contents() -> None:
    outline = Outline(page('# Policy\n## Voice {#voice}\n### Calls {#calls carries="a/1"}\n## Voice {#voice-2}\n'))
    assert {"voice", "calls", "voice-2"} <= set(outline.values("id"))
    assert len(outline.values("id")) == len(set(outline.values("id")))
    assert [value for value in outline.values("href") if value in ("#voice", "#calls", "#voice-2")] == [
        *("#voice", "#calls", "#voice-2"),
        *("#voice", "#calls", "#voice-2"),
    ]


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](vbscript:x)",
        "[x](//evil.example/a)",
        "[x](file:///etc/passwd)",
        "![x](https://evil.example/pixel.png)",
        '[x](https://a.example/"onmouseover="alert(1))',
        '<https://a.example/"><script>alert(1)</script>>',
        "`</code><script>alert(1)</script>`",
    ],
)
def test_nothing_of_the_author_becomes_code(hostile: str) -> None:
    for body in (
        f"## A {{#a}}\n\n{hostile}\n",
        f"## {hostile} {{#a}}\n",
        f'## A {{#a}}\n```bylaw\nmanual "{hostile.replace(chr(34), "")}"\n```\n',
    ):
        outline = Outline(page(body))
        names = {tag for tag, _ in outline.tags}
        assert not names & {"script", "img", "iframe", "object", "embed", "form", "svg"}
        assert not [name for _, attributes in outline.tags for name in attributes if name.startswith("on")]
        assert all(re.match(r"#|https?://|mailto:", href) for href in outline.values("href"))


def test_only_the_pages_own_style_may_apply() -> None:
    html = page("## A {#a}\n")
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert style
    digest = b64encode(sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in html
    assert "style=" not in html.replace(style[0], "")
    assert "url(" not in style[1]


def test_a_policy_without_a_heading_has_a_page() -> None:
    document, _ = read_text("Be kind.\n", front_matter=False)
    assert document is not None
    assert "<p>Be kind.</p>" in render(document)


def test_front_matter_is_escaped() -> None:
    assert "Northwind &lt;Voice&gt;" in page("## A {#a}\n")
    assert '<time datetime="2026-12-01T00:00:00+05:30">1 December 2026, 00:00 UTC+05:30</time>' in page("## A {#a}\n")


def test_numbers_in_the_prose_carry_their_values() -> None:
    html = page("## A {#a}\nAfter `limit` calls, or `other`.\n```bylaw\nparameter limit = 3 until 2027-01-01 then 2\n```\n")
    assert "<code>limit</code> <span>(3 until 2027-01-01, then 2)</span>" in html
    assert "<code>other</code>." in html


def test_a_clause_is_folded_before_the_next_heading_of_its_level() -> None:
    html = text_of(page('## A {#a}\n```bylaw\nmanual "x"\n```\n### Part\n\nmore\n\n## Not a clause\n\nend\n'))
    assert html.index("more") < html.index("<details>") < html.index("Not a clause")


def test_examples_alone_do_not_say_how_a_clause_is_applied() -> None:
    html = text_of(page("## A {#a}\n```example\nexpect nothing\n```\n"))
    assert "Worked examples</summary>" in html
    assert "How we apply this" not in html
    assert "How we apply this" in text_of(page('## A {#a}\n```bylaw\nmanual "x"\n```\n```example\nexpect nothing\n```\n'))


@pytest.mark.parametrize(
    "body", ["[" * 20_000, "*a " * 10_000, "`" * 20_000, "> " * 5_000, "[a](" * 5_000, "<" * 20_000, "![" * 10_000]
)
def test_hostile_prose_is_rendered_soon(body: str) -> None:
    started = time.process_time()
    page(f"## A {{#a}}\n\n{body}\n")
    assert time.process_time() - started < 5


def test_the_texts_that_are_included_stand_between_the_opening_words_and_the_policys_own(tmp_path: Path) -> None:
    (tmp_path / "base.md").write_text(
        "---\npolicy: b\nlanguage: 1\nversion: 2026-01-01\n---\n# Common\nWords of all.\n## All {#all}\n"
    )
    own = FRONT.replace("timezone", "includes: base.md\ntimezone")
    for title in ("# Own policy\n", ""):
        (tmp_path / "own.md").write_text(f"{own}{title}Opening words.\n## Ours {{#ours}}\nOur words.\n")
        document, _ = read_document(tmp_path / "own.md")
        assert document
        html = render(document)
        places = [text_of(html).index(words) for words in ("Opening words", "Words of all", 'id="all"', 'id="ours"', "Our words")]
        assert places == sorted(places)
        contents = html[html.index("<nav") : html.index("</nav>")]
        assert re.findall(r'href="#(.*?)"', contents) == ["_common", "all", "ours"]


TABLE = """## Limits {#limits}

| Plan | Calls | Note |
|:-----|------:|:----:|
| Small | 100 | `code` |
| <b onclick="x()">Large</b> | [link](javascript:x) | ![p](https://e.example/p.png) |
"""


def test_a_table_is_a_table_whose_heads_are_those_of_columns() -> None:
    html = page(TABLE)
    tags = Outline(html).tags
    assert [attributes for tag, attributes in tags if tag == "th"] == [
        {"scope": "col"},
        {"scope": "col", "class": "right"},
        {"scope": "col", "class": "center"},
    ]
    assert [attributes.get("class") for tag, attributes in tags if tag == "td"] == [None, "right", "center"] * 2
    assert "<td>Small</td>" in html
    wide = {"class": "wide", "tabindex": "0", "role": "group", "lang": "en", "aria-label": "Table"}
    assert ("div", wide) in tags
    assert ("table", {"lang": "en"}) in tags


def test_a_table_lets_nothing_through() -> None:
    html = text_of(page(TABLE))
    assert "<b " not in html
    assert "style=" not in html
    assert 'href="javascript' not in html
    assert "<img" not in html


def test_the_page_is_in_the_language_of_the_policy_and_its_frame_in_english() -> None:
    document, _ = read_text(
        FRONT.replace("---\n", "---\nlang: pt-BR\n", 1) + "## Geral {#geral}\n\nTexto.\n\n| um |\n|---|\n| dois |\n"
    )
    assert document
    html = render(document, {"geral": "manual"})
    tags = Outline(html).tags
    assert ("html", {"lang": "pt-BR"}) in tags
    assert ("p", {"class": "how", "lang": "en"}) in tags
    assert ("table", {"lang": "pt-BR"}) in tags
    assert all(each.get("lang") == "en" for _, each in tags if "aria-label" in each)
    assert ("main", {"id": "_text"}) in tags
    assert ("html", {"lang": "en"}) in Outline(page("## General {#general}\n")).tags


def test_an_included_text_of_another_language_is_marked(tmp_path: Path) -> None:
    (tmp_path / "base.md").write_text("---\npolicy: base\nlanguage: 1\nversion: 2026-01-01\n---\n## All {#all}\n\nText.\n")
    (tmp_path / "policy.md").write_text(FRONT.replace("---\n", "---\nlang: de\nincludes: base.md\n", 1) + "## Wir {#wir}\n")
    document, _ = read_document(tmp_path / "policy.md")
    assert document
    assert ("section", {"lang": "en"}) in Outline(render(document)).tags
