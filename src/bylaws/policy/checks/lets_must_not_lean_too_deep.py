"""Lets that lean on each other are no deeper, written out, than one condition may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bylaws.policy.expressions import Expr, LetRef
from bylaws.policy.parse import MOST_NESTED
from bylaws.policy.resolve.policy import Resolved
from bylaws.policy.walk import children
from bylaws.source import Diagnostic, Label

CODE = "too-deep"

Lets = tuple[tuple[str, Expr], ...]


def check(resolved: Resolved) -> Iterator[Diagnostic]:
    """Of each declaration the first let that is too deep."""
    streams = {each.name: each.stream.lets for each in resolved.rules} | {each.name: each.after.lets for each in resolved.duties}
    of_exceptions = (streams.get(each.rule, ()) + each.lets for each in resolved.exceptions)
    for lets in (*streams.values(), *(each.stream.lets for each in resolved.derives), *of_exceptions):
        yield from _first(lets)


def _first(lets: Lets) -> Iterator[Diagnostic]:
    depths: dict[str, int] = {}
    for name, value in lets:
        depths[name] = _depth(value, depths)
        if depths[name] > MOST_NESTED:
            message = f"`{name}` leans on lets that lean on others, {depths[name]} deep when written out; {MOST_NESTED} can be read"
            yield Diagnostic(CODE, message, (Label(value.span),), "begin from fields again, or make an event of a part by `derive`")
            return


def _depth(value: Expr, lets: Mapping[str, int]) -> int:
    deepest, waiting = 0, [(value, 1)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth - 1 + lets.get(node.name, 1) if isinstance(node, LetRef) else depth)
        waiting += [(each, depth + 1) for each in children(node)]
    return deepest
