"""The stream of a rule, derivation or duty, and what can be seen from each of its parts."""

from __future__ import annotations

from functools import cached_property

from msgspec.structs import replace

from bylaws.events.types import Type
from bylaws.policy import surface
from bylaws.policy.checks import each_must_go_through_an_array, kinds_must_be_known
from bylaws.policy.expressions import Expr
from bylaws.policy.program import Stream
from bylaws.policy.resolve.resolver import Resolver
from bylaws.policy.resolve.scope import KindView, Lets, Scope
from bylaws.policy.resolve.subject import subject_of
from bylaws.policy.resolve.types import UNKNOWN, known

Declaration = surface.Rule | surface.Derive | surface.Duty


class Judged:
    """One declaration that looks at events. `lost`: it stands in a circle, so that its kind is not looked for."""

    def __init__(self, resolver: Resolver, declaration: Declaration, clause: str, lost: bool = False) -> None:
        self.resolver = resolver
        self.declaration = declaration
        self.clause = clause
        self._lost = lost
        self.stream = declaration.after if isinstance(declaration, surface.Duty) else declaration.stream
        self.lets = Lets(self.stream.lets, resolver.expression, self._scope_before)
        fields = declaration.fields if isinstance(declaration, surface.Derive) else ()
        self.made = Lets(fields, resolver.expression, lambda _: self.scope)

    @property
    def name(self) -> str:
        named = self.declaration.kind if isinstance(self.declaration, surface.Derive) else self.declaration.name
        return named.text

    @cached_property
    def kind(self) -> KindView | None:
        if self._lost:
            return None
        found = self.resolver.kinds.get(self.stream.kind.text)
        if found is None:
            self.resolver.report(kinds_must_be_known.error(self.stream.kind, self.resolver.kinds.names(), self.resolver.dropped))
        return found

    @cached_property
    def _bare(self) -> Scope:
        """The event alone."""
        return Scope(self.kind, closed="where", blank=self.kind is None)

    @cached_property
    def each(self) -> tuple[str, Expr] | None:
        if self.stream.each is None:
            return None
        name, path = self.stream.each
        array = self.resolver.expression(path, self._bare)
        if known(array.type) and array.type.name != "array":
            self.resolver.report(each_must_go_through_an_array.error(array))
        return name.text, array

    @property
    def element(self) -> tuple[tuple[str, Type], ...]:
        if self.each is None:
            return ()
        name, array = self.each
        if array.type.name != "array":
            return ((name, UNKNOWN),)
        return ((name, replace(array.type.of[0], personal=array.type.personal or array.type.of[0].personal)),)

    @cached_property
    def where(self) -> Expr | None:
        if self.stream.where is None:
            return None
        return self.resolver.truth(self.stream.where, replace(self._bare, elements=self.element))

    def _scope_before(self, number: int) -> Scope:
        return Scope(self.kind, ((self.lets, number),), self.element, blank=self.kind is None)

    @cached_property
    def scope(self) -> Scope:
        """What `when` and all after it can see."""
        return self._scope_before(len(self.lets.lets))

    @cached_property
    def subject(self) -> Expr:
        return subject_of(self.resolver, self)

    def resolved(self) -> Stream:
        return Stream(self.stream.kind.text, self.each, self.where, self.lets.resolved())
