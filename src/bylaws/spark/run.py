"""A run on a cluster: the same result as on one machine."""

from __future__ import annotations

import pickle
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from msgspec.structs import replace

from bylaws.app import ended
from bylaws.engine.asks import Want, asks_of
from bylaws.engine.duties import OpenDebt
from bylaws.engine.finding import Finding
from bylaws.engine.unsettled import MOST
from bylaws.events.rejects import RejectsFile
from bylaws.intake import Intake
from bylaws.policy.filling import load_lists
from bylaws.policy.program import Program
from bylaws.spark.groups import Group, groups_of
from bylaws.spark.hearing import firsts
from bylaws.spark.inputs import splits_of
from bylaws.spark.merging import merged
from bylaws.spark.packing import Split
from bylaws.spark.reading import Read, Understanding
from bylaws.spark.routing import Routed, placed
from bylaws.spark.session import session
from bylaws.spark.shard import Judged, Judging
from bylaws.study.outside import Span
from bylaws.study.request import Progress, Request, UsageError
from bylaws.study.result import Result

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

Times = tuple[int | None, int | None, int | None]
"""Of the earliest and the latest judged event, and where the last of them stands."""

SHARDS: Final = 3
"""Shards for each task that can run at once: so that one that takes longer keeps nobody waiting for long."""

WORTH_COLUMNS: Final = 50_000
"""Events on their way to shards from which on it is worth loading the compiled code on all executors; the answer is the same."""


class Shards(Struct, frozen=True):
    """What all shards say together: as of a `Stepper` that has seen all events."""

    open_debts: Sequence[OpenDebt]
    kindless: int
    unfilled: frozenset[str]
    unmet: frozenset[Want]

    def finish(self, watermark: int) -> list[Finding]:
        """Nothing: the shards were finished where they were judged."""
        del watermark
        return []


class Where(Struct, frozen=True):
    """Where a run takes place. `folder`: the one to write in that all machines see."""

    on: str
    folder: Path


def judge_on(program: Program, request: Request, where: Where, rejected: Path | None, progress: Progress) -> Result:
    """Reads the events and judges them all, as `bylaws.app.judge` does.

    Raises UsageError where there is no cluster to be had, or what is asked for cannot be had there.
    """
    if request.law:
        raise UsageError("--law judges each event by the version then in force, which is done on one machine; leave out --on")
    with session(where.on) as spark, RejectsFile(rejected) as rejects:
        intake = Intake((program,), [load_lists(program)], request, progress, rejects, time.time_ns() // 1000)
        with tempfile.TemporaryDirectory(prefix=".bylaws-", dir=where.folder) as name:
            return _Run(spark, intake).judged(Path(name))


class _Run:
    def __init__(self, spark: SparkSession, intake: Intake) -> None:
        self._spark, self._intake, self._context = spark, intake, spark.sparkContext
        program = intake.programs[-1]
        self._groups: Sequence[Group] = groups_of(program)
        self._feeding = frozenset(each.feed.kind for each in program.lists.values() if each.feed)
        self._tasks = max(2, self._context.defaultParallelism)

    def judged(self, folder: Path) -> Result:
        from pyspark import StorageLevel

        progress = self._intake.progress
        progress.stage("reading on Spark", None, "bytes")
        splits = self._counted(splits_of(self._intake, self._tasks * SHARDS, folder))
        job = self._job()
        routed = self._routed(job, splits).persist(StorageLevel.DISK_ONLY)
        notes = [pickle.loads(row.payload) for row in routed.filter("grouped = -1").select("payload").collect()]
        told = [each for each in notes if isinstance(each, Routed)]
        self._note([each for each in notes if isinstance(each, Read)], told)
        progress.stage("judging on Spark", None, "events")
        times = _times(told)
        shards = self._judged(job, routed, told, times[2])
        return self._result(shards, times)

    def _counted(self, splits: Sequence[Split]) -> list[Split]:
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

    def _job(self) -> Any:
        from bylaws.spark.tasks import Job

        decoder = self._intake.decoder
        understanding = Understanding(decoder.catalogue, decoder.currency, self._intake.now)
        job = Job(self._groups, understanding, self._feeding, self._intake.request.until)
        return self._context.broadcast(pickle.dumps(job))

    def _routed(self, job: Any, splits: Sequence[Split]) -> DataFrame:
        from bylaws.spark import tasks

        read = self._told(splits).mapInArrow(tasks.reading(job), tasks.READ)
        together = read.repartition(self._tasks * SHARDS, "home")
        ordered = together.sortWithinPartitions("source", "id", "received", "digest", "unstamped")
        return ordered.mapInArrow(tasks.routing(job), tasks.ROUTED)

    def _judged(self, job: Any, routed: DataFrame, told: Sequence[Routed], edge: int | None) -> list[Judged]:
        from bylaws.spark import tasks

        intake = self._intake
        weights: dict[tuple[int, int], int] = {}
        for each in told:
            for place, weight in each.weights.items():
                weights[place] = weights.get(place, 0) + weight
        plan = self._context.broadcast(placed(weights, len(self._groups), self._tasks * SHARDS))
        watermark = edge if intake.request.until is None else intake.request.until - 1
        steps = any(each.odd for each in told) or sum(weights.values()) < WORTH_COLUMNS
        heard = firsts(self._groups, [each.heard for each in told])
        judging = Judging(intake.decoder.catalogue, intake.lists[-1], self._feeding, intake.telling, watermark, steps, heard)
        how = self._context.broadcast(pickle.dumps(judging))
        probes = [number for number, group in enumerate(self._groups) if group.probing]
        if probes:
            asked = self._sharded(routed.filter(routed.grouped.isin(probes)), plan)
            facts = asked.mapInArrow(tasks.probing(job, how), tasks.ROUTED)
            routed = routed.filter(~routed.grouped.isin(probes)).union(facts)
        found = self._sharded(routed, plan).mapInArrow(tasks.shard_judging(job, how), tasks.TOLD)
        return [pickle.loads(row.payload) for row in found.collect()]

    def _sharded(self, routed: DataFrame, plan: Any) -> DataFrame:
        """What goes to shards, each in one place and in order."""
        from bylaws.spark import tasks

        sharded = routed.mapInArrow(tasks.placing(plan), tasks.PLACED).repartitionById(self._tasks * SHARDS, "shard")
        return sharded.sortWithinPartitions("grouped", "place", "rank", "source", "id")

    def _note(self, read: Sequence[Read], told: Sequence[Routed]) -> None:
        """What the executors have to say of the events, as if they had been read here."""
        intake = self._intake
        for part in ([reject for each in read for reject in each.rejects], [reject for each in told for reject in each.rejects]):
            for reject in sorted(part, key=lambda reject: (reject.file, reject.line, reject.offset)):
                intake.reject(reject)
        for each in read:
            intake.read.update(each.kinds)
            intake.decoder.ignored.update(each.ignored)
            intake.late += each.late
            intake.remarks.extend(each.remarks)
            for kind, names in each.given.items():
                intake.lacking[kind].difference_update(names)
            for kind, known in each.spans.items():
                intake.spans[kind] = Span.around(intake.spans.get(kind), known.first, known.last)
            if each.first is not None and each.last is not None:
                span = intake.span or Span(each.first, each.last)
                intake.span = Span(min(span.first, each.first), max(span.last, each.last))

    def _result(self, shards: Sequence[Judged], times: Times) -> Result:
        program = self._intake.programs[-1]
        asked = {each.want for each in asks_of(program)}
        fed = {name for name, each in program.lists.items() if each.feed is not None}
        makers = {each.name: each.index for each in program.duties}
        debts = sorted((debt for each in shards for debt in each.debts), key=lambda debt: (makers[debt.duty], debt.since))
        together = Shards(
            debts,
            max((each.kindless for each in shards), default=0),
            frozenset(fed - {name for each in shards for name in each.filled}),
            frozenset(asked - {name for each in shards for name in each.met}),
        )
        findings = merged((each.findings for each in shards), MOST)
        return ended(together, findings, self._intake, times, together)


def _times(told: Sequence[Routed]) -> Times:
    first = [each.first for each in told if each.first is not None]
    last = [each.last for each in told if each.last is not None]
    edges = [each.edge for each in told if each.edge is not None]
    return min(first, default=None), max(last, default=None), max(edges, default=None)
