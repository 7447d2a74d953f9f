"""A case: incidents under decision, the people they concern, and all that was decided, done and said about them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from bylaws.enforce.found import Found, Law
from bylaws.enforce.incident import gravest
from bylaws.enforce.lengths import Length
from bylaws.enforce.people import Subject

CaseState = Literal["open", "decided", "appealed", "closed", "merged"]
Verdict = Literal["violation", "no violation", "excused"]
StepState = Literal["proposed", "approved", "pending", "active", "undoing", "undone", "expired", "failed", "withdrawn"]
NoticeState = Literal["held", "queued", "sent", "delivered", "bounced", "withdrawn"]
AppealState = Literal["filed", "upheld", "changed", "overturned", "refused"]


class Party(Struct, frozen=True, omit_defaults=True):
    """One whom a case is about, and the findings against it.

    `struck`: those of them that stand no longer, each with the reason. `excluded`: why nothing is decided about it (empty: it is).
    """

    subject: Subject
    findings: tuple[Found, ...]
    struck: dict[str, str] = {}
    excluded: str = ""

    @property
    def standing(self) -> tuple[Found, ...]:
        return tuple(each for each in self.findings if each.id not in self.struck)


class Held(Struct, frozen=True):
    """A degree, weighed: whether it holds (None: it cannot be told), and why."""

    holds: bool | None
    why: str


class Degrees(Struct, frozen=True):
    """The test that is made in each decision, also where a policy says that it is the provider's to decide."""

    deliberate: Held
    repeated: Held
    risk: Held


class Bound(Struct, frozen=True):
    """That a version of a policy bound a customer at the time of its conduct, and how that is known."""

    subject: Subject
    version: str
    how: str


class Decision(Struct, frozen=True, omit_defaults=True):
    """What was decided, by whom, about whom, on which findings.

    `permits`, `precedents`: those that were looked at. `automated`: found by a rule; `by_machine`: decided without a person.
    """

    id: str
    at: int
    by: str
    verdict: Verdict
    reasons: str
    degrees: Degrees
    subjects: tuple[Subject, ...]
    findings: tuple[str, ...]
    bound: tuple[Bound, ...] = ()
    permits: tuple[str, ...] = ()
    precedents: tuple[str, ...] = ()
    ground: Literal["terms", "law"] = "terms"
    automated: bool = True
    by_machine: bool = False


class Approval(Struct, frozen=True):
    """Somebody's consent, given in a role."""

    by: str
    role: str
    at: int


class Step(Struct, frozen=True, omit_defaults=True):
    """A measure against one subject. Its id is the key under which it is carried out, and told apart from all others.

    `target`: what it is done to. `needs`: the roles that must approve it before it is done. `until`: when it ends by itself.
    `confirm_by`, `confirm_due`: the role that must confirm it, and until when; unconfirmed it ends then. `broken_glass`: who
    applied it without waiting for approval. `keeps`: what stays open whatever is closed. `before`: what there was, as whoever
    carried it out told it, for the exact undo.
    """

    id: str
    decision: str
    subject: Subject
    measure: str
    target: Subject
    state: StepState = "proposed"
    lasts: Length | None = None
    within: Length | None = None
    needs: tuple[str, ...] = ()
    approvals: tuple[Approval, ...] = ()
    confirm_by: str = ""
    confirm_within: Length | None = None
    confirm_due: int | None = None
    confirmed: Approval | None = None
    broken_glass: Approval | None = None
    applied_at: int | None = None
    until: int | None = None
    keeps: tuple[str, ...] = ()
    before: str = ""
    why: str = ""

    @property
    def is_in_effect(self) -> bool:
        """Whether it may have changed something that was not put back."""
        return self.state in ("pending", "active", "undoing")

    @property
    def lacks(self) -> tuple[str, ...]:
        """The roles that have not approved it."""
        given = {each.role for each in self.approvals}
        return tuple(each for each in self.needs if each not in given)


class Notice(Struct, frozen=True, omit_defaults=True):
    """What one subject is told of a decision or of what became of it. `sort`: which text; `why`: what holds it or went wrong."""

    id: str
    subject: Subject
    sort: str
    decision: str
    at: int
    state: NoticeState = "queued"
    delivered_at: int | None = None
    why: str = ""


class Request(Struct, frozen=True, omit_defaults=True):
    """Something that the customer is to answer or to mend. Its clock starts when the notice arrives: there is no `due` before."""

    id: str
    step: str
    subject: Subject
    within: Length
    due: int | None = None
    done_at: int | None = None
    missed: bool = False
    answer: str = ""


class Appeal(Struct, frozen=True, omit_defaults=True):
    """A decision contested: by whom, for whom, why; and what came of it."""

    id: str
    at: int
    by: str
    subject: Subject
    decision: str
    text: str
    state: AppealState = "filed"
    reviewer: str = ""
    reasons: str = ""
    answered_at: int | None = None


class Case(Struct, frozen=True, omit_defaults=True):
    """The state that the changes of a case lead to. `number`: how many there were, which tells two people's apart.

    `advised`: roles that gave their advice, and when; `linked`: cases that concern it; `into`: the one that took it in.
    """

    id: str
    clause: str
    law: Law
    opened_at: int
    number: int = 0
    state: CaseState = "open"
    cluster: str = ""
    claimed_by: str = ""
    parties: tuple[Party, ...] = ()
    decisions: tuple[Decision, ...] = ()
    steps: tuple[Step, ...] = ()
    notices: tuple[Notice, ...] = ()
    requests: tuple[Request, ...] = ()
    appeals: tuple[Appeal, ...] = ()
    advised: dict[str, int] = {}
    linked: tuple[str, ...] = ()
    into: str = ""
    closed_because: str = ""

    @property
    def severity(self) -> str:
        return gravest(each.severity for party in self.concerned for each in party.standing)

    @property
    def subjects(self) -> tuple[Subject, ...]:
        return tuple(each.subject for each in self.parties)

    @property
    def concerned(self) -> tuple[Party, ...]:
        """The parties that something is decided about: not excluded, with a finding that stands."""
        return tuple(each for each in self.parties if not each.excluded and each.standing)

    @property
    def findings(self) -> Iterator[Found]:
        return (each for party in self.parties for each in party.findings)

    def party(self, subject: Subject) -> Party | None:
        return next((each for each in self.parties if each.subject == subject), None)

    def decision(self, id: str) -> Decision:
        return next(each for each in self.decisions if each.id == id)

    def steps_of(self, decision: str, subject: Subject | None = None) -> tuple[Step, ...]:
        return tuple(each for each in self.steps if each.decision == decision and subject in (None, each.subject))

    def notices_of(self, decision: str, subject: Subject) -> tuple[Notice, ...]:
        return tuple(each for each in self.notices if each.decision == decision and each.subject == subject)

    def people_of(self, decision: str) -> set[str]:
        """Who decided, approved, confirmed or hurried it."""
        steps = self.steps_of(decision)
        approvals = [each for step in steps for each in (*step.approvals, step.confirmed, step.broken_glass) if each]
        return {self.decision(decision).by, *(each.by for each in approvals)}
