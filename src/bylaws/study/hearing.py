"""When the events of a run came, by source and kind: what leaves rules that hang on them in the dark for a time."""

from __future__ import annotations

from collections.abc import Set
from typing import TYPE_CHECKING

from bylaws.events.event import Event
from bylaws.policy.program import Program
from bylaws.study.lacks import hushed
from bylaws.study.leaning import kinds_of
from bylaws.study.silence import Silences, Unjudged

if TYPE_CHECKING:
    from bylaws.events.columns.schema import Layout
    from bylaws.events.columns.strings import Strings
    from bylaws.events.columns.table import Table


class Hearing:
    """Learns it from events in order, one by one or in batches, to the same end. `since`: from when on findings are asked for."""

    def __init__(self, since: int | None) -> None:
        self._since = since
        self._silences = Silences()
        self._asked: set[str] = set()
        self._is_told = False

    def see(self, event: Event) -> None:
        """Takes in an event that is judged."""
        self._is_told = True
        self._silences.see(event.source, event.kind, event.place)
        if self._since is not None and event.at >= self._since:
            self._asked.add(event.kind)

    def see_table(self, table: Table, layout: Layout, strings: Strings) -> None:
        """Takes in a batch."""
        self._is_told = True
        names, count = layout.kinds, len(layout.kinds)
        self._silences.see_all(
            table.source.astype("int64") * count + table.kind,
            table.place,
            lambda number: (strings.text(number // count), names[number % count]),
        )
        if self._since is not None and len(self._asked) < count:
            self._asked.update(names[number] for number in set(table.kind[table.at >= self._since].tolist()))

    @property
    def asked(self) -> Set[str] | None:
        """The kinds of which an event came in the time asked for; None if that has no beginning, or nothing was told here."""
        return self._asked if self._since is not None and self._is_told else None

    def in_part(self, program: Program) -> dict[str, tuple[str, ...]]:
        """By rule or duty, what kept it from seeing for a time."""
        silent = {each.kind for each in self._silences.found()}
        if not silent:
            return {}
        found = {name: hushed(kinds & silent) for name, kinds in kinds_of(program).items()}
        return {name: tuple(each.why for each in lacks) for name, lacks in found.items() if lacks}

    def stopped(self, program: Program) -> list[Unjudged]:
        """Sources of what rules hang on that may have broken off, though nobody can say when more was due."""
        few = [each for each in self._silences.unjudged() if each.stopped]
        read = frozenset().union(*kinds_of(program).values()) if few else frozenset()
        return [each for each in few if each.kind in read]
