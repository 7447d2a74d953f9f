"""What each rule of a policy can see in an input, and what it lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, Literal

from msgspec import Struct, field

from bylaws.engine.asks import plain_of
from bylaws.engine.frame import Compute, Frame
from bylaws.engine.lists import Row
from bylaws.engine.scope import stream_of
from bylaws.engine.unmet import plain_compiler
from bylaws.events.event import Event
from bylaws.events.rejects import Reason, RejectsFile
from bylaws.policy import expressions as x
from bylaws.policy.program import Duty, Program, Rule
from bylaws.study.alike import Alike, Sameness
from bylaws.study.asking import Asking
from bylaws.study.covering import Covering, Uncovered
from bylaws.study.idle import Said, idle_rules, unmatched
from bylaws.study.inputs import Inputs
from bylaws.study.lacks import Lack, Lacks, empty_lists, hushed, named
from bylaws.study.leaning import kinds_of
from bylaws.study.longer import Longer, longer_than
from bylaws.study.looks import Declared, Look, Looks, Names, causes, countable, looks_of
from bylaws.study.noughts import Nought
from bylaws.study.placed import Nobody
from bylaws.study.silence import Begun, Silence, Silences, Unjudged
from bylaws.study.strays import Stray, strays
from bylaws.study.timeless import timeless
from bylaws.study.unknown import Unknown, UnknownKind, unknown_kinds, unknown_members

State = Literal["sees", "in part", "blind"]
FUTURE: Final = "more than a day in the future"
APART: Final = 300_000_000
"""How far two clocks may go apart (microseconds) before it is said."""


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

    `empty`: lists without any data, with the reason. `idle`: by rule why there was nothing for it to judge. `unmatched`: as of a
    `Result`. `alike`: fields that tell nothing apart. `longer`: what counts over longer than the log goes back. `uncovered`: lists
    without a row for anything that is asked. `silenced`: by kind of which a source fell silent, the rules that hang on it;
    `unwatched`: events of sources beyond those that are watched; `unjudged`: sources of which too little came to tell a silence by;
    `begun`: those that began late; both of kinds that rules hang on. `late`: events beyond their kind's bound; `unstamped`: those
    that do not say when they were received, so that nobody can tell; `foreseen`: those received before they happened; `reasons`:
    why pieces were rejected; `future`: those for times to come; `ill_read` and `duplicates`: as of
    a `Result`, as are `strays`, `unknown_kinds`, `nobodies` and `noughts`. `read` counts each event once, `understood`
    (where it is known) all that was read.
    """

    program: Program
    sights: Sequence[Sight]
    read: Mapping[str, int]
    empty: Mapping[str, str]
    idle: Mapping[str, str]
    unmatched: Mapping[str, tuple[str, ...]]
    alike: Sequence[Alike]
    longer: Sequence[Longer]
    silences: Sequence[Silence]
    silenced: Mapping[str, tuple[str, ...]]
    unwatched: int
    unjudged: Sequence[Unjudged]
    begun: Sequence[Begun]
    uncovered: Sequence[Uncovered]
    unknown: Sequence[Unknown]
    late: int
    unstamped: int
    foreseen: int
    future: int
    rejects: int
    reasons: Sequence[Reason]
    ill_read: Mapping[str, tuple[int, int]]
    inputs: Inputs
    first: int | None
    last: int | None
    understood: Mapping[str, int] = field(default_factory=dict)
    duplicates: int = 0
    strays: Sequence[Stray] = ()
    unknown_kinds: Sequence[UnknownKind] = ()
    nobodies: Sequence[Nobody] = ()
    noughts: Sequence[Nought] = ()

    @property
    def events(self) -> int:
        """How many were read, those that were told again among them."""
        return sum((self.understood or self.read).values())

    @property
    def timeless(self) -> str:
        """As of a `Result`."""
        return timeless(self.first, self.last, self.events, self.program.timezone)

    @property
    def is_doubtful(self) -> bool:
        """Whether something beside what rules lack is probably not as it was meant: a permit, a clock, or a log given twice."""
        return any(each.is_doubtful for each in self.strays) or bool(
            self.foreseen or self.future or self.inputs.copies or self.timeless
        )

    def of(self, state: State) -> list[Sight]:
        return [each for each in self.sights if each.state == state]


class _Counted(Struct):
    """A look with its counts. `nowhere`: the fields that no event of the kind gave."""

    look: Look
    filter: list[Compute]
    fields: tuple[Names, ...]
    tested: tuple[Names, ...]
    nowhere: set[Names]
    events: int = 0
    given: Counter[Names] = field(default_factory=Counter)

    def see(self, event: Event, frame: Frame) -> bool:
        """Takes in an event of its kind; whether it is looked at."""
        # What the rule asks for the absence of is looked for on all events of the kind.
        for names in self.tested:
            self.given[names] += _has(event, names)
        if self.nowhere:
            self.nowhere = {names for names in self.nowhere if not _has(event, names)}
        for condition in self.filter:
            if condition(frame) is False:
                return False
        self.events += 1
        for names in self.fields:
            self.given[names] += _has(event, names)
        return True


def _has(event: Event, names: Names) -> bool:
    return any(event.fields.get(name) is not None for name in names)


class _Fed(Struct):
    """A list that events feed, with what an event must meet to tell a row, as far as the event itself shows it."""

    name: str
    filter: list[Compute]
    keys: tuple[str, ...]

    def is_told(self, event: Event, frame: Frame) -> bool:
        """Whether an event tells a row."""
        return all(_has(event, (key,)) for key in self.keys) and all(each(frame) is True for each in self.filter)


class Examiner:
    """Learns from events in order what the rules of a policy can see. `lists`: the rows of those that files fill, by name."""

    def __init__(self, program: Program, lists: Mapping[str, Sequence[Row]]) -> None:
        self.program = program
        self.rows = {name: len(rows) for name, rows in lists.items()}
        self._covering = Covering(program, lists)
        self._asking = Asking(program, lists)
        self._makers = causes(program)
        self._silences = Silences()
        declared: list[Declared] = [*program.rules, *program.duties, *program.derives]
        self._all = {id(each): looks_of(program, each) for each in declared}
        self._counted: dict[int, _Counted] = {}
        self._said = Said(program)
        self._by_kind: dict[str, list[_Counted]] = {}
        compile_ = plain_compiler(program)
        for looks in self._all.values():
            for look in looks.looks:
                self._watch(look, compile_)
        self._unfilled: dict[str, list[_Fed]] = {}
        for each in program.lists.values():
            if each.feed is not None:
                plain = [compile_(part, each.feed.kind) for part in plain_of(each.feed.where)]
                fed = _Fed(each.name, plain, tuple(name for name, _ in each.keys))
                self._unfilled.setdefault(each.feed.kind, []).append(fed)
        read = (
            (look.kind, name)
            for each in self._all.values()
            for look in each.looks
            for names in look.fields | look.tested
            for name in names
        )
        self._sameness = Sameness(program, read)
        self.read: Counter[str] = Counter()
        self.rejected: Mapping[str, int] = {}
        self._unstamped = self._foreseen = 0
        self._first: int | None = None
        self._last: int | None = None

    def _watch(self, look: Look, compile_: Callable[[x.Expr, str], Compute]) -> None:
        kind = self.program.kinds.kinds.get(look.kind)
        if kind is None:
            return
        plain = [compile_(each, look.kind) for each in look.filter]
        fields = countable(look.fields, kind)
        counted = self._counted[id(look)] = _Counted(look, plain, fields, countable(look.tested, kind), set(fields))
        self._by_kind.setdefault(look.kind, []).append(counted)

    def see(self, event: Event) -> None:
        """Takes in one event."""
        self.read[event.kind] += 1
        self._unstamped += event.received_at is None
        self._foreseen += event.received_at is not None and event.received_at < event.at - APART
        self._first = event.at if self._first is None else min(self._first, event.at)
        self._last = event.at if self._last is None else max(self._last, event.at)
        self._sameness.see(event)
        self._silences.see(event.source, event.kind, event.place)
        self._asking.see(event)
        self._said.see(event)
        watching, unfilled = self._by_kind.get(event.kind), self._unfilled.get(event.kind)
        if not watching and not unfilled:
            return
        frame = Frame(event, event.fields, event.at, event.place, [])
        for each in watching or ():
            if each.see(event, frame) and each.look.asked:
                self._covering.see(each.look.asked, event)
        if unfilled:
            self._unfilled[event.kind] = [each for each in unfilled if not each.is_told(event, frame)]

    @property
    def unfilled(self) -> frozenset[str]:
        """See `Seen`; a list whose feed hangs on windows or other lists counts as told by what may tell it."""
        return frozenset(each.name for fed in self._unfilled.values() for each in fed)

    @property
    def among(self) -> str:
        """See `Seen`."""
        return " it looks at"

    def events(self, look: Look) -> int:
        """See `Seen`."""
        return self._counted[id(look)].events

    def given(self, look: Look, names: Names) -> int:
        """See `Seen`."""
        return self._counted[id(look)].given[names]

    def anywhere(self, look: Look, names: Names) -> bool:
        """See `Seen`."""
        return names not in self._counted[id(look)].nowhere

    def examination(
        self,
        unknown: Mapping[str, int],
        late: int,
        rejects: RejectsFile,
        inputs: Inputs,
        ill_read: Mapping[str, tuple[int, int]] = MappingProxyType({}),
    ) -> Examination:
        """What was learnt; `unknown` counts members by `kind.member`."""
        program, self.rejected = self.program, rejects.kinds
        silences = self._silences.found()
        silent = {each.kind for each in silences}
        looks = {each.name: self._all[id(each)] for each in self._judging}
        kinds = kinds_of(program, self._all)
        read = frozenset().union(*kinds.values())
        silenced = {kind: tuple(name for name, read in kinds.items() if kind in read) for kind in sorted(silent)}
        begun = [each for each in self._silences.begun() if each.kind in read]
        lacks = Lacks(program, self, self._all)
        sights = [self._sight(each, lacks, hushed(kinds[each.name] & silent)) for each in self._judging]
        empty, idle, uncovered = empty_lists(program, self), self._idle(), self._covering.uncovered(looks)
        blind = {each.name for each in sights if each.state == "blind"}
        return Examination(
            program,
            sights,
            self.read,
            empty,
            idle,
            unmatched(program, self.read, self._asking.unmet, (blind, idle), {*empty, *(each.name for each in uncovered)}),
            self._sameness.found(),
            [] if self._first is None or self._last is None else longer_than(program, self._last - self._first),
            silences,
            silenced,
            self._silences.unwatched,
            [each for each in self._silences.unjudged() if each.kind in read],
            begun,
            uncovered,
            list(unknown_members(program, unknown)),
            late,
            self._unstamped,
            self._foreseen,
            sum(each.count for each in rejects.reasons if FUTURE in each.first.reason),
            rejects.count,
            rejects.reasons,
            ill_read,
            inputs,
            self._first,
            self._last,
            unknown_kinds=unknown_kinds(program, program.kinds, rejects.kinds),
            strays=strays([program], self._asking.granted),
        )

    def _idle(self) -> dict[str, str]:
        kinds = {each.name: stream_of(each).kind for each in self._judging}
        idle = idle_rules(self.program, self.read, self._asking.unmet)
        return {name: "; ".join([why, *self._said.words(name, kinds[name])]) for name, why in idle.items()}

    def _sight(self, declared: Rule | Duty, lacks: Lacks, gaps: Sequence[Lack]) -> Sight:
        fields = tuple(dict.fromkeys(self._fields(self._all[id(declared)])))
        return Sight(declared.name, declared.clause, (*lacks.of(declared), *gaps), fields)

    def _fields(self, looks: Looks) -> Iterator[Given]:
        for look in looks.looks:
            counted = self._counted.get(id(look))
            if counted is not None and look.kind not in self._makers:
                yield from (Given(look.kind, named(each), counted.events, counted.given[each]) for each in counted.fields)
                seen = self.read[look.kind]
                yield from (Given(look.kind, named(each), seen, counted.given[each]) for each in counted.tested)

    @property
    def _judging(self) -> list[Rule | Duty]:
        return [*self.program.rules, *self.program.duties]
