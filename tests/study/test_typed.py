"""Of which type the identifiers in findings are."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bylaws.engine.duties import OpenDebt
from bylaws.engine.finding import Finding
from bylaws.events.types import TEXT, entity
from bylaws.policy.compile import compile_text
from bylaws.study.as_json import summary_json
from bylaws.study.mask import Mask
from bylaws.study.result import Result
from bylaws.study.shown import Shown
from bylaws.study.summary import summarise
from bylaws.study.typed import types_of
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
  let whom = subject
  when true
  says "{subject} is noted"

duty review owed by customer
  after finding.made
  expect session.seen by account = subject
  within 1h
```
"""
MASK = Mask(b"a key of the tests")


def found(rule: str, subject: str, cause: str = "", **more: object) -> Finding:
    fields = {"rule": cause, "subject": subject} if cause else {}
    return replace(GUESSED, rule=rule, subject=subject, fields=fields, facts=more, says=f"{subject} is told of")


def result(*findings: Finding) -> Result:
    compiled = compile_text(POLICY)
    assert compiled.program is not None, compiled.diagnostics
    return Result(compiled.program, findings, {"message.sent": 1})


def owed(duty: str, cause: Finding) -> OpenDebt:
    """What a duty that follows a finding is owed."""
    return OpenDebt(duty, "guessing", "customer", (cause.subject,), cause.subject, cause.rule, "s", "e", START, None, cause.rule)


FOUND = (
    found("mailed", "a1"),
    found("stop", "a1", "mailed"),
    found("unstopped", "a1", "stop", who="a1"),
    found("noted", "a1", "mailed", whom="a1"),
    found("noted", "192.0.2.7", "guessed", whom="192.0.2.7"),
    found("guessed", "192.0.2.7"),
)


def test_one_subject_is_one_row_whichever_findings_it_is_followed_through() -> None:
    rows = summarise(result(*FOUND), MASK).subjects
    assert [row.subject.split("-")[0] for row in rows] == ["acct", "ip"]


@pytest.mark.parametrize("finding", FOUND, ids=lambda finding: f"{finding.rule}-{finding.subject}")
def test_a_subject_is_called_the_same_wherever_it_stands(finding: Finding) -> None:
    shown = Shown.of(MASK, result().program)
    name = shown.subject(finding)
    assert name.startswith("acct-" if finding.subject == "a1" else "ip-")
    assert shown.says(finding) == f"{name} is told of"
    assert all(value == name for _, value in shown.facts(finding))


def test_names_of_the_policy_say_what_and_not_who() -> None:
    shown = Shown.of(MASK, result().program)
    followed = replace(found("noted", "guessed", "mailed", by="mailed", of="guessing"), says="mailed by guessed under guessing")
    followed.fields["clause"] = "guessing"
    assert shown.says(followed) == f"mailed by {shown.subject(followed)} under guessing"
    assert shown.subject(followed).startswith("acct-")
    assert dict(shown.facts(followed)) == {"by": "mailed", "of": "guessing"}


def test_a_text_that_is_a_day_says_when_and_not_who() -> None:
    types = types_of(result().program)
    assert types.is_name("2026-11-01", TEXT)
    assert not types.is_name("2026-11-01", entity("account"))
    assert not types.is_name("2026-11-01", None)
    assert not types.is_name("2026-11-01x", TEXT)


def test_a_debt_under_a_rules_name_shows_it() -> None:
    text = POLICY.replace("expect session.seen by account = subject", "expect case.changed by reason = rule")
    program = compile_text(text).program
    assert program is not None
    debt = replace(owed("review", FOUND[0]), key=("mailed",))
    given = replace(result(FOUND[0]), program=program, debts=[debt])
    told = summary_json(given, summarise(given, MASK), MASK)["open_debts"]
    assert isinstance(told, list)
    assert (told[0]["key"], Shown.of(MASK, program).key(debt)) == (["mailed"], "mailed")


@pytest.mark.parametrize(("duty", "cause"), [("stop", FOUND[0]), ("review", FOUND[0]), ("review", FOUND[5])])
def test_a_debt_calls_its_subject_and_key_as_findings_do(duty: str, cause: Finding) -> None:
    debt = owed(duty, cause)
    given = replace(result(cause), debts=[debt])
    summary = summarise(given, MASK)
    name = summary.subjects[0].subject
    shown = Shown.of(MASK, given.program)
    told = summary_json(given, summary, MASK)["open_debts"]
    assert isinstance(told, list)
    assert (shown.debtor(debt), shown.key(debt)) == (name, name)
    assert (told[0]["subject"], told[0]["key"]) == (name, [name])


def test_a_missed_duty_is_under_the_same_name_in_its_key() -> None:
    shown = Shown.of(MASK, result().program)
    missed = replace(found("review", "192.0.2.7", "guessed"), key=("192.0.2.7",))
    assert shown.key(missed) == shown.subject(missed) == shown.subject(FOUND[5])
