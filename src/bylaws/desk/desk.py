"""The desk of one provider: every command on a case, read, done and written in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import islice
from typing import Any

import orjson
from msgspec import Struct, field
from msgspec.structs import replace

from bylaws.desk.brakes import BREAKER, Breaker
from bylaws.enforce import deciding, handling, opening, outgoing, steps
from bylaws.enforce.case import Case
from bylaws.enforce.changes import AppealAnswered, Change, Decided, NoticeMoved, Struck, case_of, changed
from bylaws.enforce.deciding import Choice, Proposal
from bylaws.enforce.found import Found, Law, Reader, law_of
from bylaws.enforce.incident import Incident, incidents_of
from bylaws.enforce.ladder import Due, Ladders
from bylaws.enforce.lengths import Lengths
from bylaws.enforce.people import MACHINE, Actor, RefusedError, Subject
from bylaws.enforce.situation import Customer, Nature, Situation, nature_of
from bylaws.policy.program import NoticeRule, Program
from bylaws.store import around
from bylaws.store.around import Mode
from bylaws.store.store import Evidence, Store, Transaction, Written

Command = Callable[[Case, Situation], Iterable[Change]]
Modes = Mapping[str, around.ModeSet]
BATCH = 5000
"""Findings that are taken in at once."""


class Policy:
    """One version of a policy, as the desk needs it."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.reader, self.ladders, self.lengths = Reader(program), Ladders(program), Lengths(program)
        self.rules = {each.name for each in program.rules} | {each.name for each in program.duties}
        self.natures = {clause.slug: nature_of(clause) for clause in program.clauses}

    def nature(self, clause: str) -> Nature:
        return self.natures.get(clause, Nature())

    def notice(self, case: Case) -> NoticeRule | None:
        """When the customers of a case are told."""
        names = [each.ladder for each in case.findings if each.ladder]
        ladder = self.program.ladders.get(names[0]) if names else None
        return ladder.notice if ladder else None


class Taken(Struct):
    """What became of findings that came in.

    `shadow`: kept and counted only; `ignored`: of rules that are off, or not settled; `decided`: by the machine; `broken`: rules
    that ran away, and now wait for people.
    """

    opened: int = 0
    joined: int = 0
    known: int = 0
    shadow: int = 0
    ignored: int = 0
    decided: int = 0
    broken: list[around.ModeSet] = field(default_factory=list)
    cases: dict[str, None] = field(default_factory=dict)


class Desk:
    """`policy`: the version in force. `clock`: microseconds since 1970 UTC. `mode`: of rules that were given none."""

    def __init__(
        self, store: Store, policy: Policy, clock: Callable[[], int], mode: Mode = "shadow", breaker: Breaker = BREAKER
    ) -> None:
        self.store, self.policy, self.clock, self._mode, self._breaker = store, policy, clock, mode, breaker

    # Findings in

    def take(self, lines: Iterable[Mapping[str, Any]], advance: Callable[[int], None] = lambda _: None) -> Taken:
        """Findings become cases; the machine decides those that its rules let it. The same finding counts once, ever."""
        taken, left = Taken(), iter(lines)
        while batch := list(islice(left, BATCH)):
            self._take(batch, taken)
            advance(len(batch))
        return taken

    def _take(self, lines: Sequence[Mapping[str, Any]], taken: Taken) -> None:
        with self.store.begin() as transaction:
            modes = around.modes(transaction)
            real: list[tuple[Found, Law]] = []
            evidence: dict[str, Evidence] = {}
            for line in lines:
                mode = self.mode_of(line["rule"], modes)
                if line["state"] != "settled" or mode == "off":
                    taken.ignored += 1
                    continue
                found = self.policy.reader.found(line)
                evidence[found.id] = Evidence(found, line["digest"], "", orjson.dumps(line).decode())
                if mode == "shadow":
                    taken.shadow += 1
                else:
                    real.append((found, law_of(line)))
            written, acting = self._written(transaction, real, evidence, taken)
            transaction.write(written)
            transaction.add(list(evidence.values()))
            self._machine_decides(transaction, acting, modes, taken)

    def _written(
        self, transaction: Transaction, real: list[tuple[Found, Law]], evidence: dict[str, Evidence], taken: Taken
    ) -> tuple[list[Written], list[Case]]:
        """The cases that findings open or join; those that are open then."""
        now = self.clock()
        cases = transaction.by_key(opening.key_of(*each) for each in real)
        quiet = {slug: nature.quiet for slug, nature in self.policy.natures.items()}
        written: list[Written] = []
        groups = opening.grouped(real, cases, quiet)
        for group in groups:
            before = cases[group.key] if group.case else None
            changes: tuple[Change, ...]
            if before is None:
                id, changes = opening.opened(group, now)
                case = case_of(changes)
                taken.opened += 1
            else:
                id, changes = before.id, (opening.joined(group.findings, now),)
                case = changed(before, changes)
                taken.joined += 1
            written.append(Written(before.number if before else 0, case, changes, due=due_of(case)))
            taken.cases[id] = None
            for each in group.findings:
                held = evidence[each.id]
                evidence[each.id] = Evidence(held.found, held.digest, id, held.line)
        placed = {each.id for group in groups for each in group.findings}
        for found, _ in real:
            if found.id not in placed:
                taken.known += 1
                evidence.pop(found.id, None)
        return written, [each.case for each in written if each.case.state == "open"]

    def _machine_decides(self, transaction: Transaction, cases: list[Case], modes: Modes, taken: Taken) -> None:
        """Decides what no person needs to: all rules of the case let machines act, and nothing speaks against it."""
        held = dict(modes)
        for case in cases:
            if not self._acts(case, held):
                continue
            try:
                self._decide(transaction, case, MACHINE, None)
            except RefusedError:
                continue  # people decide it: it stays open
            taken.decided += 1
            for rule in {each.rule for each in case.findings}:
                broken = self._breaker.broken(transaction, rule, self.policy.program.digest, self.clock())
                if broken:
                    held[rule] = broken
                    taken.broken.append(broken)

    def decide(self, case: str, actor: Actor, choice: Choice | None) -> Case:
        """Decides a case; without a choice, or where it does not say what follows, as the ladder proposes."""
        with self.store.begin() as transaction:
            return self._decide(transaction, self._held(transaction, case), actor, choice)

    def _decide(self, transaction: Transaction, case: Case, actor: Actor, choice: Choice | None) -> Case:
        proposal = self.proposed(transaction, case)
        if choice is None:
            reasons = f"as the rules of clause {case.clause} find and its ladder says"
            choice = Choice("violation", reasons, proposal.degrees, proposal.due)
        elif choice.due is None:
            choice = replace(choice, due=proposal.due)
        return self._write(transaction, case, actor, lambda case, situation: deciding.decide(case, situation, choice))

    def _acts(self, case: Case, modes: Modes) -> bool:
        return all(self.mode_of(each.rule, modes) == "enforce" for each in case.findings)

    def mode_of(self, rule: str, modes: Modes) -> Mode:
        held = modes.get(rule)
        return held.mode if held else self._mode

    # Commands

    def do(self, case: str, actor: Actor, command: Command) -> Case:
        """Does something to a case, and what follows from it. Raises RefusedError, ConflictError, StoreError."""
        with self.store.begin() as transaction:
            return self._write(transaction, self._held(transaction, case), actor, command)

    def merge(self, case: str, other: str, actor: Actor) -> Case:
        """One case takes in another; both change in one transaction."""
        with self.store.begin() as transaction:
            one, two = self._held(transaction, case), self._held(transaction, other)
            mine, theirs = handling.merge(one, two, self.situation(transaction, one, actor))
            after, gone = changed(one, mine), changed(two, theirs)
            transaction.write([Written(one.number, after, mine, due=due_of(after)), Written(two.number, gone, theirs)])
            transaction.move(other, case)
            return after

    def split(self, case: str, subjects: Collection[Subject], actor: Actor) -> Case:
        """Some subjects of a case go into one of their own, which is given."""
        with self.store.begin() as transaction:
            held = self._held(transaction, case)
            id = sha256(f"{case} {held.number}".encode()).hexdigest()[:12]
            rest, parted = handling.split(held, self.situation(transaction, held, actor), subjects, id)
            after, new = changed(held, rest), case_of(parted)
            transaction.write([Written(held.number, after, rest, due=due_of(after)), Written(0, new, parted, due=due_of(new))])
            transaction.move(case, id, [each.id for each in new.findings])
            return new

    def proposal(self, case: str) -> Proposal:
        """What the ladder proposes for a case."""
        with self.store.begin() as transaction:
            return self.proposed(transaction, self._held(transaction, case))

    def told(self, case: str) -> tuple[Case, list[Change], Mapping[str, str]]:
        """A case, its changes, and by finding the line that tells all of it."""
        with self.store.begin() as transaction:
            return self._held(transaction, case), transaction.changes(case), transaction.evidence(case)

    def named(self, beginning: str) -> list[str]:
        """The cases whose ids begin so."""
        with self.store.begin() as transaction:
            return transaction.named(beginning)

    def _held(self, transaction: Transaction, id: str) -> Case:
        held = transaction.case(id)
        if held is None:
            raise RefusedError("unknown-case", f"there is no case {id}", "`bylaws case list` shows them")
        return held

    def _write(self, transaction: Transaction, case: Case, actor: Actor, command: Command) -> Case:
        if case.law.digest != self.policy.program.digest:
            under = f"case {case.id} is under version {case.law.version} of {case.law.policy}, and not under the policy given"
            raise RefusedError("other-policy", under, "name the policy that it is under")
        situation = self.situation(transaction, case, actor)
        changes = tuple(command(case, situation))
        after = changed(case, changes)
        more = outgoing.followed(after, self.situation(transaction, after, MACHINE))
        all = (*changes, *more)
        if not all:
            return case
        after = changed(after, more)
        transaction.write([Written(case.number, after, all, tuple(outgoing.outgoing(case, after)), due_of(after))])
        self._beside(transaction, after, all)
        return after

    def _beside(self, transaction: Transaction, case: Case, changes: Iterable[Change]) -> None:
        """What is kept beside the case, for others to ask: findings that are struck, warnings that arrived."""
        for each in changes:
            if isinstance(each, Struck):
                transaction.strike(each.findings)
            elif isinstance(each, NoticeMoved) and each.state == "delivered":
                notice = next(one for one in case.notices if one.id == each.notice)
                around.keep_warning(transaction, notice.id, notice.subject, case.clause, each.at)
            elif isinstance(each, Decided):
                around.keep_decision(transaction, case, each.decision)
            elif isinstance(each, AppealAnswered) and each.outcome == "overturned":
                around.overturn(transaction, next(one.decision for one in case.appeals if one.id == each.appeal))

    def situation(self, transaction: Transaction, case: Case, actor: Actor) -> Situation:
        """What is known around a case now."""
        known = around.customers(transaction, case.subjects)
        customers = {each: self._bound(case, known.get(each, Customer())) for each in case.subjects}
        modes = around.modes(transaction)
        return Situation(
            now=self.clock(),
            actor=actor,
            nature=self.policy.nature(case.clause),
            lengths=self.policy.lengths,
            notice=self.policy.notice(case),
            customers=customers,
            acts=self._acts(case, modes),
        )

    def _bound(self, case: Case, known: Customer) -> Customer:
        """Which version bound it: the one its findings were made under, if that was in force."""
        first = min((each.at for each in case.findings), default=0)
        effective = self.policy.program.effective
        in_force = effective is None or first >= effective
        return Customer(
            known.established,
            known.life_critical,
            known.hijacked,
            bound=case.law.version if in_force else "",
            bound_how="in force since its date" if in_force else "",
            warned=known.warned,
        )

    def proposed(self, transaction: Transaction, case: Case) -> Proposal:
        """What the ladder asks for, and the degree test as far as a machine can make it."""
        nature = self.policy.nature(case.clause)
        standing = transaction.standing((each, case.clause) for each in case.subjects)
        incidents = {each: incidents_of(standing.get((each, case.clause), ()), nature.quiet) for each in case.subjects}
        lines = transaction.evidence(case.id)

        def aim(due: Due, incident: Incident) -> Subject:
            told = [orjson.loads(lines[each.id]) for each in incident.findings if each.id in lines]
            return aimed(due.target, incident.subject, told)

        return deciding.proposal(case, incidents, self.policy.ladders.climb, aim)

    def tick(self) -> int:
        """What is due by now: steps whose time is over, and those that nobody stood by. How many cases changed."""
        with self.store.begin() as transaction:
            due = transaction.due(self.clock())
        changed_cases = 0
        for id in due:
            with self.store.begin() as transaction:
                held = self._held(transaction, id)
                after = self._write(transaction, held, MACHINE, lambda case, situation: steps.overdue(case, situation))
            changed_cases += after.number != held.number
        return changed_cases


def aimed(target: str, subject: Subject, lines: Sequence[Mapping[str, Any]]) -> Subject:
    """What a measure is done to: what the findings name by that word, the last first; else whom they are held against."""
    if not target or target == subject.sort:
        return subject
    for line in reversed(lines):
        for told in (line["facts"], line["event"]["fields"]):
            if isinstance(told.get(target), str):
                return Subject(target, told[target])
    return Subject(target, subject.name) if target == "evidence" else subject


def due_of(case: Case) -> int | None:
    """When something of a case ends or is missed by itself, the next time."""
    return min(_dues(case), default=None)


def _dues(case: Case) -> Iterator[int]:
    for step in case.steps:
        if step.state in ("pending", "active"):
            if step.until is not None:
                yield step.until
            if step.confirm_due is not None and not step.confirmed and (step.confirm_by or step.lacks):
                yield step.confirm_due
    for request in case.requests:
        if request.due is not None and request.done_at is None and not request.missed:
            yield request.due
