"""A run on a cluster: the same result as on one machine."""

from __future__ import annotations

import pickle
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from bylaws.app import ended
from bylaws.engine.asks import Want, asks_of
from bylaws.engine.duties import OpenDebt
from bylaws.engine.finding import Finding
from bylaws.engine.permits import Granted
from bylaws.engine.unsettled import MOST
from bylaws.events.record import Reject
from bylaws.events.rejects import RejectsFile
from bylaws.events.zeros import put_together
from bylaws.intake import Intake
from bylaws.policy.filling import load_lists
from bylaws.policy.program import Program
from bylaws.spark.cluster import Cluster
from bylaws.spark.hearing import firsts
from bylaws.spark.inputs import splits_of
from bylaws.spark.merging import merged
from bylaws.spark.reading import Read
from bylaws.spark.routing import Routed
from bylaws.spark.session import session
from bylaws.spark.shard import Judged, Judging
from bylaws.study.outside import Span
from bylaws.study.request import Progress, Request, UsageError
from bylaws.study.result import Result

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Times = tuple[int | None, int | None, int | None]
"""Of the earliest and the latest judged event, and where the last of them stands."""


WORTH_COLUMNS: Final = 50_000
"""Events on their way to shards from which on it is worth loading the compiled code on all executors; the answer is the same."""


class Shards(Struct, frozen=True):
    """What all shards say together: as of a `Stepper` that has seen all events."""

    open_debts: Sequence[OpenDebt]
    kindless: int
    granted: Granted
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
    if request.content is not None:
        raise UsageError("--content is read on one machine; leave out --on")
    with session(where.on) as spark, RejectsFile(rejected) as rejects:
        intake = Intake((program,), [load_lists(program)], request, progress, rejects, time.time_ns() // 1000)
        with tempfile.TemporaryDirectory(prefix=".bylaws-", dir=where.folder) as name:
            return _Run(spark, intake).judged(Path(name))


class _Run:
    def __init__(self, spark: SparkSession, intake: Intake) -> None:
        self._cluster, self._intake = Cluster(spark, intake), intake

    def judged(self, folder: Path) -> Result:
        from pyspark import StorageLevel

        cluster, intake = self._cluster, self._intake
        intake.progress.stage("reading on Spark", None, "bytes")
        splits = cluster.counted(splits_of(intake, cluster.shards, folder))
        job = cluster.job()
        routed = cluster.routed(job, cluster.read(job, splits)).persist(StorageLevel.DISK_ONLY)
        notes = [pickle.loads(row.payload) for row in routed.filter("grouped = -1").select("payload").collect()]
        told = [each for each in notes if isinstance(each, Routed)]
        self._note([each for each in notes if isinstance(each, Read)], told)
        intake.progress.stage("judging on Spark", None, "events")
        times = _times(told)
        watermark = times[2] if intake.request.until is None else intake.request.until - 1
        steps = any(each.odd for each in told) or sum(sum(each.weights.values()) for each in told) < WORTH_COLUMNS
        catalogue = intake.decoder.catalogue
        heard = firsts(cluster.groups, [each.heard for each in told])
        judging = Judging(catalogue, intake.lists[-1], cluster.feeding, intake.telling, watermark, steps, heard)
        return self._result(cluster.judged(job, routed, cluster.plan(told), judging), times)

    def _note(self, read: Sequence[Read], told: Sequence[Routed]) -> None:
        """What the executors have to say of the events, as if they had been read here."""
        intake = self._intake
        for reject in _placed(reject for each in read for reject in each.rejects):
            intake.reject(reject)
        for each in read:
            intake.read.update(each.kinds)
            intake.decoder.ignored.update(each.ignored)
            intake.decoder.placeholders.update(each.placeholders)
            if each.zeros:
                put_together(intake.zeros, each.zeros)
            intake.late += each.late
            intake.remarks.extend(each.remarks)
            for kind, names in each.given.items():
                intake.lacking[kind].difference_update(names)
            for kind, known in each.spans.items():
                intake.spans[kind] = Span.around(intake.spans.get(kind), known.first, known.last)
            if each.first is not None and each.last is not None:
                span = intake.span or Span(each.first, each.last)
                intake.span = Span(min(span.first, each.first), max(span.last, each.last))
        for reject in _placed(reject for each in told for reject in each.rejects):
            intake.oust(reject)
        intake.duplicates = sum(each.duplicates for each in told)

    def _result(self, shards: Sequence[Judged], times: Times) -> Result:
        program = self._intake.programs[-1]
        asked = {each.want for each in asks_of(program)}
        fed = {name for name, each in program.lists.items() if each.feed is not None}
        makers = {each.name: each.index for each in program.duties}
        debts = sorted((debt for each in shards for debt in each.debts), key=lambda debt: (makers[debt.duty], debt.since))
        together = Shards(
            debts,
            max((each.kindless for each in shards), default=0),
            {key: max(each.granted.get(key, 0) for each in shards) for shard in shards for key in shard.granted},
            frozenset(fed - {name for each in shards for name in each.filled}),
            frozenset(asked - {name for each in shards for name in each.met}),
        )
        findings = merged((each.findings for each in shards), MOST)
        return ended(together, findings, self._intake, times, together)


def _placed(rejects: Iterable[Reject]) -> list[Reject]:
    return sorted(rejects, key=lambda reject: (reject.file, reject.line, reject.offset))


def _times(told: Sequence[Routed]) -> Times:
    first = [each.first for each in told if each.first is not None]
    last = [each.last for each in told if each.last is not None]
    edges = [each.edge for each in told if each.edge is not None]
    return min(first, default=None), max(last, default=None), max(edges, default=None)
