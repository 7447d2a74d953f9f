"""Clauses and the document that they stand in."""

from __future__ import annotations

from msgspec import Struct

from bylaws.policy.surface.declarations import Declaration
from bylaws.policy.surface.examples import Example
from bylaws.policy.surface.expressions import Name
from bylaws.source import Span


class Clause(Struct, frozen=True):
    """A heading with a slug, and what stands under it up to the next heading that has one or is of its level or a higher one.

    `text` is the prose alone (the title first, deeper headings as their words, blocks left out), `hash` the SHA-256 of its
    normalised form; `attributes` are those of the heading (`carries`, `fallback` …).
    """

    slug: str
    title: str
    level: int
    text: str
    hash: str
    attributes: dict[str, str]
    declarations: tuple[Declaration, ...]
    examples: tuple[Example, ...]
    span: Span


class Document(Struct, frozen=True):
    """A parsed file: front matter (strings, with places), clauses in order, and the documents it includes."""

    span: Span
    meta: dict[str, Name]
    clauses: tuple[Clause, ...]
    includes: tuple[Document, ...]
    digest: str

    @property
    def version(self) -> str:
        """As the front matter tells; a day even where that is silent, so that examples have a clock."""
        told = self.meta.get("version")
        return told.text if told and told.text else "2026-01-01"
