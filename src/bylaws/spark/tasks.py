"""What executors are given to do, as functions from Arrow batches to Arrow batches.

Between two tasks lie the shuffles: by identity, so that each event counts once, and by shard.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any, Final

import numpy as np
import pyarrow as pa
from msgspec import Struct

from bylaws.events.event import Event
from bylaws.spark.epochs import Found, judged_on, released
from bylaws.spark.facts import Facts
from bylaws.spark.groups import Group
from bylaws.spark.packing import encoded, identity, packed, signed, unpacked
from bylaws.spark.reading import Read, Understanding, events_of, newlines
from bylaws.spark.routing import EVERYWHERE, Router, fact_route
from bylaws.spark.routing import Routed as Told
from bylaws.spark.shard import Judging, judged, probed

Batches = Iterator[Any]

READ: Final = "home long, source binary, id binary, received long, digest string, unstamped boolean, payload binary"
"""An event, to where all tellings of it come together; without a source, what is to be said of a piece."""
ROUTED: Final = "grouped int, bucket int, place long, rank int, source binary, id binary, payload binary"
"""An event on its way to a shard; of group -1, what is to be said of what was read and routed."""
PLACED: Final = f"shard int, {ROUTED}"
TOLD: Final = "payload binary"

SOME: Final = 2048
"""Rows of a batch."""
NOTES: Final = -1
"""The group under which is said what is to be known of a piece."""


TICK: Final = -2
"""The group of a row that only says that a shard is there."""


class Job(Struct, frozen=True):
    """What all tasks of a run know."""

    groups: Sequence[Group]
    understanding: Understanding
    feeding: frozenset[str]
    until: int | None


def counting() -> Callable[[Batches], Batches]:
    """How many lines end in each piece."""

    def work(batches: Batches) -> Batches:
        for batch in batches:
            for told in batch.column(0).to_pylist():
                number, split = pickle.loads(told)
                yield _rows(TOLD, [(pickle.dumps((number, newlines(split))),)])

    return work


def reading(job: Any) -> Callable[[Batches], Batches]:
    """Pieces of inputs to events. `job`: the broadcast of a `Job`."""

    def rows(batches: Batches) -> Iterator[tuple[object, ...]]:
        understanding = _job(job).understanding
        for batch in batches:
            for told in batch.column(0).to_pylist():
                split, read = pickle.loads(told), Read()
                for event in events_of(split, understanding, read):
                    received = event.at if event.received_at is None else event.received_at
                    source, name = encoded(event.source), encoded(event.id)
                    yield identity(event), source, name, received, event.digest, event.received_at is None, packed(event)
                yield signed(told), None, None, None, None, None, pickle.dumps(read)

    return lambda batches: _batches(READ, rows(batches))


def routing(job: Any) -> Callable[[Batches], Batches]:
    """Events in order of `identity_key` to their shards."""

    def rows(batches: Batches) -> Iterator[tuple[object, ...]]:
        known, told, notes = _job(job), Told(), list[bytes]()

        def events() -> Iterator[Any]:
            for batch in batches:
                for source, payload in zip(batch.column(1).to_pylist(), batch.column(6).to_pylist(), strict=True):
                    if source is None:
                        notes.append(payload)
                    else:
                        yield unpacked(payload)

        for each in Router(known.groups, known.feeding, known.until).routes(events(), told):
            event = each.event
            place = each.group, each.bucket, event.place, each.rank
            yield *place, encoded(event.source), encoded(event.id), packed(event)
        for note in (*notes, pickle.dumps(told)):
            yield NOTES, 0, 0, 0, b"", b"", note

    return lambda batches: _batches(ROUTED, rows(batches))


def placing(plan: Any) -> Callable[[Batches], Batches]:
    """Events to shards; what is told everywhere to all shards of its group. `plan`: the broadcast of what `placed` gave."""

    def work(batches: Batches) -> Batches:
        buckets, used = plan.value
        shards = np.array(buckets, np.int32)
        for batch in batches:
            groups, places = (batch.column(number).to_numpy(zero_copy_only=False) for number in (0, 1))
            kept = np.flatnonzero((groups != NOTES) & (places != EVERYWHERE))
            rows, to = [kept], [shards[groups[kept], places[kept]]]
            for row in np.flatnonzero(places == EVERYWHERE).tolist():
                mine = used[groups[row]]
                rows.append(np.full(len(mine), row))
                to.append(np.array(mine, np.int32))
            taken = batch.take(pa.array(np.concatenate(rows)))
            columns = [pa.array(np.concatenate(to), pa.int32()), *taken.columns]
            yield pa.RecordBatch.from_arrays(columns, schema=_schema(PLACED))

    return work


def shard_judging(job: Any, judging: Any) -> Callable[[Batches], Batches]:
    """The events of some shards, in order, to what is found in them. `judging`: the broadcast of a `Judging`."""

    def rows(batches: Batches) -> Iterator[tuple[object, ...]]:
        known = _job(job)
        for group, told in _shards(batches):
            yield (pickle.dumps(judged(known.groups[group], _judging(judging), told)),)

    return lambda batches: _batches(TOLD, rows(batches))


def probing(job: Any, judging: Any) -> Callable[[Batches], Batches]:
    """The events of some shards of probes, in order, to facts on their way to the rules that ask for them."""

    def rows(batches: Batches) -> Iterator[tuple[object, ...]]:
        known = _job(job)
        for group, told in _shards(batches):
            events = (each for each in told if isinstance(each, Event))
            for finding in probed(known.groups[group], _judging(judging), events):
                to, bucket, place, facts = fact_route(known.groups, known.groups[group], finding, known.feeding)
                yield to, bucket, *place, pickle.dumps(facts)

    return lambda batches: _batches(ROUTED, rows(batches))


def releasing(job: Any, where: Any) -> Callable[[Batches], Batches]:
    """Events that came in an epoch, and those that wait, to their shards, as far as they are judged in it."""

    def rows(batches: Batches) -> Iterator[tuple[object, ...]]:
        known, told, shards, come = _job(job), Told(), set[int](), list[Event]()
        states, bounds = pickle.loads(where.value)
        for batch in batches:
            shards.update(batch.column(0).to_pylist())
            come += [unpacked(payload) for payload in batch.column(3).to_pylist() if payload is not None]
        for shard in shards:
            ready = released(states, f"waiting-{shard}", bounds, come, told.rejects)
            for each in Router(known.groups, known.feeding, None).routes(ready, told):
                event = each.event
                place = each.group, each.bucket, event.place, each.rank
                yield *place, encoded(event.source), encoded(event.id), packed(event)
        yield NOTES, 0, 0, 0, b"", b"", pickle.dumps(told)

    return lambda batches: _batches(ROUTED, rows(batches))


def judging_on(job: Any, how: Any) -> Callable[[Batches], Batches]:
    """The events of some shards in an epoch to what is found in them."""

    def rows(batches: Batches) -> Iterator[tuple[object, ...]]:
        for _, found in _epoch(_job(job), how, batches, probing=False):
            yield (pickle.dumps(found),)

    return lambda batches: _batches(TOLD, rows(batches))


def probing_on(job: Any, how: Any) -> Callable[[Batches], Batches]:
    """The events of some shards of probes in an epoch to facts."""

    def rows(batches: Batches) -> Iterator[tuple[object, ...]]:
        known = _job(job)
        for group, found in _epoch(known, how, batches, probing=True):
            for _, finding in found:
                to, bucket, place, facts = fact_route(known.groups, known.groups[group], finding, known.feeding)
                yield to, bucket, *place, pickle.dumps(facts)

    return lambda batches: _batches(ROUTED, rows(batches))


def _epoch(job: Job, how: Any, batches: Batches, probing: bool) -> Iterator[tuple[int, Found]]:
    judging, (states, bounds) = pickle.loads(how.value)
    groups = {number: group for number, group in enumerate(job.groups) if bool(group.probing) == probing}
    told: dict[int, list[Event | Facts]] = {}
    shards = set[int]()
    for batch in batches:
        shards.update(batch.column(0).to_pylist())
        for group, payload in zip(batch.column(1).to_pylist(), batch.column(7).to_pylist(), strict=True):
            if group != TICK:
                told.setdefault(group, []).append(_told(payload))
    for shard in shards:
        yield from judged_on(states, f"{'probes' if probing else 'rules'}-{shard}", bounds, groups, judging, told)


def _shards(batches: Batches) -> Iterator[tuple[int, Iterator[Event | Facts]]]:
    for group, told in groupby(_placed(batches), key=lambda each: each[0]):
        yield group, (_told(each[1]) for each in told)


def _told(payload: bytes) -> Event | Facts:
    found = pickle.loads(payload)
    return found if isinstance(found, Facts) else Event(*found)


def _placed(batches: Batches) -> Iterator[tuple[int, bytes]]:
    for batch in batches:
        yield from zip(batch.column(1).to_pylist(), batch.column(7).to_pylist(), strict=True)


def _job(job: Any) -> Job:
    found = pickle.loads(job.value)
    assert isinstance(found, Job)
    return found


def _judging(judging: Any) -> Judging:
    found = pickle.loads(judging.value)
    assert isinstance(found, Judging)
    return found


def _batches(schema: str, rows: Iterator[tuple[object, ...]]) -> Batches:
    some: list[tuple[object, ...]] = []
    for row in rows:
        some.append(row)
        if len(some) == SOME:
            yield _rows(schema, some)
            some = []
    if some:
        yield _rows(schema, some)


def _rows(schema: str, rows: Sequence[tuple[object, ...]]) -> Any:
    made = _schema(schema)
    columns = [pa.array(values, field.type) for values, field in zip(zip(*rows, strict=True), made, strict=True)]
    return pa.RecordBatch.from_arrays(columns, schema=made)


def _schema(text: str) -> Any:
    types = {"long": pa.int64(), "int": pa.int32(), "binary": pa.binary(), "string": pa.string(), "boolean": pa.bool_()}
    return pa.schema([(name, types[kind]) for name, kind in (each.split() for each in text.split(", "))])
