"""Which inputs were not read as a log from beginning to end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Self

from msgspec import Struct

from bylaws.events.record import Remark, State

BROKEN: Final = (State.UNREAD, State.CUT)


class Inputs(Struct, frozen=True):
    """Remarks on inputs by what they mean: not read, or not to the end; no logs, so left aside; logs without events; logs
    that tell of other things besides, or of nothing else; lists that are not believed; copies of other logs.

    Where nothing at all was read, even files that are no logs count as not read: whoever named their folder expected some.
    """

    unread: Sequence[Remark] = ()
    skipped: Sequence[Remark] = ()
    empty: Sequence[Remark] = ()
    sifted: Sequence[Remark] = ()
    doubted: Sequence[Remark] = ()
    copies: Sequence[Remark] = ()

    @classmethod
    def of(cls, remarks: Sequence[Remark], events: int) -> Self:
        unread, skipped, empty, sifted, doubted, copies = (
            [each for each in remarks if each.state in states]
            for states in (BROKEN, (State.SKIPPED,), (State.EMPTY,), (State.SIFTED,), (State.DOUBTED,), (State.COPY,))
        )
        if not events and not unread and not empty and not sifted:
            return cls(skipped)
        return cls(unread, skipped, empty, sifted, doubted, copies)

    @property
    def at_fault(self) -> bool:
        """Whether what was found does not speak for all that was given."""
        return bool(self.unread or self.doubted)

    def as_json(self) -> dict[str, object]:
        """The form that docs/reference/output.md describes."""
        return {
            "not_read": [{"file": each.file, "from": each.offset, "reason": each.reason} for each in self.unread],
            "skipped": [{"file": each.file, "reason": each.reason} for each in self.skipped],
            "empty": [each.file for each in self.empty],
            "sifted": [{"file": each.file, "reason": each.reason} for each in self.sifted],
            "copies": [{"file": each.file, "reason": each.reason} for each in self.copies],
            "doubted": [{"file": each.file, "reason": each.reason} for each in self.doubted],
        }


def missing(remark: Remark) -> str:
    """What of an input was not read: `not read`, or `not read from byte 640,221 on`."""
    return f"not read from byte {remark.offset:,} on" if remark.state is State.CUT else "not read"
