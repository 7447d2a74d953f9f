"""One event while it is read: where compiled expressions find their values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from msgspec import Struct

from bylaws.events.event import Event

UNSET: Final = Ellipsis
"""Marks a value that has not been computed yet; null is a value."""

SHOWN_EVENTS: Final = 20
"""How many of the events behind a fact are told."""


class Note(Struct, frozen=True):
    """Of a window: whether there was more than it could look at, how many events it counted, and the latest where asked for."""

    beyond: bool
    count: int
    events: tuple[Event, ...] = ()


class AtLeast(Struct, frozen=True):
    """A window's value, computed elsewhere, of so many events as it could look at, though there were more."""

    value: object
    count: int


class Frame(Struct):
    """An event, or one `each` element of it.

    `at`: the instant for parameters, look-ups and permits; `place`: the instant up to which windows reach. They differ for
    late events, and for duties, which are judged at their deadline. `memo`: values already computed, by slot. `elements`: the
    `each` variable and those of quantifiers. `this`: inside a window, the frame of the event judged. `given`: values of
    windows that are computed elsewhere. `notes`: by window, what is to be told of it besides its value.
    """

    event: Event
    fields: Mapping[str, object]
    at: int
    place: int
    memo: list[object]
    element: int = 0
    elements: dict[str, object] | None = None
    this: Frame | None = None
    given: Mapping[int, object] | None = None
    notes: dict[int, Note] | None = None

    def element_of(self, variable: str) -> object:
        return None if self.elements is None else self.elements.get(variable)

    def set_element(self, variable: str, value: object) -> None:
        if self.elements is None:
            self.elements = {}
        self.elements[variable] = value

    def note(self, window: int, note: Note) -> None:
        if self.notes is None:
            self.notes = {}
        self.notes[window] = note


Compute = Callable[[Frame], object]
