"""Permits: what was allowed to whom, as `permit.granted` events told it.

A permit covers an argument on which its scope is silent; quantities up to the greatest value that the scope names, networks,
dial codes and domains inside one that it names, all else when equal to one. `written` asks for a document. Of a permit told of
again, what the event is silent on stays as it was, so that a revocation need tell no more than the permit and `revoked_at`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import lru_cache
from typing import ClassVar, Final, cast

from msgspec import Struct
from msgspec.structs import replace

from bylaws.engine.addresses import domain_of
from bylaws.engine.matching import contains, is_below
from bylaws.engine.nulls import is_null, unite
from bylaws.events.event import Event
from bylaws.events.types import INT64_MAX, Missing, Type
from bylaws.events.values import read_value

GRANTED: Final = "permit.granted"
VALIDITY: Final = "validity"
WRITTEN: Final = "written"
NEVER: Final = "never in force"
NOBODY: Final = "given to nobody"
BOUNDLESS: Final = "without scope"
"""What may be odd about a permit."""
Granted = Mapping[tuple[str, str, str], int]
"""How many permits there are of a kind, by a part of a scope (empty: all), and by what is odd about them (empty: all)."""
_USERS: Final = ("user",)
_ACCOUNTS: Final = ("account",)


class Argument(Struct, frozen=True):
    name: str
    type: Type
    value: object


class Holder(Struct, frozen=True):
    """Whose permits count: an id (or the null of it), and of which entities it may be the id: `account`, `user`."""

    entities: tuple[str, ...]
    value: object


class Permit(Struct, frozen=True):
    """`holders`: whom it was given to, by entity and id. It holds from `start` up to but without `end`."""

    id: str
    kind: str
    holders: frozenset[tuple[str, str]]
    scope: Mapping[str, Sequence[str]]
    written: bool
    start: int
    end: int

    def holds(self, at: int) -> bool:
        return self.start <= at < self.end

    @property
    def oddities(self) -> Iterator[str]:
        if self.end <= self.start:
            yield NEVER
        if not self.holders:
            yield NOBODY
        if not self.scope:
            yield BOUNDLESS


class Lack(Struct, frozen=True):
    """Why a permit does not cover a question: `name` of an argument with the value `asked` for, and what the scope names instead;

    or `written` (there is no document) or `validity` (it is not in force), with neither.
    """

    name: str
    asked: Argument | None = None
    allows: Sequence[str] = ()


class Verdict(Struct, frozen=True):
    """`value` is True, False or a null; `permit` the one that came nearest, `lacks` why it does not cover what was asked for.

    `others`: where it was looked for, a permit of that kind in force that was given to somebody else.
    """

    value: bool | Missing | None
    permit: Permit | None = None
    lacks: tuple[Lack, ...] = ()
    others: Permit | None = None


class Permits:
    """All permits told of so far. `currency` is the policy's, for scopes that name money."""

    HELD: ClassVar[tuple[str, ...]] = ("_told", "_all", "_named")

    def __init__(self, currency: str = "") -> None:
        self._currency = currency
        self._told: dict[object, Mapping[str, object]] = {}
        self._all: dict[str, dict[object, Permit]] = {}
        self._named: dict[str, set[str]] = {}

    def add(self, event: Event) -> None:
        """Takes in a `permit.granted` event."""
        name = event.fields.get("permit")
        key = name or (event.source, event.id)
        before = self._told.get(key, {})
        said = {each: value for each, value in event.fields.items() if not is_null(value)}
        told = self._told[key] = {"valid_from": event.at, **before, **said}
        kind, earlier = told.get("kind"), before.get("kind")
        if earlier not in (None, kind):
            del self._all[cast(str, earlier)][key]
        if kind is not None:
            permit = self._all.setdefault(cast(str, kind), {})[key] = permit_of(told, str(name or event.id))
            self._named.setdefault(permit.kind, set()).update(id for _, id in permit.holders)

    @property
    def kindless(self) -> int:
        """How many permits permit nothing, for no event told their kind."""
        return sum("kind" not in told for told in self._told.values())

    @property
    def granted(self) -> Granted:
        """How many permits there are, of which kinds and scopes."""
        counts = Counter[tuple[str, str, str]]()
        for each in (permit for some in self._all.values() for permit in some.values()):
            counts.update((each.kind, name, "") for name in ("", *each.scope))
            counts.update((each.kind, "", odd) for odd in each.oddities)
        return counts

    def named(self, kind: str) -> Set[str] | None:
        """The ids to which permits of that kind were ever given; None if there was never one, to nobody in particular either."""
        return self._named.get(kind)

    def judge(
        self, kind: str, holders: Sequence[Holder], arguments: Sequence[Argument], at: int, *, others: bool = False
    ) -> Verdict:
        """Whether a permit of that kind for one of `holders`, in force at `at`, covers every argument.

        A null among the arguments counts only if the scope speaks of it, and nulls only if no permit covers all. With no holder
        known it is null unless nobody's permit would do. `others`: if they have none, look for somebody else's.
        """
        known = {(entity, each.value) for each in holders if not is_null(each.value) for entity in each.entities}
        permits = self._all.get(kind, {}).values()
        if not known:
            asked = {entity for each in holders for entity in each.entities}
            theirs = (permit for permit in permits if any(entity in asked for entity, _ in permit.holders))
            given = (self._verdict(permit, arguments, at) for permit in theirs)
            unknown = unite(*(each.value for each in holders))
            return Verdict(unknown if any(each.value is not False for each in given) else False)
        verdicts = [self._verdict(permit, arguments, at) for permit in permits if known & permit.holders]
        if not verdicts:
            return Verdict(False, others=next((each for each in permits if each.holds(at)), None) if others else None)
        nearest = min(verdicts, key=_distance)
        nulls = [each.value for each in verdicts if is_null(each.value)]
        return nearest if nearest.value is True or not nulls else replace(nearest, value=unite(*nulls))

    def _verdict(self, permit: Permit, arguments: Sequence[Argument], at: int) -> Verdict:
        covered = [(each, self._covers(permit, each)) for each in arguments]
        lacks = tuple(_lack(permit, each) for each, value in covered if value is not True)
        if not permit.holds(at):
            return Verdict(False, permit, (Lack(VALIDITY), *lacks))
        if any(value is False for _, value in covered):
            return Verdict(False, permit, lacks)
        return Verdict(unite(*(value for _, value in covered)) if lacks else True, permit, lacks)

    def _covers(self, permit: Permit, argument: Argument) -> bool | Missing | None:
        if argument.name == WRITTEN:
            return permit.written or argument.value is False
        named = permit.scope.get(argument.name)
        if named is None:
            return True
        if is_null(argument.value):
            return cast(Missing | None, argument.value)
        if isinstance(argument.value, tuple):
            kind = argument.type.of[0]
            return all(self._covers_one(named, kind, each) for each in argument.value)
        return self._covers_one(named, argument.type, argument.value)

    def _covers_one(self, named: Sequence[str], kind: Type, value: object) -> bool:
        return any(_within(kind, value, text, self._currency) for text in named)


def _lack(permit: Permit, argument: Argument) -> Lack:
    return Lack(WRITTEN) if argument.name == WRITTEN else Lack(argument.name, argument, permit.scope.get(argument.name, ()))


def _distance(verdict: Verdict) -> tuple[bool, int, bool]:
    return verdict.value is not True, len(verdict.lacks), not is_null(verdict.value)


def entities_of(subject: Type) -> tuple[str, ...]:
    """Of which entities a subject of a type may be the id."""
    match subject.entity:
        case "account":
            return _ACCOUNTS
        case "user":
            return _USERS
    return (*_ACCOUNTS, *_USERS)


def _holders(fields: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Whom a permit is given to: the user that it names, else the account and the tenant."""
    if "user" in fields:
        yield "user", str(fields["user"])
    else:
        yield from (("account", str(fields[each])) for each in ("account", "tenant") if each in fields)


def permit_of(told: Mapping[str, object], name: str) -> Permit:
    """The permit of which `told` is known by the fields of `permit.granted`, its kind and `valid_from` among them."""
    scope = cast(Mapping[str, object], told.get("scope", {}))
    return Permit(
        id=name,
        kind=cast(str, told["kind"]),
        holders=frozenset(_holders(told)),
        scope={key: (each,) if isinstance(each, str) else cast(Sequence[str], each) for key, each in scope.items()},
        written="document_hash" in told,
        start=cast(int, told["valid_from"]),
        end=min(cast(int, told.get(each, INT64_MAX)) for each in ("valid_to", "revoked_at")),
    )


def _within(kind: Type, value: object, text: str, currency: str) -> bool:
    match kind.name:
        case "ip" | "cidr":
            return contains(text, str(value))
        case "phone" | "dialcode":
            return str(value).startswith(text)
        case "domain" | "url":
            return is_below(domain_of(str(value)) or "", text)
    named = _read(kind, text, currency)
    if named is None:
        return False
    return cast(int, value) <= cast(int, named) if kind.is_quantity else value == named


@lru_cache(1 << 12)
def _read(kind: Type, text: str, currency: str) -> object:
    """A scope's text as a value of an argument's type; None if it cannot be one."""
    try:
        return read_value(kind, text, "identifier" if kind.name == "text" else "", currency)
    except ValueError:
        return None
