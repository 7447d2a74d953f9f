"""The reference page says what the program does."""

from __future__ import annotations

from bylaws.events.document import document
from bylaws.events.kinds import CATALOGUE


def test_every_kind_is_on_the_page() -> None:
    text = document()
    assert all(f"#### `{name}`\n" in text for name in CATALOGUE.kinds)
