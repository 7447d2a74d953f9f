"""Findings become cases: those that belong together are decided together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256

from msgspec import Struct

from bylaws.enforce.case import Case
from bylaws.enforce.changes import Change, Joined, Opened
from bylaws.enforce.found import Found, Law
from bylaws.enforce.people import MACHINE

Key = tuple[str, str, str, str]
"""Clause, version of the policy (its digest), sort and name of what the findings of a case have in common."""


def key_of(found: Found, law: Law) -> Key:
    """Findings of one key are decided in one case, while it is open."""
    if found.cluster:
        return found.clause, law.digest, "cluster", found.cluster
    return found.clause, law.digest, found.subject.sort, found.subject.name


def keys_of(case: Case) -> set[Key]:
    """The keys of what a case holds."""
    if case.cluster:
        return {(case.clause, case.law.digest, "cluster", case.cluster)}
    return {(case.clause, case.law.digest, each.subject.sort, each.subject.name) for each in case.parties}


def takes(case: Case, found: Found, quiet: int) -> bool:
    """Whether a finding of its key belongs into a case: into an open one, or as more of an incident that is decided already."""
    if case.state == "open":
        return True
    party = case.party(found.subject) if case.state in ("decided", "appealed") else None
    return party is not None and any(each.at - quiet < found.until and found.at < each.until + quiet for each in party.findings)


class Group(Struct):
    """New findings that go into one case: the one of this id, or, where there is none, a new one."""

    key: Key
    law: Law
    case: str
    findings: list[Found]


def grouped(findings: Iterable[tuple[Found, Law]], cases: Mapping[Key, Case], quiet: Mapping[str, int]) -> list[Group]:
    """Where new findings go. `cases`: by key the latest one that may take them. `quiet`: by clause, microseconds.

    A finding that its case holds already, with as many repeats, goes nowhere. Findings of another clause, subject or cluster, or
    under another version of the policy, never meet.
    """
    groups: dict[tuple[Key, str], Group] = {}
    for found, law in findings:
        key = key_of(found, law)
        case = cases.get(key)
        held = _held(case, found) if case else None
        if held == found:
            continue
        into = case.id if case and (held or takes(case, found, quiet[found.clause])) else ""
        groups.setdefault((key, into), Group(key, law, into, [])).findings.append(found)
    return list(groups.values())


def _held(case: Case, found: Found) -> Found | None:
    party = case.party(found.subject)
    return next((each for each in party.findings if each.id == found.id), None) if party else None


def opened(group: Group, now: int) -> tuple[str, tuple[Change, ...]]:
    """A new case for findings, and its id, which is the same whenever the same finding opens it."""
    first = min(group.findings, key=lambda each: (each.at, each.id))
    id = sha256(f"case {first.id}".encode()).hexdigest()[:12]
    cluster = first.cluster if group.key[2] == "cluster" else ""
    return id, (Opened(now, MACHINE.name, id, first.clause, group.law, cluster), joined(group.findings, now))


def joined(findings: Iterable[Found], now: int) -> Joined:
    return Joined(now, MACHINE.name, tuple(findings))
