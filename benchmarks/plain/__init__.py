"""The rules of northwind.md that concern the benchmark's traffic, written by hand in plain Python.

It is meant to be what a good engineer would write without bylaws: orjson, dictionaries, deques and closures, one pass, nothing
computed that is not needed. It skips events seen before and lines that are no JSON, as every careful reader must; beyond that it
takes shortcuts that bylaws may not: it trusts the file to be sorted, with nothing late and no value of a wrong type, keeps only
the numbers that it compares, and writes no sentences.
"""

from __future__ import annotations

from pathlib import Path

import orjson

from benchmarks.plain.calls import calls
from benchmarks.plain.ledger import Key, Ledger
from benchmarks.plain.mail import messages, results
from benchmarks.plain.reference import Register, millis
from benchmarks.plain.web import requests, sessions, sign_ins
from benchmarks.plain.wire import flows

TIMES = {"call.record": "ended_at", "net.flow": "last"}


def run(path: Path) -> list[Key]:
    """All findings of a file of JSON lines."""
    ledger, register = Ledger(), Register()
    handlers = {
        "call.record": calls(ledger, register),
        "http.request": requests(ledger),
        "net.flow": flows(ledger, register),
        "auth.attempt": sign_ins(ledger),
        "message.sent": messages(ledger, register),
        "message.result": results(ledger),
        "session.seen": sessions(ledger, register),
    }
    read, handler_of, time_of = orjson.loads, handlers.get, TIMES.get
    seen: set[tuple[str, str]] = set()
    with path.open("rb") as file:
        for line in file:
            try:
                event = read(line)
            except orjson.JSONDecodeError:
                continue
            name = event["source"], event["id"]
            if name in seen:
                continue
            seen.add(name)
            kind = event["kind"]
            handle = handler_of(kind, register.note)
            handle(event, millis(event[time_of(kind, "at")]))
    return ledger.findings
