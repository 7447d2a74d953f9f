"""The comparisons of a rule that decide by how much: a fact on one side, its threshold on the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from bylaws.events.types import TRUTH, Type
from bylaws.policy.expressions import And, Arithmetic, Compare, Const, Expr, LetRef, Negate, Not, Or, Param, Window
from bylaws.policy.program import Program, Rule
from bylaws.policy.walk import walk
from bylaws.study.thresholds import SIDES, TURNED

NEGATED: Final = {">": "<=", ">=": "<", "<": ">=", "<=": ">"}
UPWARD: Final = (">", ">=")


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison in a rule's `when`, turned such that the rule finds if the fact is `op` the bound.

    `negated`: that is so if it is false as written. `steady`: the bound is one number throughout; else it differs from event to
    event, or from date to date.
    """

    node: Compare
    fact: Expr
    op: str
    bound: Expr
    negated: bool
    steady: bool

    @property
    def text(self) -> str:
        """As the author wrote it."""
        return self.node.span.words

    @property
    def name(self) -> str:
        """What the fact is called."""
        return self.fact.span.words

    @property
    def sign(self) -> str:
        return SIDES[self.op]

    @property
    def type(self) -> Type:
        """In what the fact is shown; a number that is compared with a share is one."""
        return self.bound.type if (self.fact.type.name, self.bound.type.name) == ("decimal", "share") else self.fact.type

    @property
    def is_upward(self) -> bool:
        """Whether greater facts are found."""
        return self.op in UPWARD

    @property
    def parameters(self) -> tuple[str, ...]:
        """The numbers of the policy that the bound is made of."""
        return tuple(dict.fromkeys(node.name for node in walk(self.bound) if isinstance(node, Param)))


def comparisons(program: Program, rule: Rule) -> list[Comparison]:
    """The comparisons of numbers that a rule's `when` is made of, in the order of the text; not those within windows."""
    return [found for node, negated in _decisive(rule.when, False) if (found := _comparison(program, node, negated))]


def decided(rule: Rule, comparison: Comparison, beyond: bool) -> Rule:
    """The rule as if a fact were always, or never, beyond its threshold."""
    node = comparison.node
    return replace(rule, when=_with(rule.when, node, Const(beyond is not comparison.negated, TRUTH, node.span)))


def _decisive(node: Expr, negated: bool) -> Iterator[tuple[Compare, bool]]:
    """Comparisons that `and`, `or` and `not` join, each with whether it counts the other way round."""
    match node:
        case Compare():
            yield node, negated
        case And() | Or():
            for part in node.parts:
                yield from _decisive(part, negated)
        case Not():
            yield from _decisive(node.value, not negated)


def _comparison(program: Program, node: Compare, negated: bool) -> Comparison | None:
    if node.op not in SIDES or not node.left.type.is_quantity or not node.right.type.is_quantity:
        return None
    left, right = _is_steady(program, node.left), _is_steady(program, node.right)
    if left and right:
        return None
    turned = left or (not right and _is_fact(node.right) and not _is_fact(node.left))
    fact, bound, op = (node.right, node.left, TURNED[node.op]) if turned else (node.left, node.right, node.op)
    return Comparison(node, fact, NEGATED[op] if negated else op, bound, negated, left or right)


def _is_fact(node: Expr) -> bool:
    return isinstance(node, LetRef | Window)


def _is_steady(program: Program, node: Expr) -> bool:
    match node:
        case Const():
            return True
        case Param():
            return len(program.parameters[node.name].values) == 1
        case Arithmetic():
            return _is_steady(program, node.left) and _is_steady(program, node.right)
        case Negate():
            return _is_steady(program, node.value)
        case _:
            return False


def _with(node: Expr, old: Compare, new: Expr) -> Expr:
    match node:
        case Compare():
            return new if node is old else node
        case And() | Or():
            return replace(node, parts=tuple(_with(part, old, new) for part in node.parts))
        case Not():
            return replace(node, value=_with(node.value, old, new))
        case _:
            return node
