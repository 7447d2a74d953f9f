"""What names somebody is compared with a name, and not with what logs say where nobody is known."""

from __future__ import annotations

from collections.abc import Iterator

from bylaws.events.placeholders import placeholder
from bylaws.policy.checks.phrases import words
from bylaws.policy.expressions import Compare, Const, Expr, FieldRef, InValues, OfThis
from bylaws.policy.resolve.policy import Resolved
from bylaws.policy.walk import nodes
from bylaws.source import Diagnostic, Label, Severity

CODE = "placeholder-as-name"


def check(resolved: Resolved) -> Iterator[Diagnostic]:
    naming = _naming(resolved)
    feeds = tuple(each.feed for each in resolved.lists.values() if each.feed is not None)
    for node in nodes((*resolved.rules, *resolved.duties, *resolved.derives, *resolved.exceptions, *feeds)):
        if isinstance(node, InValues) and _field(node.item) in naming:
            yield from (_warning(_field(node.item), each) for each in node.values if _is_placeholder(each))
        elif isinstance(node, Compare) and node.op in ("=", "<>"):
            for one, other in ((node.left, node.right), (node.right, node.left)):
                if _field(one) in naming and _is_placeholder(other):
                    yield _warning(_field(one), other)


def _naming(resolved: Resolved) -> frozenset[str]:
    """The names of fields that name somebody in all kinds that logs tell, and that have them."""
    made = {each.kind for each in resolved.derives} | {"finding.made"}
    told = [field for name, kind in resolved.kinds.kinds.items() if "." in name and name not in made for field in kind.fields]
    return frozenset(each.name for each in told if each.is_identity) - {each.name for each in told if not each.is_identity}


def _field(value: Expr) -> str:
    """The field of an event that a value is, or an empty text."""
    inner = value.value if isinstance(value, OfThis) else value
    return inner.name if isinstance(inner, FieldRef) else ""


def _is_placeholder(value: Expr) -> bool:
    return isinstance(value, Const) and placeholder(value.value) is not None


def _warning(name: str, said: Expr) -> Diagnostic:
    message = f"`{name}` is never {words(said.span)}: where a log says so, nobody is known, and `{name}` is null"
    return Diagnostic(CODE, message, (Label(said.span),), f"ask for `{name} is null`, or `is not null`", Severity.WARNING)
