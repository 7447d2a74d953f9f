"""Random small policies, as text in the language.

Few kinds, few fields with few values, spans of seconds to an hour and low thresholds, so that edges are met often. `WORLD`
lists what is known of each kind; a policy is drawn clause by clause.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hypothesis import strategies as st

Draw = st.DrawFn

HEAD = """---
policy: acceptable-use
language: 1
provider: Example Provider
version: 2026-01-01
effective: 2020-01-01T00:00:00Z
contact: abuse@example.com
timezone: {zone}
---
# Acceptable use {{#top}}

```bylaw
informative
```
"""
ZONES = ("UTC", "Asia/Kolkata", "America/New_York", "Asia/Kathmandu")
SPANS = ("reach", "10s", "30s", "1m", "5m", "1h", "this hour", "this day", "this week", "same hour of 2w", "same day of 1w")


@dataclass(frozen=True, slots=True)
class Of:
    """What a policy can say of one kind: keys to count by, texts to compare, truths, whole numbers and quantities;

    `asked`: arguments of a permit.
    """

    keys: tuple[str, ...]
    texts: tuple[str, ...] = ()
    truths: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    amounts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    array: str = ""
    asked: tuple[str, ...] = ()


WORLD = {
    "message.sent": Of(
        keys=("account", "campaign", "user"),
        texts=(
            'some(one in recipients where one = "r1")',
            "every(one in recipients where one <> sender)",
            'channel = "sms"',
            'channel in ("sms", "email")',
            'account <> "a1"',
            'sender like "x%"',
            "consent_ref is null",
        ),
        truths=(
            "automated",
            "not automated",
            "coalesce(automated, true)",
            'recipients contains "r1"',
            "sender not in recipients",
            "recipient_count between 1 and 2",
            "greatest(recipient_count, 1) >= 2",
        ),
        whole=("recipient_count",),
        amounts={"size_bytes": ("1KiB", "2KiB")},
        array="recipients",
        asked=("volume: recipient_count", "bytes: size_bytes", "sender: sender", "to: recipients", "written: true"),
    ),
    "message.result": Of(
        keys=("account", "campaign", "recipient"),
        texts=('outcome = "delivered"', 'outcome <> "complaint"', "code is not null", 'recipient = "r1"'),
        asked=("to: recipient", "written: true", "campaign: campaign"),
    ),
    "call.record": Of(
        keys=("account", "to", "trunk"),
        texts=(
            'direction = "outbound"',
            "answered_at + 1 business day > at",
            "at - 2 business days >= answered_at",
            "answered_at + 1 month <= at",
            "answered_at is not null",
            'trunk = "t1"',
            'to <> "+4930000001"',
        ),
        truths=(
            "automated",
            "cost + revenue > EUR 1.00",
            "cost / revenue > 0.5",
            "2 * cost / 3 < EUR 0.50",
            "billed_s / 1m * 3 >= 1.5",
            "- cost <= EUR 0.00",
            "cost - billed_s / 1m * revenue > EUR 0.00",
            "cause mod 2 = 1",
        ),
        whole=("cause",),
        amounts={"billed_s": ("30s", "60s", "61s"), "cost": ("EUR 0.50", "EUR 1.000001"), "revenue": ("EUR 1.00",)},
        asked=("range: to", "cost: cost", "talk: billed_s", "volume: cause", "at: answered_at", "at: at - 10s", "written: true"),
    ),
    "usage.metered": Of(
        keys=("account", "meter"),
        texts=('meter = "gb"', 'meter <> "api"', "account is not null"),
        amounts={"quantity": ("1", "1.5", "2.000000001"), "quantity * quantity": ("1", "2.25")},
        asked=("quantity: quantity", "meter: meter", "written: true"),
    ),
    "auth.attempt": Of(
        keys=("account", "user", "ip"),
        texts=('outcome = "fail"', "ip in nets", "ip not in nets", "user is not null", 'ip <> "10.0.0.1"'),
        asked=("target: ip", "written: true"),
    ),
    "seen.person": Of(
        keys=("account", "person"),
        texts=('person = "r1"', 'account <> "a1"', "person is not null"),
        asked=("to: person", "volume: 2"),
    ),
}
DERIVED = (
    "derive seen.person on message.sent each one in recipients where {sent} with account = account, person = one",
    "derive seen.person on message.result where {result} with account = account, person = recipient",
    'derive seen.person on finding.made when severity = "high" with account = account, person = user',
)

PERMITS = ('"bulk"', '"bulk"', '"test"')

LISTS = """
parameter least = 2 until 2026-03-01 then 1
parameter reach = 1h until 2026-02-20 then 40s
parameter patience = 1 business day until 2026-03-01 then 5 business days
list watched = "a1", "a3"
list nets by net cidr with zone text, since instant, until instant from "nets.csv"
list plan by prefix dialcode with zone text, rate money from "plan.csv"
list holdings by prefix from address.assigned until released_at
list holders by number from number.assigned until released_at
list wishes by account, subject from consent.changed where purpose = "promotional" until expires
"""
ROWS: dict[str, list[Mapping[str, object]]] = {
    "nets": [
        {"net": "10.0.0.0/8", "zone": "wide"},
        {"net": "10.1.0.0/16", "zone": "lab"},
        {"net": "10.1.2.0/24", "zone": "wide", "since": "2026-03-02T10:00:00Z", "until": "2026-03-02T10:00:30Z"},
        {"net": "10.1.2.0/24", "zone": "lab", "since": "2026-03-02T10:00:10Z"},
        {"net": "10.1.2.3", "zone": "one"},
        {"net": "2001:db8::/32", "zone": "lab"},
        {"net": "2001:db8:0:1::/64", "until": "2026-03-02T10:00:00Z"},
    ],
    "plan": [
        {"prefix": "+49", "zone": "near", "rate": "0.50"},
        {"prefix": "+4930000", "zone": "far", "rate": "1.000001"},
        {"prefix": "+4930000001", "zone": "near"},
    ],
}
"""What stands in the files of lists."""
LOOKUPS = {
    "message.sent": ('wishes[account, sender].state = "withdrawn"', "wishes[account, sender].state is null", "account in watched"),
    "message.result": ('wishes[account, recipient].state = "given"', "account not in watched"),
    "call.record": (
        "holders[to].account is null",
        "holders[to].account = account",
        'holders[to].number_type = "voice"',
        'plan[to].zone = "far"',
        "cost >= plan[to].rate",
        "to not in plan",
        "account in watched",
    ),
    "usage.metered": ("account in watched",),
    "auth.attempt": (
        'nets[ip].zone = "lab"',
        "nets[ip].zone is null",
        'nets[ip].zone <> "wide"',
        "holdings[ip].account = account",
        "holdings[ip].account is null",
        "ip in nets",
    ),
    "seen.person": ("account in watched", "wishes[account, person].state is null"),
}
CROSS = {
    ("message.sent", "message.result"): ("account", "campaign", "account, campaign"),
    ("message.result", "message.sent"): ("account", "campaign", "recipients = recipient", "account, recipients = recipient"),
    ("call.record", "usage.metered"): ("account",),
    ("usage.metered", "call.record"): ("account",),
    ("usage.metered", "auth.attempt"): ("account",),
    ("auth.attempt", "usage.metered"): ("account",),
    ("message.sent", "call.record"): ("account",),
    ("call.record", "message.sent"): ("account",),
    ("message.result", "call.record"): ("account",),
    ("usage.metered", "message.sent"): ("account",),
    ("seen.person", "message.sent"): ("account", "recipients = person"),
    ("message.result", "seen.person"): ("account", "person = recipient"),
    ("message.sent", "seen.person"): ("account", "person = sender", "person = recipients"),
}


@dataclass(slots=True)
class Rule:
    """What later clauses can know of a drawn rule."""

    name: str
    kind: str
    numbers: list[str] = field(default_factory=list)
    element: str = ""


@st.composite
def condition(draw: Draw, kind: str, depth: int = 1) -> str:
    """A truth about one event alone."""
    known = WORLD[kind]
    plain = [*known.texts, *known.truths]
    plain += [f"{each} {sign} {n}" for each in known.whole for sign in (">=", "<", "=") for n in (1, 2)]
    plain += [f"{each} {sign} {n}" for each, amounts in known.amounts.items() for n in amounts for sign in (">", "<=")]
    shape = draw(st.sampled_from(("one", "one", "and", "or", "not", "list"))) if depth else "one"
    match shape:
        case "and" | "or":
            return f"({draw(condition(kind, depth - 1))} {shape} {draw(condition(kind, depth - 1))})"
        case "not":
            return f"not ({draw(condition(kind, depth - 1))})"
        case "list":
            return draw(st.sampled_from(LOOKUPS[kind]))
    return draw(st.sampled_from(plain))


PERIODS = ("10s", "1m", "1h")
"""Of `once`."""


def often_true(kind: str) -> st.SearchStrategy[str]:
    """What holds for most events, so that under `once` there are many repeats."""
    return st.sampled_from(WORLD[kind].keys).map(lambda each: f"{each} is not null")


@st.composite
def permission(draw: Draw, kind: str, fact: str = "") -> str:
    """`permitted` with some arguments, `fact` (a count) perhaps among them."""
    known = [*WORLD[kind].asked, *([f"volume: {fact}"] if fact else [])]
    chosen = draw(st.lists(st.sampled_from(known), max_size=3, unique_by=lambda each: each.split(":")[0]))
    return f"permitted({', '.join([draw(st.sampled_from(PERMITS)), *chosen])})"


@st.composite
def keys(draw: Draw, kind: str, element: str = "") -> str:
    known = [*WORLD[kind].keys, *([element] if element else [])]
    return ", ".join(draw(st.lists(st.sampled_from(known), min_size=1, max_size=2, unique=True)))


@st.composite
def window(draw: Draw, rule: Rule, findings: list[Rule]) -> tuple[str, str]:
    """A window's text, and the sort of value: `count`, `amount F` or `ratio F`."""
    span = draw(st.sampled_from(SPANS))
    sort = draw(st.sampled_from(("own", "own", "own", "own", "other", "finding")))
    if sort == "other":
        other = draw(st.sampled_from([theirs for ours, theirs in CROSS if ours == rule.kind]))
        by = draw(st.sampled_from(CROSS[rule.kind, other]))
        where = draw(st.one_of(st.just(""), condition(other, 0).map(lambda each: f" where {each}")))
        return f"count({other}{where}) by {by} over {span}", "count"
    if sort == "finding" and findings:
        name = draw(st.sampled_from([each.name for each in findings] + ["finding.made"]))
        where = draw(st.sampled_from(("", ' where severity = "high"')))
        return f"count({name}{where}) by account over {span}", "count"
    by = draw(keys(rule.kind, rule.element))
    where = draw(st.one_of(st.just(""), condition(rule.kind, 0).map(lambda each: f"where {each}"), this_condition(rule.kind)))
    aggregate = draw(st.sampled_from(("count", "count", "distinct", "sum", "avg", "min", "max", "deviation", "last")))
    known = WORLD[rule.kind]
    amounts = [*known.whole, *known.amounts]
    if aggregate == "distinct":
        value = draw(st.sampled_from([*known.keys, *known.whole, *([rule.element] if rule.element else [])]))
        return f"distinct({value} {where}) by {by} over {span}", "count"
    if aggregate == "count" or not amounts:
        return f"count({where}) by {by} over {span}", "count"
    value = draw(st.sampled_from(amounts))
    return f"{aggregate}({value} {where}) by {by} over {span}", f"{aggregate} {value}"


def this_condition(kind: str) -> st.SearchStrategy[str]:
    """A filter that compares the event counted with the event judged."""
    key = WORLD[kind].keys[-1]
    return st.sampled_from((f"where {key} <> this.{key}", f"where {key} = this.{key}"))


BOUNDS = ("20.6549%", "20.655%", "9.4531%", "9.4532%", "79.345%", "90.5469%", "0%", "100%")
"""Some on either side of a Wilson bound of 1 of 1, 1 of 2 and 0 of 1."""


@st.composite
def let(draw: Draw, rule: Rule, findings: list[Rule], called: str) -> tuple[str, list[str]]:
    """The text of a let, and conditions that can be made of it."""
    shape = draw(
        st.sampled_from(
            (
                "window",
                "window",
                "window",
                "window",
                "window",
                "window",
                "share",
                "share",
                "last",
                "last",
                "plain",
                "permit",
                "bound",
            )
        )
    )
    if shape == "last":
        by, span = draw(keys(rule.kind, rule.element)), draw(st.sampled_from(SPANS[:5]))
        column = WORLD[rule.kind].keys[-1]
        text = f"last() by {by} over {span}"
        return f"let {called} = {text}", [f"{called}.{column} = {column}", f"{called}.at is null", f"at - {called}.at <= 10s"]
    if shape == "plain":
        return f"let {called} = {draw(condition(rule.kind, 1))}", [called, f"not {called}"]
    if shape == "permit":
        return f"let {called} = {draw(permission(rule.kind))}", [called, f"not {called}"]
    text, sort = draw(window(rule, findings))
    if shape == "bound" and sort == "count":
        n = f"count() by {draw(keys(rule.kind, rule.element))} over {draw(st.sampled_from(SPANS[:5]))}"
        share = f"{draw(st.sampled_from(('lower_share', 'upper_share')))}({text}, {n}, {draw(st.sampled_from(('95%', '90%')))})"
        return f"let {called} = {share}", [f"{called} {sign} {share}" for sign in (">", "<=") for share in BOUNDS]
    if shape == "share" and sort == "count":
        below = f"count() by {draw(keys(rule.kind, rule.element))} over {draw(st.sampled_from(SPANS[:5]))}"
        share = draw(st.sampled_from((f"{text} / {below}", f"2 * {text} - {below} / 3", f"coalesce({text} / ({below} - 1), 0.5)")))
        return f"let {called} = {share}", [f"{called} {sign} {n}" for sign in (">=", "<") for n in ("50%", "0.333333333", "1")]
    return f"let {called} = {text}", _bounds(rule.kind, called, sort)


def _bounds(kind: str, called: str, sort: str) -> list[str]:
    if sort == "count":
        return [f"{called} {sign} {n}" for sign in (">=", ">", "=") for n in (1, 2, 3, "least")]
    value = sort.split(" ", 1)[1]
    amounts = WORLD[kind].amounts.get(value, ("1", "2"))
    return [f"{called} {sign} {n}" for sign in (">=", "<") for n in amounts] + [f"{called} is not null"]


@st.composite
def rule(draw: Draw, name: str, findings: list[Rule]) -> tuple[str, Rule]:
    """A rule on a kind of the catalogue, or on the findings of an earlier rule."""
    on_finding = bool(findings) and draw(st.integers(0, 3)) == 0
    cause = draw(st.sampled_from(findings)) if on_finding else None
    kind = cause.kind if cause else draw(st.sampled_from(tuple(WORLD)))
    made = Rule(name, kind)
    stream = cause.name if cause else kind
    if not on_finding and WORLD[kind].array and draw(st.booleans()):
        made.element = "each_one"
        stream += f" each each_one in {WORLD[kind].array}"
    lines = [f"rule {name} on {stream}"]
    if draw(st.booleans()):
        lines.append(f"where {draw(condition(kind))}")
    conditions = [draw(condition(kind))]
    readable = [*findings, *([made] if draw(st.booleans()) else [])]
    for n in range(draw(st.integers(1, 3))):
        text, bounds = draw(let(made, readable, f"{name.replace('-', '_')}_{n}"))
        lines.append(text)
        conditions.append(draw(st.sampled_from(bounds)))
    made.numbers = conditions
    chosen = draw(st.lists(st.sampled_from(conditions), min_size=1, max_size=2, unique=True))
    if draw(st.integers(0, 3)) == 0:
        lines.append(f"when {draw(often_true(kind))}")
        lines += [each for each in draw(rest(made)) if not each.startswith(("unless", "once"))]
        lines.append(f"once per {draw(st.sampled_from(PERIODS))}{draw(grouping(made))}")
    else:
        lines.append("when " + draw(st.sampled_from((" and ", " or "))).join(chosen))
        lines += draw(rest(made))
    return "\n  ".join(lines), made


@st.composite
def rest(draw: Draw, made: Rule) -> list[str]:
    """What follows `when`."""
    lines = []
    for _ in range(draw(st.sampled_from((0, 0, 1, 2)))):
        lines.append(f"unless {draw(permission(made.kind) if draw(st.integers(0, 3)) == 0 else condition(made.kind))}")
    if draw(st.booleans()):
        lines.append(f"against {draw(st.sampled_from(WORLD[made.kind].keys))}")
    if draw(st.booleans()):
        lines.append(f"severity {draw(st.sampled_from(('info', 'low', 'medium', 'high')))}")
    if draw(st.booleans()):
        lines.append(f"severity high if {draw(st.sampled_from(made.numbers))}")
    if draw(st.booleans()):
        lines.append(f"once per {draw(st.sampled_from(PERIODS))}{draw(grouping(made))}")
    return lines


@st.composite
def grouping(draw: Draw, made: Rule) -> str:
    """The keys of `once`, of all sorts."""
    known = WORLD[made.kind]
    flags = ("automated",) if any("automated" in each for each in known.truths) else ()
    sorts = (*known.keys, *known.whole, *flags, "at", *((made.element,) if made.element else ()))
    chosen = draw(st.lists(st.sampled_from(sorts), max_size=2, unique=True))
    return f" by {', '.join(chosen)}" if chosen else ""


@st.composite
def exception(draw: Draw, name: str, lifted: str, made: Rule) -> str:
    fact = draw(st.sampled_from(made.numbers))
    when = draw(st.sampled_from((fact, f"{fact} and {draw(condition(made.kind, 0))}", draw(condition(made.kind)))))
    return f"exception {name} to {lifted}\n  when {when}"


DUTIES = (
    ("message.sent where {trigger}", 'message.result by campaign where outcome = "delivered"'),
    ("message.sent each each_one in recipients where {trigger}", "message.result by recipient = each_one"),
    ("message.result where {trigger}", "message.sent by account, recipients = recipient"),
    ("call.record where {trigger}", "usage.metered by account where quantity >= 1"),
    ("usage.metered where {trigger}", "call.record by account where {paying}"),
    ("message.sent where {trigger}", "message.result where {paying}"),
    ("usage.metered where {trigger}", "message.sent where {paying}"),
)
PAUSES = (
    "paused from call.record by account until usage.metered by account",
    'paused from message.sent by account where channel = "sms" until message.sent by account where channel = "email"',
    'paused from message.result by account where outcome = "complaint" until message.result by account where code is null',
    "paused from message.result by account until message.sent by account",
)
PAUSES_OF_MESSAGES = (
    "paused from message.result by campaign until message.sent by account",
    "paused from message.sent by account until message.result by campaign, account",
    "paused from message.result by account where campaign <> this.campaign until message.sent by account",
    'paused from message.sent by account where channel = "sms" until message.sent by account where at - this.at < 10s',
)
"""Starts and ends that bear on different debts."""
PAUSED_BY_NAME = 'paused from message.result where outcome = "complaint" until message.sent where {sent}'


DUE = ("within 1 business day", "within patience", "within 1 month", "before at + 5 business days", "before at + 1 month")


@st.composite
def duty(draw: Draw, name: str) -> tuple[str, Rule]:
    """A duty, which may count when a debt opens, or at its deadline."""
    after, expect = draw(st.sampled_from(DUTIES))
    kind, paying = after.split(" ")[0], expect.split(" ")[0]
    made = Rule(name, kind, element="each_one" if " each " in after else "")
    lines = [f"duty {name} owed by {draw(st.sampled_from(('customer', 'provider')))}"]
    lines.append("after " + after.format(trigger=draw(st.one_of(condition(kind), often_true(kind)))))
    due = ["within 5s", "within 10s", "within 1m", "within 0s", "before at + 30s", "before at - 1s", *DUE]
    for n in range(draw(st.sampled_from((0, 1, 2)))):
        called = f"{name.replace('-', '_')}_{n}"
        text, bounds = draw(let(made, [], called))
        lines.append(text)
        made.numbers.append(draw(st.sampled_from(bounds)))
        if f"{called} >= least" in bounds:
            due += [f"before at + {called} * 5s"] * 3
            lines += draw(st.sampled_from(([], [f"let {called}_more = {called} + 1"])))
    lines.append("expect " + expect.format(paying=draw(condition(paying, 0))))
    lines.append(draw(st.sampled_from(due)))
    for _ in range(draw(st.sampled_from((0, 0, 1, 2)))):
        known = (*PAUSES, *(PAUSES_OF_MESSAGES if kind.startswith("message.") else ()))
        pause = draw(st.sampled_from(known if "recipient" in expect else (*known, PAUSED_BY_NAME)))
        lines.append(pause.format(sent=draw(condition("message.sent", 0))))
    excuses = [condition(kind), permission(kind), st.just(f"count() by account over {draw(st.sampled_from(SPANS))} >= 2")]
    if draw(st.booleans()):
        lines.append(f"unless {draw(st.one_of(*map(st.just, made.numbers), *excuses))}")
    lines.append(f"severity {draw(st.sampled_from(('low', 'high')))}")
    made.numbers.append(draw(condition(kind)))
    if draw(st.booleans()):
        lines.append(f"severity medium if {draw(st.sampled_from(made.numbers))}")
    return "\n  ".join(lines), made


@st.composite
def policies(draw: Draw) -> str:
    """The text of a whole policy."""
    clauses = []
    rules: list[Rule] = []
    for n in range(draw(st.integers(1, 3))):
        text, made = draw(rule(f"rule-{n}", rules))
        block = [text]
        if draw(st.integers(0, 2)) == 0:
            block.append(draw(exception(f"exception-{n}", f"rule-{n}", made)))
            if draw(st.booleans()):
                block.append(draw(exception(f"counter-{n}", f"exception-{n}", made)))
        clauses.append(block)
        rules.append(made)
    if draw(st.integers(0, 2)) == 0:
        text, made = draw(duty("duty-0"))
        clauses.append([text, *([draw(exception("let-off", "duty-0", made))] if draw(st.integers(0, 2)) == 0 else [])])
    shared = LISTS
    if any(each.kind == "seen.person" for each in rules) or any("seen.person" in line for block in clauses for line in block):
        deriving = [draw(st.sampled_from(DERIVED[:2])), *draw(st.sampled_from(((), DERIVED[2:])))]
        filled = (each.format(sent=draw(condition("message.sent")), result=draw(condition("message.result"))) for each in deriving)
        shared += "\n".join(filled) + "\n"
    head = HEAD.format(zone=draw(st.sampled_from(ZONES)))
    parts = [f"## Clause {n} {{#clause-{n}}}\n\n```bylaw\n" + "\n\n".join(block) + "\n```\n" for n, block in enumerate(clauses)]
    return head + f"\n## Lists {{#lists}}\n\n```bylaw\ninformative\n{shared}```\n\n" + "\n".join(parts)
