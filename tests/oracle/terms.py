"""Expressions as SQL: one term, a value and the cause of its null, for each node of the typed tree.

An expression is read on one row of a relation, `e` (the event judged) or `f` (an event that a window counts). Windows and
look-ups of `e` are computed beforehand as columns (`Scope.known`); those of `f` become correlated subqueries in place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from bylaws.events.types import SCALES
from bylaws.policy import expressions as x
from bylaws.policy.program import Program

from . import periods
from .sql import FALSE, TRUE, Term, all_of, any_of, column_type, literal, name, text


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an expression is read.

    `row`: the alias of the row. `known`: terms already computed as columns, by the node's identity. `outer`: the scope of `e`
    inside a window. `elements`: the SQL of each quantifier's variable. `renamed`: the lets of
    an exception, kept apart from its rule's. `nested`: translates windows, look-ups and permits. `subject`: whose permits count.
    `at`: the column of the field `at`, which is the trigger's where a debt falls due. `doubt`: what is read otherwise where
    nobody ever told of something.
    """

    program: Program
    row: str
    nested: Callable[[x.Expr, Scope], Term]
    known: Mapping[int, Term] = field(default_factory=dict)
    elements: Mapping[str, str] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    outer: Scope | None = None
    subject: x.Expr | None = None
    at: str = "@at"
    doubt: Callable[[x.Expr, Scope], Term | None] | None = None

    def column(self, called: str) -> str:
        return f"{self.row}.{name(called)}"


def let_column(called: str) -> str:
    return f"let {called}"


def flag(column: str) -> str:
    """The column that tells whether the null of `column` is a missing field's, or a number's too great to be held."""
    return f"{column} ?"


def overflow(column: str) -> str:
    """The column that tells whether it is such a number's."""
    return f"{column} !"


def term(node: x.Expr, scope: Scope) -> Term:
    if scope.doubt is not None and (doubted := scope.doubt(node, scope)) is not None:
        return doubted
    if id(node) in scope.known:
        return scope.known[id(node)]
    match node:
        case x.Const():
            return Term(literal(node.value, node.type))
        case x.Param():
            return Term(_parameter(node, scope))
        case x.FieldRef():
            column = scope.column(scope.at if node.name == "at" else META.get(node.name, node.name))
            return Term(column, f"({column} IS NULL)")
        case x.LetRef():
            column = let_column(scope.renamed.get(node.name, node.name))
            return Term(scope.column(column), scope.column(flag(column)), scope.column(overflow(column)))
        case x.ElementRef():
            return Term(scope.elements.get(node.name) or scope.column(f"each {node.name}"))
        case x.OfThis():
            assert scope.outer is not None
            return term(node.value, scope.outer)
        case x.Column():
            record = term(node.record, scope)
            return _strict(f"struct_extract({record.v}, {text(META.get(node.name, node.name))})", record)
        case x.Window() | x.LookUp() | x.Permitted() | x.InList():
            return scope.nested(node, scope)
        case x.Arithmetic() | x.Negate() | x.Compare() | x.Apply():
            return _computed(node, scope)
        case _:
            return _truth(node, scope)


META = {"at": "@at", "id": "@id", "source": "@source", "received_at": "@received"}


def _parameter(node: x.Param, scope: Scope) -> str:
    values = scope.program.parameters[node.name].values
    at = scope.column("@at")
    cases = [f"WHEN {at} < {until} THEN {literal(value, node.type)}" for value, until in values if until is not None]
    last = literal(values[-1][0], node.type)
    return f"CASE {' '.join(cases)} ELSE {last} END" if cases else last


def _strict(value: str, *operands: Term) -> Term:
    """A value that is null with any operand, and missing if one of them is."""
    return Term(value, *(any_of([getattr(each, lack) for each in operands]) for lack in "mod"))


def _held(exact: str, *operands: Term) -> Term:
    """A number computed of these operands, if it fits."""
    each, great = _strict(f"held({exact})", *operands), f"too_great({exact})"
    return Term(each.v, any_of([each.m, great]), any_of([each.o, great]), each.d)


def _computed(node: x.Expr, scope: Scope) -> Term:
    match node:
        case x.Arithmetic() if node.right.type.name == "period":
            left = term(node.left, scope)
            return _strict(periods.moved(left.v, node.right, scope, 1 if node.op == "+" else -1), left)
        case x.Arithmetic():
            left, right = term(node.left, scope), term(node.right, scope)
            exact = _arithmetic(node, left.v, right.v)
            return _strict(exact, left, right) if node.op == "mod" else _held(exact, left, right)
        case x.Negate():
            value = term(node.value, scope)
            return _held(f"(- {value.v})", value)
        case x.Compare():
            left, right = term(node.left, scope), term(node.right, scope)
            return _strict(_comparison(node, left.v, right.v), left, right)
        case x.Apply():
            return apply(node, [None if each is None else (each, term(each, scope)) for each in node.arguments])
    raise NotImplementedError(node)


def _arithmetic(node: x.Arithmetic, left: str, right: str) -> str:
    one, two, out = (SCALES[each.type.name] for each in (node.left, node.right, node))
    match node.op:
        case "+" | "-":
            return f"({_scaled(left, Fraction(out, one))} {node.op} {_scaled(right, Fraction(out, two))})"
        case "*":
            return _scaled(f"({left}) * ({right})", Fraction(out, one * two))
        case "/":
            factor = Fraction(out * two, one)
            return f"divided(({left}) * {factor.numerator}::HUGEINT, ({right}) * {factor.denominator}::HUGEINT)"
        case "mod" if one == two == out:
            return f"CASE WHEN ({right}) <> 0 THEN ({left}) % ({right}) END"
    raise NotImplementedError(node.op)


def _scaled(value: str, factor: Fraction) -> str:
    times = f"(({value}) * {factor.numerator}::HUGEINT)" if factor.numerator != 1 else f"({value})"
    return times if factor.denominator == 1 else f"divided({times}, {factor.denominator}::HUGEINT)"


def _comparison(node: x.Compare, left: str, right: str) -> str:
    one, two = (SCALES.get(each.type.name, 1) for each in (node.left, node.right))
    factor = Fraction(one, two)
    if factor != 1:
        left, right = f"({left}) * {factor.denominator}::HUGEINT", f"({right}) * {factor.numerator}::HUGEINT"
    return f"(({left}) {node.op} ({right}))"


def _truth(node: x.Expr, scope: Scope) -> Term:
    match node:
        case x.And() | x.Or():
            parts = [term(each, scope) for each in node.parts]
            value = (all_of if isinstance(node, x.And) else any_of)([f"({each.v})" for each in parts])
            return undecided(value, parts)
        case x.Not():
            inner = term(node.value, scope)
            return _strict(f"(NOT ({inner.v}))", inner)
        case x.IsNull():
            return Term(f"(({term(node.value, scope).v}) IS {'NOT ' if node.negated else ''}NULL)")
        case x.InValues():
            item = term(node.item, scope)
            values = ", ".join(literal(each.value, each.type) for each in node.values)
            return _strict(f"(({item.v}) {_not(node)}IN ({values}))", item)
        case x.InArray():
            item, array = term(node.item, scope), term(node.array, scope)
            return _strict(f"({_not(node)}list_contains({array.v}, {item.v}))", item, array)
        case x.TextTest():
            value, pattern = term(node.value, scope), term(node.pattern, scope)
            return _strict(f"({_not(node)}{_text_test(node, value.v, pattern.v)})", value, pattern)
        case x.Quantifier():
            return _quantifier(node, scope)
    raise NotImplementedError(node)


def _not(node: x.InValues | x.InArray | x.TextTest) -> str:
    return "NOT " if node.negated else ""


def undecided(value: str, parts: list[Term]) -> Term:
    """A value that some of its parts may decide; where none does, null for what all of them lack."""
    found = _strict(value, *parts)
    lacks = [FALSE if each == FALSE else f"(({value}) IS NULL AND {each})" for each in (found.m, found.o, found.d)]
    return Term(value, *lacks)


def _text_test(node: x.TextTest, value: str, pattern: str) -> str:
    match node.op:
        case "like":
            return f"(({value}) LIKE ({pattern}))"
        case "matches":
            return f"regexp_matches({value}, {pattern})"
    if node.value.type.name == "array":
        return f"list_contains({value}, {pattern})"
    return f"contains({value}, {pattern})"


def _quantifier(node: x.Quantifier, scope: Scope) -> Term:
    array = term(node.array, scope)
    variable = "every_" + node.variable
    inner = term(node.condition, replace(scope, elements={**scope.elements, node.variable: variable}))
    values = f"list_transform({array.v}, lambda {variable}: ({inner.v}))"
    deciding, other = (TRUE, FALSE) if node.op == "some" else (FALSE, TRUE)
    unknown = f"(list_count({values}) < len({array.v}))"
    decided = f"WHEN list_contains({values}, {deciding}) THEN {deciding}"
    value = f"CASE WHEN {array.v} IS NULL THEN NULL {decided} WHEN {unknown} THEN NULL ELSE {other} END"
    lacks = []
    for own, each in ((array.m, inner.m), (array.o, inner.o), (array.d, inner.d)):
        flags = f"list_transform({array.v}, lambda {variable}: ({each}))"
        lacks.append(f"(({own}) OR (({value}) IS NULL AND coalesce(list_contains({flags}, TRUE), FALSE)))")
    return Term(value, *lacks)


def apply(node: x.Apply, arguments: list[tuple[x.Expr, Term] | None]) -> Term:
    """The few functions that the random policies use."""
    given = [each for each in arguments if each is not None]
    terms = [each for _, each in given]
    match node.function:
        case "coalesce":
            value = "coalesce(" + ", ".join(as_result(each, node) for each in given) + ")"
            return undecided(value, terms)
        case "greatest" | "least":
            values = ", ".join(as_result(each, node) for each in given)
            picked = f"{node.function}({values})"
            known = all_of([f"({each.v}) IS NOT NULL" for each in terms])
            return _strict(f"CASE WHEN {known} THEN {picked} END", *terms)
        case "lower_share" | "upper_share":
            k, n, confidence = (each.v for each in terms)
            bound = f"wilson({k}, {n}, {confidence}, {TRUE if node.function == 'upper_share' else FALSE})"
            return _strict(f"CASE WHEN ({n}) > 0 THEN {bound} END", *terms)
        case "lower" | "upper":
            return _strict(f"{node.function}({terms[0].v})", *terms)
    raise NotImplementedError(node.function)


def as_result(given: tuple[x.Expr, Term], node: x.Apply) -> str:
    """An argument on the result's scale."""
    expression, each = given
    if not node.type.is_ordered:
        return f"({each.v})::{column_type(node.type)}"
    return _scaled(each.v, Fraction(SCALES[node.type.name], SCALES[expression.type.name]))
