"""Expressions: from what was written to what is meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bylaws.policy import surface
from bylaws.policy.checks import conditions_must_be_true_or_false
from bylaws.policy.expressions import Const, Expr
from bylaws.policy.resolve import calls, lookups, names, operations, tests, windows
from bylaws.policy.resolve.kinds import Kinds
from bylaws.policy.resolve.literals import constant
from bylaws.policy.resolve.scope import Scope, unknown
from bylaws.policy.resolve.types import known
from bylaws.source import Diagnostic

if TYPE_CHECKING:
    from bylaws.policy.program import ListDecl, Parameter
    from bylaws.policy.resolve.judged import Judged
    from bylaws.policy.resolve.lists import Lists


class Resolver:
    """One compilation: what is declared, and the diagnostics so far.

    `accusing`: rules and duties by name; `dropped`: names that `drop` took away, for messages; `used`: parameters and lists that
    something uses; `on_disk`: list files are looked for. Every mistake is reported once, however often its place is resolved.
    """

    def __init__(self, kinds: Kinds, zone: ZoneInfo, *, on_disk: bool = False) -> None:
        self.kinds = kinds
        self.zone = zone
        self.parameters: Mapping[str, Parameter] = {}
        self.on_disk = on_disk
        self.accusing: dict[str, Judged] = {}
        self.dropped: frozenset[str] = frozenset()
        self.used: set[str] = set()
        self.lists: Lists
        self._told: dict[tuple[str, int, int, str], Diagnostic] = {}

    def report(self, diagnostic: Diagnostic) -> None:
        span = diagnostic.span
        self._told.setdefault((diagnostic.code, span.start, span.end, span.file.path), diagnostic)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        return tuple(self._told.values())

    def expression(self, node: surface.Expr, scope: Scope) -> Expr:
        """The typed expression; of unknown type where something was wrong, which has then been reported."""
        return _RESOLVE[type(node)](self, node, scope)

    def truth(self, node: surface.Expr, scope: Scope) -> Expr:
        """The same for a condition."""
        found = self.expression(node, scope)
        if known(found.type) and found.type.name != "truth":
            self.report(conditions_must_be_true_or_false.error(found))
            return unknown(node.span)
        return found

    def declared_list(self, name: str) -> ListDecl | None:
        return self.lists.get(name)


def _fact(resolver: Resolver, node: surface.Fact, scope: Scope) -> Expr:
    return windows.window(resolver, node, scope)


def _call(resolver: Resolver, node: surface.Call, scope: Scope) -> Expr:
    return calls.call(resolver, node, scope)


def _literal(_resolver: Resolver, node: surface.Literal, _scope: Scope) -> Const:
    return constant(node)


_RESOLVE: dict[type, Callable[[Resolver, Any, Scope], Expr]] = {
    surface.Literal: _literal,
    surface.Ref: names.ref,
    surface.This: names.this_alone,
    surface.Attr: names.attr,
    surface.Index: lookups.index,
    surface.Call: _call,
    surface.Fact: _fact,
    surface.Binary: operations.binary,
    surface.Not: operations.negation,
    surface.Negative: operations.negative,
    surface.Within: tests.within,
    surface.Between: tests.between,
    surface.NullTest: tests.null_test,
}
