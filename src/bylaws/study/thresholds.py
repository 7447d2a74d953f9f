"""How far the facts of findings lie from the numbers that the policy names."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from msgspec import Struct

from bylaws.engine.finding import Finding
from bylaws.events.types import SCALES, Type
from bylaws.policy.expressions import Arithmetic, Column, Compare, Const, Expr, FieldRef, LetRef, Param
from bylaws.policy.program import Program
from bylaws.policy.walk import walk

SIDES: Final = {">": ">", ">=": "≥", "<": "<", "<=": "≤"}
TURNED: Final = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
OPERATORS: Final[Mapping[str, Callable[[float, float], float]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


class Threshold(Struct, frozen=True):
    """A comparison in a rule's `when` between a fact and something that findings let us compute."""

    rule: str
    fact: str
    op: str
    bound: Expr
    type: Type


class Measured(Struct, frozen=True):
    """One finding against a threshold, both in the fact's unit (seconds, kilometres, units of currency …)."""

    finding: Finding
    value: float
    bound: float

    @property
    def ratio(self) -> float:
        return self.value / self.bound


def thresholds(program: Program) -> list[Threshold]:
    """The comparisons worth plotting, rule by rule in the policy's order."""
    return [found for rule in program.rules for found in _of_rule(rule.name, rule.when)]


def measure(program: Program, threshold: Threshold, finding: Finding) -> Measured | None:
    """The finding's fact and bound; None where either is unknown, or the bound is not positive."""
    value = _number(finding.facts.get(threshold.fact), threshold.type)
    bound = _value(program, threshold.bound, finding)
    return None if value is None or bound is None or bound <= 0 or value < 0 else Measured(finding, value, bound)


def _of_rule(rule: str, when: Expr) -> Iterator[Threshold]:
    for node in walk(when):
        if not isinstance(node, Compare) or node.op not in SIDES:
            continue
        if isinstance(node.left, LetRef) and _plottable(node.left.type):
            yield Threshold(rule, node.left.name, node.op, node.right, node.left.type)
        elif isinstance(node.right, LetRef) and _plottable(node.right.type):
            yield Threshold(rule, node.right.name, TURNED[node.op], node.left, node.right.type)


def _plottable(type: Type) -> bool:
    return type.is_quantity


def _value(program: Program, node: Expr, finding: Finding) -> float | None:
    match node:
        case Const():
            return _number(node.value, node.type)
        case Param():
            return _number(program.parameters[node.name].at(finding.at), node.type)
        case LetRef():
            return _number(finding.facts.get(node.name), node.type)
        case FieldRef():
            return _number(finding.fields.get(node.name), node.type)
        case Column(record=LetRef(name=name)):
            row = finding.facts.get(name)
            return _number(row.get(node.name), node.type) if isinstance(row, dict) else None
        case Arithmetic() if node.op in OPERATORS:
            return _arithmetic(program, node, finding)
        case _:
            return None


def _arithmetic(program: Program, node: Arithmetic, finding: Finding) -> float | None:
    left = _value(program, node.left, finding)
    right = _value(program, node.right, finding)
    if left is None or right is None or (node.op == "/" and right == 0):
        return None
    return OPERATORS[node.op](left, right)


def _number(value: object, type: Type) -> float | None:
    if not isinstance(value, int) or isinstance(value, bool) or not type.is_quantity:
        return None
    return value / SCALES[type.name]
