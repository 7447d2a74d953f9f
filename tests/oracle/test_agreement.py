"""The product and the judge agree on random policies and random events."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bylaws.policy.compile import compile_text
from bylaws.policy.program import Program

from .events import inputs, kinds_for
from .executors import EXECUTORS, Run, verdicts
from .judge import judge
from .policies import policies

EXAMPLES = int(os.environ.get("BYLAWS_EXAMPLES", "60"))


def compiled(text: str) -> Program:
    found = compile_text(text)
    assert found.program is not None, [str(each.message) for each in found.diagnostics]
    return found.program


@pytest.mark.parametrize(("executor", "run"), EXECUTORS, ids=[name for name, _ in EXECUTORS])
@settings(max_examples=EXAMPLES, deadline=None, derandomize=EXAMPLES <= 100, suppress_health_check=list(HealthCheck))
@given(text=policies(), data=st.data())
def test_every_executor_agrees_with_the_judge(executor: str, run: Run, text: str, data: st.DataObject) -> None:
    program = compiled(text)
    events = data.draw(inputs(kinds_for(text)))
    assert verdicts(program, run(program, events)) == sorted(judge(program, events, {})), executor


JUDGE = ("chain", "duties", "judge", "nested", "reading", "rules", "sql", "tables", "terms")
FOREIGN = ("bylaws.engine", "bylaws.events.order", "bylaws.events.values", "bylaws.events.decode", "bylaws.events.readers")


@pytest.mark.parametrize("module", JUDGE)
def test_the_judge_imports_nothing_that_it_judges(module: str) -> None:
    tree = ast.parse((Path(__file__).parent / f"{module}.py").read_text())
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert not {each for each in imported if each.startswith(FOREIGN) or each.startswith(("executors", "faults"))}
