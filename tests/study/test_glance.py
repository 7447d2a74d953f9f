"""Which rules could not see anything in the input of a run."""

from __future__ import annotations

from bylaws.study.glance import Glance, sights, unseeing
from tests.engine.running import program_of
from tests.study.test_sight import ANSWERED, GUESSED, LISTED, SEATS

ATTEMPTS = {"auth.attempt": 3}


def _unseeing(policy: str, read: dict[str, int], *lacking: str, **rows: int) -> dict[str, str]:
    return unseeing(program_of(policy), Glance(read, {kind: set(lacking) for kind in read}, rows))


def test_a_rule_whose_fields_are_given_sees() -> None:
    assert _unseeing(GUESSED, ATTEMPTS, "account") == {}


def test_a_field_that_decides_and_that_no_event_gives_blinds() -> None:
    assert _unseeing(GUESSED, ATTEMPTS, "ip") == {"guessed": "ip is given on none of the 3 auth.attempt events"}
    both = "ip is given on none of the 3 auth.attempt events; outcome is given on none of the 3 auth.attempt events"
    assert _unseeing(GUESSED, ATTEMPTS, "ip", "outcome") == {"guessed": both}


def test_of_fields_of_which_any_will_do_one_is_enough() -> None:
    policy = "rule long on call.record\n  when duration_s > 1h\n"
    assert _unseeing(policy, {"call.record": 1}, "account") == {}
    assert _unseeing(policy, {"call.record": 1}, "account", "tenant") == {
        "long": "account or tenant is given on none of the 1 call.record events"
    }


def test_a_rule_on_events_that_have_what_no_event_has_is_blind() -> None:
    policy = SEATS.format("seat_id is not null")
    assert _unseeing(policy, {"session.seen": 3}) == {}
    why = "seat_id is given on no session.seen event at all, and only those that have it are judged"
    assert _unseeing(policy, {"session.seen": 3}, "seat_id") == {"shared": why}


def test_an_empty_list_blinds() -> None:
    policy = 'list bad by ip ip from "bad.csv"\n\n' + LISTED
    assert _unseeing(policy, ATTEMPTS, bad=0) == {"guessed": "the list bad is empty: bad.csv has no rows"}
    assert _unseeing(policy, ATTEMPTS, bad=1) == {}


def test_a_list_of_examples_only_blinds() -> None:
    policy = 'list bad by ip ip from "bad.example.csv"\n\n' + LISTED
    assert _unseeing(policy, ATTEMPTS, bad=1) == {"guessed": "the list bad is empty: bad.example.csv holds examples only"}
    assert _unseeing(policy.replace("bad.example.csv", "example.csv"), ATTEMPTS, bad=1) == {}


def test_what_only_leaves_half_in_the_dark_is_left_to_the_doctor() -> None:
    assert _unseeing(ANSWERED, {"report.received": 1}) == {}


def test_a_rule_on_all_findings_is_blind_where_every_rule_is() -> None:
    policy = GUESSED + "\nrule often on finding.made\n  let all = count() by subject over 1d\n  when all >= 2\n"
    assert _unseeing(policy, ATTEMPTS) == {}
    assert _unseeing(policy, ATTEMPTS, "ip")["often"] == "every rule whose findings it judges is blind"


def test_rejects_are_told_of_what_counts_the_kind_and_of_a_list_that_it_feeds() -> None:
    policy = """
rule guessed on auth.attempt
  when count(session.seen) by ip over 1h >= 3 and account in strangers

list strangers by account from account.changed
"""
    rejected = {"session.seen": 1, "account.changed": 2}
    read = {"auth.attempt": 3, "session.seen": 3, "account.changed": 3}
    told = ("1 of the 4 session.seen events was rejected", "2 of the 5 account.changed events were rejected")
    assert sights(program_of(policy), Glance(read, {}, {}, rejected=rejected)) == ({}, {"guessed": told})
    blind, in_part = sights(program_of(policy), Glance(ATTEMPTS, {}, {}, rejected=rejected))
    assert blind == {"guessed": "the list strangers is empty: no event of kind account.changed was read: all 2 were rejected"}
    assert not in_part
    answered, seen = program_of(ANSWERED), Glance({"report.received": 1}, {}, {}, rejected={"notice.sent": 1})
    assert list(sights(answered, seen)[1].values()) == [
        ("no event of kind notice.sent was read: the only one was rejected; every debt looks missed",)
    ]
