"""Events that a duty waits for, and on which of its debts they bear."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from bylaws.engine.compile import Compiler
from bylaws.engine.frame import Frame
from bylaws.engine.nulls import is_null
from bylaws.engine.scope import Scope, kind_scope
from bylaws.events.catalogue import Catalogue
from bylaws.events.types import entity
from bylaws.policy import expressions as x
from bylaws.policy.program import Duty, Watch
from bylaws.policy.walk import walk

Key = tuple[object, ...]


class Watched:
    """An event waited for: on which debts it bears.

    `alone`: its condition reads nothing of the debt. `asks`: what it asks of a trigger; the same numbers ask for the same.
    """

    def __init__(self, watch: Watch, duty: Duty, scope: Scope, compiler: Compiler) -> None:
        inner = kind_scope(watch.kind, scope)
        self.kind = watch.kind
        self._where = compiler.optional(watch.where, inner)
        pairs = pairs_of(watch, duty, compiler.world.kinds)
        self._theirs = [compiler.compile(theirs, inner) for theirs, _ in pairs]
        self._ours = [compiler.compile(ours, scope) for _, ours in pairs]
        self.alone = watch.where is None or not any(isinstance(node, x.OfThis) for node in walk(watch.where))
        self.asks = [compiler.shapes.of(ours, scope) for _, ours in pairs]

    def asked(self, trigger: Frame) -> Key | None:
        """What an event must show to bear on this trigger's debt; None if that is null."""
        key = tuple(read(trigger) for read in self._ours)
        return None if any(is_null(each) for each in key) else key

    def shown(self, frame: Frame) -> list[Key]:
        """What an event shows, none if the condition forbids it or a key is null; an array shows each of its elements."""
        if self.alone and self._where is not None and self._where(frame) is not True:
            return []
        values = [read(frame) for read in self._theirs]
        if any(is_null(each) for each in values):
            return []
        return list(product(*(each if isinstance(each, tuple) else (each,) for each in values)))

    def fits(self, frame: Frame, trigger: Frame) -> bool:
        """Whether the condition holds for this trigger, where it reads it."""
        if self.alone:
            return True
        assert self._where is not None
        frame.this = trigger
        held = self._where(frame) is True
        frame.this = None
        return held


def pairs_of(watch: Watch, duty: Duty, kinds: Catalogue) -> tuple[tuple[x.Expr, x.Expr], ...]:
    """What a watched event shows, and what a debt asks of it; equal where the event bears on the debt."""
    return watch.keys or tuple(_by_name(watch.kind, duty, kinds))


def _by_name(kind: str, duty: Duty, kinds: Catalogue) -> Iterator[tuple[x.Expr, x.Expr]]:
    """Without keys of its own a watched event agrees with the duty's key fields that it has too, by name."""
    known = kinds.kinds.get(kind)
    for theirs, ours in duty.expect.keys:
        named = [each for each in (ours, theirs) if isinstance(each, x.FieldRef) and known is not None and known.field(each.name)]
        if named:
            yield named[0], ours
    if not duty.expect.keys:
        yield _owing(duty.subject), duty.subject


def _owing(subject: x.Expr) -> x.Expr:
    """Whom an event concerns, to be compared with a duty's subject: the same field or constant, else the customer."""
    if isinstance(subject, x.Const) or (isinstance(subject, x.FieldRef) and subject.name != "subject"):
        return subject
    customer = entity("account")
    names = tuple(x.FieldRef(name, customer, subject.span) for name in ("account", "tenant"))
    return x.Apply("coalesce", names, customer, subject.span)
