"""The judge would notice: every single fault put into the engine makes it differ from the judge on the fault's own case."""

from __future__ import annotations

import pytest

from .executors import EXECUTORS, Run, verdicts
from .faults import FAULTS, Fault
from .fixed import FOLDER, load, slug
from .judge import Verdict, judge
from .policies import ROWS
from .test_agreement import compiled

CASES = tuple(sorted(path.name for path in FOLDER.iterdir()))
NAMES = [fault.name for fault in FAULTS]


@pytest.fixture(scope="module")
def judged() -> dict[str, list[Verdict]]:
    """What the judge says of each case, by name."""
    cases = {name: load(name) for name in CASES}
    return {name: sorted(judge(compiled(case.policy), case.events, ROWS)) for name, case in cases.items()}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize(("executor", "run"), EXECUTORS, ids=[name for name, _ in EXECUTORS])
def test_every_executor_agrees_with_the_judge_on_fixed_cases(
    executor: str, run: Run, name: str, judged: dict[str, list[Verdict]]
) -> None:
    case = load(name)
    program = compiled(case.policy)
    assert verdicts(program, run(program, case.events)) == judged[name], executor


@pytest.mark.parametrize("fault", FAULTS, ids=NAMES)
def test_a_fault_shows(fault: Fault, judged: dict[str, list[Verdict]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fault.target, "__code__", fault.code())
    assert load(fault.name).found() != judged[slug(fault.name)]
