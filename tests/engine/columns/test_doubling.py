"""Lets that double at each step when written out are computed over columns in time that grows with their number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bylaws.engine.columns.costs import Costs
from bylaws.engine.columns.distinct import Distinct
from bylaws.engine.columns.evaluate import Evaluator

from ..running import ev, program_of
from .running import agreeing, lines_of

LETS = 14
MOST = 2 * 200 * LETS
"""Calls of two runs, over lines and over records; written out there are 2 ** LETS of the last let alone."""
EVENTS = [
    ev("call.record", f"10:{n // 60:02}:{n % 60:02}", account=f"a{n % 3}", trunk="ab"[n % 2], cause=n * 7919) for n in range(300)
]
TRUTHS = ('trunk = "a"', 'trunk like "a%"', "count() by account over 1h > 3", 'permitted("resale")', "received_at is null")
STEPS = (
    "{let} or {let}",
    "not ({let} and not {let})",
    "(cause mod {odd} < {third} or {let}) and (cause mod {odd} > 2 * {third} or {let})",
)


@pytest.mark.parametrize(("first", "step"), [*((first, step) for first in TRUTHS for step in STEPS), ("cause", "{let} mod {let}")])
def test_each_let_is_computed_a_few_times(first: str, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [_counted(monkeypatch, *each) for each in ((Evaluator, "_decided"), (Costs, "_dearness"), (Distinct, "_read"))]
    steps = [f"let a{n + 1} = {step.format(let=f'a{n}', odd=6 * n + 31, third=2 * n + 10)}" for n in range(LETS)]
    last = f"a{LETS}" if first in TRUTHS else f"a{LETS} is null"
    lines = [f"let a0 = {first}", *steps, f"when {last}", f"severity high if {last}", "once per 1h by account"]
    ran = agreeing(program_of("\n  ".join(["rule r on call.record", *lines])), [lines_of(EVENTS)])
    assert ran is not None
    assert ran.kept == 1
    assert 0 < sum(map(len, made)) < MOST


def _counted(monkeypatch: pytest.MonkeyPatch, owner: type, name: str) -> list[None]:
    """Grows by one at each call of a method."""
    calls: list[None] = []
    method: Callable[..., Any] = getattr(owner, name)

    def counting(*given: Any) -> Any:
        calls.append(None)
        return method(*given)

    monkeypatch.setattr(owner, name, counting)
    return calls
