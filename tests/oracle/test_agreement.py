"""The product and the judge agree on random policies and random events."""

from __future__ import annotations

import ast
import contextlib
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bylaws.engine.finding import Finding
from bylaws.events.columns.unreadable import Unreadable
from bylaws.policy.compile import compile_text
from bylaws.policy.program import Program

from .events import inputs, kinds_for
from .executors import EXECUTORS, Raw, columnar, stepped, verdicts
from .judge import Verdict, judge
from .policies import HEAD, ROWS, policies

EXAMPLES = int(os.environ.get("BYLAWS_EXAMPLES", "100"))


def compiled(text: str) -> Program:
    found = compile_text(text)
    assert found.program is not None, [str(each.message) for each in found.diagnostics]
    return found.program


@settings(max_examples=EXAMPLES, deadline=None, derandomize=EXAMPLES <= 100, suppress_health_check=list(HealthCheck))
@given(text=policies(), data=st.data())
def test_every_executor_agrees_with_the_judge(text: str, data: st.DataObject) -> None:
    program = compiled(text)
    events = data.draw(inputs(kinds_for(text)))
    judged = sorted(judge(program, events, ROWS))
    for executor, run in EXECUTORS:
        assert verdicts(program, run(program, events)) == judged, executor
        assert_bounded(program, run(program, events, most=1), judged)


FED = """
list own by number from number.assigned where account <> "a1"
list others by number from number.assigned where account = "a2" until released_at
list wishes by account, subject from consent.changed where purpose = "promotional"
list kin by account from number.assigned
list leaning by account from consent.changed where account in kin

rule kept on number.assigned
  where account = "a2"
  when number in own

rule rung on call.record
  where direction = "inbound" and from in own
  when from in others or account in leaning

rule sent on message.sent each one in recipients
  where purpose = "promotional"
  when wishes[account, one].state = "withdrawn"

rule held on call.record
  where direction = "outbound" and others[from].account is not null
  let holder = others[from].account
  let tries = count(where answered_at is null and to in own) by holder over 1h
  let told = count(consent.changed where state = "given" and account in kin) by account over 7d
  when tries >= 1 and told = 0

duty answer owed by provider
  after call.record where from in own and others[to].account = "a2"
  expect consent.changed by account where state = "given"
  within 1h
"""
FED_KINDS = ("number.assigned", "number.assigned", "consent.changed", "call.record", "message.sent")


@settings(max_examples=EXAMPLES, deadline=None, derandomize=EXAMPLES <= 100, suppress_health_check=list(HealthCheck))
@given(events=inputs(FED_KINDS))
def test_which_lists_no_event_told_a_row_and_which_rules_judged_none_is_the_same_over_columns(events: Sequence[Raw]) -> None:
    program = compiled(f"{HEAD.format(zone='UTC')}## Lists {{#lists}}\n\n```bylaw\n{FED}```\n")
    stepper, _ = stepped(program, events)
    for recorded in (False, True):
        with contextlib.suppress(Unreadable):
            batches, _ = columnar(program, events, 3, recorded)
            assert batches.unfilled == stepper.unfilled
            assert batches.unmet == stepper.unmet


@settings(max_examples=EXAMPLES, deadline=None, derandomize=EXAMPLES <= 100, suppress_health_check=list(HealthCheck))
@given(text=policies(), data=st.data())
def test_what_no_event_met_of_what_is_asked_is_the_same_over_columns(text: str, data: st.DataObject) -> None:
    program = compiled(text)
    events = data.draw(inputs(kinds_for(text)))
    stepper, _ = stepped(program, events)
    with contextlib.suppress(Unreadable):
        assert columnar(program, events, 3)[0].unmet == stepper.unmet


def assert_bounded(program: Program, findings: Sequence[Finding], judged: Sequence[Verdict]) -> None:
    """What is not told of the unsettled is counted; all else is told."""
    told = verdicts(program, findings)
    assert [each for each in told if each.state != "unsettled"] == [each for each in judged if each.state != "unsettled"]
    assert not Counter(told) - Counter(judged)
    counts = Counter(each.rule for each in judged if each.state == "unsettled")
    assert sum((Counter({each.rule: 1 + each.further}) for each in findings if each.state == "unsettled"), Counter()) == counts


JUDGE = (
    "absence",
    "chain",
    "clock",
    "duties",
    "judge",
    "nested",
    "networks",
    "periods",
    "permits",
    "reading",
    "rules",
    "shares",
    "sql",
    "tables",
    "terms",
)
FOREIGN = ("bylaws.engine", "bylaws.events.order", "bylaws.events.values", "bylaws.events.decode", "bylaws.events.readers")


@pytest.mark.parametrize("module", JUDGE)
def test_the_judge_imports_nothing_that_it_judges(module: str) -> None:
    tree = ast.parse((Path(__file__).parent / f"{module}.py").read_text())
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert not {each for each in imported if each.startswith(FOREIGN) or each.startswith(("executors", "faults"))}
