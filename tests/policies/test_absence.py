"""No shipped rule accuses because something is absent from the log.

From the logs of the clauses' own examples one thing at a time is taken away altogether: a kind of event, a field of a kind, the
rows of a list. Whoever was not accused before must not be accused then, save where the policy says what an absence means.
"""

from __future__ import annotations

import os
from typing import Final

import pytest

from tests.policies.absence import Change, changes
from tests.policies.test_shipped import NAMES, program

EVERY: Final = int(os.environ.get("BYLAWS_ABSENCE", "4"))
"""One example in so many is taken by the quick test."""

PERMIT: Final = "permit.granted"
"""What only a permit allows is not allowed where none was granted: permits are the provider's own word, and findings name what

they lack. So it is for each rule with `permitted`.
"""

SAID: Final = {
    # A clock stands still only from when somebody says so.
    "answer-questions for want of question.asked.answer",
    "delete-minors-data for want of age.signal.case",
    "delete-minors-data for want of case.changed",
    "delete-minors-data for want of case.changed.case",
    "delete-minors-data for want of case.changed.to_state",
    "help-when-asked for want of assistance.requested.case",
    "help-when-asked for want of notice.sent",
    "help-when-asked for want of notice.sent.case",
    "help-when-asked for want of notice.sent.failed",
    # Whoever does not ask to stay unnamed can be answered.
    "acknowledge-report for want of report.received.anonymous",
    "answer-the-guardian for want of report.received.anonymous",
    # How many people a breach concerns is seldom known; not to know it is no reason to tell nobody.
    "tell-the-people for want of breach.suspected.subjects_estimate",
    # An account is new unless the inventory that told of it says that it was only listed.
    "enrol-second-factor for want of account.created.listed",
    # A payment is one unless it is said to be a repayment.
    "chargebacks for want of payment.made.refund",
    # A call that tells neither when it was answered nor how long it was is one that nobody answered.
    "call-at-night for want of call.record.duration_s",
    # What a piece of a call cost follows from the rate where it is not told.
    "costly-hour for want of call.progress.piece_cost",
    # A request without account is nobody's with a permit.
    "strange-doors for want of http.request.account",
    # What is metered without a unit is held against what is allowed without one.
    "over-allowance for want of usage.metered.unit",
}
"""Accusations that the policy makes of what is not told, each with the sentence or the default by which it does."""


def found(name: str, every: int) -> set[Change]:
    """What accuses in the examples of a policy's own clauses."""
    own = [each for each in program(name).examples if each.span.file.path.endswith(name)]
    return {change for example in own[::every] for change in changes(program(name), example) if change.lack.kind != PERMIT}


@pytest.mark.parametrize("name", NAMES)
def test_nobody_is_accused_for_want_of_what_some_examples_tell(name: str) -> None:
    assert {str(each) for each in found(name, EVERY)} <= SAID


@pytest.mark.slow
def test_nobody_is_accused_for_want_of_what_any_example_tells_and_no_exception_is_idle() -> None:
    assert {str(each) for name in NAMES for each in found(name, 1)} == SAID
