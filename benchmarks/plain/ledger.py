"""Where the hand-written rules put what they find."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

from benchmarks.plain.windows import once

Event = dict[str, Any]
Key = tuple[str, str, int, str, str]


@dataclass(slots=True)
class Ledger:
    """Findings as (rule, event id, element, subject, state), in the order in which they were made.

    `closing`: what is called at the end, with the time of the last event.
    """

    findings: list[Key] = field(default_factory=list)
    closing: list[Callable[[int], None]] = field(default_factory=list)

    def rule(self, name: str, per: int = 0) -> Callable[..., None]:
        """A closure that notes a finding of a rule; `per` is the length of its `once` (0: none).

        Only what is not excused is grouped; `key` is the group's.
        """
        note = self.findings.append
        opens = once(per)

        def found(event: Event, at: int, subject: object, key: Hashable, excused: bool = False, element: int = 0) -> None:
            if excused:
                note((name, event["id"], element, _told(subject), "excused"))
            elif not per or opens(key, at):
                note((name, event["id"], element, _told(subject), "settled"))

        return found


def _told(subject: object) -> str:
    return "" if subject is None else str(subject)
