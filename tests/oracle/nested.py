"""Terms that look beyond their own row: windows, look-ups in lists, permits."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from bylaws.events.types import SCALES, Type
from bylaws.policy import expressions as x
from bylaws.policy.program import ListDecl

from .permits import permitted, verdict
from .sql import FALSE, TRUE, Term, all_of, any_of, matches, name, text
from .terms import Scope, flag, overflow, term, undecided

LENGTHWISE = ("dialcode", "domain", "cidr")


def kind_table(kind: str) -> str:
    return name(f"kind {kind}")


def list_table(called: str) -> str:
    return name(f"list {called}")


@dataclass(frozen=True, slots=True)
class Nested:
    """`relation` holds the rows that pass the rule's own `where`, with all lets so far: what a window without a kind counts."""

    relation: str

    def __call__(self, node: x.Expr, scope: Scope) -> Term:
        match node:
            case x.Window():
                return self.window(node, scope)
            case x.LookUp():
                return look_up(node, scope)
            case x.InList():
                return in_list(node, scope)
            case x.Permitted():
                return verdict(f"({permitted(node, scope)})")
        raise NotImplementedError(node)

    def window(self, node: x.Window, scope: Scope) -> Term:
        subject = scope.subject if node.own else None
        counted = Scope(scope.program, "f", Nested(self.relation), outer=scope, subject=subject)
        ours = [term(key.ours, scope) for key in node.keys]
        reached = [_before(node, scope), _within(node, scope)]
        reached += [same(key, term(key.theirs, counted).v, mine.v) for key, mine in zip(node.keys, ours, strict=True)]
        conditions = [passed("f")] if node.own else []
        conditions += [] if node.filter is None else [term(node.filter, counted)]
        passing = undecided(all_of([f"({each.v})" for each in conditions]), conditions)
        seen = f"FROM {self.relation if node.own else kind_table(node.kind)} f WHERE {' AND '.join(reached)}"
        query = f"(SELECT {_aggregate(node, counted)} {seen} AND {passing.v})"
        known = all_of([f"({mine.v}) IS NOT NULL" for mine in ours])
        beyond = f"({known} AND {_beyond(node, counted, passing, seen)})"
        value = f"CASE WHEN {known} AND NOT {beyond} THEN {query} END"
        return Term(value, any_of([beyond, *(mine.m for mine in ours)]), any_of([beyond, *(mine.o for mine in ours)]))


def passed(row: str) -> Term:
    """Whether a row of a rule passes its `where`."""
    return Term(f'{row}."where"', f"{row}.{name(flag('where'))}", f"{row}.{name(overflow('where'))}")


def _beyond(node: x.Window, counted: Scope, passing: Term, seen: str) -> str:
    """Whether of the rows `seen` one is counted, or perhaps is, of which a number is too great to be held; for `last`, the last."""
    argument = Term(TRUE) if node.argument is None else term(node.argument, counted)
    great = any_of([passing.o, FALSE if argument.o == FALSE else f"({passing.v} AND {argument.o})"])
    if great == FALSE:
        return FALSE
    if node.agg == "last":
        return f"coalesce((SELECT max_by({great}, {_order(node)}) {seen} AND ({passing.v} OR {passing.o})), FALSE)"
    return f"EXISTS (SELECT 1 {seen} AND {great})"


def _before(node: x.Window, scope: Scope) -> str:
    """Up to `e` in the order of events; a row counts elements too where the rule is judged by element."""
    sign = "<" if node.agg == "last" else "<="
    if node.own:
        return f'row(f."@pos", f."@n") {sign} row({scope.column("@pos")}, {scope.column("@n")})'
    return f'f."@pos" {sign} {scope.column("@pos")}'


def _within(node: x.Window, scope: Scope) -> str:
    place, there = scope.column("@place"), 'f."@place"'
    match node.over:
        case x.Rolling(length):
            return f'f."@place" > {place} - {term(length, scope).v}'
        case x.CalendarThis(unit):
            return f"{_unit(scope, unit, there)} = {_unit(scope, unit, place)}"
        case x.CalendarSame(unit, weeks):
            here = _unit(scope, unit, place)
            past = ", ".join(f"{here} - INTERVAL {7 * week} DAYS" for week in range(1, weeks + 1))
            return f"{_unit(scope, unit, there)} IN ({past})"
    raise NotImplementedError(node.over)


def _unit(scope: Scope, unit: str, place: str) -> str:
    """The local start of the calendar unit that an instant lies in."""
    return f"date_trunc('{unit}', make_timestamptz(({place})::BIGINT) AT TIME ZONE {text(scope.program.timezone)})"


def same(key: x.WindowKey, theirs: str, ours: str) -> str:
    """Equality; an array is equal by any element."""
    many = (key.theirs.type.name == "array", key.ours.type.name == "array")
    match many:
        case (True, True):
            return f"list_has_any({theirs}, {ours})"
        case (True, False):
            return f"list_contains({theirs}, {ours})"
        case (False, True):
            return f"list_contains({ours}, {theirs})"
        case _:
            return f"({theirs}) = ({ours})"


def _aggregate(node: x.Window, counted: Scope) -> str:
    value = None if node.argument is None else term(node.argument, counted).v
    match node.agg:
        case "count":
            return "count(*)::HUGEINT" if value is None else f"count({value})::HUGEINT"
        case "sum":
            return f"held(coalesce(sum({value}), 0::HUGEINT))"
        case "distinct":
            return f"count(DISTINCT {value})::HUGEINT"
        case "min" | "max":
            return f"{node.agg}({value})"
        case "avg" | "deviation":
            assert node.argument is not None
            factor = Fraction(SCALES[node.type.name], SCALES[node.argument.type.name])
            return _spread(f"({value})", factor) if node.agg == "deviation" else _mean(f"({value})", factor)
        case "last" if value is None:
            return f"max_by(f, {_order(node)})"
        case "last":  # within a struct, for max_by leaves out rows whose value is null
            return f"struct_extract(max_by({{'value': {value}}}, {_order(node)}), 'value')"
    raise NotImplementedError(node.agg)


def _order(node: x.Window) -> str:
    return f"""row(f."@pos", {'f."@n"' if node.own else "0"})"""


def _mean(value: str, factor: Fraction) -> str:
    return f"divided(sum({value}) * {factor.numerator}::HUGEINT, count({value})::HUGEINT * {factor.denominator}::HUGEINT)"


def _spread(value: str, factor: Fraction) -> str:
    """The population's standard deviation: the root of (n Σx² - (Σx)²) / n², in units of the result."""
    many = f"count({value})::HUGEINT"
    square = f"({many} * sum({value} * {value}) - sum({value}) * sum({value}))"
    return f"rooted({square} * {factor.numerator**2}::HUGEINT, {many} * {many} * {factor.denominator**2}::HUGEINT)"


def look_up(node: x.LookUp, scope: Scope) -> Term:
    keys = [term(key, scope) for key in node.keys]
    declared = scope.program.lists[node.list]
    known = all_of([f"({key.v}) IS NOT NULL" for key in keys])
    row = f"CASE WHEN {known} THEN {_row(declared, scope, [key.v for key in keys])} END"
    empty = f"({known} AND NOT {any_row(declared, scope)})"
    return Term(row, any_of([empty, *(key.m for key in keys)]), any_of([key.o for key in keys]))


def in_list(node: x.InList, scope: Scope) -> Term:
    """False for a known item that no row holds."""
    item = term(node.item, scope)
    found = f"({_row(scope.program.lists[node.list], scope, [item.v])}) IS {'' if node.negated else 'NOT '}NULL"
    return Term(f"CASE WHEN ({item.v}) IS NOT NULL THEN {found} END", item.m, item.o)


def any_row(declared: ListDecl, scope: Scope) -> str:
    earlier = f' WHERE r."@pos" < {scope.column("@pos")}' if declared.feed else ""
    return f"EXISTS (SELECT 1 FROM {list_table(declared.name)} r{earlier})"


def _row(declared: ListDecl, scope: Scope, keys: list[str]) -> str:
    """The row that holds at the event's time: of each key the one that began last, of the keys the longest.

    A row that events feed is known to later events only, and when it is closed, the one before it does not come back.
    """
    time = scope.column("@at")
    matches = [_match(kind, f"r.{name(key)}", value) for (key, kind), value in zip(declared.keys, keys, strict=True)]
    matches.append(f'(r."@since" IS NULL OR r."@since" <= {time})')
    open_still = f'(r."@until" IS NULL OR r."@until" > {time})'
    matches.append(f'r."@pos" < {scope.column("@pos")}' if declared.feed else open_still)
    columns = ", ".join(f"r.{name(key)}" for key, _ in declared.keys)
    told = f"""{{'row': r."@row", 'open': {open_still}, 'size': {_size(declared)}}}"""
    latest = f"""max_by({told}, row(coalesce(r."@since", -{2**63}::HUGEINT), r."@pos")) AS s"""
    inner = f"SELECT {latest} FROM {list_table(declared.name)} r WHERE {' AND '.join(matches)} GROUP BY {columns}"
    return f"(SELECT max_by((s).row, (s).size) FROM ({inner}) WHERE (s).open)"


def _size(declared: ListDecl) -> str:
    key, kind = declared.keys[0]
    if kind.name not in LENGTHWISE:
        return "0"
    return f"length(bits(r.{name(key)}))" if kind.name == "cidr" else f"length(r.{name(key)})"


def _match(kind: Type, key: str, value: str) -> str:
    return matches(kind, key, value) if kind.name in LENGTHWISE else f"({value}) = {key}"
