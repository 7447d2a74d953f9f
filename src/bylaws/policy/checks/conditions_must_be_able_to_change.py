"""What is compared can come out in both ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from bylaws.policy.bounds import PART, Bounds, bounds, is_zero
from bylaws.policy.checks.phrases import words
from bylaws.policy.contradictions import contradictions
from bylaws.policy.expressions import And, Arithmetic, Compare, Const, Expr
from bylaws.policy.program import Derive, Duty, ExceptionDecl, Parameter, Rule
from bylaws.policy.resolve.policy import Resolved
from bylaws.policy.walk import nodes
from bylaws.source import Diagnostic, Label, Severity, Span

CODE = "settled-condition"

_CONSTANTS: Final = "compare something that an event or a fact tells"
_TOGETHER: Final = "join them by `or`, or leave one out"
_LESSER: Final = "name the lesser value first, or join two comparisons by `or`"
_NUMBERS: Final = "compare with a number that it can lie on both sides of"


def check(resolved: Resolved) -> Iterator[Diagnostic]:
    """Bounds are of values that are known, so what holds always may still be unknown; that makes no rule find."""
    accusing: tuple[Rule | Duty, ...] = (*resolved.rules, *resolved.duties)
    for each in (*accusing, *resolved.derives):
        yield from _judge(each, _lets(each), resolved.parameters)
    lets = {each.name: _lets(each) for each in accusing}
    for exception in resolved.exceptions:
        yield from _judge(exception, _bounded(exception.lets, lets.get(exception.rule, {})), resolved.parameters)


def _lets(declared: Rule | Derive | Duty) -> dict[str, Bounds]:
    return _bounded((declared.after if isinstance(declared, Duty) else declared.stream).lets, {})


def _bounded(lets: tuple[tuple[str, Expr], ...], before: Mapping[str, Bounds]) -> dict[str, Bounds]:
    """The bounds of lets, each of which may name those before it."""
    found = dict(before)
    for name, value in lets:
        found[name] = bounds(value, found)
    return found


def _judge(
    declared: Rule | Derive | Duty | ExceptionDecl, lets: Mapping[str, Bounds], parameters: Mapping[str, Parameter]
) -> Iterator[Diagnostic]:
    yield from _contradicted(declared, lets, parameters)
    for node in nodes(declared):
        if isinstance(node, Arithmetic) and node.op in ("/", "mod") and is_zero(node.right, lets):
            message = f"{words(node.span)} is never known, for nothing can be divided by 0"
            yield _warning(message, node.right.span, "divide by something else, or leave the condition out")
        elif isinstance(node, Compare):
            yield from _compared(node, lets)


def _contradicted(
    declared: Rule | Derive | Duty | ExceptionDecl, lets: Mapping[str, Bounds], parameters: Mapping[str, Parameter]
) -> Iterator[Diagnostic]:
    together = [node.parts for node in nodes(declared) if isinstance(node, And)]
    if isinstance(declared, Rule | Derive):
        together.insert(0, tuple(each for each in (declared.stream.where, declared.when) if each is not None))
    for one, other in dict.fromkeys(pair for parts in together for pair in contradictions(parts, lets, parameters)):
        if one == other:
            yield _warning(f"{words(one)} never holds", one, _LESSER)
        else:
            yield _warning(f"{words(other)} is at odds with {words(one)}: they never hold together", other, _TOGETHER)


def _compared(node: Compare, lets: Mapping[str, Bounds]) -> Iterator[Diagnostic]:
    if isinstance(node.left, Const) and isinstance(node.right, Const) and not node.left.type.is_quantity:
        yield _warning(f"{words(node.span)} compares two values that never change", node.span, _CONSTANTS)
        return
    left, right = bounds(node.left, lets), bounds(node.right, lets)
    always = _outcome(node.op, left, right)
    if always is not None:
        why = left.why or right.why
        message = f"{words(node.span)} {'always' if always else 'never'} holds" + (f", for {why}" if why else "")
        hundredth = next((each.value for each in (node.left, node.right) if isinstance(each, Const) and why == PART), None)
        help = f"write `{hundredth}%` for {hundredth} in a hundred" if hundredth in range(2, 101) else _NUMBERS
        yield _warning(message, node.span, help if why else _CONSTANTS)


def _outcome(op: str, left: Bounds, right: Bounds) -> bool | None:
    """Whether the comparison always or never holds; None if it depends."""
    if op in ("<", "<=", "=", "<>"):
        if op in ("=", "<>"):
            apart = _is_below(left, right, strictly=True) or _is_below(right, left, strictly=True)
            same = None not in (left.low, right.low) and left.low == left.high == right.low == right.high
            return (op == "<>") if apart else (op == "=") if same else None
        left, right = right, left
    strictly = op in ("<", ">")
    if _is_below(right, left, strictly=strictly):
        return True
    return False if _is_below(left, right, strictly=not strictly) else None


def _is_below(one: Bounds, other: Bounds, *, strictly: bool) -> bool:
    """Whether every value of `one` is below, or at most, every value of `other`."""
    if one.high is None or other.low is None:
        return False
    return one.high < other.low if strictly else one.high <= other.low


def _warning(message: str, span: Span, help: str) -> Diagnostic:
    return Diagnostic(CODE, message, (Label(span),), help, Severity.WARNING)
