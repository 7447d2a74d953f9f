"""What must stay together: by which fields events may be spread over shards so that none of a policy's rules can tell.

A *chain* is fields of a kind, the first of which that is given is the value by which an event is filed. What keeps state ties
kinds to chains: a window counts under its key, so whoever asks and what is counted are filed by the same of the key's parts;
findings of one group of `once`, and a debt with what pays or pauses it, likewise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from bylaws.engine.plan import nodes_of
from bylaws.engine.scope import conjuncts, stream_of
from bylaws.engine.watched import pairs_of
from bylaws.policy import expressions as x
from bylaws.policy.program import Derive, Duty, Program, Rule, Watch
from bylaws.policy.walk import walk

Declared = Rule | Derive | Duty
Lets = Mapping[str, x.Expr]


class Need(Struct, frozen=True):
    """How a kind must be filed: by a chain that begins like this one, or is this one where `exact`."""

    chain: tuple[str, ...]
    exact: bool

    def joined(self, other: Need) -> Need | None:
        """What meets both; None if nothing does."""
        short, long = sorted((self, other), key=lambda each: len(each.chain))
        if long.chain[: len(short.chain)] != short.chain or (short.exact and short.chain != long.chain):
            return None
        return Need(long.chain, self.exact or other.exact)


Needs = Mapping[str, Need]
"""By kind that is observed."""
Tie = Sequence[Needs]
"""Each of which would do; none: only all events in one place would."""


def joined(one: Needs, other: Needs) -> Needs | None:
    """What meets both; None if nothing does."""
    found = dict(one)
    for kind, need in other.items():
        both = found[kind].joined(need) if kind in found else need
        if both is None:
            return None
        found[kind] = both
    return found


class Ties:
    """The ties of one policy."""

    def __init__(self, program: Program) -> None:
        self._program = program
        makers: tuple[Rule | Duty, ...] = (*program.rules, *program.duties)
        self._rules = {each.name: each for each in makers}
        self._derives: dict[str, list[Derive]] = {}
        for each in program.derives:
            self._derives.setdefault(each.kind, []).append(each)

    def found(self) -> Iterator[Tie]:
        """All of them."""
        declared: tuple[Declared, ...] = (*self._program.rules, *self._program.derives, *self._program.duties)
        for each in declared:
            yield from self._of_windows(each)
            if isinstance(each, Rule) and each.once is not None:
                yield self.of_once(each)
            if isinstance(each, Duty):
                yield from self._of_debts(each)
        for listed in self._program.lists.values():
            feed = listed.feed
            conditions = [] if feed is None else [each for each in (feed.where, feed.until) if each is not None]
            if feed is not None and (self.is_made(feed.kind) or any(map(_counts, conditions))):
                yield ()

    def is_made(self, kind: str) -> bool:
        """Whether events of a kind are made while others are judged."""
        return kind in self._rules or kind in self._derives or kind == "finding.made"

    def _of_windows(self, declared: Declared) -> Iterator[Tie]:
        """Windows that are read where something is judged; one in what a duty waits for ties everything."""
        stream = stream_of(declared)
        lifting = [each for each in self._program.exceptions if each.rule == getattr(declared, "name", "")]
        lets = dict(stream.lets) | {name: value for each in lifting for name, value in each.lets}
        watched = [] if not isinstance(declared, Duty) else _watches(declared)
        if any(_counts(part) for watch in watched for part in _parts(watch)):
            yield ()
        for node in nodes_of(declared, tuple(lifting)):
            if isinstance(node, x.Window):
                yield self.of_window(node, stream.kind, lets)

    def of_window(self, window: x.Window, kind: str, lets: Lets) -> Tie:
        """What brings whoever asks, an event of a kind, together with what is counted."""
        inner = lets if window.own else {}
        pairs = ((chain_of(key.theirs, inner), chain_of(key.ours, lets)) for key in window.keys)
        return [
            needs
            for theirs, ours in pairs
            if theirs and ours and (needs := self._needs(((window.kind, theirs), (kind, ours)), exact=False)) is not None
        ]

    def of_once(self, rule: Rule) -> Tie:
        """What keeps the findings of a group together."""
        assert rule.once is not None
        lets = dict(rule.stream.lets)
        chains = (chain_of(key, lets) for key in rule.once.keys or (rule.subject,))
        return [needs for chain in chains if chain and (needs := self._needs(((rule.stream.kind, chain),), exact=True)) is not None]

    def _of_debts(self, duty: Duty) -> Iterator[Tie]:
        """A debt is known by all that its trigger was asked for; whatever bears on it is filed by a part that all ask for."""
        lets = dict(duty.after.lets)
        for watch in _watches(duty):
            pairs = ((chain_of(theirs, {}), chain_of(ours, lets)) for theirs, ours in pairs_of(watch, duty, self._program.kinds))
            yield [
                needs
                for theirs, ours in pairs
                if theirs and ours and (needs := self._needs(((watch.kind, theirs), (duty.after.kind, ours)), False)) is not None
            ]

    def _needs(self, filed: Sequence[tuple[str, tuple[str, ...]]], exact: bool) -> Needs | None:
        """What is asked of observed kinds so that kinds are filed by chains; None if it cannot be had."""
        found: Needs | None = {}
        for kind, chain in filed:
            roots = self._roots(kind, chain, exact, 0)
            found = None if roots is None or found is None else joined(found, roots)
        return found

    def _roots(self, kind: str, chain: tuple[str, ...], exact: bool, depth: int) -> Needs | None:
        if depth > len(self._rules) + len(self._derives) or kind == "finding.made":
            return None
        if not self.is_made(kind):
            return {kind: Need(chain, exact)}
        found: Needs | None = {}
        if kind in self._rules:
            declared = self._rules[kind]
            told = _told(declared, chain)
            found = None if told is None else self._roots(stream_of(declared).kind, told, exact, depth + 1)
        for derive in self._derives.get(kind, ()):
            fields = dict(derive.fields)
            parts = [chain_of(fields[name], dict(derive.stream.lets)) if name in fields else None for name in chain]
            if len(parts) != 1 or parts[0] is None or found is None:
                return None
            roots = self._roots(derive.stream.kind, parts[0], exact, depth + 1)
            found = None if roots is None else joined(found, roots)
        if kind in self._derives and found is not None:
            # A kind that is derived may be observed too.
            found = joined(found, {kind: Need(chain, exact)})
        return found


def chain_of(node: x.Expr, lets: Lets, depth: int = 0) -> tuple[str, ...] | None:
    """The chain that an expression is: a field, or the first given of some; None if it is no chain."""
    match node:
        case x.FieldRef() if node.type.name not in ("array", "object"):
            return (node.name,)
        case x.LetRef() if node.name in lets and depth < len(lets):
            return chain_of(lets[node.name], lets, depth + 1)
        case x.Apply(function="coalesce"):
            parts = [None if each is None else chain_of(each, lets, depth) for each in node.arguments]
            if all(part is not None for part in parts):
                return tuple(name for part in parts if part is not None for name in part)
    return None


def _told(declared: Rule | Duty, chain: tuple[str, ...]) -> tuple[str, ...] | None:
    """By what the cause of a finding must be filed so that the finding is filed by a chain of its own fields."""
    lets = dict(stream_of(declared).lets)
    if chain == ("subject",):
        return chain_of(declared.subject, lets)
    if any(name in lets or name in ("rule", "clause", "severity", "subject") for name in chain):
        return chain_of(lets[chain[0]], lets) if len(chain) == 1 and chain[0] in lets else None
    return chain


def _watches(duty: Duty) -> Iterator[Watch]:
    yield duty.expect
    for pause in duty.pauses:
        yield from (pause.start, pause.stop)


def _parts(watch: Watch) -> Iterator[x.Expr]:
    yield from conjuncts(watch.where)
    yield from (part for key in watch.keys for part in key)


def _counts(node: x.Expr) -> bool:
    return any(isinstance(each, x.Window) for each in walk(node))
