"""Findings that stand no longer: dismissed, recalled with their rule, or overturned; and all that rested on them goes with them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from bylaws.enforce import guards
from bylaws.enforce.case import Case, Party
from bylaws.enforce.changes import Change, Closed, NoticeMoved, Struck
from bylaws.enforce.situation import Situation
from bylaws.enforce.steps import undo

UNSENT = ("held", "queued")
ABOUT_APPEALS = ("appeal-received", "appeal-outcome")
"""What is told to whoever contests a decision, whatever becomes of it."""


def strike(case: Case, situation: Situation, findings: Collection[str], reason: str) -> Iterator[Change]:
    """Strikes findings, takes back the steps of decisions of which none stands any more, and withdraws what was not told yet.

    Counting follows by itself: incidents are made of findings that stand.
    """
    guards.has_reasons(reason, "striking a finding")
    gone = {each.id for party in case.parties for each in party.standing if each.id in set(findings)}
    if not gone:
        return
    now, by = situation.now, situation.actor.name
    yield Struck(now, by, tuple(sorted(gone)), reason)
    for decision in case.decisions:
        for party in case.parties:
            if not _rests(decision.findings, party, gone):
                for step in case.steps_of(decision.id, party.subject):
                    yield from undo(case, situation, step.id, reason)
                for each in case.notices_of(decision.id, party.subject):
                    if each.state in UNSENT and each.sort not in ABOUT_APPEALS:
                        yield NoticeMoved(now, by, each.id, "withdrawn", reason)
    if case.state == "open" and all(each.id in gone for party in case.concerned for each in party.standing):
        yield Closed(now, by, f"no finding stands: {reason}")


def _rests(decided: Collection[str], party: Party, gone: Collection[str]) -> bool:
    """Whether what was decided about a party has anything left to rest on; so it has if it never rested on anything of it."""
    own = {each.id for each in party.findings} & set(decided)
    return not own or any(each.id in own and each.id not in gone for each in party.standing)
