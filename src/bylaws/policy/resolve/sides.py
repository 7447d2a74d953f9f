"""Keys that name one thing for two kinds of event."""

from __future__ import annotations

from typing import Final

from bylaws.events.kinds import ENVELOPE
from bylaws.events.types import Type
from bylaws.policy import surface
from bylaws.policy.checks import names_must_be_known
from bylaws.policy.resolve.resolver import Resolver
from bylaws.policy.resolve.scope import Scope
from bylaws.policy.resolve.types import fits

_ENVELOPE: Final = frozenset(field.name for field in ENVELOPE)


def on_one_side(resolver: Resolver, key: surface.Key, theirs: Scope, ours: Scope) -> bool:
    """Whether a key of one name is known to only one of the two kinds, which is then told.

    The name may stand behind `this.`, as it would in a condition on the other kind's events.
    """
    name = _name(key.theirs) if key.ours is None else None
    if name is None or theirs.blank or ours.blank or theirs.has(name.name) == ours.has(name.name):
        return False
    having, lacking = (theirs, ours) if theirs.has(name.name) else (ours, theirs)
    wanted = resolver.expression(name, having).type
    fields = lacking.kind.fields() if lacking.kind else {}
    fitting = [each for each, kind in fields.items() if each not in _ENVELOPE and fits(element_of(kind), element_of(wanted))]
    fitting.sort(key=lambda each: element_of(fields[each]).name != element_of(wanted).name)
    pattern = f"FIELD = {name.name}" if lacking is theirs else f"{name.name} = FIELD"
    resolver.report(names_must_be_known.key(name, lacking.kind.name if lacking.kind else "", pattern, fitting))
    return True


def element_of(kind: Type) -> Type:
    """What a key of this type is compared by: an array's elements, else itself."""
    return kind.of[0] if kind.name == "array" else kind


def _name(node: surface.Expr) -> surface.Ref | None:
    if isinstance(node, surface.Attr) and isinstance(node.base, surface.This):
        return surface.Ref(node.name.text, node.span)
    return node if isinstance(node, surface.Ref) else None
