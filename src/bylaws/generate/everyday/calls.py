"""Telephone calls of an ordinary day."""

from __future__ import annotations

from typing import Final

from bylaws.generate.everyday.rows import Rows, stamps
from bylaws.generate.everyday.world import phone

RANGES: Final = (
    ("+4420", 0.015),
    ("+4479", 0.022),
    ("+4930", 0.018),
    ("+4915", 0.028),
    ("+3120", 0.02),
    ("+3161", 0.03),
    ("+9122", 0.009),
    ("+1212", 0.012),
    ("+8135", 0.045),
)
"""Where people call, and what a minute costs."""
KNOWN: Final = 40
"""People whom one customer calls."""


def records(rows: Rows) -> list[str]:
    talk = rows.lasting(160, 5400, 4)
    talk[rows.rng.random(len(rows)) < 0.28] = 0
    columns = zip(
        stamps(rows.time),
        stamps(rows.time - talk * 1000),
        talk.tolist(),
        rows.accounts,
        rows.ranks,
        rows.upto(KNOWN),
        rows.upto(1000),
        strict=True,
    )
    return [_record(*each) for each in columns]


def _record(ended: str, answered: str, talk: int, account: str, who: int, friend: int, dice: int) -> str:
    prefix, rate = RANGES[(who + friend * friend) % len(RANGES)]
    own, other = phone(who), f"{prefix}5{(who * 7919 + friend * 104_729) % 10**7:07}"
    came = dice % 5 == 0
    ends = (other, own) if came else (own, other)
    billed = -(-talk // 60) * 60
    pick = f'"answered_at":"{answered}",' if talk else ""
    return (
        f'"account":"{account}","call":"{who}-{ended[5:23]}-{dice}","from":"{ends[0]}","to":"{ends[1]}","presented_number":"{ends[0]}",'
        f'"direction":"{"inbound" if came else "outbound"}",{pick}"ended_at":"{ended}",'
        f'"ring_s":{5 + dice % 23},"duration_s":{talk},'
        f'"billed_s":{billed},"hangup_side":"{"caller" if dice & 1 or not talk else "callee"}","cause":{16 if talk else 19},'
        f'"cost":{0 if came else billed / 60 * rate:.4f}}}'
    )
