"""What is true of the events that were made: a header, then one act a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import orjson

from bylaws.generate.abuse.protocol import HONEST, INNOCENT, Act
from bylaws.generate.crowd import HABITS
from bylaws.generate.obvious import OBVIOUS
from bylaws.generate.plan import Planting
from bylaws.generate.scene import stamp

VERSION: Final = 1
SAYS: Final = (
    "Synthetic: nobody did any of this. `bylaws generate` made these events, and what counts as abuse was set down before by "
    "numbers of its own. How well a policy does here says nothing of how well it does on real traffic."
)


def header(count: int, seed: int, days: int, kinds: Mapping[str, int]) -> bytes:
    """The first line: that it is synthetic, how it was made, how many events of which kinds came of it (where they have been

    counted), and from where on each abuse is obvious.
    """
    table = {
        name: {"number": each.number, "what": each.what, "reason": each.reason, "whole": each.whole}
        for name, each in OBVIOUS.items()
    }
    made = {"events": count, "seed": seed, "days": days, **({"kinds": dict(sorted(kinds.items()))} if kinds else {})}
    return _line({"synthetic": True, "truth": VERSION, "says": SAYS, **made, "obvious": table})


def truth(planting: Planting, act: Act) -> bytes:
    """One act: who did what and when, under which clause, how much, and by which events."""
    first, last = (len(act.before) + turn for turn in (0, len(act.events) - 1))
    told = {
        "abuse": planting.abuse.name,
        "clause": planting.abuse.clause,
        "band": planting.band,
        "intensity": None if planting.band == INNOCENT else round(planting.intensity, 3),
        "subject": act.subject,
        "also": list(act.also),
        "from": stamp(min(each.at for each in act.events)),
        "until": stamp(max(each.at for each in act.events)),
        "events": len(act.events),
        "ids": [identity(planting, first), identity(planting, last)],
        **({"beside": list(act.beside)} if act.beside else {}),
        **({"twin": planting.abuse.twin} if planting.band == INNOCENT else {}),
        **({"who": HABITS[planting.abuse.name].who} if planting.band == HONEST else {}),
    }
    return _line(told)


def identity(planting: Planting, turn: int) -> str:
    """The id of one event of an act; those that stood before come first."""
    return f"{planting.name}-{turn:05}"


def _line(told: object) -> bytes:
    return orjson.dumps(told) + b"\n"
