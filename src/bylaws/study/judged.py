"""What the summary of a run tells of the run: which events it read, and which clauses it could judge them by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Self

import orjson
from msgspec import Struct

from bylaws.study.request import UsageError
from bylaws.study.truth import Truth

SUMMARY: Final = "summary.json"
"""What `bylaws run` writes beside its findings."""
BLIND: Final = "blind"


class Judged(Struct, frozen=True):
    """A run. `clauses` have rules or duties, in the policy's order; `blind` names those of them that could see nothing.

    `asked`: the clauses that the run was confined to (none: to none). `kinds` counts the events by kind, None if nobody knows.
    `digest` is the policy's, None if findings of several versions lie there.
    """

    clauses: Sequence[str]
    blind: Mapping[str, Sequence[str]]
    unseen: frozenset[str]
    asked: Sequence[str] = ()
    read: int | None = None
    kinds: Mapping[str, int] | None = None
    span: tuple[datetime, datetime] | None = None
    rejected: int = 0
    since: datetime | None = None
    until: datetime | None = None
    digest: str | None = None

    @classmethod
    def beside(cls, findings: Path) -> Self | None:
        """What lies beside these findings; None if nothing does. Raises UsageError for what is no summary."""
        path = findings.with_name(SUMMARY)
        try:
            return cls.of_json(orjson.loads(path.read_bytes()))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise UsageError(f"{path} cannot be read: {error.strerror}") from None
        except (KeyError, TypeError, AttributeError, ValueError):
            raise UsageError(f"{path}: no summary of `bylaws run`") from None

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> Self:
        """Takes what a summary tells; what it leaves out is not known."""
        events, run = told.get("events", {}), told.get("run", {})
        span = _instant(events.get("first")), _instant(events.get("last"))
        return cls(
            clauses=[each["clause"] for each in told["clauses"]],
            blind={each["clause"]: rules for each in told["clauses"] if (rules := each.get("blind"))},
            unseen=frozenset(each["clause"] for each in told["clauses"] if each.get("settled", 0) is None),
            asked=run.get("clauses", ()),
            read=events.get("read"),
            kinds=events.get("kinds"),
            span=(span[0], span[1]) if span[0] and span[1] else None,
            rejected=told.get("rejects", {}).get("count", 0),
            since=_instant(run.get("since")),
            until=_instant(run.get("until")),
            digest=None if run.get("law") else told.get("policy", {}).get("digest"),
        )

    def why_not(self, clause: str) -> str:
        """Why the run says nothing of a clause; empty if it does."""
        if clause in self.unseen:
            return f"{BLIND}: {', '.join(self.blind.get(clause, ()))}"
        if clause in self.clauses:
            return ""
        if self.asked and clause not in self.asked:
            return "the run was not asked for it"
        return "the policy has no rule or duty for it"

    def holds(self, since: datetime, until: datetime) -> bool:
        """Whether the run told findings of all of that time."""
        return not (self.since and since < self.since) and not (self.until and until >= self.until)

    def differs(self, truth: Truth) -> str:
        """Why the run cannot have read the events of a truth; empty if it can. What was rejected may be any of them."""
        if self.read is not None and truth.events is not None and not self._makes(self.read, truth.events):
            less = f" and rejected {self.rejected:,}" if self.rejected else ""
            return f"the run read {self.read:,} events{less}, the truth is about {truth.events:,}"
        kinds = truth.kinds or {}
        for name in sorted({*self.kinds, *kinds}) if self.kinds is not None and kinds else ():
            run, made = (self.kinds or {}).get(name, 0), kinds.get(name, 0)
            if not self._makes(run, made):
                return f"of the kind {name} the run read {run:,} events, the truth is about {made:,}"
        if self.span and truth.span and not self.rejected and not self.span[0] <= truth.span[0] <= truth.span[1] <= self.span[1]:
            read, acts = (" to ".join(f"{each:%Y-%m-%d %H:%M}" for each in span) for span in (self.span, truth.span))
            return f"the run read events from {read}, the truth declares acts from {acts}"
        return ""

    def _makes(self, read: int, made: int) -> bool:
        """Whether so many may have been read of those that were made."""
        return read <= made <= read + self.rejected


def _instant(told: str | int | None) -> datetime | None:
    if told is None:
        return None
    # The request keeps its bounds as microseconds.
    return datetime.fromtimestamp(told / 1e6, UTC) if isinstance(told, int) else datetime.fromisoformat(told)
