"""What a session does with the events of a policy: pieces to events, events to shards, shards to what is found in them."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from bylaws.intake import Intake
from bylaws.spark.epochs import Bounds, Found, States
from bylaws.spark.groups import Group, groups_of
from bylaws.spark.packing import Split
from bylaws.spark.reading import Understanding
from bylaws.spark.routing import Routed, placed
from bylaws.spark.shard import Judged, Judging

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SHARDS: Final = 3
"""Shards for each task that can run at once: so that one that takes longer keeps nobody waiting for long."""

Plan = tuple[list[list[int]], list[list[int]]]
"""By group and bucket its shard, and by group the shards that it uses."""


class Cluster:
    """`shards`: into how many the events of a group go; `feeding`: the kinds that go first at an instant."""

    def __init__(self, spark: SparkSession, intake: Intake, shards: int | None = None) -> None:
        self._spark, self._intake, self._context = spark, intake, spark.sparkContext
        program = intake.programs[-1]
        self.groups: Sequence[Group] = groups_of(program)
        self.feeding = frozenset(each.feed.kind for each in program.lists.values() if each.feed)
        self.shards = shards or max(2, self._context.defaultParallelism) * SHARDS

    def counted(self, splits: Sequence[Split]) -> list[Split]:
        """The pieces, each with the number of lines before it in its file."""
        from bylaws.spark import tasks

        whole = [(number, each) for number, each in enumerate(splits) if each.end is not None and not each.ready]
        starting = self._told(whole).mapInArrow(tasks.counting(), tasks.TOLD)
        lines = dict(pickle.loads(row.payload) for row in starting.collect())
        found = list[Split]()
        before: dict[str, int] = {}
        for number, each in enumerate(splits):
            found.append(replace(each, lines=before.get(each.path, 0)))
            before[each.path] = before.get(each.path, 0) + lines.get(number, 0)
        return found

    def _told(self, items: Sequence[object]) -> DataFrame:
        """One row and one task for each item."""
        rows = [(number, pickle.dumps(each)) for number, each in enumerate(items)]
        frame = self._spark.createDataFrame(rows, "number int, payload binary")
        return frame.repartitionById(max(len(rows), 1), "number").select("payload")

    def job(self) -> Any:
        """What all tasks know."""
        from bylaws.spark.tasks import Job

        decoder = self._intake.decoder
        numbers = {kind: tuple(names) for kind, names in self._intake.zeros.items()}
        understanding = Understanding(decoder.catalogue, decoder.currency, self._intake.now, numbers, decoder.whole)
        job = Job(self.groups, understanding, self.feeding, self._intake.request.until)
        return self._context.broadcast(pickle.dumps(job))

    def read(self, job: Any, splits: Sequence[Split]) -> DataFrame:
        """Pieces to events."""
        from bylaws.spark import tasks

        return self._told(splits).mapInArrow(tasks.reading(job), tasks.READ)

    def routed(self, job: Any, read: DataFrame) -> DataFrame:
        """Events, each once, on their way to shards."""
        from bylaws.spark import tasks

        together = read.repartition(self.shards, "home")
        ordered = together.sortWithinPartitions("source", "id", "received", "digest", "unstamped")
        return ordered.mapInArrow(tasks.routing(job), tasks.ROUTED)

    def plan(self, told: Sequence[Routed]) -> Plan:
        """Where the buckets go, by what they weigh."""
        weights: dict[tuple[int, int], int] = {}
        for each in told:
            for place, weight in each.weights.items():
                weights[place] = weights.get(place, 0) + weight
        return placed(weights, len(self.groups), self.shards)

    def judged(self, job: Any, routed: DataFrame, plan: Plan, judging: Judging) -> list[Judged]:
        """Shards to what is found in them: those of probes first, the others with what these have found."""
        from bylaws.spark import tasks

        how, places = self._context.broadcast(pickle.dumps(judging)), self._context.broadcast(plan)
        asked, others = self._apart(routed)
        if asked is not None:
            facts = self._sharded(asked, places).mapInArrow(tasks.probing(job, how), tasks.ROUTED)
            others = others.union(facts)
        found = self._sharded(others, places).mapInArrow(tasks.shard_judging(job, how), tasks.TOLD)
        return [pickle.loads(row.payload) for row in found.collect()]

    def _apart(self, routed: DataFrame) -> tuple[DataFrame | None, DataFrame]:
        """What goes to probes, if there are any, and all else."""
        probes = [number for number, group in enumerate(self.groups) if group.probing]
        if not probes:
            return None, routed
        return routed.filter(routed.grouped.isin(probes)), routed.filter(~routed.grouped.isin(probes))

    def released(self, job: Any, read: DataFrame, where: tuple[States, Bounds]) -> DataFrame:
        """The events that an epoch judges, each once, on their way to shards; the others wait."""
        from bylaws.spark import tasks

        ticks = [(number, None, None, None, None, None, None) for number in range(self.shards)]
        told = self._spark.createDataFrame(ticks, tasks.READ).union(read.filter("source is not null"))
        placed_ = told.selectExpr(f"cast(pmod(home, {self.shards}) as int) as shard", "source", "id", "payload")
        together = placed_.repartitionById(self.shards, "shard")
        return together.mapInArrow(tasks.releasing(job, self._context.broadcast(pickle.dumps(where))), tasks.ROUTED)

    def judged_on(self, job: Any, routed: DataFrame, plan: Plan, judging: Judging, where: tuple[States, Bounds]) -> Found:
        """What shards find in an epoch, each going on where it stood."""
        from bylaws.spark import tasks

        how, places = self._context.broadcast(pickle.dumps((judging, where))), self._context.broadcast(plan)
        asked, others = self._apart(routed)
        if asked is not None:
            facts = self._ticking(asked, places).mapInArrow(tasks.probing_on(job, how), tasks.ROUTED)
            others = others.union(facts)
        found = self._ticking(others, places).mapInArrow(tasks.judging_on(job, how), tasks.TOLD)
        return [each for row in found.collect() for each in pickle.loads(row.payload)]

    def _ticking(self, routed: DataFrame, places: Any) -> DataFrame:
        """As `_sharded`, with a row for each shard, so that also those go on that nothing came to."""
        from bylaws.spark import tasks

        ticks = [(number, tasks.TICK, 0, 0, 0, b"", b"", b"") for number in range(self.shards)]
        return self._in_order(self._spark.createDataFrame(ticks, tasks.PLACED).union(self._placed(routed, places)))

    def _sharded(self, routed: DataFrame, places: Any) -> DataFrame:
        """What goes to shards, each in one place and in order."""
        return self._in_order(self._placed(routed, places))

    def _placed(self, routed: DataFrame, places: Any) -> DataFrame:
        from bylaws.spark import tasks

        return routed.mapInArrow(tasks.placing(places), tasks.PLACED)

    def _in_order(self, sharded: DataFrame) -> DataFrame:
        apart = sharded.repartitionById(self.shards, "shard")
        return apart.sortWithinPartitions("grouped", "place", "rank", "source", "id")
