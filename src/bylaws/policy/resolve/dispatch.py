"""Which file resolves which sort of expression."""

from __future__ import annotations

from typing import Final

from bylaws.policy import surface
from bylaws.policy.expressions import Const
from bylaws.policy.resolve import calls, lookups, names, operations, tests, windows
from bylaws.policy.resolve.literals import constant
from bylaws.policy.resolve.resolver import Resolver, Ways
from bylaws.policy.resolve.scope import Scope


def _literal(_resolver: Resolver, node: surface.Literal, _scope: Scope) -> Const:
    return constant(node)


WAYS: Final[Ways] = {
    surface.Literal: _literal,
    surface.Ref: names.ref,
    surface.This: names.this_alone,
    surface.Attr: names.attr,
    surface.Index: lookups.index,
    surface.Call: calls.call,
    surface.Fact: windows.window,
    surface.Binary: operations.binary,
    surface.Not: operations.negation,
    surface.Negative: operations.negative,
    surface.Within: tests.within,
    surface.Between: tests.between,
    surface.NullTest: tests.null_test,
}
