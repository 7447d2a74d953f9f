"""A folder of JSON lines as a stream on a cluster: what is new in it is judged, and where that was broken off it goes on.

Spark's structured streaming knows which files belong to which epoch, and its checkpoint which epoch was done; all else that must
last lies beside it in files of epochs.
"""

from __future__ import annotations

import pickle
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field

from bylaws.engine.finding import Finding
from bylaws.engine.unsettled import MOST
from bylaws.events.readers import Input, Manner, Reading, passed_over
from bylaws.events.record import Reject, Remark, State
from bylaws.events.rejects import RejectsFile
from bylaws.events.types import INT64_MIN
from bylaws.intake import Intake, inputs_of
from bylaws.journal.disk import Lock
from bylaws.policy.filling import load_lists
from bylaws.policy.program import Program
from bylaws.spark.cluster import Cluster
from bylaws.spark.epochs import Bounds, Found, States, latest
from bylaws.spark.hearing import firsts
from bylaws.spark.inputs import pieces_of
from bylaws.spark.merging import merged
from bylaws.spark.packing import Split
from bylaws.spark.reading import Read
from bylaws.spark.routing import Routed
from bylaws.spark.session import check, session
from bylaws.spark.shard import Judging
from bylaws.study.inputs import Inputs
from bylaws.study.request import Progress, Request, UsageError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

FILES: Final = 64
"""Files of an epoch at most."""
BEGUN: Final = "begun"
PLAN: Final = "plan"
AGES: Final = "36500d"
"""How much older than the newest file one may be: Spark would leave out without a word what is a week older."""
HIDDEN: Final = "is hidden from Spark, as is all whose name, or its folder's, begins with `_`"


class Streamed(Struct):
    """What a stream has come to. `until`: up to where it has judged, microseconds, exclusive; None: nothing came yet.

    `inputs`: what is to be said of files as a whole.
    """

    findings: Sequence[Finding]
    epochs: int
    read: Mapping[str, int]
    rejects: int
    until: int | None
    inputs: Inputs


class _Done(Struct):
    """What is known once an epoch is done: up to where all is judged, and what it brought itself."""

    until: int
    edge: int
    read: Counter[str]
    rejects: list[Reject] = field(default_factory=list)
    found: Found = field(default_factory=list)
    remarks: Sequence[Remark] = ()


class Where(Struct, frozen=True):
    """Where a stream is judged, and the folder that keeps it, which all machines see. `files`: of an epoch at most."""

    on: str
    folder: Path
    files: int = FILES


def stream_on(program: Program, request: Request, where: Where, rejected: Path | None, progress: Progress) -> Streamed:
    """Judges what is new in a folder, in the order in which files came into it; then ends.

    Raises UsageError where there is no cluster to be had, or the stream is another's.
    """
    folder = _folder_of(request)
    check(where.on)
    where.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    states = States(where.folder.absolute())
    lock = Lock(states.folder / "lock")
    try:
        begun = _begun(states, program, folder)
        with session(where.on) as spark:
            intake = Intake((program,), [load_lists(program)], request, progress, RejectsFile(None), time.time_ns() // 1000)
            stream = _Stream(Cluster(spark, intake, begun), intake, states, folder)
            if begun is None:
                states.write(BEGUN, (program.digest, str(folder), stream.shards))
            with stream.failing():
                _files(spark, folder, where.files).writeStream.foreachBatch(stream.take).option(
                    "checkpointLocation", str(states.folder / "checkpoint")
                ).trigger(availableNow=True).start().awaitTermination()
        return _came_to(states, folder, rejected)
    finally:
        lock.release()


def _files(spark: SparkSession, folder: Path, most: int) -> DataFrame:
    """The files of a folder and those below it, each once; `most` of an epoch."""
    # No URI: Spark takes paths as they are, but for the signs of patterns.
    source = "file:" + re.sub(r"[\\{}\[\]*?]", r"\\\g<0>", str(folder))
    found = spark.readStream.format("binaryFile").schema("path string, modificationTime timestamp, length long, content binary")
    found = found.option("maxFilesPerTrigger", most).option("maxFileAge", AGES).option("recursiveFileLookup", value=True)
    return found.load(source).select("path")


def _folder_of(request: Request) -> Path:
    plain = request.since is None and request.until is None and not request.law and not request.manner.mappings
    plain = plain and request.content is None
    if len(request.events) != 1 or not Path(request.events[0]).is_dir() or not plain or request.manner.as_:
        raise UsageError(
            "--checkpoint goes on with one folder of JSON lines under --events, without --since, --until, --content, --law and --as"
        )
    return Path(request.events[0]).absolute()


def _begun(states: States, program: Program, folder: Path) -> int | None:
    """The number of shards that a stream began with; None for a new one. Raises UsageError where it was another's."""
    told = states.read(BEGUN)
    if told is None:
        return None
    assert isinstance(told, tuple)
    *whose, shards = told
    if whose != [program.digest, str(folder)]:
        raise UsageError(
            f"--checkpoint: {states.folder} was begun with another policy, another version of it or another folder of events; "
            "a new folder begins from the first file"
        )
    return int(shards)


def _came_to(states: States, folder: Path, rejected: Path | None) -> Streamed:
    epochs = [each for epoch in range(_count(states)) if isinstance(each := states.read(f"epochs/{epoch}"), _Done)]
    with RejectsFile(rejected) as rejects:
        for reject in (reject for each in epochs for reject in each.rejects):
            rejects.write(reject)
    read = sum((each.read for each in epochs), Counter[str]())
    findings = merged([latest(each.found for each in epochs)], MOST)
    until = epochs[-1].until if epochs and epochs[-1].until > INT64_MIN else None
    remarks = [*(remark for each in epochs for remark in each.remarks), *_hidden(folder)]
    return Streamed(findings, len(epochs), read, rejects.count, until, Inputs.of(remarks, sum(read.values())))


def _hidden(folder: Path) -> Iterator[Remark]:
    """The logs in a folder that Spark never tells of; what begins with a dot is not yet whole, or nobody's."""
    reading = Reading.of(Manner())
    for each in inputs_of([str(folder)]):
        parts = each.path.relative_to(folder).parts if each.path else ()
        hidden = any(part.startswith("_") for part in parts) and not any(part.startswith(".") for part in parts)
        if hidden and not each.lacking and passed_over(each, reading) is None:
            yield Remark(each.name, State.UNREAD, HIDDEN)


def _count(states: States) -> int:
    folder = states.folder / "epochs"
    return max((int(path.name) + 1 for path in folder.iterdir() if path.name.isdigit()), default=0) if folder.exists() else 0


class _Stream:
    def __init__(self, cluster: Cluster, intake: Intake, states: States, folder: Path) -> None:
        self._cluster, self.shards = cluster, cluster.shards
        self._intake, self._states, self._folder = intake, states, folder
        self._failed: Exception | None = None
        kinds = intake.decoder.catalogue.kinds
        self._bound = max(
            (kinds[kind].lateness for group in self._cluster.groups for kind in group.kinds if kind in kinds), default=0
        )

    @contextmanager
    def failing(self) -> Iterator[None]:
        """What ended an epoch is raised as it was: Spark would tell of it in the midst of its own plans."""
        try:
            yield
        except Exception:
            if self._failed is not None:
                raise self._failed from None
            raise

    def take(self, files: DataFrame, epoch: int) -> None:
        """Judges an epoch; done again, it leaves the same."""
        try:
            self._judge(sorted(re.sub(r"^file:(//)?", "", row.path) for row in files.collect()), epoch)
        except OSError as error:
            self._failed = UsageError(f"--checkpoint: {error.filename or self._states.folder}: {error.strerror}")
            raise
        except Exception as error:
            self._failed = error
            raise

    def _judge(self, paths: Sequence[str], epoch: int) -> None:
        from pyspark import StorageLevel

        before = self._states.read(f"epochs/{epoch - 1}")
        if epoch and before is None:
            raise UsageError(f"--checkpoint: what epoch {epoch - 1} left in {self._states.folder} is gone; begin in a new folder")
        last = before if isinstance(before, _Done) else _Done(INT64_MIN, INT64_MIN, Counter())
        self._intake.remarks.clear()
        splits = self._cluster.counted(list(self._splits(paths)))
        job = self._cluster.job()
        read = self._cluster.read(job, splits).persist(StorageLevel.DISK_ONLY)
        notes = [pickle.loads(row.payload) for row in read.filter("source is null").select("payload").collect()]
        done = _read(notes, last, self._bound)
        done.remarks = [*self._intake.remarks, *(remark for each in notes for remark in each.remarks)]
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

    def _splits(self, paths: Sequence[str]) -> Iterator[Split]:
        reading = Reading.of(self._intake.request.manner)
        for path in map(Path, paths):
            source = Input(str(path), path, path.stat().st_size, path.relative_to(self._folder).as_posix(), walked=True)
            if not self._intake.passes_over(source, reading):
                yield from pieces_of(path, source.name, source.log)

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
