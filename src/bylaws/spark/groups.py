"""A policy in groups of rules that share no state with each other, each with the fields by which its events are spread over shards.

What events tell a list, or of permits, is told to every shard of a group. A kind that is judged too goes there twice: as itself to
one shard, and under a name of its own, by which only lists know it, to all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from bylaws.engine.permits import GRANTED
from bylaws.engine.plan import make_plan
from bylaws.events.catalogue import Catalogue
from bylaws.policy.expressions import Permitted
from bylaws.policy.program import Duty, ListDecl, Program, Rule
from bylaws.policy.walk import nodes
from bylaws.spark.facts import Split, split
from bylaws.spark.ties import Needs, Ties, joined
from bylaws.study.narrow import narrowed_to

MOST_WAYS: Final = 64
"""Ways to spread the events of a rule that are weighed against each other."""
TOLD: Final = " (told to lists)"
"""What a kind is called that is told to the lists of all shards and judged in one."""


class Group(Struct, frozen=True):
    """Rules that are judged together.

    `told`: those whose findings count; what others find here only leads to theirs. `needs`: how events are filed, by kind; others
    may be judged anywhere. `everywhere`: the kinds that are told to all shards, by what they are called there. `alone`: one shard
    only, for nothing spreads its events. `over_columns`: whether the columnar executor may judge it. `split`: a rule whose facts
    come from elsewhere; `probing`: the rule for which this one counts facts.
    """

    program: Program
    told: frozenset[str]
    kinds: frozenset[str]
    needs: Needs
    everywhere: Mapping[str, str]
    alone: bool
    over_columns: bool
    split: Split | None = None
    probing: str = ""


class _Closure(Struct, frozen=True):
    """One rule or duty with all that it hangs on, and the ways to file its events; without any, they stay together."""

    program: Program
    told: frozenset[str]
    ways: Sequence[Needs]
    judged: frozenset[str]
    feeding: frozenset[str]


def groups_of(program: Program) -> tuple[Group, ...]:
    """The groups of a policy. Each rule and duty is told of by one of them."""
    makers: tuple[Rule | Duty, ...] = (*program.rules, *program.duties)
    closures = [_closure(program, each) for each in makers]
    liked = Counter(chain for each in closures for way in each.ways for chain in {need.chain for need in way.values()})
    apart = {id(each): found for each in closures if not each.ways and (found := split(each.program)) is not None}
    ranked = frozenset(each.feed.kind for each in program.lists.values() if each.feed is not None)
    merged: list[tuple[_Closure, Needs | None]] = []
    for each in sorted((each for each in closures if id(each) not in apart), key=lambda each: len(each.ways)):
        _merge(merged, each, liked, ranked)
    groups = [_group(each, needs, ranked) for each, needs in merged]
    for each in closures:
        if id(each) in apart:
            groups += _split_groups(each, apart[id(each)], ranked)
    return tuple(groups)


def _split_groups(closure: _Closure, found: Split, ranked: frozenset[str]) -> Iterator[Group]:
    """The group of a rule whose facts are about several things, and those of its probes."""
    own = _group(closure, found.needs, ranked)
    yield replace(own, split=found, over_columns=False)
    for probe in found.probes:
        ties = Ties(probe.program)
        part = _closure_of(probe.program, probe.name, ties)
        yield replace(_group(part, probe.needs, ranked), probing=found.rule.name, told=frozenset())


def _merge(
    merged: list[tuple[_Closure, Needs | None]], closure: _Closure, liked: Mapping[tuple[str, ...], int], ranked: frozenset[str]
) -> None:
    """Puts a closure to the one with which it has most in common, or by itself."""
    best: tuple[tuple[int, int], int, Needs | None] | None = None
    for place, (other, needs) in enumerate(merged):
        if not _bears(other, closure, ranked):
            continue
        for way in closure.ways or (None,):
            both = None if needs is None or way is None else joined(needs, way)
            if (both is None) != (needs is None and way is None):
                continue
            likes = sum(liked[need.chain] for need in (way or {}).values())
            common = len(closure.judged & other.judged)
            if best is None or (common, likes) > best[0]:
                best = ((common, likes), place, both)
    if best is None:
        ways = [(sum(liked[need.chain] for need in way.values()), -number) for number, way in enumerate(closure.ways)]
        merged.append((closure, closure.ways[-max(ways)[1]] if ways else None))
    else:
        merged[best[1]] = _union(merged[best[1]][0], closure), best[2]


def _bears(one: _Closure, other: _Closure, ranked: frozenset[str]) -> bool:
    """Whether two may be one without that a kind must be told twice, or that what columns can judge is judged event by event."""
    if one.feeding & other.judged or other.feeding & one.judged:
        return False
    apart = {_over_columns(each, ranked) for each in (one, other)}
    return len(apart) == 1 and (apart == {False} or _over_columns(_union(one, other), ranked))


def _over_columns(closure: _Closure, ranked: frozenset[str]) -> bool:
    """Whether the columnar executor may judge it: kinds that go before others of an instant (`ranked`) must feed lists here too,

    if any do, for it to know of them.
    """
    return not closure.feeding & closure.judged and _knows(closure, ranked)


def _knows(closure: _Closure, ranked: frozenset[str]) -> bool:
    fed = _fed(closure.program)
    return not fed or fed >= ranked & (closure.judged | closure.feeding)


def _union(one: _Closure, other: _Closure) -> _Closure:
    def parts(name: str) -> tuple[object, ...]:
        mine = getattr(one.program, name)
        known = {id(each) for each in mine}
        return (*mine, *(each for each in getattr(other.program, name) if id(each) not in known))

    # Findings of one event come in the order of the policy, which each part knows its place in.
    program = replace(
        one.program,
        **{name: parts(name) for name in ("rules", "duties", "derives", "exceptions")},
        lists={**one.program.lists, **other.program.lists},
    )
    return _Closure(program, one.told | other.told, (), one.judged | other.judged, one.feeding | other.feeding)


def _closure(program: Program, declared: Rule | Duty) -> _Closure:
    own = narrowed_to(program, declared)
    return _closure_of(own, declared.name, Ties(own))


def _closure_of(own: Program, name: str, ties: Ties) -> _Closure:
    observed = {kind for kind in make_plan(own).kinds if _is_observed(ties, own, kind)}
    feeding = {each.feed.kind for each in own.lists.values() if each.feed is not None}
    permits = {GRANTED} if any(isinstance(node, Permitted) for part in _parts(own) for node in nodes(part)) else frozenset()
    judged = _judged(own) & observed
    ways = [] if permits & judged else _ways(ties)
    return _Closure(own, frozenset([name]), ways, frozenset(judged), frozenset((feeding | permits) & (observed | permits)))


def _is_observed(ties: Ties, program: Program, kind: str) -> bool:
    return kind in program.kinds.kinds and (not ties.is_made(kind) or any(each.kind == kind for each in program.derives))


def _judged(program: Program) -> set[str]:
    """The kinds that are judged, counted or waited for: all but those that only lists and permits are told of."""
    without = replace(program, lists={name: replace(each, feed=None) for name, each in program.lists.items()})
    return set(make_plan(without).kinds) - ({GRANTED} - _named(without))


def _named(program: Program) -> set[str]:
    """The kinds that rules, derivations and duties name."""
    return {name for part in _parts(program) for node in nodes(part) if isinstance(name := getattr(node, "kind", None), str)} - {
        node.kind for part in _parts(program) for node in nodes(part) if isinstance(node, Permitted)
    }


def _parts(program: Program) -> Iterator[object]:
    yield from (*program.rules, *program.duties, *program.derives, *program.exceptions)


def _ways(ties: Ties) -> list[Needs]:
    """The ways to file events that meet all ties."""
    found: list[Needs] = [{}]
    for tie in ties.found():
        more = [both for way in found for needs in tie if (both := joined(way, needs)) is not None]
        found = list({repr(sorted(each.items(), key=lambda item: item[0])): each for each in more}.values())[:MOST_WAYS]
    return found


def _group(closure: _Closure, needs: Needs | None, ranked: frozenset[str]) -> Group:
    alone = needs is None
    ordered = _in_order(closure.program)
    twice = frozenset() if alone else closure.feeding & closure.judged
    return Group(
        _told_apart(ordered, twice) if twice else ordered,
        closure.told,
        closure.judged | closure.feeding,
        needs or {},
        {} if alone else {kind: kind + TOLD if kind in twice else kind for kind in sorted(closure.feeding)},
        alone,
        _knows(closure, ranked) if alone else _over_columns(closure, ranked),
    )


def _fed(program: Program) -> set[str]:
    return {each.feed.kind for each in program.lists.values() if each.feed is not None}


def _in_order(program: Program) -> Program:
    """The same with its parts in the order of the policy."""
    return replace(
        program,
        **{name: tuple(sorted(getattr(program, name), key=lambda each: each.index)) for name in ("rules", "duties", "derives")},
    )


def _told_apart(program: Program, twice: frozenset[str]) -> Program:
    """The same with lists that know some kinds by another name."""

    def apart(listed: ListDecl) -> ListDecl:
        feed = listed.feed
        return listed if feed is None or feed.kind not in twice else replace(listed, feed=replace(feed, kind=feed.kind + TOLD))

    kinds = program.kinds.kinds
    return replace(
        program,
        lists={name: apart(each) for name, each in program.lists.items()},
        kinds=Catalogue({**kinds, **{kind + TOLD: replace(kinds[kind], name=kind + TOLD) for kind in twice}}),
    )
