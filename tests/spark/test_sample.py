"""A few random policies on real workers: what travels between processes comes to the same as what stays in one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bylaws.events.rejects import RejectsFile
from bylaws.intake import Intake
from bylaws.policy.program import Program
from bylaws.spark import run
from bylaws.spark.groups import groups_of
from bylaws.spark.session import session
from bylaws.study.request import Request
from tests.oracle.events import inputs, kinds_for
from tests.oracle.executors import Raw, rows, run_step, verdicts
from tests.oracle.policies import policies
from tests.oracle.test_agreement import compiled

from .by_hand import spread
from .cluster import needs_spark
from .test_reading import NOW, Unwatched

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = [pytest.mark.slow, needs_spark]

SAMPLE: Final = 6
EXAMPLES: Final = 80

Case = tuple[Program, Sequence[Raw]]


def cases() -> list[Case]:
    """Policies of which something is sharded, with events in which it finds something; those with facts of several things first."""
    found = list[Case]()

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
    @given(text=policies(), data=st.data())
    def look(text: str, data: st.DataObject) -> None:
        program = compiled(text)
        events = data.draw(inputs(kinds_for(text)))
        if spread(groups_of(program)) and run_step(program, events):
            found.append((program, events))

    look()
    found.sort(key=lambda case: not any(group.probing for group in groups_of(case[0])))
    return [*found[: SAMPLE // 2], *found[-(SAMPLE - SAMPLE // 2) :]]


@pytest.fixture(scope="module")
def workers() -> Iterator[SparkSession]:
    """Two workers, each a process of its own."""
    with session("local-cluster[2,1,1024]") as spark:
        yield spark


def test_workers_find_what_one_machine_finds(workers: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = cases()
    assert len(chosen) == SAMPLE
    assert any(group.probing for program, _ in chosen for group in groups_of(program))
    for number, (program, events) in enumerate(chosen):
        # Over columns, where that is possible, and event by event.
        monkeypatch.setattr(run, "WORTH_COLUMNS", 50_000 * (number % 2))
        folder = tmp_path / str(number)
        folder.mkdir()
        log = folder / "random"  # as the events without id are called that one machine is given
        log.write_text("".join(json.dumps(each) + "\n" for each in events), encoding="utf-8")
        request = Request(folder / "policy.md", (str(log),))
        intake = Intake((program,), [rows(program)], request, Unwatched(), RejectsFile(None), NOW)
        result = run._Run(workers, intake).judged(folder)
        alone = run_step(program, events)
        assert verdicts(program, result.findings) == verdicts(program, alone), program
        assert [(each.rule, each.event) for each in result.findings] == [(each.rule, each.event) for each in alone]
