"""A policy with nothing but what one rule hangs on."""

from __future__ import annotations

from bylaws.study.narrow import narrowed_to
from tests.engine.running import ev, program_of, run, told

POLICY = """list seen by ip from door.tried
list other by ip from auth.attempt

derive door.tried on guessed with ip = ip

rule guessed on auth.attempt
  where outcome = "fail"
  when count() by ip over 1h >= 2
  against ip

exception known on guessed
  when count(session.seen) by ip over 1d > 0

rule unrelated on auth.attempt
  when ip in other
  against ip

rule follows on auth.attempt
  when outcome = "success" and ip in seen
  against ip
""".replace("known on", "known to")


def test_what_a_rule_hangs_on_stays_and_all_else_goes() -> None:
    program = program_of(POLICY)
    found = narrowed_to(program, program.rule("follows"))
    assert [each.name for each in found.rules] == ["guessed", "follows"]
    assert [each.kind for each in found.derives] == ["door.tried"]
    assert [each.name for each in found.exceptions] == ["known"]
    assert list(found.lists) == ["seen"]
    alone = narrowed_to(program, program.rule("unrelated"))
    assert ([each.name for each in alone.rules], list(alone.lists)) == (["unrelated"], ["other"])


def test_its_findings_are_the_same() -> None:
    program = program_of(POLICY)
    events = [ev("auth.attempt", f"10:0{n}:00", ip="192.0.2.1", outcome="fail" if n < 3 else "success") for n in range(5)]
    events += [ev("session.seen", "09:00:00", ip="192.0.2.9")]
    whole = [each for each in told(run(program, events)) if each[0] == "follows"]
    assert whole
    assert [each for each in told(run(narrowed_to(program, program.rule("follows")), events)) if each[0] == "follows"] == whole


def test_a_rule_that_looks_at_all_findings_hangs_on_all() -> None:
    program = program_of(POLICY + "\nrule any on finding.made\n  when account is not null\n  against account\n")
    assert narrowed_to(program, program.rule("any")) is program
