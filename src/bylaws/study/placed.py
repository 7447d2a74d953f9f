"""Placeholders that stand where somebody should be named, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from bylaws.events.decode import Placed


class Nobody(Struct, frozen=True):
    """A field that says on so many events of a kind, by a placeholder, that nobody is known; an empty one is a blank text."""

    kind: str
    field: str
    placeholder: str
    events: int

    def __str__(self) -> str:
        told = f"`{self.placeholder}`" if self.placeholder else "empty"
        return f"{self.field} is {told} on {self.events:,} {self.kind} event{'' if self.events == 1 else 's'}"

    def as_json(self) -> dict[str, object]:
        return {"kind": self.kind, "field": self.field, "placeholder": self.placeholder, "events": self.events}


def nobodies(counts: Mapping[Placed, int]) -> Iterator[Nobody]:
    """The most frequent first."""
    for placed, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield Nobody(*placed, count)
