"""One spelling for texts whose type has one: each distinct text is looked at once."""

from __future__ import annotations

from typing import Any

import numpy as np

from bylaws.events.catalogue import Field
from bylaws.events.columns.spelling_kernel import DOMAIN, IDENTIFIER, IPV4, URL, plain_texts
from bylaws.events.columns.strings import Strings
from bylaws.events.types import Type
from bylaws.events.values import read_value

Array = np.ndarray[Any, Any]

_NEW, _BAD = -2, -1
_WAYS = {"url": URL, "domain": DOMAIN, "ip": IPV4}


class Speller:
    """Texts' numbers → the numbers of their one spelling, by type."""

    def __init__(self, strings: Strings) -> None:
        self._strings = strings
        self._known: dict[tuple[Type, str], Array] = {}

    def spell(self, field: Field, numbers: Array) -> Array:
        """The spelled texts' numbers; -1 where the text is none of its type."""
        kind = field.type.of[0] if field.type.name == "array" else field.type
        known = self._known.get((kind, field.unit), np.zeros(0, np.int32))
        if known.size < self._strings.room:
            known = np.concatenate([known, np.full(self._strings.room - known.size, _NEW, np.int32)])
            self._known[kind, field.unit] = known
        found = known[numbers]
        if not (found == _NEW).any():
            return found
        for number in self._left(kind, field.unit, np.unique(numbers[found == _NEW]), known).tolist():
            known[number] = self._spelled(kind, field.unit, number)
        return known[numbers]

    def _left(self, kind: Type, unit: str, numbers: Array, known: Array) -> Array:
        """Those that may be spelled otherwise; that the others stay as they are is noted in `known`."""
        way = IDENTIFIER if unit == "identifier" and kind.name == "text" else _WAYS.get(kind.name)
        if way is None:
            return numbers
        plain = np.empty(numbers.size, np.bool_)
        plain_texts(numbers, way, self._strings.offsets, self._strings.arena, plain)
        known[numbers[plain]] = numbers[plain]
        return numbers[~plain]

    def _spelled(self, kind: Type, unit: str, number: int) -> int:
        text = self._strings.text(number)
        try:
            spelled = read_value(kind, text, unit)
        except ValueError:
            return _BAD
        return number if spelled == text else self._strings.number(str(spelled))
