"""What goes wrong with a database, and who was faster."""

from __future__ import annotations


class StoreError(Exception):
    """The database is not there, or not what it should be."""


class ConflictError(Exception):
    """Somebody else changed a case meanwhile: who, and what they did."""

    def __init__(self, case: str, by: str, change: str) -> None:
        super().__init__(f"{by} was faster: case {case} was {change} meanwhile")
        self.case, self.by, self.change = case, by, change
