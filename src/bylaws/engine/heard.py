"""What was ever heard of: which of the streams that windows count, and that debts wait for, had any event, of whomever.

That nothing was counted says something only of a log that tells such things. docs/decisions/0016-absence.md gives the reasons.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, Final

from msgspec import Struct

from bylaws.engine.asks import plain_of
from bylaws.engine.frame import Compute, Frame
from bylaws.engine.scope import Scope, conjuncts, stream_of
from bylaws.engine.unmet import plain_compiler
from bylaws.engine.watched import pairs_of
from bylaws.events.event import Event
from bylaws.events.types import INT64_MAX, TRUTH, Type
from bylaws.policy import expressions as x
from bylaws.policy.program import Derive, Duty, Program, Rule
from bylaws.policy.resolve.kinds import MADE
from bylaws.policy.walk import children, shape, walk
from bylaws.source.span import NOWHERE

NEVER: Final = INT64_MAX
HEARD: Final = " (heard of)"
"""What is added to the kind of an event that others saw and judge: it is heard of, and nothing else."""
ENVELOPE: Final = ("at", "id", "source", "received_at", "kind")


class Source(Struct, frozen=True):
    """The events of a kind, not made by the policy, that pass some conditions on their own fields."""

    kind: str
    conditions: tuple[x.Expr, ...]


class Stream(Struct, frozen=True):
    """What a window counts or a debt waits for: the sources that it comes from, any of which will do. `name`: for people."""

    name: str
    sources: tuple[Source, ...]


class Streams:
    """The streams of a policy that may have gone untold."""

    def __init__(self, program: Program) -> None:
        self._kinds, self._lists = program.kinds, program.lists
        self._makers: dict[str, list[Rule | Derive | Duty]] = {}
        makers: tuple[Rule | Derive | Duty, ...] = (*program.rules, *program.derives, *program.duties)
        for each in makers:
            self._makers.setdefault(each.kind if isinstance(each, Derive) else each.name, []).append(each)

    def of_window(self, window: x.Window, scope: Scope) -> Stream | None:
        """None of a window that counts what it is asked on, too, and of all findings at once."""
        if window.own and not _conditions(window.filter):
            return None
        needed = [*(key.theirs for key in window.keys), window.argument]
        return self._stream(scope.kind if window.own else window.kind, window.filter, needed)

    def of_duty(self, duty: Duty) -> Stream | None:
        """What a duty waits for."""
        needed = [theirs for theirs, _ in pairs_of(duty.expect, duty, self._kinds)]
        return self._stream(duty.expect.kind, duty.expect.where, needed)

    def of_field(self, kind: str, name: str) -> Stream | None:
        """The events of a kind that give a field; None of what the policy makes, and of what every event has."""
        told = self._kinds.kinds.get(kind)
        field = None if told is None or kind in self._makers or name in ENVELOPE else told.field(name)
        return None if field is None else Stream(f"any {kind} with {name}", (Source(kind, (_given(field.name, field.type),)),))

    def of_column(self, called: str, name: str) -> Stream | None:
        """The events that give a column of a list which events feed."""
        feed = self._lists[called].feed
        return None if feed is None else self.of_field(feed.kind, name)

    def _stream(self, kind: str, where: x.Expr | None, needed: Sequence[x.Expr | None]) -> Stream | None:
        """`needed`: what nothing is counted without."""
        names = tuple(dict.fromkeys((*(each.name for each in needed if isinstance(each, x.FieldRef)), *_read(where))))
        sources = tuple(dict.fromkeys(self._sources(kind, names, _conditions(where), frozenset())))
        if not sources:
            return None
        shown = [name for name in names if name not in ENVELOPE]
        parts = [f"any {kind}", f"with {', '.join(shown)}" if shown else ""]
        parts += [f"where {where.span.words}" if where is not None else ""]
        return Stream(" ".join(filter(None, parts)), sources)

    def _sources(
        self, kind: str, names: tuple[str, ...], conditions: tuple[x.Expr, ...], passed: frozenset[str]
    ) -> Iterator[Source]:
        """Of a kind that the policy makes, what it is made of: a finding has the fields of its event."""
        if kind not in self._makers:
            told = self._kinds.kinds.get(kind)
            fields = [told.field(name) for name in names if name not in ENVELOPE] if told is not None else []
            if kind != MADE:
                yield Source(kind, (*(_given(each.name, each.type) for each in fields if each is not None), *conditions))
            return
        for maker in self._makers[kind] if kind not in passed else ():
            yield from self._sources(stream_of(maker).kind, *_made_of(maker, names), passed | {kind})


def _made_of(maker: Rule | Derive | Duty, names: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[x.Expr, ...]]:
    """What the events must have and pass of which something is made, as far as they tell it by themselves."""
    own = _conditions(stream_of(maker).where)
    if not isinstance(maker, Rule):
        return (), own
    lets = {name for name, _ in maker.stream.lets}
    subject = (maker.subject.name,) if isinstance(maker.subject, x.FieldRef) else ()
    return tuple(dict.fromkeys((*(name for name in names if name not in lets), *subject))), (*own, *_conditions(maker.when))


def _conditions(where: x.Expr | None) -> tuple[x.Expr, ...]:
    """What is asked of an event by itself; what is reckoned is not, for columns may not tell it exactly."""
    return tuple(each for each in plain_of(where) if not any(isinstance(node, _RECKONED) for node in walk(each)))


def _read(where: x.Expr | None) -> Iterator[str]:
    """The fields without which the other parts of a condition are null."""
    waiting: list[x.Expr] = [each for each in conjuncts(where) if each not in _conditions(where)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, x.FieldRef):
            yield node.name
        elif not isinstance(node, _OPEN) and not (isinstance(node, x.Apply) and node.function == "coalesce"):
            waiting += [*children(node)][::-1]


def _given(name: str, kind: Type) -> x.Expr:
    return x.IsNull(x.FieldRef(name, kind, NOWHERE), True, TRUTH, NOWHERE)


_RECKONED: Final = (x.Arithmetic, x.Negate)
_OPEN: Final = (x.IsNull, x.OfThis, x.Window, x.Permitted, x.Quantifier, x.LetRef, x.Or)
"""What may be told without a field, or reads no field of the event counted."""


class Heard:
    """When each source was first heard of (microseconds), by its number: where its first event stands, of whomever it was."""

    HELD: ClassVar[tuple[str, ...]] = ("first",)

    def __init__(self, program: Program) -> None:
        self.first: dict[int, int] = {}
        self.sources: list[Source] = []
        self._compile = plain_compiler(program)
        self._passing: list[list[Compute]] = []
        self._numbers: dict[object, int] = {}
        self._of_kind: dict[str, list[int]] = {}

    @property
    def kinds(self) -> list[str]:
        """The kinds listened to, by all their names."""
        return list(self._of_kind)

    def listen(self, stream: Stream) -> tuple[int, ...]:
        """The numbers of a stream's sources. To be called before the first event."""
        return tuple(self._number(each) for each in stream.sources)

    def of_kind(self, kind: str) -> Sequence[int]:
        """The numbers of the sources of a kind."""
        return self._of_kind.get(kind, ())

    def waiting(self, kind: str) -> Sequence[int]:
        """Those of which nothing was heard yet."""
        found = self._of_kind.get(kind)
        if not found or len(self.first) == len(self.sources):
            return ()
        return [each for each in found if each not in self.first]

    def passes(self, number: int, event: Event) -> bool:
        """Whether an event is one of a source."""
        frame = Frame(event, event.fields, event.at, event.place, [])
        return all(passes(frame) is True for passes in self._passing[number])

    def see(self, event: Event) -> None:
        """Takes in an event, before it is judged."""
        for number in self.waiting(event.kind):
            if self.passes(number, event):
                self.first[number] = event.place

    def since(self, numbers: tuple[int, ...]) -> int:
        """From when on the silence of a stream tells something; NEVER if it was not heard of yet."""
        return min(self.first.get(each, NEVER) for each in numbers)

    def _number(self, source: Source) -> int:
        key = source.kind, tuple(shape(each) for each in source.conditions)
        if key not in self._numbers:
            for name in (source.kind, source.kind + HEARD):
                self._of_kind.setdefault(name, []).append(len(self.sources))
            self._numbers[key] = len(self.sources)
            self.sources.append(source)
            self._passing.append([self._compile(each, source.kind) for each in source.conditions])
        return self._numbers[key]
