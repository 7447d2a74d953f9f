"""What a run is asked to do."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol, Self

from msgspec import Struct

from bylaws.engine.finding import Finding
from bylaws.events.readers.manner import Manner


class UsageError(Exception):
    """What was asked for cannot be done as asked: a file that is not there, a word that means nothing here."""


class Progress(Protocol):
    """Who wants to know how far a run has come."""

    def stage(self, name: str, total: int | None, unit: str) -> None:
        """A stage begins; `total` is how many of `unit` (`bytes` or `events`) it has, if that is known."""

    def advance(self, done: int) -> None:
        """So many more are done."""


class Request(Struct, frozen=True):
    """One run: which events, and which findings of them.

    `since` (inclusive) and `until` (exclusive) are microseconds; earlier events still count in windows, lists and `once`.
    `manner` is how the events are read; `clauses` chooses findings; `law` is a folder of versions;
    `content` that in which what events refer to is stored.
    """

    policy: Path
    events: tuple[str, ...]
    manner: Manner = Manner()
    since: int | None = None
    until: int | None = None
    clauses: tuple[str, ...] = ()
    law: Path | None = None
    content: Path | None = None

    def chooses(self, finding: Finding) -> bool:
        """Whether a finding is asked for: one that was made before `since` is, if findings from then on are counted under it."""
        early = self.since is not None and finding.goes_on < self.since
        beyond = self.until is not None and finding.at >= self.until
        return not early and not beyond and (not self.clauses or finding.clause in self.clauses)

    def as_json(self) -> dict[str, object]:
        """The request, with whole paths, such that it can be made again from anywhere."""
        return {
            "policy": str(self.policy.resolve()),
            "events": [each if each == "-" else str(Path(each).absolute()) for each in self.events],
            **self.manner.as_json(),
            "since": self.since,
            "until": self.until,
            "clauses": list(self.clauses),
            "law": str(self.law.resolve()) if self.law else None,
            "content": str(self.content.resolve()) if self.content else None,
        }

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> Self:
        """The request that `as_json` told."""
        return cls(
            policy=Path(told["policy"]),
            events=tuple(told["events"]),
            manner=Manner.of_json(told),
            since=told["since"],
            until=told["until"],
            clauses=tuple(told["clauses"]),
            law=Path(told["law"]) if told["law"] else None,
            content=Path(told["content"]) if told.get("content") else None,
        )
