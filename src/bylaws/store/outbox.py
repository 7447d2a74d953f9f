"""What is to be done outside, claimed by one worker at a time, and done at least once under a key that tells it again."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import select, update

from bylaws.enforce.outgoing import Outgoing
from bylaws.store.store import Transaction
from bylaws.store.tables import OUTBOX


class Taken(Struct, frozen=True):
    """Something to be done, and how often it was tried before."""

    out: Outgoing
    attempts: int


def take(transaction: Transaction, now: int, held_until: int, limit: int = 50) -> list[Taken]:
    """What is due, the oldest first, held so that nobody else takes it until `held_until`; after that it is anybody's again."""
    own = OUTBOX.c.provider_id == transaction.provider
    due = select(OUTBOX).where(own, OUTBOX.c.next_at <= now, OUTBOX.c.held_until <= now)
    rows = transaction.connection.execute(
        due.order_by(OUTBOX.c.next_at, OUTBOX.c.key).limit(limit).with_for_update(skip_locked=True)
    ).all()
    if rows:
        keys = [row.key for row in rows]
        transaction.connection.execute(update(OUTBOX).where(own, OUTBOX.c.key.in_(keys)).values(held_until=held_until))
    return [Taken(Outgoing(row.key, row.sort, row.case_id, row.part), row.attempts) for row in rows]


def ended(transaction: Transaction, key: str, outcome: str, next_at: int | None = None) -> bool:
    """Writes down what came of it: it is over, or is to be tried again. False if somebody else said that it is over."""
    own = OUTBOX.c.provider_id == transaction.provider, OUTBOX.c.key == key, OUTBOX.c.next_at.is_not(None)
    values = {"outcome": outcome, "next_at": next_at, "held_until": 0, "attempts": OUTBOX.c.attempts + 1}
    return transaction.connection.execute(update(OUTBOX).where(*own).values(values)).rowcount == 1


def waiting(transaction: Transaction) -> list[tuple[Taken, int, str]]:
    """All that is not over: when it is tried next, and what came of the last time."""
    own = OUTBOX.c.provider_id == transaction.provider, OUTBOX.c.next_at.is_not(None)
    rows = transaction.connection.execute(select(OUTBOX).where(*own).order_by(OUTBOX.c.next_at, OUTBOX.c.key))
    return [(Taken(Outgoing(row.key, row.sort, row.case_id, row.part), row.attempts), row.next_at, row.outcome) for row in rows]
