"""Only declared lists are looked up."""

from __future__ import annotations

from bylaws.policy.surface import Ref
from bylaws.source import Diagnostic, Label
from bylaws.source.suggest import did_you_mean

CODE = "unknown-list"


def error(node: Ref, lists: tuple[str, ...]) -> Diagnostic:
    help = did_you_mean(node.name, lists, f'declare it: `list {node.name} by key type from "{node.name}.csv"`')
    return Diagnostic(CODE, f"there is no list `{node.name}`", (Label(node.span),), help)
