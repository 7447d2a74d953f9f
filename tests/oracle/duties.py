"""Duties: debts that triggers open, that expected events pay, and that fall due."""

from __future__ import annotations

from bylaws.policy import expressions as x
from bylaws.policy.program import Duty, Program, Watch

from .chain import Chain, stream
from .clock import NEVER
from .nested import Nested, kind_table, same
from .periods import moved
from .rules import key_of, verdict
from .sql import TRUE, Term, all_of
from .terms import Scope, term


def missed(program: Program, duty: Duty) -> str:
    """One row for each debt that was not paid by its deadline: the trigger, as it is judged at the deadline."""
    chain = stream(program, duty.after, duty.subject)
    chain.step(f'SELECT e.* FROM {chain.current} e WHERE e."where"')
    keys = [chain.read(key).v for key in duty.key]
    known = all_of([f"({key}) IS NOT NULL" for key in keys])
    chain.step(f"SELECT e.* FROM {chain.current} e WHERE {known}")
    chain.step(f'SELECT e.*, {key_of(keys)} AS "@debt", {_deadline(chain, duty)} AS "@deadline" FROM {chain.current} e')
    first = 'greatest(e."@deadline", e."@place")'
    chain.step(f'SELECT e.*, {first} AS "@first due" FROM {chain.current} e WHERE e."@deadline" IS NOT NULL')
    chain.step(_paused(chain, duty) if duty.pauses else f'SELECT e.*, e."@first due" AS "@due" FROM {chain.current} e')
    chain.step(f'SELECT e.*, {_payment(chain, duty)} AS "@paid", {AFTER_DUE} AS "@fallen" FROM {chain.current} e')
    chain.step(f'SELECT e.*, coalesce("@paid", "@fallen") AS "@closed" FROM {chain.current} e')
    _open_one_at_a_time(chain)
    unpaid = 'e."@paid" IS NULL AND e."@due" <= (SELECT max(at_most."@place") FROM ordered at_most)'
    position = f'(e."@fallen" || [e."@due", {duty.index}] || e."@pos" || [e."@n"])::BIGINT[]'
    chain.step(f'SELECT e.*, {position} AS "@due pos", e."@at" AS "{TRIGGERED}" FROM {chain.current} e WHERE {unpaid}')
    chain.step(f'SELECT e.* REPLACE (e."@due" AS "@place", e."@due" AS "@at", e."@due pos" AS "@pos") FROM {chain.current} e')
    chain.at = TRIGGERED
    judged = ", ".join(verdict(chain, duty, [], Term(TRUE)))
    return chain.query(f'SELECT {judged}, 0 AS repeats, NULL AS repeated_at, "@severity" AS highest')


TRIGGERED = "@triggered at"
AFTER_DUE = """CASE WHEN e."@due" IS NOT NULL THEN [2 * (SELECT count(*) FROM ordered o WHERE o."@place" <= e."@due") + 1] END"""


def _deadline(chain: Chain, duty: Duty) -> str:
    if duty.within is not None and duty.within.type.name == "period":
        return moved('e."@at"', duty.within, chain.scope)
    if duty.within is not None:
        return f'e."@at" + {chain.read(duty.within).v}'
    assert duty.before is not None
    return chain.read(duty.before).v


def _paused(chain: Chain, duty: Duty) -> str:
    """Adds the instant at which the debt falls due, null if a pause does not end.

    On one event a duty takes pauses last, so that those of the trigger itself count.
    """
    told = [
        f"""SELECT e."@pos" AS debt, e."@n" AS nth, f."@pos" AS pos, f."@place" AS place, {n} AS pause, {begins} AS begins
            FROM {chain.current} e JOIN {kind_table(watch.kind)} f ON {_bears(chain, duty, watch)}"""
        for n, pause in enumerate(duty.pauses)
        for begins, watch in ((1, pause.start), (0, pause.stop))
    ]
    change = "place::VARCHAR || ' ' || pause || ' ' || begins"
    changes = (
        f"SELECT debt, nth, string_agg({change}, ',' ORDER BY pos, pause, begins DESC) AS told FROM ({' UNION ALL '.join(told)})"
    )
    due = f"""nullif(stopped_clock(e."@first due", e."@place", coalesce(c.told, '')), {NEVER})"""
    joined = 'c.debt = e."@pos" AND c.nth = e."@n"'
    return f'SELECT e.*, {due} AS "@due" FROM {chain.current} e LEFT JOIN ({changes} GROUP BY debt, nth) c ON {joined}'


def _payment(chain: Chain, duty: Duty) -> str:
    """The place of the first expected event after the trigger and in time."""
    in_time = 'f."@pos" > e."@pos" AND (e."@due" IS NULL OR f."@place" <= e."@due")'
    return f'(SELECT min(f."@pos") FROM {kind_table(duty.expect.kind)} f WHERE {in_time} AND {_bears(chain, duty, duty.expect)})'


def _bears(chain: Chain, duty: Duty, watch: Watch) -> str:
    """Whether an event `f` that is waited for is about the debt of the trigger `e`: without keys, if it is the subject's."""
    scope = chain.scope
    theirs = Scope(chain.program, "f", Nested(chain.current), outer=scope)
    conditions = [same(x.WindowKey(left, right), term(left, theirs).v, term(right, scope).v) for left, right in watch.keys]
    if not watch.keys and not isinstance(duty.subject, x.Const):
        conditions.append(f"coalesce(f.account, f.tenant) = ({term(duty.subject, scope).v})")
    if watch.where is not None:
        conditions.append(f"({term(watch.where, theirs).v})")
    return all_of(conditions)


def _open_one_at_a_time(chain: Chain) -> None:
    """Keeps of each key's triggers those that find no debt open."""
    triggers = chain.current
    order = 'row(t."@pos", t."@n")'
    first = f'SELECT min({order}) FROM {triggers} t WHERE t."@debt" = d."@debt"'
    following = f'SELECT min({order}) FROM {triggers} t WHERE t."@debt" = o."@debt" AND t."@pos" >= o."@closed"'
    chain.step(
        f"""
WITH RECURSIVE open AS (
    SELECT d.* FROM {triggers} d WHERE row(d."@pos", d."@n") = ({first})
    UNION ALL
    SELECT d.* FROM open o JOIN {triggers} d ON d."@debt" = o."@debt" AND row(d."@pos", d."@n") = ({following}))
FROM open"""
    )
