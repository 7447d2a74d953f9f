"""Of which type the identifiers in findings are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bylaws.engine.duties import OpenDebt
from bylaws.engine.finding import Finding
from bylaws.policy.compile import compile_text
from bylaws.study.as_json import summary_json
from bylaws.study.mask import Mask
from bylaws.study.result import Result
from bylaws.study.shown import Shown
from bylaws.study.summary import summarise
from tests.study.sample import GUESSED, START

POLICY = """## Guessing {#guessing}

You must not guess.

```bylaw
rule guessed on auth.attempt
  when outcome = "fail"
  against ip

rule mailed on message.sent
  when purpose = "promotional"

duty stop owed by customer
  after mailed
  expect session.seen by account = subject
  within 1h

rule unstopped on stop
  let who = subject
  when true
  says "{who} goes on"

rule noted on finding.made
  when rule <> "noted"
  says "{subject} is noted"
```
"""
MASK = Mask(b"a key of the tests")


def found(rule: str, subject: str, cause: str = "", **more: object) -> Finding:
    fields = {"rule": cause, "subject": subject} if cause else {}
    return replace(GUESSED, rule=rule, subject=subject, fields=fields, facts=more, says=f"{subject} is told of")


def result(*findings: Finding) -> Result:
    compiled = compile_text(POLICY)
    assert compiled.program is not None, compiled.diagnostics
    debt = OpenDebt("stop", "guessing", "customer", ("a1",), "a1", "mailed", "s", "e1", START, None)
    return Result(compiled.program, findings, {"message.sent": 1}, debts=[debt])


FOUND = (
    found("mailed", "a1"),
    found("stop", "a1", "mailed"),
    found("unstopped", "a1", "stop", who="a1"),
    found("noted", "a1", "mailed"),
    found("noted", "192.0.2.7", "guessed"),
    found("guessed", "192.0.2.7"),
)


def test_one_subject_is_one_row_whichever_findings_it_is_followed_through() -> None:
    rows = summarise(result(*FOUND), MASK).subjects
    assert [row.subject.split("-")[0] for row in rows] == ["acct", "ip"]


@pytest.mark.parametrize("finding", FOUND[:4], ids=lambda finding: finding.rule)
def test_a_subject_is_called_the_same_wherever_it_stands(finding: Finding) -> None:
    shown = Shown.of(MASK, result().program)
    name = shown.subject(finding)
    assert name.startswith("acct-")
    assert shown.says(finding) == f"{name} is told of"
    assert all(value == name for _, value in shown.facts(finding))


def test_a_debt_calls_its_subject_as_findings_do() -> None:
    given = result(FOUND[0])
    summary = summarise(given, MASK)
    name = summary.subjects[0].subject
    (debt,) = given.debts
    assert Shown.of(MASK, given.program).debtor(debt) == name
    told = summary_json(given, summary, MASK)["open_debts"]
    assert isinstance(told, list)
    assert (told[0]["subject"], told[0]["key"]) == (name, [name])
