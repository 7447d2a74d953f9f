"""Pieces of work that are measured each in a process of its own: the first word says which, the others on what."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from bylaws.bench.workload import workload


def make(path: str, told: str) -> None:
    """Writes traffic of what `Traffic` is told, as JSON."""
    from bylaws.bench.traffic import Traffic, write

    write(Traffic(**json.loads(told)), Path(path))


def parse(parser: str, facts: str, path: str) -> float:
    """Processor seconds of parsing every line, without imports."""
    from bylaws.bench.parsing import PARSERS

    read = PARSERS[parser](workload(int(facts)))
    start = time.process_time()
    read(Path(path))
    return time.process_time() - start


def plain(facts: str, path: str, out: str) -> None:
    from bylaws.bench.twin import run

    _tell(run(workload(int(facts)), Path(path)), out)


def rulewise(facts: str, path: str, out: str) -> None:
    from bylaws.bench.objects import run

    _tell(run(workload(int(facts)), Path(path)), out)


def duckdb(facts: str, path: str, out: str) -> None:
    from bylaws.bench.sql import run

    _tell(run(workload(int(facts)), Path(path)), out)


def decide(policy: str, path: str) -> dict[str, object]:
    from bylaws.bench.latency import measured

    return measured(Path(policy), Path(path))


def content(name: str, items: str, data: str) -> dict[str, object]:
    from bylaws.bench.content_work import content

    return content(name, items, data)


def files(most: str, folder: str) -> dict[str, object]:
    from bylaws.bench.files import measured

    return measured(most, folder)


def _tell(findings: list[tuple[str, str, str]], out: str) -> None:
    import orjson

    Path(out).write_bytes(b"".join(orjson.dumps(each) + b"\n" for each in findings))


PIECES: Final[dict[str, Callable[..., object]]] = {
    "make": make,
    "parse": parse,
    "plain": plain,
    "rulewise": rulewise,
    "duckdb": duckdb,
    "decide": decide,
    "content": content,
    "files": files,
}


def main() -> None:
    told = PIECES[sys.argv[1]](*sys.argv[2:])
    if told is not None:
        print(json.dumps(told))
