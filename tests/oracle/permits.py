"""Permits: what `permit.granted` events tell, and whether one of them covers what is asked.

Each telling, which may be silent on anything, is a row of the table `permits`, with what the tellings of the permit so far come
to: whose it is (a user's, or an account's and tenant's), between which places of the order this is the last that was told of it,
from when to when it then holds, and for each argument that the policy names a column with what its scope allows (null where the
scope is silent).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

from bylaws.events.catalogue import Field
from bylaws.events.types import Type
from bylaws.policy import expressions as x

from .reading import held, instant, members
from .sql import FALSE, TRUE, Term, all_of, any_of, column_type, literal, matches, name, text
from .terms import Scope, term

GRANTED = "permit.granted"
ACCOUNTS, USERS = ("account", "tenant"), ("user",)
CUSTOMERS = ("account", "user", "subject")
COLUMNS = {"account": ACCOUNTS, "user": USERS}

Record = Mapping[str, object]


def fill(db: duckdb.DuckDBPyConnection, asked: Sequence[x.Permitted], events: Sequence[Record]) -> None:
    """Makes the table; the table of ordered events is there."""
    arguments = {scope_column(*each): each for node in asked for each in _scoped(node)}
    columns = "".join(f", {name(key)} {column_type(single(kind))}[]" for key, (_, kind) in arguments.items())
    db.execute(f"CREATE TABLE tellings ({TELLING}{columns})")
    for n, event in enumerate(events):
        told = members(event)
        if event["kind"] == GRANTED:
            scope = told.get("scope")
            assert scope is None or isinstance(scope, Mapping)
            allowed = [_allowed((scope or {}).get(called), single(kind)) for called, kind in arguments.values()]
            db.execute(f"INSERT INTO tellings VALUES ({', '.join([*_telling(n, told), *allowed])})")
    scopes = "".join(f", {_scope_so_far(name(key))} AS {name(key)}" for key in arguments)
    db.execute(PERMITS.format(scopes=scopes))


def scope_column(called: str, kind: Type) -> str:
    return f"scope {called} as {single(kind).name}"


def single(kind: Type) -> Type:
    return kind.of[0] if kind.name == "array" else kind


def _scoped(node: x.Permitted) -> list[tuple[str, Type]]:
    return [(called, each.type) for called, each in node.arguments if called != "written"]


def _telling(n: int, told: Record) -> list[str]:
    texts = [told.get(each) for each in ("kind", "permit", *ACCOUNTS, *USERS)]
    dates = [told.get(each) for each in ("valid_from", "valid_to", "revoked_at")]
    return [
        str(n),
        *("NULL" if each is None else text(str(each)) for each in texts),
        FALSE if told.get("document_hash") is None else TRUE,
        FALSE if told.get("scope") is None else TRUE,
        *("NULL" if each is None else str(instant(each)) for each in dates),
    ]


def _allowed(values: object, kind: Type) -> str:
    """What a scope names, as values of the argument's type."""
    if values is None:
        return f"NULL::{column_type(kind)}[]"
    told = [values] if isinstance(values, str) else list(values)  # type: ignore[call-overload]
    return "[" + ", ".join(literal(held(Field("", kind, ""), each), kind) for each in told) + f"]::{column_type(kind)}[]"


def permitted(node: x.Permitted, scope: Scope) -> str:
    """Whether there is a permit of the one who is asked about, in force, that covers every argument.

    3 if so, 0 if not, 2 if that hangs on a missing field, 1 if on another null.
    """
    at = Term(scope.column("@at")) if node.at is None else term(node.at, scope)
    asked = _holders(scope)
    holders = [each for each, _ in asked]
    unknown = all_of([f"(({each.v}) IS NULL)" for each in holders])
    arguments = [(called, each.type, term(each, scope)) for called, each in node.arguments]
    covers = all_of([_covers(*each) for each in arguments])
    lacking = any_of([_lacking(*each) for each in arguments])
    one = f"""CASE WHEN ({covers}) IS FALSE THEN 0 WHEN {unknown} THEN {_null(any_of([each.m for each in holders]))}
        WHEN {covers} THEN 3 ELSE {_null(lacking)} END"""
    given = any_of([f"p.{name(each)} IS NOT NULL" for _, columns in asked for each in columns])
    theirs = any_of([f"({unknown} AND {given})", *(_is_of(each, columns) for each, columns in asked)])
    told = f"SELECT {one} AS told FROM permits p WHERE {_in_force(node, scope, at)} AND {theirs}"
    best = f"(SELECT max(s.told) FROM ({told}) s)"
    return f"CASE WHEN ({at.v}) IS NULL THEN {_null(at.m)} ELSE coalesce({best}, 0) END"


def verdict(code: str) -> Term:
    """What such a number means."""
    return Term(f"(CASE {code} WHEN 3 THEN TRUE WHEN 0 THEN FALSE END)", f"({code} = 2)")


def _null(missing: str) -> str:
    return f"CASE WHEN {missing} THEN 2 ELSE 1 END"


def _holders(scope: Scope) -> list[tuple[Term, tuple[str, ...]]]:
    """Whose permits count: the subject's; where that is no customer, the event's account's and tenant's too.

    Each with the columns in which it may stand.
    """
    subject = scope.subject
    own = [] if subject is None else [(term(subject, scope), COLUMNS.get(subject.type.entity, (*ACCOUNTS, *USERS)))]
    if subject is not None and subject.type.name == "entity" and subject.type.entity in CUSTOMERS:
        return own
    return [*own, *((Term(scope.column(each), TRUE), ACCOUNTS) for each in ACCOUNTS)]


def _is_of(holder: Term, columns: tuple[str, ...]) -> str:
    return any_of([f"coalesce(({holder.v}) = p.{name(each)}, FALSE)" for each in columns])


def _in_force(node: x.Permitted, scope: Scope, at: Term) -> str:
    here = scope.column("@pos")
    told = f'p."@pos" < {here} AND (p."@next" IS NULL OR p."@next" >= {here})'
    return f'p.allows = {text(node.kind)} AND {told} AND p.start <= {at.v} AND p."end" > {at.v}'


def _covers(called: str, kind: Type, each: Term) -> str:
    if called == "written":
        return f"(p.written OR NOT ({each.v}))"
    named = f"p.{name(scope_column(called, kind))}"
    if kind.name == "array":
        values = f"list_transform({each.v}, lambda one: ({_within(kind.of[0], 'one', named)}))"
        within = f"NOT list_contains({values}, FALSE)"
    else:
        within = _within(kind, each.v, named)
    return f"(CASE WHEN {named} IS NULL THEN TRUE WHEN ({each.v}) IS NULL THEN NULL ELSE {within} END)"


def _within(kind: Type, value: str, named: str) -> str:
    if kind.is_quantity:
        return f"coalesce(({value}) <= list_max({named}), FALSE)"
    return f"(len(list_filter({named}, lambda allowed: {matches(kind, 'allowed', value)})) > 0)"


def _lacking(called: str, kind: Type, each: Term) -> str:
    named = TRUE if called == "written" else f"p.{name(scope_column(called, kind))} IS NOT NULL"
    return FALSE if each.m == FALSE else f"({named} AND ({each.v}) IS NULL AND {each.m})"


TELLING = """n BIGINT, allows VARCHAR, permit VARCHAR, account VARCHAR, tenant VARCHAR, "user" VARCHAR, written BOOLEAN,
    scoped BOOLEAN, valid_from HUGEINT, valid_to HUGEINT, revoked_at HUGEINT"""


def _so_far(told: str) -> str:
    """What a permit's tellings up to this one said last."""
    return f"last_value({told} IGNORE NULLS) OVER so_far"


def _scope_so_far(column: str) -> str:
    """What the last scope that was told allows, null where that is silent."""
    told = _so_far(f"CASE WHEN scoped THEN struct_pack(v := t.{column}) END")
    return f"({told}).v"


USER = _so_far('t."user"')
PERMITS = f"""
CREATE TABLE permits AS
SELECT t.n, o."@pos", lead(o."@pos") OVER told AS "@next", {_so_far("t.allows")} AS allows,
    {USER} AS "user",
    CASE WHEN {USER} IS NULL THEN {_so_far("t.account")} END AS account,
    CASE WHEN {USER} IS NULL THEN {_so_far("t.tenant")} END AS tenant,
    bool_or(written) OVER so_far AS written,
    coalesce({_so_far("valid_from")}, first_value(o."@at") OVER so_far) AS start,
    least(coalesce({_so_far("valid_to")}, {2**63}::HUGEINT), coalesce({_so_far("revoked_at")}, {2**63}::HUGEINT)) AS "end"{{scopes}}
FROM tellings t JOIN ordered o USING (n)
WINDOW told AS (PARTITION BY permit, CASE WHEN permit IS NULL THEN "@ident" END ORDER BY o."@pos"),
    so_far AS (PARTITION BY permit, CASE WHEN permit IS NULL THEN "@ident" END ORDER BY o."@pos" ROWS UNBOUNDED PRECEDING)
"""
