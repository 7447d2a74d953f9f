"""Numbers that were 0 wherever they were told so far, counted while events are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Zeros = dict[str, dict[str, int]]
"""By kind, the fields of which no event told anything but 0, and on how many they were told."""


def zeros_of(numbers: Mapping[str, Iterable[str]]) -> Zeros:
    """Before anything is read; `numbers`: by kind the fields that are looked at."""
    return {kind: dict.fromkeys(sorted(names), 0) for kind, names in numbers.items()}


def look_for_zeros(known: dict[str, int], fields: Mapping[str, object]) -> None:
    """Takes in the fields of an event of the kind of which `known` tells."""
    for name in list(known):
        value = fields.get(name)
        if value == 0:
            known[name] += 1
        elif value is not None:
            del known[name]


def put_together(known: Zeros, others: Zeros) -> None:
    """Takes in what another part of the input told."""
    for kind, names in known.items():
        told = others.get(kind, {})
        for name in list(names):
            if name in told:
                names[name] += told[name]
            else:
                del names[name]
