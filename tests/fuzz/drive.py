"""One target for some seconds, in a process of its own: `python -m tests.fuzz.drive TARGET SECONDS FOLDER`.

Guided by coverage where atheris is installed, else by chance alone. Inputs that show a fault are put below FOLDER, one for each
place at which a fault shows, with what went wrong beside them. What was done is printed as JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

try:
    import atheris
except ImportError:
    atheris = None

if TYPE_CHECKING:
    from .mutate import Mutator
    from .target import Target

MEASURED = 16
"""Memory is measured of one input among so many, for that is slow."""
FOLLOWED = ["bylaws", "dpkt", "email"]
SOURCES = Path(__file__).parents[2] / "src"


class Session:
    """Tries inputs until the time is over."""

    def __init__(self, target: Target, seconds: float, folder: Path) -> None:
        self.target, self.seconds, self.folder = target, seconds, folder
        self.executions, self.slowest = 0, 0.0
        self.faults: dict[str, str] = {}
        self.begun = time.monotonic()

    @property
    def is_over(self) -> bool:
        return time.monotonic() - self.begun > self.seconds

    def attempt(self, data: bytes) -> None:
        self.executions += 1
        begun = time.process_time()
        try:
            self.target.hold(data, measured=self.executions % MEASURED == 0)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # whatever it is, it is a fault
            self._keep(data, error)
        self.slowest = max(self.slowest, time.process_time() - begun)

    def _keep(self, data: bytes, error: BaseException) -> None:
        place = _place(error)
        if place in self.faults:
            return
        self.faults[place] = str(error)[:300]
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{self.target.name}-{sha256(place.encode()).hexdigest()[:12]}"
        path.write_bytes(data)
        path.with_suffix(".txt").write_text("".join(traceback.format_exception(error))[-8000:], "utf-8", "backslashreplace")

    def told(self) -> str:
        return json.dumps(
            {
                "target": self.target.name,
                "seconds": round(time.monotonic() - self.begun, 1),
                "executions": self.executions,
                "slowest": round(self.slowest, 2),
                "guided": atheris is not None,
                "faults": self.faults,
            }
        )


def _place(error: BaseException) -> str:
    """Where a fault shows: its sort and the innermost lines of the project on the way to it."""
    frames = [each for each in traceback.extract_tb(error.__traceback__) if "bylaws" in each.filename or "fuzz" in each.filename]
    return f"{type(error).__name__} at " + " < ".join(f"{Path(each.filename).name}:{each.lineno}" for each in frames[:-4:-1])


def not_followed() -> list[str]:
    """The modules of compiled code, which would not compile with what coverage puts into it."""
    found = SOURCES.glob("bylaws/*/columns/*.py")
    return [".".join(path.relative_to(SOURCES).with_suffix("").parts).removesuffix(".__init__") for path in found]


def by_chance(session: Session, pool: list[bytes], mutator: Mutator) -> None:
    random = Random(session.begun)
    for data in pool:
        session.attempt(data)
    while not session.is_over:
        session.attempt(mutator.changed(random.choice(pool), random))


def by_coverage(session: Session, pool: list[bytes], mutator: Mutator, folder: Path, ended: Callable[[], None]) -> None:
    """Does not return: libFuzzer, on which atheris stands, ends the process."""
    folder.mkdir(parents=True, exist_ok=True)
    for data in pool:
        (folder / sha256(data).hexdigest()[:20]).write_bytes(data)

    def attempt(data: bytes) -> None:
        session.attempt(data)
        if session.is_over:
            ended()

    def changed(data: bytes, most: int, seed: int) -> bytes:
        random = Random(seed)
        found: Any = atheris.Mutate(data, most) if random.randrange(4) == 0 else mutator.changed(data, random)
        return bytes(found[:most])

    from .target import MOST

    options = [f"-max_len={MOST}", "-rss_limit_mb=2048", "-verbosity=0", "-print_final_stats=0"]
    atheris.Setup([sys.argv[0], *options, str(folder)], attempt, custom_mutator=changed)
    atheris.Fuzz()


def main(name: str, seconds: str, found: str) -> None:
    if atheris is not None:
        with atheris.instrument_imports(include=FOLLOWED, exclude=not_followed()):
            from .targets import target

            chosen = target(name)
            pool = chosen.inputs()
    else:
        from .targets import target

        chosen = target(name)
        pool = chosen.inputs()
    from .mutate import Mutator

    folder = Path(found)
    session = Session(chosen, float(seconds), folder / "faults")

    def ended() -> None:
        print(session.told(), flush=True)
        os._exit(0)

    if atheris is not None:
        by_coverage(session, pool, Mutator(pool), folder / "inputs" / name, ended)
    else:
        by_chance(session, pool, Mutator(pool))
    ended()


if __name__ == "__main__":
    main(*sys.argv[1:])
