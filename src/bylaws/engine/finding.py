"""What the engine says."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

State = Literal["settled", "unsettled", "excused"]


class Finding(Struct):
    """A clause, a subject, and the facts that met the rule.

    `id`: hash of rule, event, element and policy digest. `at`: the event's time (a missed duty: its deadline), microseconds.
    `facts`: every let of the rule by name, as typed values; `fields`: the event's own fields. `missing`: what made it unsettled.
    `excuse`: the exception's name, or `unless 1` … for the rule's own; `excuse_clause`: the clause under which it stands.
    `permit`: the permit that was looked at and came nearest, and what it lacked (empty: it covered). `degrees`: `deliberate`,
    `risk` where they hold, each with what its condition is made of, by its words, and the values. `repeats`: later findings
    grouped under this one by `once`; `repeated_at`: the time of the last of them (of a late one, where it stands); `raised`: it
    took a repeat's higher severity.
    `further`: of an unsettled one, how many later ones of its rule, for want of the same, are only counted.
    `wanting`: all for want of which it is unsettled, `missing` and numbers too great. `place`: where its event stands in the

    order, or of a missed duty the event that it follows (microseconds).
    `content`: the content functions that its rule asks, by name, and their versions.
    `element`: index under `each`, else 0. `errors`: overflows, by fact. `at_least`: the facts of which there was more than could
    be looked at.
    """

    id: str
    rule: str
    clause: str
    clause_hash: str
    policy: str
    version: str
    digest: str
    state: State
    kind: str
    event: str
    source: str
    element: int
    at: int
    subject: object
    severity: str
    facts: dict[str, object]
    fields: dict[str, object]
    says: str = ""
    key: tuple[object, ...] = ()
    missing: tuple[str, ...] = ()
    excuse: str = ""
    excuse_clause: str = ""
    permit: str = ""
    permit_lacks: tuple[str, ...] = ()
    degrees: dict[str, dict[str, object]] = field(default_factory=dict)
    steps: str = ""
    late: bool = False
    hypothetical: bool = False
    duty: bool = False
    paid_late: int | None = None
    repeats: int = 0
    raised: bool = False
    further: int = 0
    errors: dict[str, str] = field(default_factory=dict)
    at_least: tuple[str, ...] = ()
    repeated_at: int | None = None
    place: int = 0
    wanting: tuple[str, ...] = ()
    content: dict[str, str] = {}

    @property
    def goes_on(self) -> int:
        """Until when it went on, as far as is known: the time of its last repeat, else its own. Microseconds."""
        return self.at if self.repeated_at is None else max(self.at, self.repeated_at)
