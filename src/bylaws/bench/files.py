"""How many bytes of stored files are looked into a second, beside YARA-X alone, and what the dearest hostile file takes."""

from __future__ import annotations

import gzip
import io
import json
import random
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any, Final

from bylaws.bench.machine import machine
from bylaws.bench.spending import spend, work_command
from bylaws.study.request import Progress

TRIES: Final = 5
SIZES: Final = (4 * 2**10, 64 * 2**10, 2**20, 8 * 2**20)
_BYTES: Final = 48 * 2**20
"""Of all files of a size together."""
_WORDS: Final = b"the function returns a value of its own and powershell is not what <script these words do with http files".split()


def files(most: int, folder: Path, watching: Progress) -> dict[str, Any]:
    """So many files of each size at most, which lie in the folder meanwhile, looked into by a process of its own."""
    before = machine()
    watching.stage("files", None, "events")
    told = json.loads(spend(work_command("files", str(most), folder)).printed)
    return {"table": "files", "events": most, "tries": TRIES, **told, "machine": before, "load_after": machine()["load"]}


def measured(most: str, place: str) -> dict[str, object]:
    from bylaws.content.stored import read_from

    folder = Path(place)
    read_from(folder)
    rows = [_of_size(size, max(1, min(int(most), _BYTES // size)), folder) for size in SIZES]
    hostile = [_hostile(name, make()) for name, make in HOSTILE.items()]
    return {"sizes": rows, "hostile": hostile, "worst_ms": max(float(str(each["ms"])) for each in hostile)}


def _of_size(size: int, number: int, folder: Path) -> dict[str, object]:
    ways = _ways(folder)
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(TRIES):
        names = _written(folder, size, number, turn)
        for name, way in ways.items():
            began = time.perf_counter()
            for each in names:
                way(each)
            spent[name].append(time.perf_counter() - began)
        for each in names:
            (folder / each).unlink()
    speed = {name: round(size * number / median(each) / 1e6, 1) for name, each in spent.items()}
    return {"size": size, "files": number, "mb_per_second": speed}


def _ways(folder: Path) -> dict[str, Callable[[str], object]]:
    """What is done with a file that is called so: by us, and by YARA-X alone with our rules."""
    from bylaws.content.files.faults import file_faults

    ways: dict[str, Callable[[str], object]] = {"file_faults": file_faults}
    try:
        import yara_x
    except ImportError:
        return ways
    from bylaws.content.files.rules import sources
    from bylaws.content.files.signatures import signatures

    alone = yara_x.Scanner(yara_x.compile("\n".join(sources().values())))
    return {**ways, "signatures": signatures, "yara-x alone": lambda name: alone.scan((folder / name).read_bytes())}


def _written(folder: Path, size: int, number: int, turn: int) -> list[str]:
    """Files that no turn before had, half of them text and half of them not."""
    chance = random.Random(f"{size} {turn}")
    text = b" ".join(chance.choices(_WORDS, k=size // 4))[: size - 16]
    noise = chance.randbytes(size - 16)
    for each in range(number):
        (folder / f"{each}").write_bytes(b"%015d " % (each * TRIES + turn) + (text if each % 2 else noise))
    return [f"{each}" for each in range(number)]


def _zipped(*members: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members:
            file.writestr(name, data)
    return made.getvalue()


def _nested(data: bytes, times: int) -> bytes:
    for _ in range(times):
        data = _zipped(("inner.zip", data))
    return data


HOSTILE: Final[dict[str, Callable[[], bytes]]] = {
    "zip of 15 MiB": lambda: _zipped(("a", bytes(15 * 2**20))),
    "gzip of a gigabyte": lambda: gzip.compress(bytes(2**30), 1),
    "gzip of gzips": lambda: gzip.compress(gzip.compress(bytes(2**28), 9), 9),
    "2,000 members": lambda: _zipped(*((f"{each}", bytes(8_000)) for each in range(2000))),
    "60,000 members": lambda: _zipped(*((f"{each}", b"") for each in range(60_000))),
    "zip, fifty deep": lambda: _nested(b"x", 50),
    "drawing of handlers": lambda: b"<svg " + b" onload" * 600_000,
    "heads of entries": lambda: b"PK\x03\x04" + b"PK\x01\x02" * 4_000_000,
    "document of slashes": lambda: b"%PDF-" + b"/JavaScrip" * 1_600_000,
    "compound file in a circle": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(22) + b"\x09" + bytes(2**24 - 40),
    "16 MiB of one byte": lambda: b"\xff" * 2**24,
}
"""Files that are made to take long, or much memory."""


def _hostile(name: str, data: bytes) -> dict[str, object]:
    """What it is found to be, how long that takes, and the greatest memory that the process held, unless it was ended."""
    from bylaws.content.files.faults import looked, scanner

    scanner().close()
    looked(name.encode())
    began = time.perf_counter()
    look = looked(data)
    took = time.perf_counter() - began
    # Who was ended left nothing to be asked.
    return {"file": name, "bytes": len(data), "faults": look.faults, "ms": round(1e3 * took, 1), "mb": _peak(scanner().process)}


def _peak(process: int | None) -> float | None:
    try:
        lines = Path(f"/proc/{process}/status").read_text("ascii").splitlines()
    except OSError:
        return None
    return next((round(int(line.split()[1]) * 1024 / 1e6, 1) for line in lines if line.startswith("VmHWM:")), None)
