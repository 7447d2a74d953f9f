"""One spelling for texts that the scanner did not find to be it: each distinct text is looked at once."""

from __future__ import annotations

from typing import Any

import numpy as np

from bylaws.events.catalogue import Field
from bylaws.events.columns.strings import Strings
from bylaws.events.placeholders import placeholder
from bylaws.events.types import Type
from bylaws.events.values import read_value

Array = np.ndarray[Any, Any]

BAD, UNTOLD, _NEW = -1, -2, -3


class Speller:
    """Texts' numbers → the numbers of their one spelling, by type."""

    def __init__(self, strings: Strings) -> None:
        self._strings = strings
        self._known: dict[tuple[Type, str], Array] = {}

    def spell(self, field: Field, numbers: Array) -> Array:
        """The spelled texts' numbers; BAD where the text is none of its type, UNTOLD where it stands in place of an identity."""
        kind = field.type.of[0] if field.type.name == "array" else field.type
        known = self._known.get((kind, field.unit), np.zeros(0, np.int32))
        if known.size < self._strings.room:
            known = np.concatenate([known, np.full(self._strings.room - known.size, _NEW, np.int32)])
            self._known[kind, field.unit] = known
        found = known[numbers]
        if not (found == _NEW).any():
            return found
        for number in np.unique(numbers[found == _NEW]).tolist():
            known[number] = self._spelled(field, kind, number)
        return known[numbers]

    def _spelled(self, field: Field, kind: Type, number: int) -> int:
        text = self._strings.text(number)
        if field.has_identities and placeholder(text) is not None:
            return UNTOLD
        try:
            spelled = read_value(kind, text, field.unit)
        except ValueError:
            return BAD
        return number if spelled == text else self._strings.number(str(spelled))
