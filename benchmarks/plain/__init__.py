"""The rules of northwind.md that concern the benchmark's traffic, written by hand in plain Python.

It is meant to be what a good engineer would write without bylaws: orjson, dictionaries, deques and closures, one pass, nothing
computed that is not needed. It skips events seen before and lines that are no JSON, as every careful reader must; beyond that it
takes shortcuts that bylaws may not: it trusts the file to be sorted, with nothing late and no value of a wrong type, keeps only
the numbers that it compares, and writes no sentences.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson

from benchmarks.plain.calls import calls
from benchmarks.plain.ledger import Key, Ledger
from benchmarks.plain.mail import messages, results
from benchmarks.plain.reference import Register, millis
from benchmarks.plain.web import requests, sessions, sign_ins
from benchmarks.plain.wire import flows


def run(path: Path) -> list[Key]:
    """All findings of a file of JSON lines."""
    ledger, register = Ledger(), Register()
    handlers = {
        "call.record": ("ended_at", calls(ledger, register)),
        "http.request": ("at", requests(ledger, register)),
        "net.flow": ("last", flows(ledger, register)),
        "auth.attempt": ("at", sign_ins(ledger)),
        "message.sent": ("at", messages(ledger, register)),
        "message.result": ("at", results(ledger)),
        "session.seen": ("at", sessions(ledger, register)),
    }
    read, handler_of, other, instant = orjson.loads, handlers.get, ("at", register.note), millis
    seen: defaultdict[str, set[str]] = defaultdict(set)
    at = 0
    with without_collector(), path.open("rb") as file:
        for line in file:
            try:
                event = read(line)
            except orjson.JSONDecodeError:
                continue
            known, name = seen[event["source"]], event["id"]
            if name in known:
                continue
            known.add(name)
            time, handle = handler_of(event["kind"], other)
            at = instant(event[time])
            handle(event, at)
    for close in ledger.closing:
        close(at)
    return ledger.findings


@contextmanager
def without_collector() -> Iterator[None]:
    """Nothing here goes in circles, and looking for circles among millions of deques takes a quarter of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
