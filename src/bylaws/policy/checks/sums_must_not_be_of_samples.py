"""A sum of sampled traffic is multiplied by the rate of sampling."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bylaws.policy.expressions import Expr, FieldRef, Window
from bylaws.policy.resolve.policy import Resolved
from bylaws.policy.walk import through, walk
from bylaws.source import Diagnostic, Label, Severity

CODE = "sampled-sum"

SAMPLED: Final = frozenset({"packets", "bytes"})
RATE: Final = "sampling_rate"


def check(resolved: Resolved) -> Iterator[Diagnostic]:
    for rule in resolved.rules:
        lets = dict(rule.stream.lets)
        for window in _windows((rule.stream.lets, rule.when, rule.unless, rule.severity)):
            kind = resolved.kinds.kinds.get(window.kind)
            if window.agg == "sum" and window.argument is not None and kind is not None and kind.field(RATE) is not None:
                yield from _judge(window.argument, lets)


def _windows(part: object) -> Iterator[Window]:
    if isinstance(part, tuple):
        for each in part:
            yield from _windows(each)
    elif isinstance(part, Expr):
        yield from (each for each in walk(part) if isinstance(each, Window))


def _judge(argument: Expr, lets: dict[str, Expr]) -> Iterator[Diagnostic]:
    fields = {each.name for each in through(argument, lets) if isinstance(each, FieldRef)}
    sampled = sorted(fields & SAMPLED)
    if sampled and RATE not in fields:
        message = f"`{sampled[0]}` is sampled one in `{RATE}`; this sum is of the sample"
        help = f"`sum({argument.span.words} * {RATE})`"
        yield Diagnostic(CODE, message, (Label(argument.span),), help, Severity.WARNING)
