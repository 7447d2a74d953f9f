"""A DNS for tests: answers by name and sort."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bylaws.origin.answers import Sort, UnansweredError, spelled


@dataclass
class Zone:
    """What is not held is not there; names in `silent` are not answered, save what is held of them. `asked` are all questions."""

    held: Mapping[tuple[str, str], Sequence[str]]
    silent: frozenset[str] = frozenset()
    asked: list[tuple[str, str]] = field(default_factory=list)

    def lookup(self, name: str, sort: Sort) -> tuple[str, ...]:
        self.asked.append((name, sort))
        for _ in range(11):
            name = spelled(name)
            if (name, sort) in self.held:
                return tuple(self.held[name, sort])
            if (name, "CNAME") not in self.held:
                break
            name = self.held[name, "CNAME"][0]
        else:
            return ()
        if name in self.silent:
            raise UnansweredError(f"{name} was not answered")
        return ()


def texts(**told: str) -> Zone:
    """Of texts alone, by name with `__` for a dot."""
    return Zone({(name.replace("__", "."), "TXT"): (text,) for name, text in told.items()})
