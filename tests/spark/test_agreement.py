"""Random policies and events: whatever is sharded, the findings are those of one machine, in their order, to the byte."""

from __future__ import annotations

import os
from collections import Counter
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bylaws.engine.finding import Finding
from bylaws.events.order import in_order
from bylaws.policy.program import Program
from bylaws.spark.groups import groups_of
from bylaws.study.as_json import finding_json
from bylaws.study.typed import types_of
from tests.oracle.events import inputs, kinds_for
from tests.oracle.executors import decoded, feeding, run_step
from tests.oracle.policies import policies
from tests.oracle.test_agreement import compiled

from .by_hand import run_sharded, run_streamed, spread

EXAMPLES = int(os.environ.get("BYLAWS_EXAMPLES", "100"))


def lines(program: Program, findings: list[Finding]) -> list[bytes]:
    types = types_of(program)
    return [orjson.dumps(finding_json(each, types, program.currency)) for each in findings]


@settings(max_examples=EXAMPLES // 2, deadline=None, derandomize=EXAMPLES <= 100, suppress_health_check=list(HealthCheck))
@given(text=policies(), data=st.data())
def test_shards_find_what_one_machine_finds(text: str, data: st.DataObject) -> None:
    program = compiled(text)
    events = data.draw(inputs(kinds_for(text)))
    for most in (100, 1):
        alone = lines(program, run_step(program, events, most))
        assert lines(program, run_sharded(program, events, most)) == alone
        assert lines(program, run_sharded(program, events, most, columns=False)) == alone


@settings(max_examples=EXAMPLES // 4, deadline=None, derandomize=EXAMPLES <= 100, suppress_health_check=list(HealthCheck))
@given(text=policies(), data=st.data())
def test_a_stream_finds_what_a_run_finds(text: str, data: st.DataObject) -> None:
    program = compiled(text)
    events = data.draw(inputs(kinds_for(text)))
    ordered = list(in_order(decoded(program, events), feeding(program)))
    bound = data.draw(st.sampled_from((0, 5_000_000, 60_000_000)))
    # What comes in an epoch came in any order, none of it later than the bound.
    cuts = sorted(data.draw(st.lists(st.integers(0, len(ordered)), max_size=3)))
    epochs = [ordered[start:end][::-1] for start, end in pairwise([0, *cuts, len(ordered)])]
    with TemporaryDirectory() as folder:
        found = run_streamed(program, epochs, bound, Path(folder))
    assert lines(program, found) == lines(program, run_step(program, events))


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(text=policies())
def test_each_rule_is_told_of_by_one_group(text: str) -> None:
    program = compiled(text)
    told = Counter(name for group in groups_of(program) for name in group.told)
    assert told == Counter([each.name for each in (*program.rules, *program.duties)])


def test_most_of_the_random_policies_are_sharded() -> None:
    """Else the agreement would say little."""
    counts = Counter[bool]()

    @settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
    @given(text=policies())
    def look(text: str) -> None:
        counts[spread(groups_of(compiled(text))) > 0] += 1

    look()
    assert counts[True] > counts[False]
