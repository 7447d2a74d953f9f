"""Typed expressions to closures.

Each expression becomes one function from a `Frame` to a value, specialised by its static types. Values that are dear or used
twice (lets, look-ups, windows, permits) are kept in the frame's memo, one slot for each meaning and space.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from typing import Final, cast

from msgspec import Struct, field
from msgspec.structs import replace

from bylaws.engine import compile_logic, compile_numbers, compile_texts
from bylaws.engine.frame import UNSET, Compute, Frame
from bylaws.engine.functions import Implementation
from bylaws.engine.lists import Looked
from bylaws.engine.nulls import is_null, overflow, unite
from bylaws.engine.permits import Argument, Holder, Permits, Verdict, entities_of
from bylaws.engine.scope import Scope, Shapes, is_steady
from bylaws.events.catalogue import Catalogue
from bylaws.events.types import Missing, entity
from bylaws.policy import expressions as x
from bylaws.policy.program import Parameter

_KEPT: Final = (x.LookUp, x.InList, x.Apply, x.Permitted, x.Window, x.Quantifier)
_ENVELOPE: Final = ("received_at", "id", "source", "kind")
_CUSTOMERS: Final = ("account", "user", "subject")


class Space(Struct):
    """The closures that share one memo; `size` is how many slots a frame of this space needs."""

    size: int = 0
    known: dict[int, Compute] = field(default_factory=dict)
    slots: dict[int, int] = field(default_factory=dict)

    def fresh(self) -> list[object]:
        return [UNSET] * self.size


class World(Struct):
    """What expressions read besides the event."""

    parameters: Mapping[str, Parameter]
    lists: Mapping[str, Looked]
    permits: Permits
    functions: Mapping[str, Implementation]
    kinds: Catalogue
    timezone: str


class Place(Struct, frozen=True):
    """Where in a tree the compiler stands: the scope, and the variables of the quantifiers around."""

    scope: Scope
    variables: frozenset[str] = frozenset()


class Compiler:
    """Compiles the expressions of one policy. `windows` makes the closure that reads a window's value."""

    def __init__(self, world: World, shapes: Shapes, windows: Callable[[x.Window, Scope], Compute]) -> None:
        self.world = world
        self.shapes = shapes
        self._windows = windows
        self._spaces: dict[Hashable, Space] = {}

    def space(self, scope: Scope) -> Space:
        return self._spaces.setdefault(scope.space, Space())

    def compile(self, node: x.Expr, scope: Scope) -> Compute:
        return self._at(node, Place(scope))

    def optional(self, node: x.Expr | None, scope: Scope) -> Compute | None:
        return None if node is None else self.compile(node, scope)

    def kept(self, node: x.Expr, scope: Scope) -> Compute:
        """Like `compile`, the value being computed once an event."""
        return self._kept(node, Place(scope), self._made)

    def slot(self, node: x.Expr, scope: Scope) -> int | None:
        """Where the value of a let is kept; None if it is read anew each time."""
        return self.space(scope).slots.get(self.shapes.of(node, scope))

    def _at(self, node: x.Expr, place: Place) -> Compute:
        if isinstance(node, x.LetRef):
            target = place.scope.let(node.name)
            return self._kept(target, replace(place, variables=frozenset()), self._made)
        if isinstance(node, _KEPT) and is_steady(node, place.variables):
            return self._kept(node, place, self._made)
        return self._made(node, place)

    def _kept(self, node: x.Expr, place: Place, make: Callable[[x.Expr, Place], Compute]) -> Compute:
        if isinstance(node, x.Const | x.FieldRef | x.LetRef):
            return self._at(node, place)
        space = self.space(place.scope)
        number = self.shapes.of(node, place.scope)
        found = space.known.get(number)
        if found is None:
            compute = make(node, place)
            slot = space.slots[number] = space.size
            space.size += 1
            found = space.known[number] = _remembering(compute, slot)
        return found

    def _made(self, node: x.Expr, place: Place) -> Compute:
        match node:
            case x.Const():
                value = node.value
                return lambda _frame: value
            case x.Param():
                return _parameter(self.world.parameters[node.name])
            case x.FieldRef():
                return field_reader(node.name)
            case x.LetRef():
                return self._at(node, place)
            case x.ElementRef():
                name = node.name
                return lambda frame: frame.element_of(name)
            case x.OfThis():
                assert place.scope.this is not None
                return _of_this(self._at(node.value, Place(place.scope.this)))
            case x.Window():
                return self._windows(node, place.scope)
            case x.LookUp() | x.InList():
                return self._listed(node, place)
            case x.Apply():
                return self._applied(node, place)
            case x.Permitted():
                verdict = self.verdict(node, place.scope, place.variables)
                return lambda frame: verdict(frame).value
            case _:
                return self._operation(node, place)

    def _operation(self, node: x.Expr, place: Place) -> Compute:
        read = partial(self._at, place=place)
        match node:
            case x.Arithmetic() | x.Negate():
                return compile_numbers.compute(node, read, self.world.timezone)
            case x.Compare():
                return compile_numbers.compare(node, read)
            case x.TextTest() | x.InValues() | x.InArray():
                return compile_texts.test(node, read)
            case x.Column():
                return _column(read(node.record), node.name)
            case x.MapValue():
                return _map_value(read(node.map), read(node.key))
            case x.Quantifier():
                inner = replace(place, variables=place.variables | {node.variable})
                return compile_logic.quantifier(node, read(node.array), self._at(node.condition, inner))
            case _:
                return compile_logic.combine(node, read)

    def _listed(self, node: x.LookUp | x.InList, place: Place) -> Compute:
        table = self.world.lists[node.list]
        if isinstance(node, x.InList):
            return _in_list(table, self._at(node.item, place), node.negated)
        return _look_up(table, [self._at(key, place) for key in node.keys])

    def _applied(self, node: x.Apply, place: Place) -> Compute:
        arguments = [self._at(each, place) for each in node.arguments if each is not None]
        if node.function in ("coalesce", "greatest", "least"):
            given = [each for each in node.arguments if each is not None]
            arguments = [compile_numbers.rescaled(read, each.type, node.type) for read, each in zip(arguments, given, strict=True)]
        if node.function == "coalesce":
            return self._coalesced(arguments)
        found = self.world.functions.get(node.function)
        return _nothing if found is None else _application(found, arguments, node.span.text)

    def _coalesced(self, arguments: Sequence[Compute]) -> Compute:
        return compile_logic.coalesce(arguments)

    def verdict(
        self, node: x.Permitted, scope: Scope, variables: frozenset[str] = frozenset(), *, others: bool = False
    ) -> Callable[[Frame], Verdict]:
        """What the permits say, with the one that came nearest; `others`: or one that was given to somebody else."""
        place = Place(scope, variables)
        arguments = [(name, each.type, self._at(each, place)) for name, each in node.arguments]
        holders = [(entities_of(each.type), self._at(each, Place(scope))) for each in holders_of(node, scope.subject)]
        at = None if node.at is None else self._at(node.at, place)
        permits, kind = self.world.permits, node.kind

        def judge(frame: Frame) -> Verdict:
            when = frame.at if at is None else at(frame)
            if is_null(when):
                return Verdict(cast(Missing | None, when))
            given = [Argument(name, type_, read(frame)) for name, type_, read in arguments]
            asked = [Holder(entities, read(frame)) for entities, read in holders]
            return permits.judge(kind, asked, given, cast(int, when), others=others)

        return judge


def holders_of(node: x.Permitted, subject: x.Expr | None) -> list[x.Expr]:
    """Whose permits count: the finding's subject; where that is no customer (a seat, an address), the event's too."""
    named = [] if subject is None else [subject]
    if subject is not None and subject.type.name == "entity" and subject.type.entity in _CUSTOMERS:
        return named
    customer = entity("account")
    return [*named, x.FieldRef("account", customer, node.span), x.FieldRef("tenant", customer, node.span)]


def field_reader(name: str) -> Compute:
    """Reads a field of the event; null is `Missing`. What the envelope has is read there unless a field hides it."""
    missing = Missing((name,))
    if name == "at":
        return lambda frame: frame.event.at

    def read(frame: Frame) -> object:
        value = frame.fields.get(name)
        return missing if value is None else value

    def read_envelope(frame: Frame) -> object:
        value = frame.fields.get(name)
        if value is None:
            value = getattr(frame.event, name)
        return missing if value is None else value

    return read_envelope if name in _ENVELOPE else read


def _remembering(compute: Compute, slot: int) -> Compute:
    def read(frame: Frame) -> object:
        value = frame.memo[slot]
        if value is UNSET:
            value = frame.memo[slot] = compute(frame)
        return value

    return read


def _parameter(parameter: Parameter) -> Compute:
    if len(parameter.values) == 1:
        ((value, _),) = parameter.values
        return lambda _frame: value
    return lambda frame: parameter.at(frame.at)


def _of_this(read: Compute) -> Compute:
    def compute(frame: Frame) -> object:
        assert frame.this is not None
        return read(frame.this)

    return compute


def _column(record: Compute, name: str) -> Compute:
    def compute(frame: Frame) -> object:
        row = record(frame)
        return row.get(name) if isinstance(row, Mapping) else row

    return compute


def _map_value(values: Compute, key: Compute) -> Compute:
    def compute(frame: Frame) -> object:
        found, wanted = values(frame), key(frame)
        if is_null(found) or is_null(wanted):
            return unite(found, wanted)
        return cast(Mapping[object, object], found).get(wanted)

    return compute


def _look_up(table: Looked, keys: list[Compute]) -> Compute:
    def by_one(frame: Frame) -> object:
        key = first(frame)
        return key if key is None or type(key) is Missing else table.look_up(key, frame.at)

    def by_many(frame: Frame) -> object:
        found = tuple(read(frame) for read in keys)
        if any(is_null(each) for each in found):
            return unite(*found)
        return table.look_up(found, frame.at)

    first = keys[0]
    return by_one if len(keys) == 1 else by_many


def _in_list(table: Looked, item: Compute, negated: bool) -> Compute:
    def compute(frame: Frame) -> object:
        value = item(frame)
        return value if value is None or type(value) is Missing else table.has(value, frame.at) is not negated

    return compute


def _application(implementation: Implementation, arguments: list[Compute], text: str) -> Compute:
    def compute(frame: Frame) -> object:
        values = [read(frame) for read in arguments]
        for value in values:
            if value is None or type(value) is Missing:
                return unite(*values)
        try:
            return implementation(*values)
        except (OverflowError, ValueError):
            return overflow(text)

    return compute


def _nothing(_frame: Frame) -> object:
    """A content function that is not installed: an absent null."""
    return None
