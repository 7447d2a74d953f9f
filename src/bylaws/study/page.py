"""What all pages about runs and policies have in common: readable without scripts, in light and dark, on paper."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from typing import Final

from bylaws.study.markup import Child, Markup, tag

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

Section = tuple[str, str, Child]
"""Id, heading and content."""


def page(title: str, head: Child, sections: Sequence[Section], foot: str, skip: tuple[str, str]) -> str:
    """One self-contained page: what stands at its head, a list of its sections, the sections.

    `skip`: words and target of the link for those who would skip the head.
    """
    links = (tag("li", tag("a", name, href=f"#{id}")) for id, name, _ in sections)
    body = (
        tag("a", skip[0], href=f"#{skip[1]}", class_="skip"),
        tag("header", head, tag("nav", tag("ul", links), aria_label="On this page")),
        tag("main", (tag("section", tag("h2", name, id=id), content, aria_labelledby=id) for id, name, content in sections)),
        tag("footer", tag("p", foot)),
    )
    return "<!doctype html>\n" + tag("html", _head(title), tag("body", body), lang="en") + "\n"


def figure(title: str, caption: str, plot: Child, numbers: Markup | None) -> Markup:
    """A plot with what it shows in words, and its numbers folded below."""
    twin = tag("details", tag("summary", "The same as a table"), numbers) if numbers else None
    return tag("figure", tag("figcaption", tag("strong", title), caption), plot, twin)


def _head(title: str) -> Markup:
    style = files("bylaws.study").joinpath("report.css").read_text(encoding="utf-8")
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="robots", content="noindex"),
        tag("title", title),
        tag("style", Markup(style)),
    )
