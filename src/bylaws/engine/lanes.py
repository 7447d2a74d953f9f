"""The frames in which an event is read: one for itself, or one for each element of an array."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from msgspec import Struct

from bylaws.engine.compile import Space
from bylaws.engine.compile_windows import Enter
from bylaws.engine.frame import Compute, Frame
from bylaws.engine.nulls import is_null
from bylaws.events.event import Event

Facts = Mapping[str, Sequence[tuple[int, Mapping[int, object]]]]
"""By the name of what has its windows computed elsewhere: the elements to judge, and their windows' values by `Plan.number`."""


class Lane(Struct):
    """A space of one kind: one frame for each event, or for each element of `through` (then `variable` names it)."""

    kind: str
    space: Space
    enter: list[Enter]
    variable: str = ""
    through: Compute | None = None

    def frame(self, event: Event) -> Frame:
        return Frame(event, event.fields, event.at, event.place, self.space.fresh())

    def elements(self, frame: Frame) -> Iterator[Frame]:
        """The frame itself, or one for each element, which enters the windows just before it is read."""
        if self.through is None:
            yield frame
            return
        for number, item in enumerate(self._items(frame)):
            inner = self._inner(frame, number, item)
            for enter in self.enter:
                enter(inner)
            yield inner

    def given(self, event: Event, base: Frame, wanted: Sequence[tuple[int, Mapping[int, object]]]) -> Iterator[Frame]:
        """Frames of the event, or of elements of it, whose windows were computed elsewhere; `base`: where the array is found."""
        items = self._items(base)
        for number, values in wanted:
            frame = self.frame(event) if self.through is None else self._inner(base, number, items[number])
            frame.given = values
            yield frame

    def _items(self, frame: Frame) -> tuple[object, ...]:
        items = None if self.through is None else self.through(frame)
        return () if is_null(items) else cast(tuple[object, ...], items)

    def _inner(self, frame: Frame, number: int, item: object) -> Frame:
        elements = {self.variable: item} if self.variable else None
        return Frame(frame.event, frame.fields, frame.at, frame.place, self.space.fresh(), number, elements)
