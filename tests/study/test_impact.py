"""What another version would have found."""

from __future__ import annotations

from msgspec.structs import replace

from bylaws.engine.finding import Finding
from bylaws.policy.compile import compile_text
from bylaws.study.diff_words import differs, people
from bylaws.study.impact import Impact, impact
from bylaws.study.mask import Mask
from bylaws.study.shown import Shown
from tests.engine.running import ev, run
from tests.study.sample import GUESSED, POLICY, START, result

MASK = Mask(b"key")


def _impact(old: list[Finding], new: list[Finding], since: int | None = None) -> Impact:
    results = [replace(result(GUESSED), findings=tuple(each)) for each in (old, new)]
    return impact(results[0], results[1], MASK, since)


def test_nothing_differs_between_the_same_findings_whatever_their_ids() -> None:
    found = _impact([GUESSED], [replace(GUESSED, id="e" * 32, digest="other")])
    assert not found.differs
    assert found.subjects == []
    assert found.clauses == []


def test_new_gone_and_changed() -> None:
    other = replace(GUESSED, event="e2", subject="192.0.2.8", id="a" * 32)
    graver = replace(GUESSED, severity="high")
    found = _impact([GUESSED], [graver, other])
    assert [(each.change, each.finding.event, each.differs_in) for each in found.pairs] == [
        ("new", "e2", ()),
        ("changed", "e1", ("severity",)),
    ]
    assert [(each.change, each.before.worst, each.after.worst) for each in found.subjects] == [
        ("new", "", "medium"),
        ("changed", "medium", "high"),
    ]
    assert [each.change for each in _impact([GUESSED], []).subjects] == ["gone"]


def test_who_would_be_accused_comes_before_what_was_only_excused() -> None:
    one, two, three = (replace(GUESSED, event=name, id=name * 16) for name in ("e1", "e2", "e3"))
    old = [replace(one, state="excused", severity="critical"), replace(two, state="excused"), three]
    found = _impact(old, [two, replace(GUESSED, event="e4", id="e4" * 16, state="excused")])
    assert [(each.change, each.finding.event, each.finding.state) for each in found.pairs] == [
        ("changed", "e2", "settled"),
        ("gone", "e3", "settled"),
        ("new", "e4", "excused"),
        ("gone", "e1", "excused"),
    ]


def test_elements_rules_and_sources_tell_findings_apart() -> None:
    for each in (replace(GUESSED, element=1), replace(GUESSED, rule="mailed"), replace(GUESSED, source="other")):
        assert [pair.change for pair in _impact([GUESSED], [each]).pairs] == ["new", "gone"]


def test_who_is_found_by_another_event_is_found_as_before() -> None:
    found = _impact([GUESSED], [replace(GUESSED, event="e2")])
    assert found.differs
    assert found.subjects == []


def test_whoever_is_only_excused_is_accused_of_nothing() -> None:
    found = _impact([], [replace(GUESSED, state="excused")])
    assert (found.only_excused, found.standings("new"), found.standings("changed")) == (1, 0, 0)


def test_whoever_is_only_unsettled_is_accused_of_nothing() -> None:
    open_ = replace(GUESSED, state="unsettled")
    for old, new in (([], [open_]), ([open_], []), ([open_], [open_, replace(open_, event="e2", id="a" * 32)])):
        found = _impact(old, new)
        assert (found.only_unsettled, found.only_excused) == (1, 0)
        assert list(people(found))[1:] == ["1 subject would be unsettled more or less often, and accused of nothing."]
    assert list(people(_impact([GUESSED], [open_])))[1:] == ["1 subject would be accused of more, less or something else."]


def test_findings_before_since_do_not_count() -> None:
    assert not _impact([], [GUESSED], since=START + 1).differs
    assert _impact([], [GUESSED], since=START).differs


def test_names_are_masked() -> None:
    (standing,) = _impact([], [GUESSED]).subjects
    assert standing.subject.startswith("ip-")
    assert "192.0.2.7" not in standing.subject


FIRST = "derive other.thing on auth.attempt with ip = ip\n\n"
FOLLOWING = """derive door.tried on auth.attempt with ip = ip

rule at-the-door on door.tried
  when ip is not null
  against ip

rule guessed on auth.attempt
  when outcome = "fail"
  against ip

rule again on guessed
  let many = count() by ip over 1h
  when many >= 1
  against ip

duty look owed by provider
  after guessed
  expect notice.sent by about = ip
  within 1m
"""


def test_what_follows_from_a_finding_is_told_by_what_that_was_made_of() -> None:
    """The id of a finding, which is its id as an event, holds the digest of the policy."""
    policies = [POLICY[: POLICY.index("## ")] + f"## One {{#one}}\n\n```bylaw\n{more}{FOLLOWING}```\n" for more in ("", FIRST)]
    runs = []
    for text in policies:
        compiled = compile_text(text)
        assert compiled.program is not None, [each.message for each in compiled.errors]
        events = [ev("auth.attempt", "10:00:00", id="e1", ip="192.0.2.1", outcome="fail"), ev("auth.attempt", "12:00:00", id="e2")]
        findings = run(compiled.program, events)
        assert {each.rule for each in findings} >= {"at-the-door", "guessed", "again", "look"}
        runs.append(replace(result(GUESSED), program=compiled.program, findings=tuple(findings)))
    assert runs[0].program.digest != runs[1].program.digest
    assert not impact(runs[0], runs[1], MASK).differs


def test_what_is_found_of_the_same_subject_at_another_time_is_earlier_or_later() -> None:
    late = replace(GUESSED, event="e9", at=START + 60, id="a" * 32)
    assert [pair.change for pair in _impact([GUESSED], [late]).pairs] == ["later"]
    assert [pair.change for pair in _impact([GUESSED], [replace(late, event="e1")]).pairs] == ["later"]
    (pair,) = _impact([late], [GUESSED]).pairs
    assert pair.change == "earlier"
    shown = Shown.of(MASK, result(GUESSED).program)
    assert differs(pair, shown, shown) == f"{shown.time(late.at)} → {shown.time(START)}"
    for other in ({"rule": "mailed"}, {"subject": "192.0.2.8"}, {"subject": None}, {"state": "excused"}):
        assert {pair.change for pair in _impact([GUESSED], [replace(late, **other)]).pairs} == {"new", "gone"}
    assert [pair.change for pair in _impact([GUESSED], [late, replace(late, event="e10")]).pairs] == ["new", "later"]
