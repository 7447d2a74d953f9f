"""Lengths of time in a policy: literal or by a published number, of hours or by the calendar."""

from __future__ import annotations

from typing import cast

from bylaws.engine import calendar
from bylaws.events.types import Period
from bylaws.policy.expressions import Const, Expr, Param
from bylaws.policy.program import Program

Length = int | Period
"""Microseconds, or months, years, business days."""


class Lengths:
    """Reads the lengths of one version of a policy; its calendar is that of the policy's zone."""

    def __init__(self, program: Program) -> None:
        self._parameters, self._zone = program.parameters, calendar.zone(program.timezone)

    def of(self, node: Expr, at: int) -> Length:
        """As published at an instant."""
        value = self._parameters[node.name].at(at) if isinstance(node, Param) else cast(Const, node).value
        return cast(Length, value)

    def after(self, instant: int, length: Length) -> int:
        """The instant so much later."""
        return instant + length if isinstance(length, int) else calendar.add_period(instant, length, self._zone)

    def before(self, instant: int, length: Length) -> int:
        """The instant so much earlier."""
        return instant - length if isinstance(length, int) else calendar.add_period(instant, length, self._zone, -1)
