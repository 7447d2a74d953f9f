"""What is known around a case when somebody does something to it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from bylaws.enforce.lengths import Lengths
from bylaws.enforce.people import Actor, Subject
from bylaws.policy.program import Clause, NoticeRule

DAY = 86_400 * 10**6
QUIET = DAY
"""Microseconds without a finding after which the next one begins an incident, unless the clause says otherwise."""
APPEAL_WINDOW = 183 * DAY
"""How long a decision may be contested: six months (Regulation (EU) 2022/2065, article 20)."""
SECOND_APPROVAL = 12 * 3600 * 10**6
"""By when a step that somebody hurried must be approved by those who must, unless its ladder says so itself."""
KEPT_OPEN = ("emergency-calls", "data-export", "appeal")
"""What no suspension closes."""


class Nature(Struct, frozen=True):
    """What a clause is, as its heading says: `{#slug emergency=yes vague=yes quiet=7d}`.

    `emergency`: its violations may be stopped without a warning before. `vague`: no machine decides under it.
    """

    emergency: bool = False
    vague: bool = False
    quiet: int = QUIET


def nature_of(clause: Clause) -> Nature:
    said = clause.attributes
    return Nature(said.get("emergency") == "yes", said.get("vague") == "yes", _micros(said.get("quiet", "")) or QUIET)


def _micros(words: str) -> int:
    """A duration such as `90s`, `30m`, `12h` or `7d`; 0 for anything else."""
    units = {"s": 10**6, "m": 60 * 10**6, "h": 3600 * 10**6, "d": DAY, "w": 7 * DAY}
    number, unit = words[:-1], words[-1:]
    return int(number) * units[unit] if number.isascii() and number.isdigit() and unit in units else 0


class Customer(Struct, frozen=True):
    """What is known of a subject.

    `established`, `life_critical`: machines restrict it narrowly only. `hijacked`: somebody else acts in its name. `bound`: the
    version of the policy that bound it at the time of its conduct (empty: none is known to), and `bound_how` that is known.
    `warned`: when warnings about a clause reached it.
    """

    established: bool = False
    life_critical: bool = False
    hijacked: bool = False
    bound: str = ""
    bound_how: str = ""
    warned: tuple[tuple[str, int], ...] = ()


class Situation(Struct, frozen=True):
    """`now`: microseconds. `acts`: the rule's mode lets machines act (`enforce`), not only find."""

    now: int
    actor: Actor
    nature: Nature
    lengths: Lengths
    notice: NoticeRule | None = None
    customers: Mapping[Subject, Customer] = field(default_factory=dict)
    acts: bool = True

    def customer(self, subject: Subject) -> Customer:
        return self.customers.get(subject, Customer())
