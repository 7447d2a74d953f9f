"""Events of acts as lines of the native format, with the instant at which each arrives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random
from typing import Final

import orjson

from bylaws.generate.abuse.protocol import Act
from bylaws.generate.plan import Planting
from bylaws.generate.scene import MINUTE, SECOND, Event, stamp
from bylaws.generate.truth import identity

SOURCES: Final = {
    "account": "back-office",
    "address": "network-register",
    "age": "desk",
    "assistance": "desk",
    "auth": "login",
    "breach": "desk",
    "call": "exchange-1",
    "canary": "back-office",
    "case": "desk",
    "consent": "relay",
    "control": "audit",
    "credential": "audit",
    "content": "portal",
    "data": "portal",
    "deletion": "desk",
    "disclosure": "desk",
    "dns": "name-server",
    "external": "desk",
    "file": "store",
    "host": "audit",
    "http": "portal",
    "integration": "portal",
    "message": "relay",
    "net": "edge-1",
    "notice": "desk",
    "number": "number-register",
    "payment": "bank",
    "permit": "back-office",
    "plan": "back-office",
    "policy": "back-office",
    "probe": "prober",
    "question": "desk",
    "record": "archive",
    "report": "desk",
    "service": "meter",
    "session": "gateway",
    "usage": "meter",
}
"""Who observes the kinds of each family."""
REPEATED: Final = 60
"""One event of an act in so many arrives twice."""

Line = tuple[int, str]
"""When it arrives (ms since 1970), and its text."""


def source(kind: str) -> str:
    return SOURCES[kind.partition(".")[0]]


def count(act: Act) -> int:
    """How many lines an act makes."""
    return sum(len(part) + len(part) // REPEATED for part in (act.before, act.events))


def before(planting: Planting, act: Act) -> Iterator[Line]:
    """The lines of what stood before an act."""
    return _lines(Random(f"{planting.seed} before"), ((identity(planting, turn), each) for turn, each in enumerate(act.before)))


def lines(planting: Planting, act: Act) -> Iterator[Line]:
    """The lines of an act itself."""
    told = ((identity(planting, turn), each) for turn, each in enumerate(act.events, len(act.before)))
    return _lines(Random(f"{planting.seed} way"), told)


def _lines(random: Random, events: Iterable[tuple[str, Event]]) -> Iterator[Line]:
    """One event in fifty comes up to 40 minutes late, which is in time; some come twice."""
    for turn, (name, each) in enumerate(events, 1):
        delay = random.randint(5, 40) * MINUTE if random.random() < 0.02 else random.randint(100, 900)
        line = _line(name, each, each.at + delay)
        yield line
        if turn % REPEATED == 0:
            yield line[0] + 30 * SECOND, line[1]


def registered(prefix: str, events: Iterable[Event]) -> Iterator[Line]:
    """The lines of a register, which tells at once; their ids begin with the prefix."""
    return (_line(f"{prefix}{turn:08}", each, each.at + SECOND) for turn, each in enumerate(events))


def _line(name: str, each: Event, arrival: int) -> Line:
    head = {"id": name, "source": source(each.kind), "kind": each.kind, "received_at": stamp(arrival)}
    return arrival, orjson.dumps({**head, **each.fields}).decode() + "\n"
