"""What a compilation knows while it goes from what was written to what is meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from bylaws.policy import surface
from bylaws.policy.checks import conditions_must_be_true_or_false
from bylaws.policy.expressions import Expr
from bylaws.policy.program import ListDecl, Parameter
from bylaws.policy.resolve.kinds import Kinds, Maker
from bylaws.policy.resolve.scope import Scope, unknown
from bylaws.policy.resolve.types import known
from bylaws.source import Diagnostic


class DeclaredLists(Protocol):
    """The lists of a policy, by name."""

    def names(self) -> tuple[str, ...]: ...

    def get(self, name: str) -> ListDecl | None: ...


class Resolver:
    """One compilation: what is declared, and the diagnostics so far.

    `accusing`: rules and duties by name; `dropped`: names that `drop` took away, for messages; `used`: parameters and lists that
    something uses; `on_disk`: list files are looked for. Every mistake is reported once, however often its place is resolved.
    """

    def __init__(self, kinds: Kinds, zone: ZoneInfo, ways: Ways, *, on_disk: bool = False) -> None:
        self.kinds = kinds
        self.zone = zone
        self._ways = ways
        self.parameters: Mapping[str, Parameter] = {}
        self.on_disk = on_disk
        self.accusing: dict[str, Maker] = {}
        self.dropped: frozenset[str] = frozenset()
        self.used: set[str] = set()
        self.lists: DeclaredLists
        self._told: dict[tuple[str, int, int, str], Diagnostic] = {}

    def report(self, diagnostic: Diagnostic) -> None:
        span = diagnostic.span
        self._told.setdefault((diagnostic.code, span.start, span.end, span.file.path), diagnostic)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        return tuple(self._told.values())

    def expression(self, node: surface.Expr, scope: Scope) -> Expr:
        """The typed expression; of unknown type where something was wrong, which has then been reported."""
        return self._ways[type(node)](self, node, scope)

    def truth(self, node: surface.Expr, scope: Scope) -> Expr:
        """The same for a condition."""
        found = self.expression(node, scope)
        if known(found.type) and found.type.name != "truth":
            self.report(conditions_must_be_true_or_false.error(found))
            return unknown(node.span)
        return found

    def declared_list(self, name: str) -> ListDecl | None:
        return self.lists.get(name)


Ways = Mapping[type, Callable[[Resolver, Any, Scope], Expr]]
"""By sort of node, how it is resolved."""
