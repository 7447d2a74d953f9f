"""Cases and what belongs to them, read and written in transactions of one provider."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

import msgspec
from sqlalchemy import Connection, Engine, and_, bindparam, func, insert, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from bylaws.enforce.case import Case
from bylaws.enforce.changes import Change
from bylaws.enforce.found import Found
from bylaws.enforce.opening import Key, keys_of
from bylaws.enforce.outgoing import Outgoing
from bylaws.enforce.people import Subject
from bylaws.store.database import connect, failing, upgrade
from bylaws.store.errors import ConflictError
from bylaws.store.tables import CASE_KEYS, CASES, CHANGES, FINDINGS, OUTBOX

MANY: Final = 400
"""How many keys a question to the database names at most."""
_ENCODE: Final = msgspec.json.Encoder().encode
_CASE: Final = msgspec.json.Decoder(Case)
_CHANGE: Final = msgspec.json.Decoder(Change)
_FOUND: Final = msgspec.json.Decoder(Found)


_CHANGED: Final = update(CASES).where(
    CASES.c.provider_id == bindparam("of_provider"), CASES.c.id == bindparam("of_case"), CASES.c.number == bindparam("before")
)
"""A case is what it was looked at as, and then what it became."""


class Written(msgspec.Struct, frozen=True):
    """What a command did to one case: how many changes it had before, the case now, and the changes and orders between."""

    before: int
    case: Case
    changes: tuple[Change, ...]
    out: tuple[Outgoing, ...] = ()
    due: int | None = None


class Evidence(msgspec.Struct, frozen=True):
    """A finding, the case it went into (empty: none, its rule is in the shadow), and the line that tells all of it."""

    found: Found
    digest: str
    case: str
    line: str


class Row(msgspec.Struct, frozen=True):
    """A case as a list shows it."""

    id: str
    state: str
    clause: str
    severity: str
    claimed_by: str
    opened_at: int
    changed_at: int
    due_at: int | None


class Store:
    """A provider's part of a database. `begin` gives a transaction: all of it is kept, or nothing."""

    def __init__(self, engine: Engine, provider: str) -> None:
        self.engine, self.provider = engine, provider

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        """Raises StoreError where the database fails."""
        with failing(self.engine), self.engine.begin() as connection:
            yield Transaction(connection, self.provider)

    def close(self) -> None:
        self.engine.dispose()


def open_store(where: str, provider: str) -> Store:
    """Opens a database, made if it is not there, with its tables up to date. Raises StoreError."""
    engine = connect(where)
    try:
        upgrade(engine)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, provider)


class Transaction:
    """What can be asked and told at once."""

    def __init__(self, connection: Connection, provider: str) -> None:
        self.connection, self.provider = connection, provider
        self.insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert

    # Cases

    def case(self, id: str) -> Case | None:
        body = self.connection.scalar(select(CASES.c.body).where(CASES.c.provider_id == self.provider, CASES.c.id == id))
        return _CASE.decode(body) if body else None

    def by_key(self, keys: Iterable[Key]) -> dict[Key, Case]:
        """By key the latest case of it."""
        found: dict[Key, Case] = {}
        columns = (CASE_KEYS.c.clause, CASE_KEYS.c.digest, CASE_KEYS.c.sort, CASE_KEYS.c.name)
        joined = CASE_KEYS.join(CASES, and_(CASES.c.provider_id == CASE_KEYS.c.provider_id, CASES.c.id == CASE_KEYS.c.case_id))
        for some in _pieces(sorted(set(keys))):
            asked = select(*columns, CASES.c.body).select_from(joined)
            for *key, body in self.connection.execute(
                asked.where(CASE_KEYS.c.provider_id == self.provider, tuple_(*columns).in_(some))
            ):
                found[tuple(key)] = _CASE.decode(body)
        return found

    def rows(self, states: Sequence[str] = (), limit: int = 100) -> list[Row]:
        """Cases, the gravest and then the oldest first."""
        columns = [CASES.c[name] for name in Row.__struct_fields__]
        rank = func.instr if self.connection.dialect.name == "sqlite" else func.strpos
        grave = rank("critical high medium low info", CASES.c.severity)
        asked = select(*columns).where(CASES.c.provider_id == self.provider).order_by(grave, CASES.c.opened_at, CASES.c.id)
        if states:
            asked = asked.where(CASES.c.state.in_(states))
        return [Row(*row) for row in self.connection.execute(asked.limit(limit))]

    def due(self, now: int, limit: int = MANY) -> list[str]:
        """The cases in which something ends or is missed by now."""
        asked = select(CASES.c.id).where(CASES.c.provider_id == self.provider, CASES.c.due_at <= now)
        return list(self.connection.scalars(asked.order_by(CASES.c.due_at).limit(limit)))

    def named(self, beginning: str, limit: int = 20) -> list[str]:
        """The cases whose ids begin so."""
        own = CASES.c.provider_id == self.provider, CASES.c.id.startswith(beginning, autoescape=True)
        return list(self.connection.scalars(select(CASES.c.id).where(*own).order_by(CASES.c.id).limit(limit)))

    def move(self, case: str, to: str, findings: Sequence[str] = ()) -> None:
        """Findings of a case, all if none are named, belong to another one, and so do those that come with the same key."""
        own = [FINDINGS.c.provider_id == self.provider, FINDINGS.c.case_id == case]
        for some in _pieces(findings) if findings else [()]:
            more = [FINDINGS.c.id.in_(some)] if some else []
            self.connection.execute(update(FINDINGS).where(*own, *more).values(case_id=to))
        if not findings:
            keys = CASE_KEYS.c.provider_id == self.provider, CASE_KEYS.c.case_id == case
            self.connection.execute(update(CASE_KEYS).where(*keys).values(case_id=to))

    def changes(self, case: str) -> list[Change]:
        asked = select(CHANGES.c.body).where(CHANGES.c.provider_id == self.provider, CHANGES.c.case_id == case)
        return [_CHANGE.decode(body) for body in self.connection.scalars(asked.order_by(CHANGES.c.number))]

    def write(self, all: Sequence[Written]) -> None:
        """Writes down what was done. Raises ConflictError if a case is not any more what it was looked at as."""
        new, old = [each for each in all if not each.before], [each for each in all if each.before]
        if new:
            self.connection.execute(insert(CASES), [self._row(each) for each in new])
            keys = [self._key(key, each.case.id) for each in new for key in keys_of(each.case)]
            made = self.insert(CASE_KEYS)
            latest = made.on_conflict_do_update(
                index_elements=["provider_id", "clause", "digest", "sort", "name"], set_={"case_id": made.excluded.case_id}
            )
            self.connection.execute(latest, keys)
        if old:
            rows = [
                {**self._row(each), "of_provider": self.provider, "of_case": each.case.id, "before": each.before} for each in old
            ]
            if self.connection.execute(_CHANGED, rows).rowcount != len(old):
                raise self._conflict(old)
        changes = [self._change(each, place, change) for each in all for place, change in enumerate(each.changes, each.before + 1)]
        if changes:
            self.connection.execute(insert(CHANGES), changes)
        out = [self._out(item, each.changes[-1].at) for each in all for item in each.out]
        if out:
            # What is asked for again under its key is the same thing.
            again = self.insert(OUTBOX)
            self.connection.execute(again.on_conflict_do_nothing(), out)

    def _row(self, written: Written) -> dict[str, object]:
        case = written.case
        return {
            "provider_id": self.provider,
            "id": case.id,
            "number": case.number,
            "state": case.state,
            "clause": case.clause,
            "severity": case.severity,
            "claimed_by": case.claimed_by,
            "opened_at": case.opened_at,
            "changed_at": written.changes[-1].at,
            "due_at": written.due,
            "body": _ENCODE(case).decode(),
        }

    def _key(self, key: Key, case: str) -> dict[str, str]:
        clause, digest, sort, name = key
        return {"provider_id": self.provider, "clause": clause, "digest": digest, "sort": sort, "name": name, "case_id": case}

    def _change(self, written: Written, place: int, change: Change) -> dict[str, object]:
        body = _ENCODE(change).decode()
        return {
            "provider_id": self.provider,
            "case_id": written.case.id,
            "number": place,
            "at": change.at,
            "by": change.by,
            "body": body,
        }

    def _out(self, item: Outgoing, at: int) -> dict[str, object]:
        return {
            "provider_id": self.provider,
            "key": item.key,
            "sort": item.sort,
            "case_id": item.case,
            "part": item.part,
            "attempts": 0,
            "next_at": at,
            "held_until": 0,
            "outcome": "",
        }

    def _conflict(self, all: Sequence[Written]) -> ConflictError:
        """Of cases some of which were changed meanwhile, the first: the others were written by this transaction."""
        after = {each.case.id: each.case.number for each in all}
        numbers: dict[str, int] = {}
        for some in _pieces(list(after)):
            own = CASES.c.provider_id == self.provider, CASES.c.id.in_(some)
            numbers |= {row.id: row.number for row in self.connection.execute(select(CASES.c.id, CASES.c.number).where(*own))}
        id = next((each for each, number in after.items() if numbers.get(each) != number), all[0].case.id)
        asked = select(CHANGES.c.by, CHANGES.c.body).where(CHANGES.c.provider_id == self.provider, CHANGES.c.case_id == id)
        last = self.connection.execute(asked.order_by(CHANGES.c.number.desc()).limit(1)).first()
        if last is None:
            return ConflictError(id, "somebody", "removed")
        return ConflictError(id, last.by, type(_CHANGE.decode(last.body)).__struct_config__.tag)

    # Findings

    def known(self, ids: Iterable[str]) -> set[str]:
        """Which of these findings are kept already."""
        own = FINDINGS.c.provider_id == self.provider
        some = [self.connection.scalars(select(FINDINGS.c.id).where(own, FINDINGS.c.id.in_(each))) for each in _pieces(list(ids))]
        return {id for found in some for id in found}

    def add(self, evidence: Sequence[Evidence]) -> None:
        """Keeps findings; one that is kept already is told as it is now."""
        if not evidence:
            return
        made = self.insert(FINDINGS)
        again = made.on_conflict_do_update(
            index_elements=["provider_id", "id"],
            set_={name: made.excluded[name] for name in ("case_id", "body", "evidence")},
        )
        self.connection.execute(again, [self._finding(each) for each in evidence])

    def _finding(self, each: Evidence) -> dict[str, object]:
        found = each.found
        return {
            "provider_id": self.provider,
            "id": found.id,
            "case_id": each.case or None,
            "rule": found.rule,
            "digest": each.digest,
            "clause": found.clause,
            "subject_sort": found.subject.sort,
            "subject_name": found.subject.name,
            "at": found.at,
            "struck": False,
            "body": _ENCODE(found).decode(),
            "evidence": each.line,
        }

    def strike(self, ids: Iterable[str]) -> None:
        for some in _pieces(list(ids)):
            own = FINDINGS.c.provider_id == self.provider, FINDINGS.c.id.in_(some)
            self.connection.execute(update(FINDINGS).where(*own).values(struck=True))

    def standing(self, pairs: Iterable[tuple[Subject, str]]) -> dict[tuple[Subject, str], list[Found]]:
        """By subject and clause the findings that count: those that went into a case, and were not struck."""
        columns = FINDINGS.c.subject_sort, FINDINGS.c.subject_name, FINDINGS.c.clause
        found: dict[tuple[Subject, str], list[Found]] = {}
        for some in _pieces(sorted({(subject.sort, subject.name, clause) for subject, clause in pairs})):
            own = FINDINGS.c.provider_id == self.provider, FINDINGS.c.struck.is_(False), FINDINGS.c.case_id.is_not(None)
            for (body,) in self.connection.execute(select(FINDINGS.c.body).where(*own, tuple_(*columns).in_(some))):
                each = _FOUND.decode(body)
                found.setdefault((each.subject, each.clause), []).append(each)
        return found

    def evidence(self, case: str) -> Mapping[str, str]:
        """By finding of a case the line that tells all of it."""
        own = FINDINGS.c.provider_id == self.provider, FINDINGS.c.case_id == case
        return {row.id: row.evidence for row in self.connection.execute(select(FINDINGS.c.id, FINDINGS.c.evidence).where(*own))}

    def of_rule(self, rule: str, digest: str = "", since: int = 0) -> dict[str, list[str]]:
        """By case the findings of a rule that stand."""
        own = [FINDINGS.c.provider_id == self.provider, FINDINGS.c.rule == rule, FINDINGS.c.at >= since]
        own += [FINDINGS.c.struck.is_(False), FINDINGS.c.case_id.is_not(None)]
        if digest:
            own.append(FINDINGS.c.digest.startswith(digest, autoescape=True))
        found: dict[str, list[str]] = {}
        for row in self.connection.execute(select(FINDINGS.c.case_id, FINDINGS.c.id).where(*own)):
            found.setdefault(row.case_id, []).append(row.id)
        return found


def _pieces(keys: Sequence[object]) -> Iterator[Sequence[object]]:
    return (keys[at : at + MANY] for at in range(0, len(keys), MANY))
