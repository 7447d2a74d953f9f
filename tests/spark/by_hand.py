"""What a cluster does with events, without a cluster: the same routes, shards and order, one shard after the other."""

from __future__ import annotations

from collections.abc import Sequence

from bylaws.engine.finding import Finding
from bylaws.engine.unsettled import MOST, Telling
from bylaws.events.order import identity_key
from bylaws.policy.program import Program
from bylaws.spark.groups import Group, groups_of
from bylaws.spark.merging import merged
from bylaws.spark.packing import encoded, packed, unpacked
from bylaws.spark.routing import EVERYWHERE, Route, Routed, Router, placed
from bylaws.spark.shard import Judging, judged
from tests.oracle.executors import Raw, decoded, feeding, rows

SHARDS = 3


def run_sharded(program: Program, events: Sequence[Raw], most: int = MOST, columns: bool = True) -> list[Finding]:
    """The findings of all shards. `columns`: whether shards may be judged over columns where that is possible."""
    groups, told = groups_of(program), Routed()
    router = Router(groups, frozenset(feeding(program)), None)
    routes = list(router.routes(iter(sorted(decoded(program, events), key=identity_key)), told))
    buckets, used = placed(told.weights, len(groups), SHARDS)
    judging = Judging(
        program.kinds, rows(program), frozenset(feeding(program)), Telling(most=most), told.edge, told.odd or not columns
    )
    found = []
    for number, group in enumerate(groups):
        for shard in range(SHARDS):
            mine = [each for each in routes if each.group == number and _goes(each, shard, buckets[number], used[number])]
            found.append(judged(group, judging, (unpacked(packed(each.event)) for each in sorted(mine, key=_place))).findings)
    return merged(found, most)


def _goes(route: Route, shard: int, buckets: Sequence[int], used: Sequence[int]) -> bool:
    return shard in used if route.bucket == EVERYWHERE else buckets[route.bucket] == shard


def _place(route: Route) -> tuple[object, ...]:
    return route.event.place, route.rank, encoded(route.event.source), encoded(route.event.id)


def spread(groups: Sequence[Group]) -> int:
    """How many rules are judged in more than one shard."""
    return sum(len(each.told) for each in groups if not each.alone)
