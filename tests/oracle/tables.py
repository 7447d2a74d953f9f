"""The judge's tables: what happened, put into the order of events; what lists hold; what rules have made so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import duckdb
from msgspec import Struct

from bylaws.events.catalogue import Field
from bylaws.policy import expressions as x
from bylaws.policy.made import made_by
from bylaws.policy.program import Derive, Duty, ListDecl, Program, Rule, Watch
from bylaws.policy.walk import walk

from .clock import stopped_clock
from .nested import Nested, kind_table, list_table
from .networks import bits
from .permits import fill
from .reading import held, instant, members
from .shares import wilson
from .sql import MACROS, all_of, column_type, is_plain, literal, name, text
from .terms import Scope, term

META = {
    "@pos": "BIGINT[]",
    "@place": "HUGEINT",
    "@at": "HUGEINT",
    "@late": "BOOLEAN",
    "@source": "VARCHAR",
    "@id": "VARCHAR",
    "@ident": "VARCHAR",
}
Record = Mapping[str, object]
ENVELOPE = frozenset({"id", "source", "kind", "at", "received_at"})


def expressions(value: object) -> Iterable[x.Expr]:
    """Every expression inside a declaration, however deep."""
    if isinstance(value, x.Expr):
        yield from walk(value)
    elif isinstance(value, tuple):
        for each in value:
            yield from expressions(each)
    elif isinstance(value, Struct):
        for field in value.__struct_fields__:
            yield from expressions(getattr(value, field))


class Tables:
    """A DuckDB connection filled with one input under one policy.

    `kind X` holds all events of a kind, observed and made; `made N` what the unit of index N makes; `list L` the rows of a list.
    """

    def __init__(self, program: Program, events: Iterable[Record], lists: Mapping[str, list[Record]]) -> None:
        self.program = program
        self.db = duckdb.connect()
        self.db.execute("SET threads = 1")
        self.db.execute(MACROS)
        self.db.create_function("bits", bits, ["VARCHAR"], "VARCHAR")  # type: ignore[arg-type]
        self.db.create_function("stopped_clock", stopped_clock, ["HUGEINT", "HUGEINT", "VARCHAR"], "HUGEINT")  # type: ignore[arg-type]
        self.db.create_function("wilson", wilson, ["HUGEINT", "HUGEINT", "HUGEINT", "BOOLEAN"], "HUGEINT")  # type: ignore[arg-type]
        self.read = self._names_read()
        self.kinds = self._kinds_read()
        self.makers: dict[str, list[str]] = {}
        self._arrivals(list(events))
        for unit in (*program.rules, *program.derives, *program.duties):
            self._made(unit)
        for kind in self.kinds:
            self.db.execute(f"CREATE TABLE {kind_table(kind)} ({_spelled(self.columns(kind))})")
        for each in program.lists.values():
            self._list(each, lists.get(each.name, []))
        self.refresh(self.kinds)

    def _names_read(self) -> set[str]:
        """Fields that anything in the policy reads: no others become columns."""
        program = self.program
        declared = (program.rules, program.derives, program.duties, program.exceptions, tuple(program.lists.values()))
        names = {each.name for each in expressions(declared) if isinstance(each, (x.FieldRef, x.Column))}
        names |= {key for each in program.lists.values() for key, _ in each.keys}
        return names | {"account", "tenant"} | {key for each in program.derives for key, _ in each.fields}

    def _kinds_read(self) -> set[str]:
        program = self.program
        streams = [each.stream.kind for each in (*program.rules, *program.derives)] + [each.after.kind for each in program.duties]
        feeds = [each.feed.kind for each in program.lists.values() if each.feed]
        declared = tuple(expressions((program.rules, program.derives, program.duties, program.exceptions)))
        counted = [each.kind for each in declared if isinstance(each, x.Window)]
        watched = [each.kind for duty in program.duties for each in watches(duty)]
        return {*streams, *feeds, *counted, *watched}

    def fields(self, kind: str) -> list[Field]:
        known = self.program.kinds.kinds[kind].fields
        return [each for each in known if each.name in self.read and each.name not in ENVELOPE and is_plain(each.type)]

    def columns(self, kind: str) -> dict[str, str]:
        return META | {each.name: column_type(each.type) for each in self.fields(kind)}

    def refresh(self, kinds: set[str]) -> None:
        """Brings the tables of some kinds, and the lists they feed, up to what has been made."""
        for kind in kinds & self.kinds:
            columns = ", ".join(name(each) for each in self.columns(kind))
            self.db.execute(f"DELETE FROM {kind_table(kind)}")
            for maker in self.makers.get(kind, []):
                self.db.execute(f"INSERT INTO {kind_table(kind)} BY NAME SELECT {columns} FROM ({maker})")
        for each in self.program.lists.values():
            if each.feed is not None and each.feed.kind in kinds:
                self.db.execute(f"CREATE OR REPLACE TABLE {list_table(each.name)} AS {self._fed(each)}")

    def replace(self, index: int, query: str) -> bool:
        """Puts the rows of a query in the place of what unit `index` had made; tells whether they differ."""
        table = name(f"made {index}")
        before = self.db.execute(f'SELECT * FROM {table} ORDER BY "@pos"').fetchall()
        self.db.execute(f"CREATE OR REPLACE TEMP TABLE fresh AS {query}")
        known = [each[0] for each in self.db.execute("SELECT * FROM fresh LIMIT 0").description or ()]
        kept = [each[0] for each in self.db.execute(f"SELECT * FROM {table} LIMIT 0").description or () if each[0] in known]
        self.db.execute(f"DELETE FROM {table}")
        self.db.execute(f"INSERT INTO {table} BY NAME SELECT {', '.join(map(name, kept))} FROM fresh")
        return before != self.db.execute(f'SELECT * FROM {table} ORDER BY "@pos"').fetchall()

    def _made(self, unit: Rule | Derive | Duty) -> None:
        """Makes room for what a unit makes, under its own kind and under `finding.made`."""
        kind = unit.kind if isinstance(unit, Derive) else unit.name
        table = name(f"made {unit.index}")
        columns = self.columns(kind)
        self.db.execute(f"CREATE TABLE {table} ({_spelled(columns)})")
        self.makers.setdefault(kind, []).append(f"FROM {table}")
        if not isinstance(unit, Derive) and unit.name in made_by(self.program):
            shared = self.columns("finding.made")
            chosen = ", ".join(name(key) if key in columns else f"NULL::{each} AS {name(key)}" for key, each in shared.items())
            self.makers.setdefault("finding.made", []).append(f"SELECT {chosen} FROM {table}")

    def _arrivals(self, events: list[Record]) -> None:
        """Duplicates give way, late ones are put at the end of their bound, and all are numbered in order."""
        feeding = {each.feed.kind for each in self.program.lists.values() if each.feed}
        self.db.execute(ARRIVALS)
        rows = []
        for n, event in enumerate(events):
            kind = self.program.kinds.kinds[str(event["kind"])]
            received = event.get("received_at")
            rows.append(
                f"({n}, {text(kind.name)}, {text(str(event['source']))}, {text(str(event['id']))}, {instant(event[kind.time])},"
                f" {'NULL' if received is None else instant(received)}, {kind.lateness}, {0 if kind.name in feeding else 1})"
            )
        if rows:
            self.db.execute(f"INSERT INTO arrivals VALUES {', '.join(rows)}")
        self.db.execute(ORDERED)
        for kind in self.kinds & {str(event["kind"]) for event in events}:
            self._observed(kind, [(n, members(event)) for n, event in enumerate(events) if event["kind"] == kind])
        declared = (self.program.rules, self.program.derives, self.program.duties, self.program.exceptions)
        asked = [each for each in expressions(declared) if isinstance(each, x.Permitted)]
        if asked:
            fill(self.db, asked, events)

    def _observed(self, kind: str, events: list[tuple[int, Record]]) -> None:
        fields = self.fields(kind)
        table = name(f"observed {kind}")
        self.db.execute(
            f"CREATE TABLE {table} ({_spelled({'n': 'BIGINT'} | {each.name: column_type(each.type) for each in fields})})"
        )
        rows = [
            ", ".join([str(n), *(literal(held(each, event.get(each.name)), each.type) for each in fields)]) for n, event in events
        ]
        self.db.execute(f"INSERT INTO {table} VALUES {', '.join(f'({row})' for row in rows)}")
        self.makers.setdefault(kind, []).append(f"SELECT * EXCLUDE (n) FROM ordered JOIN {table} USING (n)")

    def _list(self, declared: ListDecl, rows: list[Record]) -> None:
        if declared.feed is not None:
            return
        columns = {key: kind for key, kind in declared.keys + declared.columns if is_plain(kind)}
        spelled = _spelled({key: column_type(kind) for key, kind in columns.items()})
        dated = _spelled({"@pos": "BIGINT[]", "@since": "HUGEINT", "@until": "HUGEINT"})
        self.db.execute(f'CREATE TABLE {list_table(declared.name)} ({dated}, {spelled}, "@row" STRUCT({spelled}))')
        if declared.literals:
            rows = [{declared.keys[0][0]: each.value} for each in declared.literals]
        for n, row in enumerate(rows):
            values = {key: literal(held(Field(key, kind, ""), row.get(key)), kind) for key, kind in columns.items()}
            dates = ", ".join("NULL" if row.get(each) is None else str(instant(row[each])) for each in ("since", "until"))
            record = "{" + ", ".join(f"{text(key)}: {value}" for key, value in values.items()) + "}"
            self.db.execute(
                f"INSERT INTO {list_table(declared.name)} VALUES ([{n}], {dates}, {', '.join(values.values())}, {record})"
            )

    def _fed(self, declared: ListDecl) -> str:
        """Each feeding event is a row; one whose key is unknown is none."""
        assert declared.feed is not None
        feed, scope = declared.feed, Scope(self.program, "f", Nested(""))
        conditions = [f"f.{name(key)} IS NOT NULL" for key, _ in declared.keys]
        if feed.where is not None:
            conditions.append(f"({term(feed.where, scope).v})")
        until = "NULL::HUGEINT" if feed.until is None else term(feed.until, scope).v
        keys = ", ".join(f"f.{name(key)} AS {name(key)}" for key, _ in declared.keys)
        dated = any(each.name == "since" for each in self.fields(feed.kind))
        row = "f" if dated else 'struct_insert(f, since := f."@at")'
        shown = f'f."@pos", f."@at" AS "@since", {until} AS "@until", {keys}, {row} AS "@row"'
        return f"SELECT {shown} FROM {kind_table(feed.kind)} f WHERE {all_of(conditions)}"


def _spelled(columns: Mapping[str, str]) -> str:
    return ", ".join(f"{name(key)} {each}" for key, each in columns.items())


def watches(duty: Duty) -> list[Watch]:
    return [duty.expect, *(each for pause in duty.pauses for each in (pause.start, pause.stop))]


ARRIVALS = """
CREATE TABLE arrivals (
    n BIGINT, kind VARCHAR, source VARCHAR, id VARCHAR, happened HUGEINT, received HUGEINT, bound HUGEINT, rank INT)
"""
ORDERED = """
CREATE TABLE ordered AS
WITH standing AS (
    SELECT *, row_number() OVER (PARTITION BY source, id ORDER BY coalesce(received, happened), n) AS nth FROM arrivals),
placed AS (
    SELECT *, coalesce(received - happened > bound, FALSE) AS late,
        CASE WHEN coalesce(received - happened > bound, FALSE) THEN received - bound ELSE happened END AS place
    FROM standing WHERE nth = 1)
SELECT n, [2 * row_number() OVER (ORDER BY place, rank, source, id)] AS "@pos",
    place AS "@place", happened AS "@at", late AS "@late",
    source AS "@source", id AS "@id", source || '/' || id AS "@ident"
FROM placed
"""
