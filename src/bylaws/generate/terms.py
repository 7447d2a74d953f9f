"""The terms of service of the provider that is played: they have changed, and everybody who goes on using it has agreed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from bylaws.generate.scene import DAY, Event, event, stamp

POLICY: Final = "acceptable-use"
VERSION: Final = "2024-11-01"
CHANGED: Final = int(datetime(2024, 11, 1, tzinfo=UTC).timestamp()) * 1000
"""When the terms in force took effect (ms since 1970): a good three months before the time played."""


def published() -> Event:
    """The terms were published a month before they took effect."""
    told = {"policy": POLICY, "version": VERSION, "effective_from": stamp(CHANGED), "posted_at": stamp(CHANGED - 30 * DAY)}
    return event("policy.published", CHANGED - 30 * DAY, told)


def accepted(at: int, account: str) -> Event:
    """An account agreed to the terms in force."""
    return event("policy.accepted", at, {"account": account, "policy": POLICY, "version": VERSION, "mode": "click"})
