"""A folder of JSON lines as a stream on a cluster: what is new in it is judged, and where that was broken off it goes on.

Spark's structured streaming knows which files belong to which epoch, and its checkpoint which epoch was done; all else that must
last lies beside it in files of epochs.
"""

from __future__ import annotations

import pickle
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlparse

from msgspec import Struct, field

from bylaws.engine.finding import Finding
from bylaws.engine.unsettled import MOST
from bylaws.events.record import Reject
from bylaws.events.rejects import RejectsFile
from bylaws.events.types import INT64_MIN
from bylaws.intake import Intake
from bylaws.policy.filling import load_lists
from bylaws.policy.program import Program
from bylaws.spark.cluster import SHARDS, Cluster
from bylaws.spark.epochs import Bounds, Found, States, latest
from bylaws.spark.hearing import firsts
from bylaws.spark.inputs import pieces_of
from bylaws.spark.merging import merged
from bylaws.spark.packing import Split
from bylaws.spark.reading import Read
from bylaws.spark.routing import Routed
from bylaws.spark.session import session
from bylaws.spark.shard import Judging
from bylaws.study.request import Progress, Request, UsageError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

FILES: Final = 64
"""Files of an epoch at most."""
BEGUN: Final = "begun"
PLAN: Final = "plan"


class Streamed(Struct):
    """What a stream has come to. `until`: up to where it has judged, microseconds, exclusive; None: nothing came yet."""

    findings: Sequence[Finding]
    epochs: int
    read: Mapping[str, int]
    rejects: int
    until: int | None


class _Done(Struct):
    """What is known once an epoch is done: all since the beginning, and what was found in it."""

    until: int
    edge: int
    read: Counter[str]
    rejects: list[Reject] = field(default_factory=list)
    found: Found = field(default_factory=list)


class Where(Struct, frozen=True):
    """Where a stream is judged, and the folder that keeps it, which all machines see. `files`: of an epoch at most."""

    on: str
    folder: Path
    files: int = FILES


def stream_on(program: Program, request: Request, where: Where, rejected: Path | None, progress: Progress) -> Streamed:
    """Judges what is new in a folder, in the order in which files came into it; then ends.

    Raises UsageError where there is no cluster to be had, or the stream is another's.
    """
    source = _folder_of(request)
    where.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    states = States(where.folder.absolute())
    with session(where.on) as spark:
        intake = Intake((program,), [load_lists(program)], request, progress, RejectsFile(None), time.time_ns() // 1000)
        stream = _Stream(spark, intake, states)
        _belongs(states, program, stream.shards)
        query = (
            spark.readStream.format("binaryFile")
            .schema("path string, modificationTime timestamp, length long, content binary")
            .option("maxFilesPerTrigger", where.files)
            .load(source)
            .select("path")
            .writeStream.foreachBatch(stream.take)
            .option("checkpointLocation", str(states.folder / "checkpoint"))
            .trigger(availableNow=True)
            .start()
        )
        query.awaitTermination()
    return _came_to(states, rejected)


def _folder_of(request: Request) -> str:
    plain = request.since is None and request.until is None and not request.law and not request.manner.mappings
    if len(request.events) != 1 or not Path(request.events[0]).is_dir() or not plain or request.manner.as_:
        raise UsageError(
            "--checkpoint goes on with one folder of JSON lines under --events, without --since, --until, --law and --as"
        )
    return Path(request.events[0]).absolute().as_uri()


def _belongs(states: States, program: Program, shards: int) -> None:
    """Raises UsageError where a stream was begun by another policy, or with other shards."""
    told = states.read(BEGUN)
    if told is None:
        states.write(BEGUN, (program.digest, shards))
    elif told != (program.digest, shards):
        raise UsageError(
            f"--checkpoint: {states.folder} was begun with another policy or on a cluster with more or fewer cores; a new folder "
            "begins from the first file"
        )


def _came_to(states: States, rejected: Path | None) -> Streamed:
    epochs = [each for epoch in range(_count(states)) if isinstance(each := states.read(f"epochs/{epoch}"), _Done)]
    with RejectsFile(rejected) as rejects:
        for reject in (reject for each in epochs for reject in each.rejects):
            rejects.write(reject)
    read = sum((each.read for each in epochs), Counter[str]())
    findings = merged([latest(each.found for each in epochs)], MOST)
    until = epochs[-1].until if epochs and epochs[-1].until > INT64_MIN else None
    return Streamed(findings, len(epochs), read, rejects.count, until)


def _count(states: States) -> int:
    folder = states.folder / "epochs"
    return max((int(path.name) + 1 for path in folder.iterdir() if path.name.isdigit()), default=0) if folder.exists() else 0


class _Stream:
    def __init__(self, spark: SparkSession, intake: Intake, states: States) -> None:
        self._cluster = Cluster(spark, intake)
        self._intake, self._states = intake, states
        self.shards = self._cluster.tasks * SHARDS
        kinds = intake.decoder.catalogue.kinds
        self._bound = max(
            (kinds[kind].lateness for group in self._cluster.groups for kind in group.kinds if kind in kinds), default=0
        )

    def take(self, files: DataFrame, epoch: int) -> None:
        """Judges an epoch; done again, it leaves the same."""
        from pyspark import StorageLevel

        paths = sorted(unquote(urlparse(row.path).path) for row in files.collect())
        splits = self._cluster.counted(self._splits(paths))
        job = self._cluster.job()
        read = self._cluster.read(job, splits).persist(StorageLevel.DISK_ONLY)
        notes = [pickle.loads(row.payload) for row in read.filter("source is null").select("payload").collect()]
        before = self._states.read(f"epochs/{epoch - 1}")
        last = before if isinstance(before, _Done) else _Done(INT64_MIN, INT64_MIN, Counter())
        if epoch and before is None:
            raise UsageError(f"--checkpoint: what epoch {epoch - 1} left in {self._states.folder} is gone; begin in a new folder")
        done = _read(notes, last, self._bound)
        bounds = Bounds(epoch, last.until, done.until)
        routed = self._cluster.released(job, read, (self._states, bounds)).persist(StorageLevel.DISK_ONLY)
        told = [pickle.loads(row.payload) for row in routed.filter("grouped = -1").select("payload").collect()]
        done.rejects += [reject for each in told for reject in each.rejects]
        plan = self._plan(told)
        intake = self._intake
        heard = firsts(self._cluster.groups, [each.heard for each in told])
        catalogue, feeding = intake.decoder.catalogue, self._cluster.feeding
        judging = Judging(catalogue, intake.lists[-1], feeding, intake.telling, done.until - 1, True, heard)
        done.found = self._cluster.judged_on(job, routed, plan, judging, (self._states, bounds))
        self._states.write(f"epochs/{epoch}", done)
        self._states.forget(epoch)
        for each in (read, routed):
            each.unpersist()

    def _splits(self, paths: Sequence[str]) -> list[Split]:
        return [split for path in paths for split in pieces_of(Path(path), path, Path(path).name)]

    def _plan(self, told: Sequence[Routed]) -> Any:
        """Where buckets go: by their weight in the first epoch that brought any."""
        plan = self._states.read(PLAN)
        if plan is None:
            plan = self._cluster.plan(told)
            buckets, used = plan
            everywhere = list(range(self.shards))
            plan = buckets, [some if group.alone else everywhere for group, some in zip(self._cluster.groups, used, strict=True)]
            if any(each.weights for each in told):
                self._states.write(PLAN, plan)
        return plan


def _read(notes: Sequence[Read], last: _Done, bound: int) -> _Done:
    edge = max([last.edge, *(each.edge for each in notes if each.edge is not None)])
    until = max(last.until, edge - bound) if edge > INT64_MIN else INT64_MIN
    rejects = sorted((reject for each in notes for reject in each.rejects), key=lambda reject: (reject.file, reject.line))
    return _Done(until, edge, sum((each.kinds for each in notes), Counter()), rejects)
