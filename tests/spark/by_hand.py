"""What a cluster does with events, without a cluster: the same routes, shards and order, one shard after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from bylaws.engine.finding import Finding
from bylaws.engine.unsettled import MOST, Telling
from bylaws.events.event import Event
from bylaws.events.order import identity_key
from bylaws.events.record import Reject
from bylaws.events.types import INT64_MIN
from bylaws.policy.program import Program
from bylaws.spark.epochs import Bounds, Found, States, judged_on, latest, released
from bylaws.spark.facts import Facts
from bylaws.spark.groups import Group, groups_of
from bylaws.spark.hearing import firsts
from bylaws.spark.merging import merged
from bylaws.spark.packing import encoded, packed, unpacked
from bylaws.spark.routing import EVERYWHERE, Route, Routed, Router, fact_route, placed
from bylaws.spark.shard import Judging, judged, probed
from tests.oracle.executors import Raw, decoded, feeding, rows

SHARDS = 3


def run_sharded(program: Program, events: Sequence[Raw], most: int = MOST, columns: bool = True) -> list[Finding]:
    """The findings of all shards. `columns`: whether shards may be judged over columns where that is possible."""
    groups, told = groups_of(program), Routed()
    feeding_ = frozenset(feeding(program))
    router = Router(groups, feeding_, None)
    routes = list(router.routes(iter(sorted(decoded(program, events), key=identity_key)), told))
    buckets, used = placed(told.weights, len(groups), SHARDS)
    steps, heard = told.odd or not columns, firsts(groups, [told.heard])
    judging = Judging(program.kinds, rows(program), feeding_, Telling(most=most), told.edge, steps, heard)

    def of(number: int, shard: int) -> list[Route]:
        return [each for each in routes if each.group == number and _goes(each, shard, buckets[number], used[number])]

    facts = list[tuple[int, int, tuple[object, ...], Facts]]()
    for number, group in enumerate(groups):
        for shard in range(SHARDS) if group.probing else ():
            events = [unpacked(packed(each.event)) for each in sorted(of(number, shard), key=_place)]
            facts += [fact_route(groups, group, finding, feeding_) for finding in probed(group, judging, events)]
    found = []
    for number, group in enumerate(groups):
        for shard in range(SHARDS) if not group.probing else ():
            mine: list[tuple[tuple[object, ...], Event | Facts]] = [(_place(each), each.event) for each in of(number, shard)]
            mine += [(place, fact) for to, bucket, place, fact in facts if to == number and buckets[number][bucket] == shard]
            ordered = [each for _, each in sorted(mine, key=lambda item: item[0])]
            found.append(judged(group, judging, ordered).findings)
    return merged(found, most)


def _goes(route: Route, shard: int, buckets: Sequence[int], used: Sequence[int]) -> bool:
    return shard in used if route.bucket == EVERYWHERE else buckets[route.bucket] == shard


def _place(route: Route) -> tuple[object, ...]:
    return route.event.place, route.rank, encoded(route.event.source), encoded(route.event.id)


def spread(groups: Sequence[Group]) -> int:
    """How many rules are judged in more than one shard."""
    return sum(len(each.told) for each in groups if not each.alone)


def run_streamed(program: Program, epochs: Sequence[Sequence[Event]], bound: int, folder: Path) -> list[Finding]:
    """The findings of a stream of which each epoch brings some events, none later than `bound`; the last epoch ends it.

    Every epoch is done twice, as if it had been broken off.
    """
    groups, feeding_, states = groups_of(program), frozenset(feeding(program)), States(folder)
    router = Router(groups, feeding_, None)
    buckets, used = placed({}, len(groups), SHARDS)
    used = [[0] if group.alone else list(range(SHARDS)) for group in groups]
    before, edge = INT64_MIN, INT64_MIN
    told: list[Found] = []
    for epoch, come in enumerate([*epochs, []]):
        edge = max([edge, *(each.place for each in come)])
        bounds = Bounds(epoch, before, edge - bound if epoch < len(epochs) else edge + 1)
        for _ in range(2):
            rejects = list[Reject]()
            ready = released(states, "waiting", bounds, come, rejects)
            routed = Routed()
            routes = list(router.routes(iter(sorted(ready, key=identity_key)), routed))
            assert not rejects
            judging = _judging(program, bounds.until, firsts(groups, [routed.heard]))
            again = _epoch(groups, routes, (states, bounds), (buckets, used), judging)
        told.append(again)
        states.forget(epoch)
        before = bounds.until
    return merged([latest(told)], MOST)


def _judging(program: Program, until: int, heard: Mapping[frozenset[str], Sequence[bytes]]) -> Judging:
    feeding_ = frozenset(feeding(program))
    return Judging(program.kinds, rows(program), feeding_, Telling(), until - 1, True, heard)


def _epoch(
    groups: Sequence[Group],
    routes: Sequence[Route],
    where: tuple[States, Bounds],
    plan: tuple[Sequence[Sequence[int]], Sequence[Sequence[int]]],
    judging: Judging,
) -> Found:
    states, bounds = where
    buckets, used = plan
    facts = list[tuple[int, int, tuple[object, ...], Facts]]()
    found: Found = []
    for probing in (True, False):
        known = {number: group for number, group in enumerate(groups) if bool(group.probing) == probing}
        for shard in range(SHARDS):
            told: dict[int, list[Event | Facts]] = {}
            for number in known:
                mine: list[tuple[tuple[object, ...], Event | Facts]] = [
                    (_place(each), each.event)
                    for each in routes
                    if each.group == number and _goes(each, shard, buckets[number], used[number])
                ]
                mine += [(place, fact) for to, bucket, place, fact in facts if to == number and buckets[number][bucket] == shard]
                if mine:
                    told[number] = [each for _, each in sorted(mine, key=lambda item: item[0])]
            for number, some in judged_on(states, f"{probing}-{shard}", bounds, known, judging, told):
                if probing:
                    facts += [fact_route(groups, groups[number], finding, judging.feeding) for _, finding in some]
                else:
                    found += some
    return found
