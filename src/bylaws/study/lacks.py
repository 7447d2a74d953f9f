"""What keeps rules from seeing, given what was seen of an input."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import Final, Protocol

from msgspec import Struct

from bylaws.policy.made import made_by
from bylaws.policy.program import Derive, Duty, Feed, ListDecl, Program, Rule
from bylaws.policy.resolve.kinds import MADE
from bylaws.study.blindness import blind_rules, unread
from bylaws.study.kindred import meant_by
from bylaws.study.looks import Declared, Look, Looks, Names, causes, countable, looks_of

LONGEST: Final = 120
"""Characters of a condition that are told."""


class Lack(Struct, frozen=True):
    """Something that keeps a rule from seeing: wholly, or in part."""

    why: str
    wholly: bool


def no_payment(count: int, kind: str) -> str:
    """What a duty lacks of whose payments none is such as it asks for."""
    return f"none of the {count:,} {kind} events is such that it pays a debt: every debt looks missed"


def hushed(kinds: Set[str]) -> list[Lack]:
    """What keeps a rule from seeing of which a source of some kinds fell silent."""
    return [Lack(f"a source of {kind} fell silent for longer than usual", False) for kind in sorted(kinds)]


class Seen(Protocol):
    """What was seen of an input.

    `read`: events by kind; `rows`: by list that a file fills, how many it has; `unfilled`: the lists that events feed and into
    which none told a row; `rejected`: by kind, how many events were not understood. `among`: what stands behind `call.record
    events`, where fields are looked for on some of them only.
    """

    @property
    def read(self) -> Mapping[str, int]: ...
    @property
    def rows(self) -> Mapping[str, int]: ...
    @property
    def unfilled(self) -> Set[str]: ...
    @property
    def rejected(self) -> Mapping[str, int]: ...
    @property
    def among(self) -> str: ...

    def events(self, look: Look) -> int:
        """On how many events of the look's kind fields were looked for."""

    def given(self, look: Look, names: Names) -> int:
        """On how many of them a field is given; of one that is `tested`, of all events of the kind."""

    def anywhere(self, look: Look, names: Names) -> bool:
        """Whether any event of the kind gives a field."""


class Lacks:
    """What each rule or duty lacks."""

    def __init__(self, program: Program, seen: Seen, looks: Mapping[int, Looks] | None = None) -> None:
        """`looks`: of each declaration by its `id`, if they are known already."""
        self._program, self._seen = program, seen
        self._looks = dict(looks or {})
        self._empty = empty_lists(program, seen)
        self._blind = blind_rules(program, seen.read, seen.rejected)
        self._makers = causes(program)
        self._misspelt: dict[str, list[str]] = {}
        for name in seen.rejected:
            if name not in program.kinds.kinds:
                self._misspelt.setdefault(meant_by(name, program.kinds), []).append(name)

    def of(self, declared: Rule | Duty) -> list[Lack]:
        """What keeps it from seeing wholly, then what in part."""
        lacks = dict.fromkeys(self._lacks(declared, frozenset()))
        return sorted(lacks, key=lambda each: not each.wholly)

    def _looks_of(self, declared: Declared) -> Looks:
        if id(declared) not in self._looks:
            self._looks[id(declared)] = looks_of(self._program, declared)
        return self._looks[id(declared)]

    def _lacks(self, declared: Declared, passed: frozenset[int]) -> Iterator[Lack]:
        if not isinstance(declared, Derive) and declared.name in self._blind:
            yield Lack(self._blind[declared.name], True)
            return
        looks, passed = self._looks_of(declared), passed | {id(declared)}
        yield from self._of_all(passed) if looks.own.kind == MADE else self._through(looks.own.kind, passed)
        for look in looks.looks:
            yield from self._of_look(look, looks)
        for name, vital in looks.lists.items():
            if name in self._empty:
                yield Lack(f"the list {name} is empty: {self._empty[name]}", vital)
            feed = self._program.lists[name].feed
            if feed is not None:
                yield from self._of_rejected(feed.kind)

    def _of_all(self, passed: frozenset[int]) -> Iterator[Lack]:
        """What keeps a rule on all findings from seeing: that nobody makes any."""
        makers = [each for name in sorted(made_by(self._program)) for each in self._makers[name]]
        if all(any(lack.wholly for lack in self._lacks(each, passed)) for each in makers):
            yield Lack("every rule whose findings it judges is blind", True)

    def _through(self, kind: str, passed: frozenset[int]) -> Iterator[Lack]:
        """What keeps what it follows from seeing; where several things make its events, it is blind only if they all are."""
        makers = [each for each in self._makers.get(kind, ()) if id(each) not in passed]
        found = [list(self._lacks(each, passed)) for each in makers]
        wholly = bool(found) and all(any(each.wholly for each in lacks) for lacks in found)
        for lacks in found:
            yield from (Lack(f"{kind}: {each.why}" if kind not in each.why else each.why, wholly and each.wholly) for each in lacks)

    def _of_look(self, look: Look, looks: Looks) -> Iterator[Lack]:
        kind = self._program.kinds.kinds.get(look.kind)
        if kind is None or look.kind in self._makers or look.kind == MADE:
            return
        seen, own = self._seen, look is looks.own
        if not seen.read.get(look.kind):
            if not own:
                what = "every debt looks missed" if look.kind == looks.expected else "what it counts of them is nothing"
                stop = ";" if seen.rejected.get(look.kind) else ":"
                yield Lack(f"{unread(look.kind, seen.rejected)}{stop} {what}", False)
            return
        yield from self._of_rejected(look.kind)
        if look.kind == looks.expected and not own and not seen.events(look):
            yield Lack(no_payment(seen.read[look.kind], look.kind), False)
        which = f"{look.kind} events{seen.among}" if own else f"{look.kind} events it counts"
        fields = countable(look.fields, kind)
        absent = [names for names in fields if not seen.given(look, names)]
        for names in fields:
            if any(set(names) < set(wider) and (wider in look.vital or names not in look.vital) for wider in absent):
                continue  # whoever gives neither account nor tenant gives no account: that is told once
            given, events, vital = seen.given(look, names), seen.events(look), names in look.vital
            if names in look.sifting and seen.anywhere(look, names) and given < events:
                # Those that give it and do not pass are not looked at: these may be, or not.
                yield Lack(_unsifted(names, events - given, seen.read[look.kind], look.kind), False)
                continue
            if events and not given:
                yield Lack(f"{named(names)} is given on none of the {events:,} {which}", own and vital)
            elif not events and not seen.anywhere(look, names):
                # What does not pass the rule's filter may lack what the filter asks for.
                yield Lack(f"{named(names)} is given on no {look.kind} event at all", own and vital)
            elif given < events and vital:
                yield Lack(f"{named(names)} is given on {share(given, events)} of the {events:,} {which}", False)
        for names in countable(look.tested, kind):
            if not seen.given(look, names):
                needed = own and names in look.needed
                why = "and only those that have it are judged" if needed else "so its absence tells nothing"
                yield Lack(f"{named(names)} is given on no {look.kind} event at all, {why}", needed)

    def _of_rejected(self, kind: str) -> Iterator[Lack]:
        """That some events of a kind were not understood, where others were."""
        rejected, read = self._seen.rejected.get(kind, 0), self._seen.read.get(kind, 0)
        if rejected and read:
            were = "was" if rejected == 1 else "were"
            yield Lack(f"{rejected:,} of the {rejected + read:,} {kind} events {were} rejected", False)
        for name in self._misspelt.get(kind, ()) if read else ():
            count = self._seen.rejected[name]
            of = "event of kind {} was" if count == 1 else "events of kind {} were"
            yield Lack(f"{count:,} {of.format(name)} rejected, by which {kind} may be meant", False)


def empty_lists(program: Program, seen: Seen) -> dict[str, str]:
    """The lists without any data of their own, with the reason."""
    found, makers = {}, causes(program)
    for each in program.lists.values():
        if each.file and not seen.rows.get(each.name):
            found[each.name] = f"{each.file} has no rows"
        elif each.has_examples_only:
            found[each.name] = f"{each.file} holds examples only"
        elif each.feed is not None and each.feed.kind not in makers and each.feed.kind != MADE:
            read = seen.read.get(each.feed.kind, 0)
            if not read:
                found[each.name] = unread(each.feed.kind, seen.rejected)
            elif each.name in seen.unfilled:
                asked = _asked_of(each, each.feed)
                found[each.name] = f"none of the {read:,} {each.feed.kind} events tells it a row, which takes {asked}"
    return found


def _asked_of(declared: ListDecl, feed: Feed) -> str:
    """What an event must have to tell a row of a list."""
    keys = [name for name, _ in declared.keys]
    where = [] if feed.where is None else [f"`{brief(feed.where.span.words)}`"]
    return " and ".join([*keys, *where])


def _unsifted(names: Names, count: int, read: int, kind: str) -> str:
    """That some events do not tell whether they are to be looked at."""
    lack, they = ("lacks", "it is") if count == 1 else ("lack", "they are")
    return f"{count:,} of the {read:,} {kind} events {lack} {named(names)}, so nobody knows whether {they} to be looked at"


def brief(condition: str) -> str:
    """A condition as the policy words it, cut where nobody would read on, as of a pattern that lists a thousand names."""
    return condition if len(condition) <= LONGEST else f"{condition[: LONGEST - 1].rstrip()}…"


def named(names: Names) -> str:
    return " or ".join(names)


def share(given: int, events: int) -> str:
    """A percentage that is never rounded to all or nothing."""
    percent = given * 100 / events
    return "less than 0.1 %" if percent < 0.1 else f"{min(percent, 99.9):.3g} %"
