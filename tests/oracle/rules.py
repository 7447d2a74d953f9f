"""What one rule finds: its verdicts, and the findings that stand as events for other rules to read."""

from __future__ import annotations

from functools import reduce

from bylaws.events.types import TRUTH
from bylaws.policy.program import SEVERITIES, Derive, Duty, ExceptionDecl, Program, Rule, Stream

from .absence import of_duty, or_silence, silent
from .chain import Chain, stream
from .nested import passed
from .sql import TRUE, Term, all_of, any_of, column_type, is_plain, name, text
from .terms import let_column, undecided

PLACE = ("@pos", "@n", "@place", "@at", "@late", "@source", "@id", "@ident")


def judged(program: Program, rule: Rule) -> str:
    """One row for each (event, element) that the rule finds, excused and unsettled ones too."""
    chain = stream(program, rule.stream, rule.subject)
    when = chain.read(rule.when)
    found = chain.column("found", both(passed("e"), when), TRUTH)
    keys = [chain.read(key).v for key in rule.once.keys] if rule.once else []
    columns = verdict(chain, rule, keys, found)
    return chain.query(f"SELECT {', '.join(columns)}") + f" WHERE coalesce({found.v}, {found.m})"


def both(one: Term, other: Term) -> Term:
    return undecided(all_of([f"({one.v})", f"({other.v})"]), [one, other])


def verdict(chain: Chain, rule: Rule | Duty, keys: list[str], found: Term) -> list[str]:
    """The row and what is said of it: whether it is excused, whom it accuses, how grave it is."""
    excuses = [_told(chain, f"unless {n}", chain.read(each)) for n, each in enumerate(rule.unless)]
    excuses += _exceptions(chain, rule, rule.name)
    doubts = [_doubted(chain, rule)]
    doubts += [_told(chain, f"doubted unless {n}", chain.doubted(each)) for n, each in enumerate(rule.unless)]
    doubts += _exceptions(chain, rule, rule.name, doubted=True)
    subject = chain.column("subject of it", chain.read(rule.subject), rule.subject.type)
    severity = _severity(chain, rule)
    excused = any_of([f"coalesce({each.v}, FALSE)" for each in excuses])
    unsettled = any_of([found.m, *(each.m for each in (*excuses, *doubts))])
    state = f"CASE WHEN {excused} THEN 'excused' WHEN {unsettled} THEN 'unsettled' ELSE 'settled' END"
    return [
        "e.*",
        f"{state} AS state",
        f'({subject.v})::VARCHAR AS "@subject"',
        f'{severity} AS "@severity"',
        f'{key_of(keys or [subject.v])} AS "@key"',
    ]


def _doubted(chain: Chain, rule: Rule | Duty) -> Term:
    """The condition, or that anybody was ever seen to pay such a debt, if whatever nobody told of is unknown."""
    if isinstance(rule, Duty):
        doubted = or_silence(silent(chain.scope, of_duty(chain.program, rule)), Term(TRUE))
    else:
        parts = [each for each in (rule.stream.where, rule.when) if each is not None]
        doubted = reduce(both, [chain.doubted(each) for each in parts])
    return chain.column("doubted", doubted, TRUTH)


def key_of(parts: list[str]) -> str:
    return "[" + ", ".join(f"({part})::VARCHAR" for part in parts) + "]"


def _exceptions(chain: Chain, rule: Rule | Duty, lifted: str, doubted: bool = False) -> list[Term]:
    """Of each exception to `lifted`, whether it holds and no exception to it does."""
    effects = []
    for each in chain.program.exceptions:
        if each.rule == rule.name and each.lifts == lifted:
            effects.append(_exception(chain, rule, each, doubted))
    return effects


def _exception(chain: Chain, rule: Rule | Duty, given: ExceptionDecl, doubted: bool) -> Term:
    name_ = f"{given.name} to {given.lifts}" + (" doubted" if doubted else "")
    chain.lets(given.lets, prefix=f"{name_} ")
    holds = chain.read(given.when)
    own = _told(chain, f"exception {name_}", chain.doubted(given.when) if doubted else holds)
    chain.renamed.clear()
    effect = own
    for each in _exceptions(chain, rule, given.name, doubted):
        effect = both(effect, Term(f"(NOT ({each.v}))", each.m, each.o))
    return _told(chain, f"effect of {name_}", effect)


def _told(chain: Chain, called: str, each: Term) -> Term:
    """A column for a condition that excuses; a null of an absent row or an empty window does not."""
    return chain.column(called, Term(f"CASE WHEN {each.m} THEN NULL ELSE coalesce({each.v}, FALSE) END", each.m, each.o), TRUTH)


def _severity(chain: Chain, rule: Rule | Duty) -> str:
    """The rank of the last line that holds."""
    cases = []
    for level, condition in reversed(rule.severity):
        holds = "TRUE" if condition is None else chain.read(condition).v
        cases.append(f"WHEN {holds} THEN {SEVERITIES.index(level)}")
    return (
        f"CASE {' '.join(cases)} ELSE {SEVERITIES.index(DEFAULT_SEVERITY)} END"
        if cases
        else str(SEVERITIES.index(DEFAULT_SEVERITY))
    )


DEFAULT_SEVERITY = "medium"


def grouped(rule: Rule, found: str) -> str:
    """Settled findings with what `once` makes of them: the opening ones, their repeats and their highest severity."""
    if rule.once is None:
        counted = '0 AS repeats, NULL::BIGINT AS repeated_at, s."@severity" AS highest'
        return f"SELECT s.*, {counted} FROM {found} s WHERE s.state = 'settled'"
    return f"""
WITH RECURSIVE
settled AS (SELECT s.*, row_number() OVER (PARTITION BY s."@key" ORDER BY s."@pos", s."@n") AS nth
    FROM {found} s WHERE s.state = 'settled'),
walked AS (
    SELECT s."@key" AS key, s.nth, s.nth AS opener, s."@place" AS opened, s."@place" AS place, s."@severity" AS severity
    FROM settled s WHERE s.nth = 1
    UNION ALL
    SELECT s."@key", s.nth,
        CASE WHEN s."@place" - w.opened < {rule.once.per} THEN w.opener ELSE s.nth END,
        CASE WHEN s."@place" - w.opened < {rule.once.per} THEN w.opened ELSE s."@place" END,
        s."@place", s."@severity"
    FROM walked w JOIN settled s ON s."@key" = w.key AND s.nth = w.nth + 1),
groups AS (SELECT key, opener, count(*) - 1 AS repeats, max(place) FILTER (nth > opener) AS repeated_at,
    max(severity) AS highest FROM walked GROUP BY key, opener)
SELECT s.*, g.repeats, g.repeated_at, g.highest FROM settled s JOIN groups g ON s."@key" = g.key AND s.nth = g.opener"""


def opened(program: Program, rule: Rule | Duty, fields: set[str]) -> str:
    """The findings of a rule as events: a field of the finding's kind is a let, a field of its event, or the finding's own."""
    severities = "[" + ", ".join(text(each) for each in SEVERITIES) + "]"
    own = {
        "subject": 's."@subject"',
        "severity": f'{severities}[s."@severity" + 1]',
        "clause": text(rule.clause),
        "rule": text(rule.name),
    }
    sources = {field: f"s.{name(field)}" for field in fields}
    sources |= own
    sources |= {let: f"s.{name(let_column(let))}" for let, node in stream_of(rule).lets if is_plain(node.type)}
    wanted = [each.name for each in program.kinds.kinds[rule.name].fields]
    columns = ", ".join(f"{sources[each]} AS {name(each)}" for each in wanted if each in sources)
    ident = f"""{text(rule.name)} || '(' || s."@ident" || ',' || s."@n" || ')'"""
    place = f's."@place", s."@at", s."@late", s."@source", s."@id", {ident} AS "@ident"'
    position = f's."@pos" || [{rule.index}, s."@n"]' if isinstance(rule, Rule) else 's."@due pos"'
    return f'SELECT {position} AS "@pos", {place}, {columns}'


def stream_of(rule: Rule | Duty) -> Stream:
    return rule.stream if isinstance(rule, Rule) else rule.after


def derived(program: Program, given: Derive) -> str:
    """The events that a derivation makes, in its cause's place."""
    chain = stream(program, given.stream)
    when = "TRUE" if given.when is None else chain.read(given.when).v
    made = ", ".join(f"({chain.read(node).v})::{column_type(node.type)} AS {name(key)}" for key, node in given.fields)
    ident = f'e."@ident" || \'~{given.index}.\' || e."@n"'
    place = (
        f'e."@pos" || [{given.index}, e."@n"] AS "@pos", e."@place", e."@at", e."@late", e."@source", e."@id", {ident} AS "@ident"'
    )
    return chain.query(f"SELECT {place}, {made}") + f' WHERE e."where" AND {when}'
