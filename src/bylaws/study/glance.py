"""Which rules could not see anything in the input of a run, as far as that is known in passing."""

from __future__ import annotations

from collections.abc import Mapping, Set

from msgspec import Struct, field

from bylaws.policy.program import Duty, Program, Rule
from bylaws.study.lacks import Lacks, empty_lists
from bylaws.study.looks import Look, Names


class Glance(Struct, frozen=True):
    """What a run learns of its input: events by kind (`read`), by kind the fields that none of them gave, of those that the policy

    reads (`lacking`), by list that a file fills how many rows it has, the lists into which no event told a row (`unfilled`), and by
    kind how many events were `rejected`. What rules look at is not told apart: that takes `bylaws doctor`.
    """

    read: Mapping[str, int]
    lacking: Mapping[str, Set[str]]
    rows: Mapping[str, int]
    unfilled: Set[str] = frozenset()
    rejected: Mapping[str, int] = field(default_factory=dict)

    def empty(self, program: Program) -> Mapping[str, str]:
        """The lists without any data, with the reason."""
        return empty_lists(program, self)

    @property
    def among(self) -> str:
        """See `Seen`."""
        return ""

    def events(self, look: Look) -> int:
        """See `Seen`."""
        return self.read.get(look.kind, 0)

    def given(self, look: Look, names: Names) -> int:
        """See `Seen`; all if one gives it."""
        return self.events(look) if self.anywhere(look, names) else 0

    def anywhere(self, look: Look, names: Names) -> bool:
        """See `Seen`."""
        return not self.lacking.get(look.kind, frozenset()) >= set(names)


def unseeing(program: Program, glance: Glance) -> dict[str, str]:
    """By rule or duty, why it could not see anything."""
    return sights(program, glance)[0]


def sights(program: Program, glance: Glance) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """By rule or duty, why it could not see anything, and of the others what keeps them from seeing in part."""
    lacks = Lacks(program, glance)
    makers: tuple[Rule | Duty, ...] = (*program.rules, *program.duties)
    found = {each.name: lacks.of(each) for each in makers}
    wholly = {name: "; ".join(lack.why for lack in each if lack.wholly) for name, each in found.items()}
    in_part = {name: tuple(lack.why for lack in each) for name, each in found.items() if not wholly[name]}
    return {name: why for name, why in wholly.items() if why}, {name: whys for name, whys in in_part.items() if whys}
