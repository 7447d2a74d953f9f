"""What each rule of a policy can see in an input, and what it lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Literal

from msgspec import Struct, field

from bylaws.engine.compile import Compiler, World
from bylaws.engine.frame import Compute, Frame
from bylaws.engine.functions import implementations
from bylaws.engine.permits import Permits
from bylaws.engine.scope import Shapes, kind_scope
from bylaws.events.event import Event
from bylaws.policy import expressions as x
from bylaws.policy.program import Derive, Duty, Program, Rule
from bylaws.study.blindness import blind_rules
from bylaws.study.inputs import Inputs
from bylaws.study.looks import ENVELOPE, Declared, Look, Looks, Names, causes, looks_of
from bylaws.study.silence import Silence, Silences
from bylaws.study.unknown import Unknown, unknown_members

State = Literal["sees", "in part", "blind"]
FUTURE: Final = "more than a day in the future"
MADE: Final = "finding.made"


class Lack(Struct, frozen=True):
    """Something that keeps a rule from seeing: wholly, or in part."""

    why: str
    wholly: bool


class Given(Struct, frozen=True):
    """On how many of the events that a rule looks at a field is given."""

    kind: str
    field: str
    events: int
    given: int


class Sight(Struct, frozen=True):
    """What a rule or duty can see."""

    name: str
    clause: str
    lacks: tuple[Lack, ...]
    fields: tuple[Given, ...]

    @property
    def state(self) -> State:
        if any(each.wholly for each in self.lacks):
            return "blind"
        return "in part" if self.lacks else "sees"


class Examination(Struct, frozen=True):
    """What was learnt of a policy's sight.

    `empty`: lists without any data, with the reason. `silenced`: by kind of which a source fell silent, the rules that hang on it;
    `unwatched`: events of sources beyond those that are watched. `late`: events beyond their kind's bound; `unstamped`: those that
    do not say when they were received, so that nobody can tell; `future`: rejects for times to come.
    """

    program: Program
    sights: Sequence[Sight]
    read: Mapping[str, int]
    empty: Mapping[str, str]
    silences: Sequence[Silence]
    silenced: Mapping[str, tuple[str, ...]]
    unwatched: int
    unknown: Sequence[Unknown]
    late: int
    unstamped: int
    future: int
    rejects: int
    inputs: Inputs
    first: int | None
    last: int | None

    @property
    def events(self) -> int:
        return sum(self.read.values())

    def of(self, state: State) -> list[Sight]:
        return [each for each in self.sights if each.state == state]


class _Counted(Struct):
    """A look with its counts."""

    look: Look
    filter: list[Compute]
    fields: tuple[Names, ...]
    tested: tuple[Names, ...]
    events: int = 0
    given: Counter[Names] = field(default_factory=Counter)

    def see(self, event: Event, frame: Frame) -> None:
        # What the rule asks for the absence of is looked for on all events of the kind.
        for names in self.tested:
            self.given[names] += _has(event, names)
        for condition in self.filter:
            if condition(frame) is False:
                return
        self.events += 1
        for names in self.fields:
            self.given[names] += _has(event, names)


def _has(event: Event, names: Names) -> bool:
    return any(event.fields.get(name) is not None for name in names)


class Examiner:
    """Learns from events in order what the rules of a policy can see. `rows`: by list that a file fills, how many it has."""

    def __init__(self, program: Program, rows: Mapping[str, int]) -> None:
        self.program = program
        self._rows = rows
        self._makers = causes(program)
        self._silences = Silences()
        declared: list[Declared] = [*program.rules, *program.duties, *program.derives]
        self._all = {id(each): looks_of(program, each) for each in declared}
        self._counted: dict[int, _Counted] = {}
        self._by_kind: dict[str, list[_Counted]] = {}
        compile_ = _plain_compiler(program)
        for looks in self._all.values():
            for look in looks.looks:
                self._watch(look, compile_)
        self.read: Counter[str] = Counter()
        self._unstamped = 0
        self._first: int | None = None
        self._last: int | None = None

    def _watch(self, look: Look, compile_: Callable[[x.Expr, str], Compute]) -> None:
        kind = self.program.kinds.kinds.get(look.kind)
        if kind is None:
            return
        always = {*ENVELOPE, kind.time}

        def countable(fields: set[Names]) -> tuple[Names, ...]:
            return tuple(sorted(each for each in fields if all(kind.field(name) for name in each) and not always & set(each)))

        counted = _Counted(
            look, [compile_(each, look.kind) for each in look.filter], countable(look.fields), countable(look.tested)
        )
        self._counted[id(look)] = counted
        self._by_kind.setdefault(look.kind, []).append(counted)

    def see(self, event: Event) -> None:
        """Takes in one event."""
        self.read[event.kind] += 1
        self._unstamped += event.received_at is None
        self._first = event.at if self._first is None else min(self._first, event.at)
        self._last = event.at if self._last is None else max(self._last, event.at)
        self._silences.see(event.source, event.kind, event.place)
        watching = self._by_kind.get(event.kind)
        if watching:
            frame = Frame(event, event.fields, event.at, event.place, [])
            for each in watching:
                each.see(event, frame)

    def examination(self, unknown: Mapping[str, int], late: int, reasons: Mapping[str, int], inputs: Inputs) -> Examination:
        """What was learnt; `unknown` counts members by `kind.member`, `reasons` rejects by reason."""
        program = self.program
        empty = self._empty()
        silences = self._silences.found()
        silent = {each.kind for each in silences}
        kinds = {each.name: self._kinds(each.name) for each in self._judging}
        silenced = {kind: tuple(name for name, read in kinds.items() if kind in read) for kind in sorted(silent)}
        verdicts = _Verdicts(program, self._all, self._counted, self.read, empty)
        return Examination(
            program,
            [verdicts.sight(each, tuple(sorted(kinds[each.name] & silent))) for each in self._judging],
            self.read,
            empty,
            silences,
            silenced,
            self._silences.unwatched,
            list(unknown_members(program, unknown)),
            late,
            self._unstamped,
            sum(count for reason, count in reasons.items() if FUTURE in reason),
            sum(reasons.values()),
            inputs,
            self._first,
            self._last,
        )

    @property
    def _judging(self) -> list[Rule | Duty]:
        return [*self.program.rules, *self.program.duties]

    def _empty(self) -> dict[str, str]:
        """The lists without any data."""
        found = {}
        for each in self.program.lists.values():
            if each.file and not self._rows.get(each.name):
                found[each.name] = f"{each.file} has no rows"
            elif each.feed is not None and not self._comes(each.feed.kind):
                found[each.name] = f"no event of kind {each.feed.kind} was read"
        return found

    def _comes(self, kind: str) -> bool:
        """Whether events of a kind were read, or are made by the policy itself."""
        return bool(self.read[kind]) or kind in self._makers or kind == MADE

    def _kinds(self, name: str) -> frozenset[str]:
        """The kinds of event that a rule hangs on, through findings and derived events."""
        makers = self._makers
        found: set[str] = set()
        waiting = list(makers[name])
        seen: set[int] = set()
        while waiting:
            declared = waiting.pop()
            if id(declared) in seen:
                continue
            seen.add(id(declared))
            for look in self._all[id(declared)].looks:
                found.add(look.kind)
                waiting += makers.get(look.kind, ())
        return frozenset(found)


class _Verdicts:
    """What each rule lacks, given what was counted."""

    def __init__(
        self,
        program: Program,
        looks: Mapping[int, Looks],
        counted: Mapping[int, _Counted],
        read: Mapping[str, int],
        empty: Mapping[str, str],
    ) -> None:
        self._program = program
        self._looks = looks
        self._counted = counted
        self._read = read
        self._empty = empty
        self._blind = blind_rules(program, read)
        self._makers = causes(program)

    def sight(self, declared: Rule | Duty, silent: tuple[str, ...]) -> Sight:
        lacks = dict.fromkeys(self._lacks(declared, frozenset()))
        wholly = [each for each in lacks if each.wholly]
        hushed = [Lack(f"a source of {kind} fell silent for longer than usual", False) for kind in silent]
        fields = tuple(dict.fromkeys(self._fields(self._looks[id(declared)])))
        return Sight(declared.name, declared.clause, (*wholly, *(each for each in lacks if not each.wholly), *hushed), fields)

    def _fields(self, looks: Looks) -> Iterator[Given]:
        for look in looks.looks:
            counted = self._counted.get(id(look))
            if counted is not None and look.kind not in self._makers:
                yield from (Given(look.kind, _named(each), counted.events, counted.given[each]) for each in counted.fields)
                seen = self._read.get(look.kind, 0)
                yield from (Given(look.kind, _named(each), seen, counted.given[each]) for each in counted.tested)

    def _lacks(self, declared: Declared, passed: frozenset[int]) -> Iterator[Lack]:
        if not isinstance(declared, Derive) and declared.name in self._blind:
            yield Lack(self._blind[declared.name], True)
            return
        looks = self._looks[id(declared)]
        yield from self._through(looks.own.kind, passed | {id(declared)})
        for look in looks.looks:
            yield from self._of_look(look, looks)
        for name, vital in looks.lists.items():
            if name in self._empty:
                yield Lack(f"the list {name} is empty: {self._empty[name]}", vital)

    def _through(self, kind: str, passed: frozenset[int]) -> Iterator[Lack]:
        """What keeps what it follows from seeing; where several things make its events, it is blind only if they all are."""
        makers = [each for each in self._makers.get(kind, ()) if id(each) not in passed]
        found = [list(self._lacks(each, passed)) for each in makers]
        wholly = bool(found) and all(any(each.wholly for each in lacks) for lacks in found)
        for lacks in found:
            yield from (Lack(f"{kind}: {each.why}" if kind not in each.why else each.why, wholly and each.wholly) for each in lacks)

    def _of_look(self, look: Look, looks: Looks) -> Iterator[Lack]:
        counted = self._counted.get(id(look))
        if counted is None or look.kind in self._makers or look.kind == MADE:
            return
        own = look is looks.own
        if not self._read.get(look.kind):
            if not own:
                what = "every debt looks missed" if look.kind == looks.expected else "what it counts of them is nothing"
                yield Lack(f"no event of kind {look.kind} was read: {what}", False)
            return
        which = f"{look.kind} events it {'looks at' if own else 'counts'}"
        for names in counted.fields:
            given, events, vital = counted.given[names], counted.events, names in look.vital
            if events and not given:
                yield Lack(f"{_named(names)} is given on none of the {events:,} {which}", own and vital)
            elif given < events and vital:
                yield Lack(f"{_named(names)} is given on {_share(given, events)} of the {events:,} {which}", False)
        for names in counted.tested:
            if not counted.given[names]:
                why = f"{_named(names)} is given on no {look.kind} event at all, so its absence tells nothing"
                yield Lack(why, False)


def _named(names: Names) -> str:
    return " or ".join(names)


def _share(given: int, events: int) -> str:
    """A percentage that is never rounded to all or nothing."""
    percent = min(max(given * 100 / events, 0.1), 99.9)
    return f"{percent:.3g} %"


def _plain_compiler(program: Program) -> Callable[[x.Expr, str], Compute]:
    """Compiles conditions that read nothing but the event itself."""

    functions, permits = implementations(program.timezone), Permits(program.currency)
    world = World(program.parameters, {}, permits, functions, program.kinds, program.timezone)
    compiler = Compiler(world, Shapes(), lambda _window, _scope: lambda _frame: None)
    return lambda node, kind: compiler.compile(node, kind_scope(kind))
