"""What a mapping adds to the events of a known format: what that leaves open, and whoever runs the system knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from msgspec import Struct, field

from bylaws.events.readers.calls import number
from bylaws.events.readers.column import Column, text_of


class Additions(Struct, frozen=True):
    """Fields of the events of a `format`: by column what becomes of it, and constants.

    `absent`: texts that say nothing. `numbers`: the fields that hold telephone numbers; what is none is left out.
    """

    format: str = ""
    columns: Mapping[str, Column] = field(default_factory=dict)
    constants: Mapping[str, object] = field(default_factory=dict)
    absent: frozenset[str] = frozenset(("",))
    numbers: frozenset[str] = frozenset()

    def gives(self, name: str) -> bool:
        """Whether it says what a field is, so that nothing else does."""
        return name in self.columns or name in self.constants

    def fields(self, told: Callable[[str], object]) -> dict[str, object]:
        """The raw fields of an event, from what stands in a column of its row. Raises ValueError."""
        raw = dict(self.constants)
        for name, column in self.columns.items():
            there = told(str(column.column))
            if there is None or (not isinstance(there, list | dict) and text_of(there) in self.absent):
                continue
            try:
                value = column.raw(there)
            except (ValueError, OverflowError) as error:
                raise ValueError(f"`{name}`: {error}") from None
            raw[name] = number(value) if name in self.numbers else value
        return raw


NOTHING: Final = Additions()
