"""Rules that had nothing to judge: of the events of their kind none passed their `where`, which may be right.

It may also be that the log spells otherwise what the rule asks for; so what the events say instead is told where they say little.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Final

from msgspec import Struct, field

from bylaws.engine.scope import stream_of
from bylaws.events.event import Event
from bylaws.events.show import show_value
from bylaws.events.types import Type
from bylaws.policy import expressions as x
from bylaws.policy.program import Duty, Program, Rule
from bylaws.policy.walk import walk

MOST: Final = 3
"""Of how many different values they are told."""
SPOKEN: Final = frozenset(("text", "word", "truth", "country"))
"""Types of which a value may be shown: those that name nobody."""


def idle_rules(program: Program, read: Mapping[str, int], unmet: Set[str]) -> dict[str, str]:
    """Of those `unmet` (see `bylaws.engine.unmet`) of whose kind events were read, why there was nothing for them to judge."""
    makers: tuple[Rule | Duty, ...] = (*program.rules, *program.duties)
    streams = {each.name: stream_of(each) for each in makers if each.name in unmet}
    return {
        name: f"none of the {read[stream.kind]:,} {stream.kind} events passes `{' '.join(stream.where.span.text.split())}`"
        for name, stream in streams.items()
        if stream.where is not None and read.get(stream.kind)
    }


class Said(Struct):
    """What events say in the fields that a condition compares; of one that says very much, no more than that."""

    types: Mapping[str, Type]
    values: dict[str, set[object]] = field(default_factory=dict)

    @classmethod
    def of(cls, conditions: Sequence[x.Expr]) -> Said:
        """`conditions`: what an event must pass."""
        read = (found for each in conditions for node in walk(each) for found in _compared(node))
        types = {node.name: node.type for node in read if _is_spoken(node.type)}
        return cls(types, {name: set() for name in types})

    def see(self, event: Event) -> None:
        """Takes in an event."""
        for name, values in self.values.items():
            value = event.fields.get(name)
            if value is not None and len(values) <= MOST:
                values.add(value)

    def words(self) -> Iterator[str]:
        """What there is to be said of each field."""
        for name, values in self.values.items():
            if 0 < len(values) <= MOST:
                told = sorted(show_value(self.types[name], each) for each in values)
                yield f"{name} is only {' or '.join(f'`{each}`' for each in told)}"


def _compared(node: x.Expr) -> Iterator[x.FieldRef]:
    """The fields that are held against fixed values, as sorts of things are, and not names or prose."""
    match node:
        case x.Compare(left=x.FieldRef() as field, right=x.Const()) | x.Compare(left=x.Const(), right=x.FieldRef() as field):
            yield field
        case x.InValues(item=x.FieldRef() as field):
            yield field


def _is_spoken(kind: Type) -> bool:
    return kind.name in SPOKEN and not kind.personal
