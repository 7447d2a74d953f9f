"""How long events are kept in a journal, by their kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Final, Self

from msgspec import Struct

from bylaws.events.types import MILLION
from bylaws.study.request import UsageError

DAY: Final = 86400 * MILLION
FOREVER: Final = "forever"
USUAL: Final = "90d"

_AGE: Final = re.compile(r"[1-9][0-9]{0,4}d")


class Retention(Struct, frozen=True):
    """By a pattern of kinds the class of such events, which is their greatest age; the first that fits counts."""

    classes: tuple[tuple[str, str], ...] = (("*", USUAL),)

    @classmethod
    def of(cls, told: Sequence[str]) -> Self:
        """What a user says: `30d`, `forever`, `message.*=30d`. Raises UsageError."""
        found = []
        for each in told:
            pattern, age = each.rsplit("=", 1) if "=" in each else ("*", each)
            if not pattern or (age != FOREVER and not _AGE.fullmatch(age)):
                raise UsageError(f"--keep is an age in days or `forever`, such as 90d or message.*=30d; {each!r} is neither")
            found.append((pattern, age))
        # What is said of all kinds counts where nothing else is said.
        usual = [each for each in found if each[0] == "*"] or [("*", USUAL)]
        return cls((*(each for each in found if each[0] != "*"), usual[0]))

    @property
    def names(self) -> tuple[str, ...]:
        """All classes, each once."""
        return tuple(dict.fromkeys(age for _, age in self.classes))

    @property
    def ages(self) -> tuple[int, ...]:
        """The ages (microseconds) of those that have one."""
        return tuple(age for name in self.names if (age := age_of(name)) is not None)

    def kept(self, kind: str) -> str:
        """The class of events of a kind."""
        return next(age for pattern, age in self.classes if fnmatchcase(kind, pattern))


def age_of(name: str) -> int | None:
    """The greatest age (microseconds) in a class; None if it has none."""
    return int(name[:-1]) * DAY if _AGE.fullmatch(name) else None
