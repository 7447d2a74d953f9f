"""What a cluster does with events, without a cluster: the same routes, shards and order, one shard after the other."""

from __future__ import annotations

from collections.abc import Sequence

from bylaws.engine.finding import Finding
from bylaws.engine.unsettled import MOST, Telling
from bylaws.events.event import Event
from bylaws.events.order import identity_key
from bylaws.policy.program import Program
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
