"""What is known around cases: customers, warnings that arrived, the modes of rules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

from msgspec import Struct
from sqlalchemy import func, insert, select, tuple_, update

from bylaws.enforce.case import Case, Decision
from bylaws.enforce.people import Subject
from bylaws.enforce.situation import Customer
from bylaws.store.store import Transaction
from bylaws.store.tables import CUSTOMERS, DECISIONS, RULE_MODES, WARNINGS

Mode = Literal["off", "shadow", "review", "enforce"]
MODES: tuple[Mode, ...] = get_args(Mode)
"""Nothing is made of a rule's findings; they are counted; they become cases for people; machines act on them too."""


class ModeSet(Struct, frozen=True):
    """That a rule got a mode: since when, for which policy (its digest), by whom, with whose consent, and why."""

    rule: str
    mode: Mode
    digest: str
    since: int
    by: str
    approved_by: str
    reason: str


def modes(transaction: Transaction) -> dict[str, ModeSet]:
    """The mode of each rule that has one."""
    latest = (
        select(RULE_MODES.c.rule, func.max(RULE_MODES.c.number).label("number"))
        .where(RULE_MODES.c.provider_id == transaction.provider)
        .group_by(RULE_MODES.c.rule)
        .subquery()
    )
    columns = [RULE_MODES.c[name] for name in ModeSet.__struct_fields__]
    own = RULE_MODES.c.provider_id == transaction.provider
    joined = select(*columns).join(latest, (RULE_MODES.c.rule == latest.c.rule) & (RULE_MODES.c.number == latest.c.number))
    return {row.rule: ModeSet(*row) for row in transaction.connection.execute(joined.where(own))}


def set_mode(transaction: Transaction, mode: ModeSet) -> None:
    own = RULE_MODES.c.provider_id == transaction.provider, RULE_MODES.c.rule == mode.rule
    last = transaction.connection.scalar(select(func.max(RULE_MODES.c.number)).where(*own)) or 0
    values = {name: getattr(mode, name) for name in ModeSet.__struct_fields__}
    transaction.connection.execute(insert(RULE_MODES), [{"provider_id": transaction.provider, "number": last + 1, **values}])


def keep_decision(transaction: Transaction, case: Case, decision: Decision) -> None:
    """One row for each rule that a decision rests on."""
    own = set(decision.findings)
    row = {
        "provider_id": transaction.provider,
        "id": decision.id,
        "case_id": case.id,
        "clause": case.clause,
        "at": decision.at,
        "by": decision.by,
        "by_machine": decision.by_machine,
        "verdict": decision.verdict,
        "overturned": False,
    }
    rules = sorted({each.rule for each in case.findings if each.id in own})
    transaction.connection.execute(insert(DECISIONS), [{**row, "rule": rule} for rule in rules])


def overturn(transaction: Transaction, decision: str) -> None:
    own = DECISIONS.c.provider_id == transaction.provider, DECISIONS.c.id == decision
    transaction.connection.execute(update(DECISIONS).where(*own).values(overturned=True))


def decided_by_machine(transaction: Transaction, rule: str, since: int) -> int:
    """How many decisions the machine made on findings of a rule since an instant."""
    own = DECISIONS.c.provider_id == transaction.provider, DECISIONS.c.rule == rule, DECISIONS.c.by_machine.is_(True)
    return transaction.connection.scalar(select(func.count()).select_from(DECISIONS).where(*own, DECISIONS.c.at >= since)) or 0


def customers(transaction: Transaction, subjects: Iterable[Subject]) -> dict[Subject, Customer]:
    """What is known of subjects, and when warnings reached them; nothing for those of whom nothing is."""
    names = sorted({(each.sort, each.name) for each in subjects})
    warned: dict[Subject, list[tuple[str, int]]] = {}
    found: dict[Subject, Customer] = {}
    for at in range(0, len(names), 400):
        some = names[at : at + 400]
        told = select(WARNINGS).where(
            WARNINGS.c.provider_id == transaction.provider, tuple_(WARNINGS.c.sort, WARNINGS.c.name).in_(some)
        )
        for row in transaction.connection.execute(told):
            warned.setdefault(Subject(row.sort, row.name), []).append((row.clause, row.delivered_at))
        known = select(CUSTOMERS).where(
            CUSTOMERS.c.provider_id == transaction.provider, tuple_(CUSTOMERS.c.sort, CUSTOMERS.c.name).in_(some)
        )
        for row in transaction.connection.execute(known):
            subject = Subject(row.sort, row.name)
            found[subject] = Customer(row.established, row.life_critical, row.hijacked)
    return {
        each: Customer(held.established, held.life_critical, held.hijacked, warned=tuple(warned.get(each, ())))
        for each in (found.keys() | warned.keys())
        for held in (found.get(each, Customer()),)
    }


def keep_customer(transaction: Transaction, subject: Subject, customer: Customer) -> None:
    """Writes down what is known of a subject now."""
    made = transaction.insert(CUSTOMERS)
    flags = {name: getattr(customer, name) for name in ("established", "life_critical", "hijacked")}
    again = made.on_conflict_do_update(index_elements=["provider_id", "sort", "name"], set_=flags)
    transaction.connection.execute(
        again, [{"provider_id": transaction.provider, "sort": subject.sort, "name": subject.name, **flags}]
    )


def keep_warning(transaction: Transaction, notice: str, subject: Subject, clause: str, delivered_at: int) -> None:
    """That a warning reached a subject; told again it is the same."""
    row = {"notice_id": notice, "sort": subject.sort, "name": subject.name, "clause": clause, "delivered_at": delivered_at}
    made = transaction.insert(WARNINGS)
    transaction.connection.execute(made.on_conflict_do_nothing(), [{"provider_id": transaction.provider, **row}])
