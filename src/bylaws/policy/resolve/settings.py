"""What the front matter settles for the whole policy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from bylaws.events.catalogue import Catalogue
from bylaws.events.kinds import CATALOGUE, load_kinds
from bylaws.policy import surface
from bylaws.policy.checks import kinds_files_must_be_readable, money_must_be_of_one_currency
from bylaws.policy.resolve.gather import Gathered
from bylaws.policy.walk import nodes
from bylaws.source import Diagnostic, SourceFile, Span

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Settings(Struct):
    """`effective` in microseconds, None on posting; `texts`: the files of further kinds."""

    meta: dict[str, surface.Name]
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    currency: str = ""
    effective: int | None = None
    catalogue: Catalogue = CATALOGUE
    texts: list[SourceFile] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def text(self, key: str) -> str:
        name = self.meta.get(key)
        return name.text if name else ""


def read_settings(document: surface.Document, gathered: Gathered) -> Settings:
    """Values that the front matter's own check refused are left at their defaults."""
    settings = Settings(document.meta)
    settings.zone = _zone(settings.text("timezone"))
    settings.effective = _instant(settings.text("effective"))
    settings.currency = _currency(settings, gathered)
    for base in _documents(document):
        _add_kinds(settings, base)
    return settings


def _documents(document: surface.Document) -> Iterator[surface.Document]:
    for each in document.includes:
        yield from _documents(each)
    yield document


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text or "UTC")
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def _instant(text: str) -> int | None:
    try:
        return (datetime.fromisoformat(text) - _EPOCH) // timedelta(microseconds=1)
    except (ValueError, TypeError):
        return None


def _currency(settings: Settings, gathered: Gathered) -> str:
    """The front matter's, else that of the first money literal; every other has to agree."""
    declared = settings.meta.get("currency")
    first: tuple[str, Span] | None = (declared.text, declared.span) if declared else None
    for literal in _money(gathered):
        if first is None:
            first = (literal.currency, literal.span)
        elif literal.currency != first[0]:
            settings.diagnostics.append(money_must_be_of_one_currency.error(literal, *first))
    return first[0] if first else ""


def _money(gathered: Gathered) -> Iterator[surface.Literal]:
    for placed in gathered.placed:
        yield from _literals(placed.declaration)
    for _, example in gathered.examples:
        yield from _literals(example)


def _literals(node: object) -> Iterator[surface.Literal]:
    """Money literals below a node."""
    return (each for each in nodes(node) if isinstance(each, surface.Literal) and each.currency)


def _add_kinds(settings: Settings, document: surface.Document) -> None:
    """Further kinds from `kinds: FILE`, which lies in the policy's folder or below."""
    name = document.meta.get("kinds")
    if name is None:
        return
    folder = Path(document.span.file.path).parent
    path = folder / name.text
    if not kinds_files_must_be_readable.is_inside(path, folder):
        settings.diagnostics.append(kinds_files_must_be_readable.outside(name))
        return
    try:
        kinds = load_kinds(path)
        settings.texts.append(SourceFile(str(path), path.read_text("utf-8")))
    except (OSError, ValueError) as error:
        settings.diagnostics.append(kinds_files_must_be_readable.error(name, error))
        return
    for kind in kinds:
        if kind.name in settings.catalogue.kinds:
            settings.diagnostics.append(kinds_files_must_be_readable.taken(name, kind.name))
    settings.catalogue = settings.catalogue.with_kinds(*kinds)
