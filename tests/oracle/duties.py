"""Duties: debts that triggers open, that expected events pay, and that fall due."""

from __future__ import annotations

from bylaws.policy import expressions as x
from bylaws.policy.program import Duty, Program, Watch

from .chain import Chain, stream
from .nested import Nested, kind_table, same
from .rules import key_of, verdict
from .sql import TRUE, Term, all_of
from .terms import Scope, term


def missed(program: Program, duty: Duty) -> str:
    """One row for each debt that was not paid by its deadline: the trigger, as it is judged at the deadline."""
    if duty.pauses:
        raise NotImplementedError("pauses")
    chain = stream(program, duty.after)
    chain.step(f'SELECT e.* FROM {chain.current} e WHERE e."where"')
    keys = [chain.read(key).v for key in duty.key]
    known = all_of([f"({key}) IS NOT NULL" for key in keys])
    chain.step(f"SELECT e.* FROM {chain.current} e WHERE {known}")
    chain.step(f'SELECT e.*, {key_of(keys)} AS "@debt", {_deadline(chain, duty)} AS "@due" FROM {chain.current} e')
    chain.step(f'SELECT e.*, {_payment(chain, duty.expect)} AS "@paid", {AFTER_DUE} AS "@fallen" FROM {chain.current} e')
    chain.step(f'SELECT e.*, coalesce("@paid", "@fallen") AS "@closed" FROM {chain.current} e')
    _open_one_at_a_time(chain)
    unpaid = 'e."@paid" IS NULL AND e."@due" <= (SELECT max(at_most."@place") FROM ordered at_most)'
    chain.step(f"SELECT e.* FROM {chain.current} e WHERE {unpaid}")
    chain.step(f'SELECT e.* REPLACE (e."@due" AS "@place", e."@due" AS "@at") FROM {chain.current} e')
    judged = ", ".join(verdict(chain, duty, [], Term(TRUE)))
    position = f'e."@fallen" || [e."@due", {duty.index}] || e."@pos" || [e."@n"]'
    return chain.query(f'SELECT {judged}, {position} AS "@due pos", 0 AS repeats, "@severity" AS highest')


AFTER_DUE = '[2 * (SELECT count(*) FROM ordered o WHERE o."@place" <= e."@due") + 1]'


def _deadline(chain: Chain, duty: Duty) -> str:
    """A deadline already past falls due at the trigger."""
    if duty.within is not None:
        return f'greatest(e."@at" + {chain.read(duty.within).v}, e."@place")'
    assert duty.before is not None
    return f'greatest({chain.read(duty.before).v}, e."@place")'


def _payment(chain: Chain, watch: Watch) -> str:
    """The place of the first expected event after the trigger and in time."""
    scope = chain.scope
    expected = Scope(chain.program, "f", Nested(chain.current), outer=scope)
    conditions = ['f."@pos" > e."@pos"', 'f."@place" <= e."@due"']
    for theirs, ours in watch.keys:
        conditions.append(same(x.WindowKey(theirs, ours), term(theirs, expected).v, term(ours, scope).v))
    if watch.where is not None:
        conditions.append(f"({term(watch.where, expected).v})")
    return f'(SELECT min(f."@pos") FROM {kind_table(watch.kind)} f WHERE {all_of(conditions)})'


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
