"""Lists that have a row for nothing that is looked up in them: then every look-up is null, and rules may never come to find."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from bylaws.engine.lists import Row, Table, tables
from bylaws.events.event import Event
from bylaws.policy.program import Program
from bylaws.study.looks import Looks, Names

MOST_VALUES: Final = 100_000
"""Distinct values of one list that are told apart; of more it is only said that they are more."""


class Uncovered(Struct, frozen=True):
    """A list without a row for any of the `values` (how many; beyond `MOST_VALUES` not counted on) of some fields.

    `fields`: of which kinds, as `call.record.to`. `rules`: who looks them up.
    """

    name: str
    values: int
    fields: Sequence[str]
    rules: Sequence[str]


class Covering:
    """Looks up what rules would. Of lists that events feed nothing is said, nor of those that answer `in` alone."""

    def __init__(self, program: Program, rows: Mapping[str, Sequence[Row]]) -> None:
        own = {each.name: each for each in program.lists.values() if each.feed is None}
        filled = tables(own.values(), {name: given for name, given in rows.items() if name in own})
        self._open: dict[str, tuple[Table, set[object]]] = {name: (table, set()) for name, table in filled.items() if table.filled}

    def see(self, asked: Iterable[tuple[str, Names]], event: Event) -> None:
        """Takes in an event in which some lists are looked up by some fields."""
        for name, fields in asked:
            found = self._open.get(name)
            if found is None:
                continue
            values = tuple(event.fields.get(each) for each in fields)
            if None in values:
                continue
            table, missed = found
            key = values[0] if len(values) == 1 else values
            if table.has(key, event.at):
                del self._open[name]
            elif len(missed) <= MOST_VALUES:
                missed.add(key)

    def uncovered(self, looks: Mapping[str, Looks]) -> list[Uncovered]:
        """The lists in which something was looked up and nothing found; `looks`: by rule or duty."""
        found = []
        for name, (_, missed) in self._open.items():
            asking = [
                (rule, look, names)
                for rule, all_ in looks.items()
                for look in all_.looks
                for each, names in look.asked
                if each == name
            ]
            fields = sorted({f"{look.kind}.{field}" for _, look, names in asking for field in names})
            if missed:
                found.append(Uncovered(name, len(missed), fields, list(dict.fromkeys(rule for rule, _, _ in asking))))
        return found
