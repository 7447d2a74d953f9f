"""What all makers share: the clock, the customers, and a journal of events."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

START: Final = datetime(2026, 11, 1, tzinfo=UTC)
DAYS: Final = 19

# Customers by what they do: (account, country code of those whom they call, telephone number).
CUSTOMERS: Final = (
    ("acorn-insurance", "44207946", "+442079460001"),
    ("birch-clinic", "3120555", "+31205550001"),
    ("cedar-travel", "4930901", "+4930901820001"),
    ("dune-energy", "91225550", "+912255500001"),
    ("elm-charity", "1212555", "+12125550001"),
    ("fjord-shipping", "81355501", "+81355501001"),
    ("grove-school", "3120555", "+31205550002"),
    ("heath-bank", "44207946", "+442079460002"),
)


def instant(day: float, seconds: float = 0) -> datetime:
    """So many days (from 0) and seconds after the sample's start."""
    return START + timedelta(days=day, seconds=seconds)


def stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def office_hours(random: Random) -> datetime:
    """Some instant of the sample, in the daytime of Europe or India, seldom at a weekend."""
    while True:
        at = instant(random.randrange(DAYS), random.gauss(10.5, 2.2) * 3600)
        if 6 <= at.hour < 18 and (at.weekday() < 5 or random.random() < 0.15):
            return at


@dataclass(slots=True)
class Journal:
    """The events of one source, written in the order of their time."""

    source: str
    events: list[tuple[datetime, dict[str, object]]] = field(default_factory=list)

    def note(self, at: datetime, kind: str, **fields: object) -> None:
        """Writes an event down. A datetime among the fields becomes a text; None is left out."""
        told = {name: stamp(value) if isinstance(value, datetime) else value for name, value in fields.items() if value is not None}
        self.events.append((at, {"kind": kind, **told}))

    def write(self, path: Path) -> int:
        """Writes JSON lines, packed if the name ends in .gz; gives their number."""
        self.events.sort(key=lambda pair: pair[0])
        lines = []
        for number, (at, event) in enumerate(self.events, 1):
            head = {"id": f"{self.source}-{number:06}", "source": self.source, "kind": event.pop("kind"), "at": stamp(at)}
            lines.append(json.dumps({**head, **event}, ensure_ascii=False))
        data = ("\n".join(lines) + "\n").encode()
        path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)
        return len(lines)
