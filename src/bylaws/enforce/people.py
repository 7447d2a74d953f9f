"""Who is accused, who acts, and what they are told when they may not."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

CUSTOMERS: Final = frozenset(("account", "tenant", "user", "seat", "subscription"))


class Subject(Struct, frozen=True, order=True):
    """Whom or what a finding is held against, or a step is aimed at: an entity's sort (`account`, `ip`, `range` …) and its id.

    `sort` is `provider` where the provider itself owes something, and `nobody` where nobody is known.
    """

    sort: str
    name: str

    def __str__(self) -> str:
        return f"{self.sort} {self.name}" if self.name else self.sort

    @property
    def is_customer(self) -> bool:
        """Whether it is somebody who can be told and can answer, and no address, number or machine."""
        return self.sort in CUSTOMERS


NOBODY: Final = Subject("nobody", "")
PROVIDER: Final = Subject("provider", "provider")


class Actor(Struct, frozen=True):
    """Who does something. `stepped_up`: a person who proved only now, by a second means, to be who it is."""

    name: str
    roles: tuple[str, ...] = ()
    is_machine: bool = False
    stepped_up: bool = False


MACHINE: Final = Actor("bylaws", is_machine=True)
"""The program itself, when it does what a policy says without being asked."""


class RefusedError(Exception):
    """Something that may not be done. `code` names the rule that forbids it, `reason` says why here, `help` what may be done."""

    def __init__(self, code: str, reason: str, help: str = "") -> None:
        super().__init__(reason)
        self.code, self.reason, self.help = code, reason, help
