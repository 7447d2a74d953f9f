"""The reference page says what the program does."""

from __future__ import annotations

from pathlib import Path

from bylaws.events.document import document
from bylaws.events.kinds import CATALOGUE

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "events.md"


def test_the_page_is_current() -> None:
    assert PAGE.read_text() == document(), "run: python -m bylaws.events.document > docs/reference/events.md"


def test_every_kind_is_on_the_page() -> None:
    text = document()
    assert all(f"#### `{name}`\n" in text for name in CATALOGUE.kinds)
