"""Measuring one content function: its speed beside another's in turns, and what the dearest of hostile items takes."""

from __future__ import annotations

import json
import os
import time
import warnings
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, Final

from bylaws.bench.content import TRIES, calls_of
from bylaws.bench.content_beside import BESIDE
from bylaws.content.installed import installed
from bylaws.content.port import TOGETHER, Content, Given

LARGE: Final = 1_000_000
"""Signs of a hostile item; that of links has twice as many."""
HOSTILE: Final[dict[str, Callable[[], str]]] = {
    "one letter": lambda: "a" * LARGE,
    "spaces": lambda: " " * LARGE,
    "signs without width": lambda: "\u200b" * LARGE,
    "brackets": lambda: "[" * LARGE,
    "figures": lambda: "7" * LARGE,
    "figures and spaces": lambda: "7 " * (LARGE // 2),
    "quotation marks": lambda: "\"'" * (LARGE // 2),
    "quoted quotations": lambda: "\n".join(">" * depth for depth in range(1400)),
    "escapes": lambda: "%25" * (LARGE // 3),
    "entities": lambda: "&amp;" * (LARGE // 5),
    "marks on a letter": lambda: "e" + "\u0301" * LARGE,
    "wide letters": lambda: "\ufdfa" * LARGE,
    "points": lambda: "a." * (LARGE // 2),
    "headers": lambda: "A: b\n" * (LARGE // 5),
    "mail addresses": lambda: "a@b.example " * (LARGE // 12),
    "capitals": lambda: "Ab " * (LARGE // 3),
    "100,000 links": lambda: "http://a.example/x " * 100_000,
}
"""Items that nobody writes, each of about a million signs."""


def content(name: str, items: str, data: str) -> dict[str, object]:
    """A function by name, and after a space on what, over so many items of the folder `data` at most, "" for made ones."""
    calls, is_public = calls_of(name, int(items), Path(data) if data else None)
    function = installed()[name.partition(" ")[0]]
    beside, make = BESIDE[name]
    answers = _judged(function, calls)
    other = make(calls, answers)
    mine, others = [], []
    for _ in range(TRIES):
        mine.append(_seconds(partial(_judged, function, calls)))
        if other is not None:
            others.append(_seconds(partial(other, calls)))
    worst = [{"item": called, **_alone(partial(function, *[text()] * len(calls[0])))} for called, text in HOSTILE.items()]
    return {
        "function": name,
        "items": len(calls),
        "public": is_public,
        "signs": round(sum(len(part) for call in calls for part in call) / len(calls)),
        "per_second": round(len(calls) / median(mine)),
        "beside": beside,
        "beside_per_second": round(len(calls) / median(others)) if others else None,
        "ratio": round(median(them / us for us, them in zip(mine, others, strict=True)), 2) if others else None,
        "worst_ms": max(each["ms"] for each in worst),
        "worst_mb": max(each["mb"] for each in worst),
        "dearest": max(worst, key=lambda each: float(each["ms"]))["item"],
        "hostile": worst,
    }


def _judged(function: Content, calls: Sequence[Given]) -> list[object]:
    """As the engine asks: many at once."""
    told: list[object] = []
    for start in range(0, len(calls), TOGETHER):
        some = calls[start : start + TOGETHER]
        function.ahead(some)
        told += [function(*call) for call in some]
    function.ahead([])
    return told


def _seconds(work: Callable[[], object]) -> float:
    """Of the processor."""
    began = time.process_time()
    work()
    return time.process_time() - began


def _alone(work: Callable[[], object]) -> dict[str, Any]:
    """What one item takes in a copy of this process: milliseconds of the processor, and millions of bytes beyond what it held."""
    come, go = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads here, none of which the copy waits for
        child = os.fork()
    if child == 0:
        try:
            os.write(go, json.dumps(_taken(work)).encode())
        finally:
            os._exit(0)
    os.close(go)
    with os.fdopen(come, "rb") as pipe:
        told: dict[str, Any] = json.loads(pipe.read())
    os.waitpid(child, 0)
    return told


def _taken(work: Callable[[], object]) -> dict[str, float]:
    reset = Path("/proc/self/clear_refs")
    if reset.exists():
        reset.write_text("5", "ascii")  # the greatest memory held so far is forgotten
    held, began = _memory("VmRSS"), time.process_time()
    work()
    took = time.process_time() - began
    return {"ms": round(1e3 * took, 1), "mb": round(max(0, _memory("VmHWM") - held) / 1e6, 1)}


def _memory(what: str) -> int:
    """Bytes, of Linux; 0 elsewhere."""
    try:
        lines = Path("/proc/self/status").read_text("ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{what}:")), 0)
