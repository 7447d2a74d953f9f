"""The comparisons of a rule that decide by how much: a fact on one side, its threshold on the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from bylaws.events.types import TRUTH, Type
from bylaws.policy.expressions import And, Apply, Arithmetic, Compare, Const, Expr, LetRef, Negate, Not, Or, Param, Window
from bylaws.policy.program import Program, Rule
from bylaws.policy.walk import walk
from bylaws.study.thresholds import SIDES, TURNED

NEGATED: Final = {">": "<=", ">=": "<", "<": ">=", "<=": ">"}
UPWARD: Final = (">", ">=")
MOST_LETS: Final = 100
"""Lets that are written out: those that lean twice on each other double with each step."""


class Comparison(Struct, frozen=True):
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
    """The comparisons of numbers that a rule's `when` is made of, those of its lets among them; not those within windows.

    One that counts both ways, as that of a let which is read with `not` and without, has no threshold to be moved.
    """
    ways: dict[int, set[bool]] = {}
    nodes: dict[int, Compare] = {}
    for node, negated in _decisive(_written_out(rule), False):
        nodes[id(node)] = node
        ways.setdefault(id(node), set()).add(negated)
    found = (_comparison(program, nodes[key], *negated) for key, negated in ways.items() if len(negated) == 1)
    return [each for each in found if each is not None]


def decided(rule: Rule, comparison: Comparison, beyond: bool) -> Rule:
    """The rule as if a fact were always, or never, beyond its threshold."""
    node = comparison.node
    return replace(rule, when=_with(_written_out(rule), node, Const(beyond is not comparison.negated, TRUTH, node.span)))


def _written_out(rule: Rule) -> Expr:
    """The rule's `when` with truths that it names by lets in their place, as long as that makes it no longer than is sensible."""
    lets, left = dict(rule.stream.lets), MOST_LETS

    def written(node: Expr) -> Expr:
        nonlocal left
        match node:
            case LetRef(name=name) if name in lets and left:
                left -= 1
                return written(lets[name])
            case And() | Or():
                return replace(node, parts=tuple(map(written, node.parts)))
            case Not():
                return replace(node, value=written(node.value))
            case Apply(arguments=(first, Const() as other)) if node.function == "coalesce" and first is not None:
                return replace(node, arguments=(written(first), other))
            case _:
                return node

    return written(rule.when)


def _decisive(node: Expr, negated: bool) -> Iterator[tuple[Compare, bool]]:
    """Comparisons that `and`, `or` and `not` join, each with whether it counts the other way round.

    `coalesce(comparison, false)` is one: what is not known is decided, as it is in any rule.
    """
    match node:
        case Compare():
            yield node, negated
        case And() | Or():
            for part in node.parts:
                yield from _decisive(part, negated)
        case Not():
            yield from _decisive(node.value, not negated)
        case Apply(arguments=(first, Const())) if node.function == "coalesce" and first is not None:
            yield from _decisive(first, negated)


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
        case Apply(arguments=(first, Const() as other)) if node.function == "coalesce" and first is not None:
            return replace(node, arguments=(_with(first, old, new), other))
        case _:
            return node
