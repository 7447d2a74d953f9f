"""Content functions in rules: over columns and step by step, asked late, and told in the finding."""

from __future__ import annotations

import pytest

from bylaws.content import port
from bylaws.content.installed import installed

from ..engine.columns.running import lines_of, over_columns, step_by_step
from ..engine.running import ev, program_of, run

BLOCK = """rule campaign on message.sent
  where channel = "sms"
  let people = distinct(sender) by account, near(body) over 24h
  when people >= 3 and body is not null
  severity low
  severity high if shape(body) like "%{link}%"
rule answered on message.sent
  when quoted(body) like "%buy%"
"""
TEXTS = ("Buy {n} pills at http://p{n}.example now and be happy again", "> buy this\nno {n}", "see you at {n}", "{n}")
EVENTS = [
    ev(
        "message.sent",
        f"10:{at // 60:02}:{at % 60:02}",
        id=f"e{at}",
        account="a",
        channel="sms",
        sender=f"+4420000{at:04}",
        body=TEXTS[at % 4].format(n=at),
    )
    for at in range(40)
]


def test_rules_on_content_find_the_same_over_columns_and_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    program = program_of(BLOCK)
    assert not program.blind
    monkeypatch.setattr("bylaws.engine.columns.distinct.TOGETHER", 3)
    there, here = over_columns(program, [lines_of(EVENTS)]), step_by_step(program, [lines_of(EVENTS)])
    assert there.findings == here.findings
    assert there.kept == 2
    assert {(each["rule"], each["severity"]) for each in here.findings} >= {("campaign", "high"), ("answered", "medium")}


def test_many_are_computed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def many(calls: list[tuple[str, ...]]) -> list[object]:
        asked.append(len(calls))
        return [text for (text,) in calls]

    function = port.Content("quoted", 1, str, many)
    monkeypatch.setattr("bylaws.engine.functions.installed", lambda: {**installed(), "quoted": function})
    monkeypatch.setattr("bylaws.engine.columns.distinct.TOGETHER", 16)
    program = program_of('rule answered on message.sent\n  where account = "a"\n  when quoted(body) like "see%"')
    assert len(over_columns(program, [lines_of(EVENTS)]).findings) == 10
    assert sum(asked) == 40
    assert max(asked) == 16


def test_many_of_several_texts_are_computed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def one(subject: str, body: str) -> dict[str, object]:
        return {"score": 10**9 if body.startswith("see") and subject == "none" else 0, "spans": ""}

    def many(calls: list[tuple[str, str]]) -> list[object]:
        asked.append(len(calls))
        return [one(*call) for call in calls]

    function = port.Content("spam_mail", 1, one, many)
    monkeypatch.setattr("bylaws.engine.functions.installed", lambda: {**installed(), "spam_mail": function})
    monkeypatch.setattr("bylaws.engine.columns.distinct.TOGETHER", 16)
    block = 'rule mails on message.sent\n  where account = "a"\n  when spam_mail(coalesce(subject, "none"), body).score >= 50%'
    there, here = (way(program_of(block), [lines_of(EVENTS)]) for way in (over_columns, step_by_step))
    assert there.findings == here.findings
    assert len(here.findings) == 10
    assert sum(asked) == 40
    assert max(asked) == 16


def test_a_finding_tells_which_content_functions_it_rests_on() -> None:
    found = run(program_of(BLOCK), EVENTS)
    versions = {each.rule: each.content for each in found}
    assert versions["answered"] == {"quoted": installed()["quoted"].version}
    assert versions["campaign"] == {name: installed()[name].version for name in ("near", "shape")}


def test_what_is_no_text_changes_no_other_answer_of_its_batch() -> None:
    """Half of a surrogate in one mail; the other has one too, in a place that is not encoded."""
    function = installed()["spam_mail"]
    calls = [("\ud800",) * 3, ("\ud800http://[",) * 3, ("lunch", "at twelve?", "")]
    alone = [dict(function(*call)) for call in calls]  # type: ignore[call-overload]
    function.ahead(calls)
    assert [dict(function(*call)) for call in calls] == alone  # type: ignore[call-overload]
