"""What is unknown because nobody ever told of it: the judge's second reading of the conditions of what would be settled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bylaws.events.types import TRUTH, Type
from bylaws.policy import expressions as x
from bylaws.policy.program import Derive, Duty, Program, Rule
from bylaws.policy.walk import children, walk
from bylaws.source.span import NOWHERE

from .nested import Nested, any_row, kind_table
from .sql import FALSE, TRUE, Term, all_of, any_of, text
from .terms import META, Scope, as_result, term

SIMPLE = (x.Const, x.Param, x.FieldRef, x.Compare, x.InValues, x.InArray, x.TextTest, x.IsNull, x.And, x.Or, x.Not)
"""Of what conditions consist that tell which events would have been told."""
OPEN = (x.IsNull, x.OfThis, x.Window, x.Permitted, x.Quantifier, x.LetRef, x.Or)
"""What may hold without a field, or is read elsewhere."""
ALWAYS = ("at", "id", "source", "received_at", "kind")
Source = tuple[str, tuple[x.Expr, ...]]


@dataclass(frozen=True, slots=True)
class Doubt:
    """`kind`: of the events judged. `lets`: what each let stands for, those of exceptions by their column."""

    kind: str
    lets: Mapping[str, x.Expr]

    def __call__(self, node: x.Expr, scope: Scope) -> Term | None:
        """The term of what may be in doubt; None where only its parts can be."""
        plain = replace(scope, doubt=None)
        match node:
            case x.Window():
                keyed = [term(key.ours, scope).d for key in node.keys]
                return or_silence(any_of([silent(scope, of_window(scope.program, self.kind, node)), *keyed]), term(node, plain))
            case x.Column():
                record = term(node.record, scope)
                told = Term(f"struct_extract({record.v}, {text(META.get(node.name, node.name))})", record.m, record.o, record.d)
                return or_silence(silent(scope, self._of_column(node, scope)), told)
            case x.LetRef():
                return or_silence(term(self.lets[scope.renamed.get(node.name, node.name)], scope).d, term(node, plain))
            case x.LookUp():
                return self._listed(node.list, node.keys, term(node, plain), scope)
            case x.InList():
                return self._listed(node.list, (node.item,), term(node, plain), scope)
            case x.IsNull():
                inner = term(node.value, scope)
                field = _given(scope.program, self.kind, node.value.name) if isinstance(node.value, x.FieldRef) else []
                return or_silence(
                    any_of([inner.d, silent(scope, field)]), Term(f"(({inner.v}) IS {'NOT ' if node.negated else ''}NULL)")
                )
            case x.Apply(function="coalesce"):
                return _coalesced(node, scope)
        return None

    def _of_column(self, node: x.Column, scope: Scope) -> list[Source]:
        record: x.Expr = node.record
        while isinstance(record, x.LetRef):
            record = self.lets[scope.renamed.get(record.name, record.name)]
        feed = scope.program.lists[record.list].feed if isinstance(record, x.LookUp) else None
        return [] if feed is None else _given(scope.program, feed.kind, node.name)

    def _listed(self, called: str, keys: tuple[x.Expr, ...], plain: Term, scope: Scope) -> Term:
        """A list into which no event told a row yet."""
        terms, declared = [term(key, scope) for key in keys], scope.program.lists[called]
        known = all_of([f"({key.v}) IS NOT NULL" for key in terms])
        empty = f"({known} AND NOT {any_row(declared, scope)})"
        return or_silence(any_of([empty, *(key.d for key in terms)]), plain)


def or_silence(doubt: str, plain: Term) -> Term:
    if doubt == FALSE:
        return plain
    return Term(f"CASE WHEN NOT {doubt} THEN {plain.v} END", any_of([doubt, plain.m]), plain.o, any_of([doubt, plain.d]))


def _coalesced(node: x.Apply, scope: Scope) -> Term:
    given = [(each, term(each, scope)) for each in node.arguments if each is not None]
    cases = [f"WHEN {told} THEN {value}" for each in given for told, value in _in_turn(each, node)]
    value = f"CASE {' '.join(cases)} END"
    missing, great = (any_of([getattr(each, lack) for _, each in given]) for lack in "mo")
    doubt = " ".join(f"WHEN ({each.v}) IS NOT NULL THEN FALSE WHEN {each.d} THEN TRUE" for _, each in given)
    doubted = f"coalesce(CASE {doubt} END, FALSE)"
    return Term(value, _where_null(value, missing), _where_null(value, great), doubted)


def _where_null(value: str, lack: str) -> str:
    return FALSE if lack == FALSE else f"(({value}) IS NULL AND {lack})"


def _in_turn(given: tuple[x.Expr, Term], node: x.Apply) -> Iterator[tuple[str, str]]:
    yield f"({given[1].v}) IS NOT NULL", as_result(given, node)
    yield given[1].d, "NULL"


def silent(scope: Scope, sources: list[Source]) -> str:
    """Whether no event of any of some sources stands before the row, or is the row's own."""
    if not sources:
        return FALSE
    there = []
    for kind, conditions in sources:
        counted = Scope(scope.program, "f", Nested(""))
        passing = all_of([f"coalesce({term(each, counted).v}, FALSE)" for each in conditions]) if conditions else TRUE
        there.append(f"""EXISTS (SELECT 1 FROM {kind_table(kind)} f WHERE f."@pos" <= {scope.column("@pos")} AND {passing})""")
    return f"(NOT {any_of(there)})"


def of_window(program: Program, kind: str, window: x.Window) -> list[Source]:
    if window.own and not _simple(window.filter):
        return []
    needed = [*(key.theirs for key in window.keys), window.argument]
    return list(_origins(program, kind if window.own else window.kind, _names(needed, window.filter), _simple(window.filter), ()))


def of_duty(program: Program, duty: Duty) -> list[Source]:
    needed = [theirs for theirs, _ in duty.expect.keys] or [duty.subject]
    expect = duty.expect
    return list(_origins(program, expect.kind, _names(needed, expect.where), _simple(expect.where), ()))


def _makers(program: Program, kind: str) -> list[Rule | Derive | Duty]:
    units: tuple[Rule | Derive | Duty, ...] = (*program.rules, *program.derives, *program.duties)
    return [each for each in units if (each.kind if isinstance(each, Derive) else each.name) == kind]


def _given(program: Program, kind: str, called: str) -> list[Source]:
    """The events that give a field, if not all do."""
    if _makers(program, kind) or kind == "finding.made":
        return []
    field = None if called in ALWAYS else program.kinds.kinds[kind].field(called)
    return [] if field is None else [(kind, (_is_given(field.name, field.type),))]


def _is_given(called: str, kind: Type) -> x.Expr:
    return x.IsNull(x.FieldRef(called, kind, NOWHERE), True, TRUTH, NOWHERE)


def _origins(
    program: Program, kind: str, names: Sequence[str], conditions: tuple[x.Expr, ...], passed: tuple[str, ...]
) -> Iterator[Source]:
    """What the events of a kind are made of, with the fields that must be given."""
    makers = _makers(program, kind)
    if not makers and kind != "finding.made":
        fields = [part for called in names for _, parts in _given(program, kind, called) for part in parts]
        yield kind, (*fields, *conditions)
    for maker in makers if kind not in passed else ():
        stream = maker.after if isinstance(maker, Duty) else maker.stream
        asked, own = _simple(stream.where), []
        if isinstance(maker, Rule):
            own = [each for each in names if each not in dict(stream.lets)]
            own += [maker.subject.name] if isinstance(maker.subject, x.FieldRef) else []
            asked += _simple(maker.when)
        yield from _origins(program, stream.kind, own, asked, (*passed, kind))


def _simple(where: x.Expr | None) -> tuple[x.Expr, ...]:
    return tuple(each for each in _parts(where) if all(isinstance(node, SIMPLE) for node in walk(each)))


def _parts(where: x.Expr | None) -> Iterator[x.Expr]:
    if isinstance(where, x.And):
        for part in where.parts:
            yield from _parts(part)
    elif where is not None:
        yield where


def _names(needed: Sequence[x.Expr | None], where: x.Expr | None) -> list[str]:
    """The fields without which nothing would be counted."""
    hard = [each for each in _parts(where) if not all(isinstance(node, SIMPLE) for node in walk(each))]
    return [each.name for each in needed if isinstance(each, x.FieldRef)] + [name for each in hard for name in _read(each)]


def _read(node: x.Expr) -> Iterator[str]:
    if isinstance(node, x.FieldRef):
        yield node.name
    elif not isinstance(node, OPEN) and not (isinstance(node, x.Apply) and node.function == "coalesce"):
        for child in children(node):
            yield from _read(child)
