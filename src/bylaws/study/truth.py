"""The truth about generated events, as far as findings are held against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import orjson
from msgspec import Struct, field

from bylaws.study.request import UsageError

VERSION: Final = 1
BANDS: Final = ("clear", "narrow-above", "narrow-below", "innocent", "honest")
PROVIDER: Final = "provider"
DELAY: Final = timedelta(days=1)
"""How long after an act's last event a finding may still be about it: rules fire on events of the act, unless they wait."""


class Deed(Struct):
    """One declared act, with the first and the last `ids` of its events; `found` counts the findings that are about it.

    `aside`: it is not scored, for the run was not asked for all of its time.
    """

    clause: str
    band: str
    since: datetime
    until: datetime
    ids: tuple[str, str]
    found: int = 0
    aside: bool = False

    def covers(self, at: datetime) -> bool:
        return self.since <= at <= self.until + DELAY

    def has(self, event: str) -> bool:
        return self.ids[0] <= event <= self.ids[1]


class Truth(Struct):
    """All declared acts, by clause and by every name of who did them, and by the beginning of the ids of their events.

    `events`: how many events it is about, and by `kinds`; None if it does not say. `_beside` are the other clauses that the events
    of an act break, with the beginning of their ids.
    """

    events: int | None = None
    kinds: Mapping[str, int] | None = None
    deeds: list[Deed] = field(default_factory=list)
    _names: dict[tuple[str, str], list[Deed]] = field(default_factory=lambda: defaultdict(list))
    _events: dict[tuple[str, str], Deed] = field(default_factory=dict)
    _beside: set[tuple[str, str]] = field(default_factory=set)

    @property
    def clauses(self) -> list[str]:
        return sorted({each.clause for each in self.deeds})

    @property
    def span(self) -> tuple[datetime, datetime] | None:
        """From the first event of an act to the last of one; None of no acts."""
        if not self.deeds:
            return None
        return min(each.since for each in self.deeds), max(each.until for each in self.deeds)

    def add(self, told: Mapping[str, Any]) -> None:
        """Takes a line; raises KeyError, TypeError, AttributeError or ValueError if it is none of the truth."""
        since, until = (datetime.fromisoformat(told[name]) for name in ("from", "until"))
        first, last = told["ids"]
        deed = Deed(told["clause"], told["band"], since, until, (first, last))
        if deed.band not in BANDS:
            raise ValueError(deed.band)
        self.deeds.append(deed)
        for name in {told["subject"], *told["also"]}:
            self._names[deed.clause, name].append(deed)
        self._events[deed.clause, _act(first)] = deed
        self._beside.update((clause, _act(first)) for clause in told.get("beside", ()))

    def beside(self, finding: Mapping[str, Any]) -> bool:
        """Whether a finding is about an act that is declared under another clause, and says that its events break this one too."""
        return (finding["clause"], _act(finding["event"]["id"])) in self._beside

    def match(self, finding: Mapping[str, Any]) -> Deed | None:
        """The act that a finding is about: same clause, same subject, time in common.

        Where the finding names no subject, or the provider, who answers for all customers at once, the event that it was made on
        must be one of the act's.
        """
        clause, at = finding["clause"], datetime.fromisoformat(finding["at"])
        if finding["subject"] in (None, PROVIDER):
            event = finding["event"]["id"]
            deed = self._events.get((clause, _act(event)))
            return deed if deed and deed.has(event) and deed.covers(at) else None
        return next((each for each in self._names.get((clause, finding["subject"]), ()) if each.covers(at)), None)


def _act(event: str) -> str:
    """What the ids of one act's events have in common."""
    return event.rpartition("-")[0]


def read_truth(path: Path) -> Truth:
    """Reads a truth file. Raises UsageError, with the line, if it is none."""
    lines = objects(path, "the truth of `bylaws generate`")
    header = next(lines, (1, {}))[1]
    if header.get("synthetic") is not True or header.get("truth") != VERSION:
        raise UsageError(f"{path} is no truth of `bylaws generate`: its first line does not say so")
    found = Truth(header.get("events"), header.get("kinds"))
    for number, told in lines:
        try:
            found.add(told)
        except (KeyError, TypeError, AttributeError, ValueError):
            raise UsageError(f"{path}, line {number}: no act as `bylaws generate` declares it") from None
    return found


def objects(path: Path, what: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The JSON objects of a file, one a line, with the line's number. Raises UsageError if it is not there or no such file."""
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                told = orjson.loads(line)
                if not isinstance(told, dict):
                    raise UsageError(f"{path}, line {number}: no JSON object, and therefore not {what}")
                yield number, told
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    except ValueError:
        raise UsageError(f"{path} is not {what}: a line of it is no JSON") from None
