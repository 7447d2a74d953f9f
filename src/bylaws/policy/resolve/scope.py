"""What a name may mean at a place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from bylaws.events.catalogue import Kind
from bylaws.events.types import Type
from bylaws.policy import surface
from bylaws.policy.expressions import Const, Expr, LetRef, Window
from bylaws.policy.resolve.types import UNKNOWN
from bylaws.policy.walk import walk
from bylaws.source import Span


class KindView(Protocol):
    """A kind whose fields are found on demand."""

    name: str

    def field(self, name: str) -> Type | None: ...

    def names(self) -> tuple[str, ...]: ...

    def fields(self) -> Mapping[str, Type]:
        """All fields whose types can be known now."""
        ...

    def freeze(self) -> Kind: ...


class Lets:
    """The lets of one declaration, each resolved when first asked for.

    `scope` gives the scope in which the let of a number is read.
    """

    def __init__(
        self,
        lets: tuple[surface.Let, ...],
        resolve: Callable[[surface.Expr, Scope], Expr],
        scope: Callable[[int], Scope],
    ) -> None:
        self.lets = lets
        self._numbers = {let.name.text: number for number, let in reversed(list(enumerate(lets)))}
        self._resolve = resolve
        self._scope = scope
        self._done: dict[int, Expr] = {}
        self._busy: set[int] = set()
        self._windowed: set[int] = set()
        self.used: set[int] = set()

    def number(self, name: str) -> int | None:
        return self._numbers.get(name)

    def expr(self, number: int) -> Expr | None:
        """The resolved let; None if this very let is being resolved."""
        if number in self._busy:
            return None
        for earlier in range(len(self._done), number + 1):  # in order, so that a long chain of lets is no deep recursion
            if earlier not in self._done and earlier not in self._busy:
                self._finish(earlier)
        return self._done[number]

    def _finish(self, number: int) -> None:
        self._busy.add(number)
        expr = self._done[number] = self._resolve(self.lets[number].value, self._scope(number))
        self._busy.discard(number)
        if any(isinstance(each, Window) or (isinstance(each, LetRef) and self._leads_to_window(each.name)) for each in walk(expr)):
            self._windowed.add(number)

    def busy_with(self, name: str) -> bool:
        return self._numbers.get(name) in self._busy

    def type(self, name: str) -> Type | None:
        """None: no let is called so. Of a let that is being resolved the type is unknown."""
        number = self.number(name)
        if number is None:
            return None
        expr = self.expr(number)
        return UNKNOWN if expr is None else expr.type

    @property
    def settled(self) -> dict[str, Type]:
        """Those that can be known now: all, or while one is being resolved those resolved before."""
        if not self._busy:
            return {let.name.text: self.type(let.name.text) or UNKNOWN for let in self.lets}
        return {self.lets[number].name.text: expr.type for number, expr in self._done.items()}

    def unused(self) -> list[surface.Let]:
        """Those that nothing asked for."""
        return [let for number, let in enumerate(self.lets) if number not in self.used]

    def windowed(self, number: int) -> bool:
        """Whether a window stands in the let or in one that it uses."""
        return self.expr(number) is not None and number in self._windowed

    def _leads_to_window(self, name: str) -> bool:
        number = self.number(name)
        return number is not None and number in self._windowed

    def resolved(self) -> tuple[tuple[str, Expr], ...]:
        """All of them by name, in order."""
        return tuple((let.name.text, expr) for i, let in enumerate(self.lets) if (expr := self.expr(i)) is not None)


class Scope(Struct, frozen=True):
    """`kind`: of the event whose fields are meant (None where there is no event, or an unknown one).

    `lets`: tables, and how many of each can be seen. `around`: inside a window, the scope of the judged event. `closed`: why no
    window may stand here (`where`, `feed`, `example`), or empty.
    """

    kind: KindView | None = None
    lets: tuple[tuple[Lets, int], ...] = ()
    elements: tuple[tuple[str, Type], ...] = ()
    around: Scope | None = None
    closed: str = ""
    blank: bool = False  # the kind was not found: its fields are anything

    def element(self, name: str) -> Type | None:
        return next((kind for element, kind in reversed(self.elements) if element == name), None)

    def let(self, name: str) -> tuple[Lets, int] | None:
        for table, seen in self.lets:
            number = table.number(name)
            if number is not None and number < seen:
                return table, number
        return None

    def later_let(self, name: str) -> surface.Let | None:
        """A let of that name which is declared too late to be used here."""
        for table, _ in self.lets:
            number = table.number(name)
            if number is not None:
                return table.lets[number]
        return None

    def with_element(self, name: str, kind: Type) -> Scope:
        return replace(self, elements=(*self.elements, (name, kind)))

    def has(self, name: str) -> bool:
        """Whether the name is an element, a let or a field here."""
        if self.element(name) is not None or self.let(name) is not None:
            return True
        return self.kind is not None and name in self.kind.names()

    def names(self) -> list[str]:
        """Everything that could have been meant, nearest first."""
        lets = [let.name.text for table, seen in self.lets for let in table.lets[:seen]]
        return [name for name, _ in self.elements] + lets + list(self.kind.names() if self.kind else ())


def unknown(span: Span) -> Const:
    """Stands for what could not be resolved."""
    return Const(None, UNKNOWN, span)
