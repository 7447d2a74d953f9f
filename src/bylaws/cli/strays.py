"""What came that nobody asks for so, as text in a terminal: permits, and kinds of event that there are not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from rich.text import Text

from bylaws.study.markup import in_one_line
from bylaws.study.mask import Mask
from bylaws.study.strays import Stray
from bylaws.study.unknown import UnknownKind

FIRST: Final = 10


def strays_text(strays: Sequence[Stray], mask: Mask) -> Text:
    """First those that are probably not as they were meant."""
    ranked = sorted(strays, key=lambda each: (not each.is_doubtful, -each.permits))
    told = Text("\nPermits that nobody asks for as they were granted", style="bold")
    for each in islice(ranked, FIRST):
        told.append(f"\n  {in_one_line(mask.text(str(each)))}", style="not bold")
    return told.append(f"\n  and {len(ranked) - FIRST:,} more", style="not bold") if len(ranked) > FIRST else told


def unknown_kinds_text(unknown: Sequence[UnknownKind], mask: Mask) -> Iterator[str]:
    """One line for each kind, with the rules that hang on what may be meant."""
    for each in islice(unknown, FIRST):
        rules = ", ".join(each.rules[:FIRST])
        more = f" and {len(each.rules) - FIRST:,} more" if len(each.rules) > FIRST else ""
        yield in_one_line(mask.text(str(each))) + (f" Read by {rules}{more}" if rules else "")
    if len(unknown) > FIRST:
        yield f"and {len(unknown) - FIRST:,} more kinds that there are not"
