"""Members that no field is called by."""

from __future__ import annotations

from bylaws.study.unknown import unknown_members
from tests.engine.running import program_of

PROGRAM = program_of("rule guessed on auth.attempt\n  when ip is not null\n  against ip\n")


def test_the_field_that_may_be_meant_is_named() -> None:
    told = [str(each) for each in unknown_members(PROGRAM, {"auth.attempt.outcom": 3, "auth.attempt.a.b": 1})]
    assert told == ["auth.attempt.outcom (is `outcome` meant?)", "auth.attempt.a.b"]


def test_of_a_kind_that_the_policy_does_not_know_nothing_is_guessed() -> None:
    (found,) = unknown_members(PROGRAM, {"no.such.kind": 1})
    assert (found.member, found.events, found.like) == ("no.such.kind", 1, "")
