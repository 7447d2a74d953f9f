"""Windows: which state serves them, what enters it, and how its value is read.

A window has two sides. What it counts is one `State`, shared by all windows that count the same; into it the events of a space
are entered. Who asks has keys of its own, and reads the state under them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import Protocol, cast

from msgspec import Struct, field

from bylaws.engine import calendar
from bylaws.engine.cells import Measure
from bylaws.engine.compile import Compiler, World
from bylaws.engine.compile_logic import conjunction
from bylaws.engine.frame import SHOWN_EVENTS, AtLeast, Compute, Frame, Note
from bylaws.engine.nulls import is_beyond, is_null, unite
from bylaws.engine.scope import Scope, Shapes, is_steady, reads_this
from bylaws.engine.spans import Rolling, Same, Span, This, Unit
from bylaws.engine.windows import SCAN_LIMIT, Entry, Floor, Kept, Last, Sliding, State, Weekly
from bylaws.events.event import Event
from bylaws.events.types import SCALES, Missing
from bylaws.policy import expressions as x
from bylaws.policy.walk import walk

Enter = Callable[[Frame], None]


class _Sides(Struct, frozen=True):
    """A window as it is read from `scope`, and how it is kept."""

    window: x.Window
    scope: Scope
    number: int
    scanned: bool
    kept: bool

    @property
    def inner(self) -> Scope:
        return self.scope.inside(self.window)


class Floors(Protocol):
    """Law in time: how far back the windows of a rule may reach."""

    def floor(self, owner: str, account: object) -> int:
        """The instant from which the clause of a rule, derivation or duty has bound an account; without one, anybody."""


class Windows(Struct, dict=True):
    """All windows of a policy. `elsewhere`: the rules and duties whose windows others compute; `told`: the rule whose windows tell

    their events. `floors`: under law in time. `enter`: by space, what each of its events enters.
    """

    world: World
    shapes: Shapes
    elsewhere: Collection[str] = ()
    told: str = ""
    floors: Floors | None = None
    enter: dict[Hashable, list[Enter]] = field(default_factory=dict)
    states: dict[Hashable, list[State]] = field(default_factory=dict)

    @cached_property
    def compiler(self) -> Compiler:
        """What compiles the expressions that windows read."""
        return Compiler(self.world, self.shapes, self.reader)

    def reader(self, window: x.Window, scope: Scope) -> Compute:
        """The closure that reads a window's value for the event judged."""
        number = self.shapes.of(window, scope)
        if scope.owner in self.elsewhere:
            return _given(number)
        scanned = any(reads_this(each) for each in (window.filter, window.argument) if each is not None)
        many = any(key.ours.type.name == "array" for key in window.keys)
        # Under law in time a window may begin within a calendar unit, which a summary of the unit cannot tell.
        cut = self.floors is not None and isinstance(window.over, x.CalendarSame)
        told = bool(self.told) and scope.owner == self.told
        sides = _Sides(window, scope, number, scanned, scanned or many or told or cut)
        states = self._states(sides)
        choose = self._choice(window.over, states)
        ours = [self.compiler.compile(key.ours, scope) for key in window.keys]
        if sides.kept:
            return self._kept_reader(sides, ours, cast(Callable[[Frame], Kept], choose))
        return _keyed(ours, _value(choose))

    def _states(self, sides: _Sides) -> list[State]:
        apart = sides.scope.owner if self.floors is not None else ""
        known = (self.shapes.state(sides.window, sides.scope), sides.kept, sides.inner.space, apart)
        if known not in self.states:
            # Known before its parts are compiled, which may read windows themselves.
            states = self.states[known] = [_state(sides, span, self._floor(sides)) for span in self._spans(sides.window.over)]
            self.enter.setdefault(sides.inner.space, []).append(self._enter(sides, states))
        return self.states[known]

    def _floor(self, sides: _Sides) -> Floor | None:
        """The cut is an account's own only where the account is a key."""
        floors, owner = self.floors, sides.scope.owner
        if floors is None or not owner:
            return None
        keys = sides.window.keys
        at = next((n for n, key in enumerate(keys) if isinstance(key.ours, x.FieldRef) and key.ours.name == "account"), None)
        if at is None:
            return lambda _key: floors.floor(owner, None)
        if len(keys) == 1:
            return lambda key: floors.floor(owner, key)
        return lambda key: floors.floor(owner, cast(tuple[object, ...], key)[at])

    def _spans(self, over: x.Over) -> list[Span]:
        """One span, or one for each value of a parameter that changes."""
        where = calendar.zone(self.world.timezone)
        match over:
            case x.CalendarThis():
                return [This(Unit(over.unit, where))]
            case x.CalendarSame():
                return [Same(Unit(over.unit, where), over.weeks)]
            case x.Rolling(x.Param() as length):
                return [Rolling(cast(int, value)) for value, _ in self.world.parameters[length.name].values]
            case x.Rolling():
                assert isinstance(over.length, x.Const)
                return [Rolling(cast(int, over.length.value))]

    def _choice(self, over: x.Over, states: list[State]) -> Callable[[Frame], State]:
        """The state that holds at the event's time."""
        if len(states) == 1:
            only = states[0]
            return lambda _frame: only
        assert isinstance(over, x.Rolling)
        assert isinstance(over.length, x.Param)
        parameter = self.world.parameters[over.length.name]
        return lambda frame: states[parameter.place_at(frame.at)]

    def _enter(self, sides: _Sides, states: list[State]) -> Enter:
        """Takes an event into the states, if it passes the filters that concern it alone, or a number too great keeps that open."""
        window, inner = sides.window, sides.inner
        passes = self._passes(sides)
        keys = _keys([self.compiler.compile(key.theirs, inner) for key in window.keys], window)
        argument = window.argument
        value = None if argument is None or sides.scanned else self.compiler.compile(argument, inner)
        ahead = self._ahead(sides) if sides.scanned else []
        add, beyond = _adder(sides, states, inner.space != inner.kind), _measure(window).beyond

        def enter(frame: Frame) -> None:
            passed = True if passes is None else passes(frame)
            if passed is not True and not is_beyond(passed):
                return
            found = keys(frame)
            if not found:
                return
            given = passed if passed is not True else None if value is None else value(frame)
            if is_beyond(given):
                given = beyond
            elif value is not None and is_null(given):
                if window.agg != "last":
                    return
                given = None
            for read in ahead:
                read(frame)
            add(frame, found, given)

        return enter

    def _passes(self, sides: _Sides) -> Compute | None:
        window, inner = sides.window, sides.inner
        parts = []
        if window.own and sides.scope.where is not None:
            parts.append(self.compiler.kept(sides.scope.where, inner))
        if window.filter is not None and not sides.scanned:
            parts.append(self.compiler.compile(window.filter, inner))
        return conjunction(parts) if parts else None

    def _ahead(self, sides: _Sides) -> list[Compute]:
        """What a scan will read of an event besides its fields: it is computed at the event's own time, before it changes."""
        window = sides.window
        nodes = [node for part in (window.filter, window.argument) if part is not None for node in walk(part)]
        wanted = (x.LetRef, x.LookUp, x.InList, x.Permitted)
        steady = (node for node in nodes if isinstance(node, wanted) and is_steady(node, frozenset()))
        return [self.compiler.compile(node, sides.inner) for node in steady]

    def _kept_reader(self, sides: _Sides, ours: list[Compute], choose: Callable[[Frame], Kept]) -> Compute:
        window = sides.window
        keys = _keys(ours, window, asking=True)
        keeps = self.compiler.optional(window.filter if sides.scanned else None, sides.inner)
        value = self.compiler.optional(window.argument if sides.scanned else None, sides.inner)
        told = sides.scope.owner == self.told and bool(self.told)

        def compute(frame: Frame) -> object:
            asked = [read(frame) for read in ours]
            if any(is_null(each) for each in asked):
                return unite(*asked)
            state = choose(frame)
            entries, beyond = state.within(keys(frame), frame.place)
            if window.agg == "last":
                entries = [entry for entry in entries if not entry.is_of(frame)]
            scanned = list(_scan(entries, frame, keeps, value)) if sides.scanned else [(each, each.value) for each in entries]
            counted = scanned if value is None else list(_with_values(scanned, window.agg))
            if beyond or told:
                frame.note(
                    sides.number,
                    Note(beyond, len(counted), tuple(_event(entry) for entry, _ in counted[-SHOWN_EVENTS:]) if told else ()),
                )
            return _shown(state.gathered(given for _, given in counted))

        return compute


def _given(number: int) -> Compute:
    def compute(frame: Frame) -> object:
        assert frame.given is not None
        value = frame.given[number]
        if not isinstance(value, AtLeast):
            return value
        frame.note(number, Note(True, value.count))
        return value.value

    return compute


def _state(sides: _Sides, span: Span, floor: Floor | None) -> State:
    window = sides.window
    measure = _measure(window)
    if sides.kept:
        return Kept(measure, span, SCAN_LIMIT if sides.scanned else None, floor)
    if isinstance(span, Same):
        return Weekly(measure, span)
    return Last(span, floor) if window.agg == "last" else Sliding(measure, span, floor)


def _measure(window: x.Window) -> Measure:
    argument = window.argument
    factor = Fraction(1)
    if argument is not None and argument.type.name in SCALES and window.type.name in SCALES:
        factor = Fraction(SCALES[window.type.name], SCALES[argument.type.name])
    return Measure(window.agg, factor.numerator, factor.denominator, window.span.words)


def _keys(reads: list[Compute], window: x.Window, asking: bool = False) -> Callable[[Frame], list[object]]:
    """The keys of an event, none if one is null; an array stands for each of its elements."""
    types = [(key.ours if asking else key.theirs).type.name for key in window.keys]
    if "array" not in types:
        return _one_key(reads)

    def compute(frame: Frame) -> list[object]:
        values = [read(frame) for read in reads]
        if any(is_null(value) for value in values):
            return []
        choices = [
            dict.fromkeys(cast(tuple[object, ...], v)) if kind == "array" else (v,) for v, kind in zip(values, types, strict=True)
        ]
        return [found[0] if len(found) == 1 else found for found in product(*choices)]

    return compute


def _one_key(reads: list[Compute]) -> Callable[[Frame], list[object]]:
    first = reads[0]

    def by_one(frame: Frame) -> list[object]:
        key = first(frame)
        return [] if key is None or type(key) is Missing else [key]

    def by_many(frame: Frame) -> list[object]:
        values = tuple([read(frame) for read in reads])
        for value in values:
            if value is None or type(value) is Missing:
                return []
        return [values]

    return by_one if len(reads) == 1 else by_many


def _keyed(ours: list[Compute], value: Callable[[Frame, object], object]) -> Compute:
    """Reads under the asker's key; a null key makes the fact null."""
    first = ours[0]

    def by_one(frame: Frame) -> object:
        key = first(frame)
        return key if key is None or type(key) is Missing else value(frame, key)

    def by_many(frame: Frame) -> object:
        values = tuple([read(frame) for read in ours])
        for each in values:
            if each is None or type(each) is Missing:
                return unite(*values)
        return value(frame, values)

    return by_one if len(ours) == 1 else by_many


def _value(choose: Callable[[Frame], State]) -> Callable[[Frame, object], object]:
    def compute(frame: Frame, key: object) -> object:
        state = choose(frame)
        if isinstance(state, Last):
            return _shown(state.value(key, frame.place, frame))
        assert isinstance(state, Sliding | Weekly)
        return _shown(state.value(key, frame.place))

    return compute


def _adder(sides: _Sides, states: list[State], apart: bool) -> Callable[[Frame, list[object], object], None]:
    """`apart`: the space's frames are its own, so that a frame is the token of its entry; else the event is."""
    record = sides.window.agg == "last" and sides.window.argument is None

    def add_values(frame: Frame, keys: list[object], value: object) -> None:
        given = frame.event if record and value is None else value
        for state in plain:
            for key in keys:
                state.add(key, frame.place, given)

    def add_entries(frame: Frame, keys: list[object], value: object) -> None:
        given = frame.event if record and value is None else value
        for state in whole:
            entry = Entry(frame if apart else frame.event, frame.place, given, frame if sides.kept else None)
            state.enter(keys, entry)

    plain = [state for state in states if isinstance(state, Sliding | Weekly)]
    whole = [state for state in states if isinstance(state, Last | Kept)]
    return add_values if plain else add_entries


def _scan(entries: list[Entry], frame: Frame, keeps: Compute | None, value: Compute | None) -> Iterator[tuple[Entry, object]]:
    """The entries that pass the filter as seen from the event judged, with the argument's values.

    A number too great that keeps open whether an entry passes is given in its value's stead.
    """
    for entry in entries:
        counted = entry.frame
        assert counted is not None
        counted.this = frame
        passed = True if keeps is None else keeps(counted)
        if is_beyond(entry.value) or is_beyond(passed):
            if passed is not False:
                yield entry, unite(entry.value, passed)
        elif passed is True:
            yield entry, entry.value if value is None else value(counted)
        counted.this = None


def _with_values(found: Iterable[tuple[Entry, object]], agg: str) -> Iterator[tuple[Entry, object]]:
    """A null is not counted, but a number too great is, and any null may be what the last event has."""
    for entry, given in found:
        if not is_null(given) or is_beyond(given):
            yield entry, given
        elif agg == "last":
            yield entry, None


def _event(entry: Entry) -> Event:
    assert entry.frame is not None
    return entry.frame.event


def _shown(value: object) -> object:
    return record_of(value) if isinstance(value, Event) else value


def record_of(event: Event) -> Mapping[str, object]:
    """The event as a record: its fields and what the envelope says of it."""
    return {"id": event.id, "source": event.source, "kind": event.kind, **event.fields, "at": event.at}
