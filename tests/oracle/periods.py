"""Calendar lengths added to instants: the wall clock of the policy's zone keeps its time of day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bylaws.events.types import Period
from bylaws.policy import expressions as x

from .sql import text

if TYPE_CHECKING:
    from .terms import Scope


def moved(instant: str, length: x.Expr, scope: Scope, sign: int = 1) -> str:
    """The instant so much later, or earlier."""
    if isinstance(length, x.Const):
        return _moved(instant, length.value, scope, sign)
    assert isinstance(length, x.Param)
    *changing, (last, _) = scope.program.parameters[length.name].values
    cases = [f"WHEN {scope.column('@at')} < {until} THEN {_moved(instant, value, scope, sign)}" for value, until in changing]
    otherwise = _moved(instant, last, scope, sign)
    return f"CASE {' '.join(cases)} ELSE {otherwise} END" if cases else otherwise


def _moved(instant: str, length: object, scope: Scope, sign: int) -> str:
    if isinstance(length, int):
        return f"(({instant}) + ({sign * length})::HUGEINT)"
    assert isinstance(length, Period)
    zone = text(scope.program.timezone)
    wall = f"(make_timestamptz(({instant})::BIGINT) AT TIME ZONE {zone})"
    later = _business(wall, sign * length.count) if length.unit == "business day" else _months(wall, length, sign)
    return f"epoch_us(({later}) AT TIME ZONE {zone})::HUGEINT"


def _months(wall: str, length: Period, sign: int) -> str:
    """The same day of the month, or its last."""
    return f"{wall} + to_months({sign * length.count * (12 if length.unit == 'year' else 1)})"


def _business(wall: str, count: int) -> str:
    """The wall clock that many days from Monday to Friday later or earlier."""
    step = 1 if count > 0 else -1
    following = f"list_transform(range(1, {2 * abs(count) + 3}), lambda day: {wall} + to_days(({step} * day)::INTEGER))"
    return f"list_filter({following}, lambda each: isodow(each) <= 5)[{abs(count)}]"
