"""Permits that the policy does not ask for, as text in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Final

from rich.text import Text

from bylaws.study.markup import in_one_line
from bylaws.study.mask import Mask
from bylaws.study.strays import Stray

FIRST: Final = 10


def strays_text(strays: Sequence[Stray], mask: Mask) -> Text:
    """First those that are probably not as they were meant."""
    ranked = sorted(strays, key=lambda each: (not each.is_doubtful, -each.permits))
    told = Text("\nPermits that nobody asks for as they were granted", style="bold")
    for each in islice(ranked, FIRST):
        told.append(f"\n  {in_one_line(mask.text(str(each)))}", style="not bold")
    return told.append(f"\n  and {len(ranked) - FIRST:,} more", style="not bold") if len(ranked) > FIRST else told
