"""Incidents: findings of one clause and subject that belong together. Repetition counts these, not findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import attrgetter

from msgspec import Struct

from bylaws.enforce.found import Found
from bylaws.enforce.people import Subject
from bylaws.policy.program import SEVERITIES


class Incident(Struct, frozen=True):
    """Findings in order, with gaps shorter than the clause's quiet period. Its id is that of the first of them."""

    findings: tuple[Found, ...]

    @property
    def id(self) -> str:
        return self.findings[0].id

    @property
    def clause(self) -> str:
        return self.findings[0].clause

    @property
    def subject(self) -> Subject:
        return self.findings[0].subject

    @property
    def began(self) -> int:
        """Microseconds, as all instants."""
        return self.findings[0].at

    @property
    def ended(self) -> int:
        """The latest instant of which something is known."""
        return max(each.until for each in self.findings)

    @property
    def severity(self) -> str:
        """The gravest."""
        return gravest(each.severity for each in self.findings)

    @property
    def deliberate(self) -> bool:
        return any(each.deliberate for each in self.findings)

    @property
    def risk(self) -> bool:
        return any(each.risk for each in self.findings)

    @property
    def repeats(self) -> int:
        """Findings beyond the first, those that `once` only counted among them."""
        return len(self.findings) - 1 + sum(each.repeats for each in self.findings)


def gravest(severities: Iterable[str]) -> str:
    return max(severities, key=SEVERITIES.index, default=SEVERITIES[0])


def incidents_of(findings: Iterable[Found], quiet: int) -> list[Incident]:
    """The incidents of findings of any clauses and subjects, in the order in which they began.

    `quiet`: microseconds without a finding after which the next one begins an incident. The order in which findings come plays
    no part, and one that comes twice counts once.
    """
    together: dict[tuple[str, Subject], dict[str, Found]] = {}
    for each in findings:
        together.setdefault((each.clause, each.subject), {})[each.id] = each
    made = [Incident(group) for own in together.values() for group in _grouped(own.values(), quiet)]
    return sorted(made, key=lambda each: (each.began, each.id))


def _grouped(findings: Iterable[Found], quiet: int) -> Iterator[tuple[Found, ...]]:
    group: list[Found] = []
    until = 0
    for each in sorted(findings, key=attrgetter("at", "id")):
        if group and each.at - until >= quiet:
            yield tuple(group)
            group = []
        until = max(until, each.until) if group else each.until
        group.append(each)
    if group:
        yield tuple(group)
