"""What each rule can see in an input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaws.engine.lists import Row
from bylaws.events.record import Reject
from bylaws.events.rejects import RejectsFile
from bylaws.policy.program import Program
from bylaws.study.inputs import Inputs
from bylaws.study.sight import Examination, Examiner, Sight
from tests.engine.running import Raw, ev, ordered, program_of

GUESSED = """rule guessed on auth.attempt
  where outcome = "fail"
  let failures = count() by ip over 1h
  when failures >= 3
  against ip
"""


def _examined(
    program: Program, *events: Raw, rows: Mapping[str, Sequence[Row]] | None = None, **told: Mapping[str, int]
) -> Examination:
    examiner = Examiner(program, rows or {})
    for event in ordered(program, events):
        examiner.see(event)
    rejects = RejectsFile(None)
    for reason, count in told.get("reasons", {}).items():
        for _ in range(count):
            rejects.write(Reject("log", 1, 0, reason, ""))
    return examiner.examination(told.get("unknown", {}), 0, rejects, Inputs())


def _sight(program: Program, *events: Raw, rule: str = "guessed", rows: Mapping[str, Sequence[Row]] | None = None) -> Sight:
    return next(each for each in _examined(program, *events, rows=rows).sights if each.name == rule)


def _why(sight: Sight) -> list[str]:
    return [each.why for each in sight.lacks]


def _attempt(**fields: object) -> Raw:
    return ev("auth.attempt", "10:00:00", **{"ip": "192.0.2.1", "outcome": "fail", **fields})


def test_a_rule_with_all_it_reads_sees() -> None:
    sight = _sight(program_of(GUESSED), _attempt())
    assert (sight.state, sight.lacks) == ("sees", ())
    assert [(each.field, each.events, each.given) for each in sight.fields] == [("ip", 1, 1), ("outcome", 1, 1)]


def test_without_events_of_its_kind_a_rule_is_blind() -> None:
    sight = _sight(program_of(GUESSED), ev("message.sent", "10:00:00", account="a"))
    assert sight.state == "blind"
    assert _why(sight) == ["no event of kind auth.attempt was read"]


def test_without_a_field_that_decides_a_rule_is_blind() -> None:
    sight = _sight(program_of(GUESSED), _attempt(ip=None), _attempt(ip=None, id="2"))
    assert sight.state == "blind"
    assert _why(sight) == ["ip is given on none of the 2 auth.attempt events it looks at"]


def test_a_field_on_some_of_the_events_leaves_it_half_blind() -> None:
    sight = _sight(program_of(GUESSED), _attempt(), _attempt(ip=None, id="2"), _attempt(id="3"))
    assert sight.state == "in part"
    assert _why(sight) == ["ip is given on 66.7 % of the 3 auth.attempt events it looks at"]


def test_a_share_is_never_rounded_to_all() -> None:
    events = [_attempt(id=str(n), **({"ip": None} if n == 0 else {})) for n in range(3000)]
    assert _why(_sight(program_of(GUESSED), *events)) == ["ip is given on 99.9 % of the 3,000 auth.attempt events it looks at"]


def test_events_that_the_rule_does_not_look_at_need_no_fields() -> None:
    assert _sight(program_of(GUESSED), _attempt(), _attempt(id="2", ip=None, outcome="success")).state == "sees"


def test_where_nothing_passes_its_filter_a_field_that_no_event_gives_blinds_all_the_same() -> None:
    welcome = [_attempt(id=str(n), outcome="success", ip=None) for n in range(2)]
    sight = _sight(program_of(GUESSED), *welcome)
    assert sight.state == "blind"
    assert _why(sight) == ["ip is given on no auth.attempt event at all"]
    assert _sight(program_of(GUESSED), *welcome, _attempt(id="3", outcome="success")).state == "sees"


SEATS = "rule shared on session.seen\n  where {}\n  let devices = distinct(device) by account over 1d\n  when devices > 1\n"


def test_a_rule_on_events_that_have_what_no_event_has_is_blind() -> None:
    session = ev("session.seen", "10:00:00", account="a", device="d", user="u")
    sight = _sight(program_of(SEATS.format("seat_id is not null")), session, rule="shared")
    assert sight.state == "blind"
    assert _why(sight) == ["seat_id is given on no session.seen event at all, and only those that have it are judged"]
    for condition in ("seat_id is not null or user is not null", "not (seat_id is not null)", "seat_id is null"):
        sight = _sight(program_of(SEATS.format(condition)), session, rule="shared")
        assert sight.state == "in part"
        assert _why(sight) == ["seat_id is given on no session.seen event at all, so its absence tells nothing"]


def test_a_field_that_matters_on_one_way_only_does_not_blind() -> None:
    program = program_of(GUESSED.replace("failures >= 3", '(failures >= 3 or method = "ssh")'))
    sight = _sight(program, _attempt())
    assert sight.state == "in part"
    assert _why(sight) == ["method is given on none of the 1 auth.attempt events it looks at"]


def test_fields_of_which_any_will_do_are_counted_together() -> None:
    program = program_of("rule dear on call.record\n  when cost > EUR 1.00\n", zone="UTC\ncurrency: EUR")
    calls = [ev("call.record", f"10:00:0{n}", cost="EUR 2.00", **who) for n, who in enumerate([{"account": "a"}, {"tenant": "t"}])]
    assert _sight(program, *calls, rule="dear").state == "sees"
    nobody = _sight(program, ev("call.record", "10:00:00", cost="EUR 2.00"), rule="dear")
    assert _why(nobody) == ["account or tenant is given on none of the 1 call.record events it looks at"]


def test_what_lacks_both_fields_is_not_told_to_lack_the_one_besides() -> None:
    program = program_of("rule many on call.record\n  let calls = count() by account over 1h\n  when calls > 2\n")
    sight = _sight(program, ev("call.record", "10:00:00"), rule="many")
    assert _why(sight) == ["account or tenant is given on none of the 1 call.record events it looks at"]
    assert sight.state == "blind"
    tenanted = _sight(program, ev("call.record", "10:00:00", tenant="t"), rule="many")
    assert _why(tenanted) == ["account is given on none of the 1 call.record events it looks at"]


COSTLY = """list number-plan by prefix dialcode with cost money from "plan.csv"

rule costly on call.progress
  let spent = sum(coalesce(piece_cost, piece_s / 1m * number-plan[to].cost)) by call over 1h
  when spent > EUR 5.00
  against call
"""


def test_what_can_be_computed_instead_stands_in_for_a_field() -> None:
    program = program_of(COSTLY)
    rows = {"number-plan": [{"prefix": "+88290", "cost": 1_800_000_000}]}
    piece = {"call": "c1", "to": "+882905"}
    for told in ({"piece_s": 60}, {"piece_cost": 1.5}):
        assert _sight(program, ev("call.progress", "10:00:00", **piece, **told), rule="costly", rows=rows).state == "sees"
    sight = _sight(program, ev("call.progress", "10:00:00", **piece), rule="costly", rows=rows)
    assert _why(sight) == ["piece_cost or piece_s is given on none of the 1 call.progress events it looks at"]
    told = ev("call.progress", "10:00:00", **piece, piece_s=60)
    assert _why(_sight(program, told, rule="costly")) == ["the list number-plan is empty: plan.csv has no rows"]
    other = {"number-plan": [{"prefix": "+4930", "cost": 1_800_000_000}]}
    assert [each.name for each in _examined(program, told, rows=other).uncovered] == ["number-plan"]


def test_what_is_only_said_is_no_lack() -> None:
    assert _sight(program_of(GUESSED + '  says "{method}"\n'), _attempt()).state == "sees"


def test_absence_that_means_something_is_looked_for_on_all_events_of_the_kind() -> None:
    program = program_of("rule unanswered on call.record\n  where answered_at is null\n  when duration_s >= 0s\n")
    call = {"account": "a", "duration_s": 1}
    answered = ev("call.record", "10:00:00", answered_at="2026-05-01T09:59:59Z", **call)
    assert _sight(program, answered, ev("call.record", "10:01:00", **call), rule="unanswered").state == "sees"
    sight = _sight(program, ev("call.record", "10:01:00", **call), rule="unanswered")
    assert sight.state == "in part"
    assert _why(sight) == ["answered_at is given on no call.record event at all, so its absence tells nothing"]


def test_a_kind_that_a_rule_counts_and_that_is_not_there() -> None:
    program = program_of(GUESSED.replace("failures >= 3", "failures >= 3 and count(session.seen) by ip over 1d = 0"))
    sight = _sight(program, _attempt())
    assert sight.state == "in part"
    assert _why(sight) == ["no event of kind session.seen was read: what it counts of them is nothing"]


LISTED = GUESSED.replace("failures >= 3", "failures >= 3 and ip in bad")


def test_an_empty_list_blinds_where_nothing_can_be_told_without_it() -> None:
    assert _sight(program_of("list bad by ip from auth.attempt\n\n" + LISTED), _attempt()).state == "sees"
    sight = _sight(program_of("list bad by ip from session.seen\n\n" + LISTED), _attempt())
    assert sight.state == "blind"
    assert _why(sight) == ["the list bad is empty: no event of kind session.seen was read"]


def test_a_list_into_which_no_event_tells_a_row_is_empty_however_many_were_read() -> None:
    program = program_of('list bad by ip from session.seen where device like "x%"\n\n' + LISTED)
    seen = ev("session.seen", "09:00:00", ip="192.0.2.1", device="x1")
    assert _sight(program, seen, _attempt()).state == "sees"
    for lacking in ({"device": "y1"}, {"device": None}, {"ip": None}):
        sight = _sight(program, {**seen, **lacking}, _attempt())
        assert sight.state == "blind"
        told = 'none of the 1 session.seen events tells it a row, which takes ip and `device like "x%"`'
        assert _why(sight) == [f"the list bad is empty: {told}"]


def test_of_a_list_that_hangs_on_others_an_event_that_may_tell_a_row_is_enough() -> None:
    lists = 'list good by ip from session.seen\n\nlist bad by ip from auth.attempt where method = "ssh" and ip in good\n\n'
    program, seen = program_of(lists + LISTED), ev("session.seen", "09:00:00", ip="192.0.2.1")
    assert _sight(program, seen, _attempt(method="ssh")).state == "sees"
    assert _sight(program, seen, _attempt(method="web")).state == "blind"


def test_a_rule_of_whose_events_none_passes_its_where_is_told_with_what_they_say_instead() -> None:
    program = program_of(GUESSED.replace('outcome = "fail"', 'outcome = "fail" and method = "password"'))
    events = [_attempt(method="ssh"), _attempt(id="2", method="ssh", outcome="success"), _attempt(id="3", method="pam")]
    passing = 'passes `outcome = "fail" and method = "password"`'
    why = f"none of the 3 auth.attempt events {passing}; outcome is only `fail` or `success`; method is only `pam` or `ssh`"
    assert _examined(program, *events).idle == {"guessed": why}
    assert _examined(program, *events).sights[0].state == "sees"
    many = [_attempt(id=str(n), method=f"m{n}") for n in range(9)]
    assert _examined(program, *many).idle == {"guessed": f"none of the 9 auth.attempt events {passing}; outcome is only `fail`"}
    assert not _examined(program, *events, _attempt(id="4", method="password")).idle


def test_a_fixed_value_that_no_event_has_is_told() -> None:
    program = program_of(GUESSED.replace("failures >= 3", 'failures >= 3 and method = "post"'))
    events = [_attempt(method="POST"), _attempt(id="2", method="GET"), _attempt(id="3", method="post", outcome="success")]
    passing = 'passes `outcome = "fail" and method = "post"`'
    said = "outcome is only `fail` or `success`; method is only `GET` or `POST` or `post`"
    assert _examined(program, *events).idle == {"guessed": f"none of the 3 auth.attempt events {passing}; {said}"}
    assert not _examined(program, *events, _attempt(id="4", method="post")).idle


def test_what_is_counted_of_which_there_is_none_is_told() -> None:
    program = program_of(GUESSED.replace("count()", 'count(where method = "post")'))
    why = 'none of the 2 auth.attempt events that it counts passes `method = "post"`'
    posted = _attempt(id="2", method="post", outcome="success")
    assert _examined(program, _attempt(method="GET"), posted).unmatched == {"guessed": (why,)}
    assert not _examined(program, _attempt(method="post"), posted).unmatched


HOLDERS = """list holders by number from number.assigned until released_at

rule misused on call.record
  where direction = "outbound"
  when from in holders
"""


@given(
    told=st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["+491", "491"]), st.integers(0, 4))),
    asked=st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["+491", "491", None]), st.booleans())),
)
def test_a_list_that_never_has_a_row_for_what_is_looked_up_is_told(
    told: list[tuple[int, str, int]], asked: list[tuple[int, str | None, bool]]
) -> None:
    events = [
        ev("number.assigned", f"10:0{at}:00", id=f"n{n:03}", number=number, released_at=f"2026-05-01T10:0{at + length}:00Z")
        for n, (at, number, length) in enumerate(told)
    ]
    events += [
        ev("call.record", f"10:0{at}:30", id=f"c{n}", **{"from": number}, account="a", direction="outbound" if out else "inbound")
        for n, (at, number, out) in enumerate(asked)
    ]
    looked = [(at, number) for at, number, out in asked if out and number is not None]

    def has_row(at: int, number: str) -> bool:
        last = max(
            ((since, n, length) for n, (since, each, length) in enumerate(told) if each == number and since <= at), default=None
        )
        return last is not None and last[0] + last[2] > at

    expected = bool(told and looked) and not any(has_row(*each) for each in looked)
    why = "the list holders has no row for the from of any call.record event"
    found = _examined(program_of(HOLDERS), *events).unmatched
    assert found == ({"misused": (why,)} if expected else {})


def test_values_that_may_name_somebody_are_not_told() -> None:
    condition = 'account = "a9" and ip = "192.0.2.9" and target_account like "t9%"'
    program = program_of(GUESSED.replace('outcome = "fail"', condition))
    told = _examined(program, _attempt(target_account="t1", account="a1")).idle["guessed"]
    assert told == f"none of the 1 auth.attempt events passes `{condition}`"


def test_an_address_that_is_the_same_on_every_event_is_told() -> None:
    events = [_attempt(id=str(n)) for n in range(50)]
    (alike,) = _examined(program_of(GUESSED), *events).alike
    assert (alike.kind, alike.field, alike.events) == ("auth.attempt", "ip", 50)
    assert not _examined(program_of(GUESSED), *events[1:]).alike
    assert not _examined(program_of(GUESSED), *events, _attempt(id="x", ip="192.0.2.77")).alike


def test_windows_that_reach_behind_the_log_are_told() -> None:
    for over, days in (("30d", 30), ("same hour of 4w", 28), ("2d", 2)):
        program = program_of(GUESSED.replace("over 1h", f"over {over}"))
        (longer,) = _examined(program, _attempt()).longer
        assert (longer.length, longer.rules) == (days * 86400 * 10**6, ("guessed",))
        later = {**_attempt(), "id": "z", "at": "2026-06-30T10:00:00Z"}
        assert not _examined(program, _attempt(), later).longer
    assert not _examined(program_of(GUESSED), _attempt()).longer


def test_an_empty_list_of_excuses_leaves_it_half_blind() -> None:
    program = program_of("list good by ip from session.seen\n\n" + GUESSED.replace("  against", "  unless ip in good\n  against"))
    assert _sight(program, _attempt()).state == "in part"


def test_a_list_whose_file_has_no_rows_is_empty() -> None:
    program = program_of('list bad by ip ip from "bad.csv"\n\n' + LISTED)
    assert _why(_sight(program, _attempt(), rows={"bad": []})) == ["the list bad is empty: bad.csv has no rows"]
    assert _sight(program, _attempt(), rows={"bad": [{"ip": "192.0.2.1"}]}).state == "sees"


def test_what_follows_from_a_blind_rule_is_blind() -> None:
    program = program_of(GUESSED + "\nrule again on guessed\n  let all = count() by ip over 1d\n  when all >= 1\n  against ip\n")
    sight = _sight(program, _attempt(ip=None), rule="again")
    assert sight.state == "blind"
    assert _why(sight) == ["guessed: ip is given on none of the 1 auth.attempt events it looks at"]
    assert _sight(program, _attempt(), rule="again").state == "sees"


ANSWERED = """duty answer owed by provider
  after report.received
  expect notice.sent by about = report
  within 2d
"""


def test_a_duty_whose_payment_is_never_read_sees_only_in_part() -> None:
    program = program_of(ANSWERED)
    report = ev("report.received", "10:00:00", report="r1")
    sight = _sight(program, report, rule="answer")
    assert sight.state == "in part"
    assert _why(sight) == ["no event of kind notice.sent was read: every debt looks missed"]
    assert _sight(program, report, ev("notice.sent", "11:00:00", about="r1"), rule="answer").state == "sees"


def test_a_duty_of_whose_payments_none_pays_sees_only_in_part() -> None:
    program = program_of(ANSWERED.replace("= report\n", '= report where channel = "post"\n'))
    report = ev("report.received", "10:00:00", report="r1")
    notices = [ev("notice.sent", f"11:00:0{n}", about="r1", channel=channel) for n, channel in enumerate(["mail", "post"])]
    assert _sight(program, report, *notices, rule="answer").state == "sees"
    sight = _sight(program, report, notices[0], rule="answer")
    assert sight.state == "in part"
    assert "none of the 1 notice.sent events is such that it pays a debt: every debt looks missed" in _why(sight)


def test_a_source_that_fell_silent_leaves_its_rules_half_blind() -> None:
    program = program_of(GUESSED)
    times = [f"2026-05-01T{hour:02}:{minute:02}:00Z" for hour in (1, 9) for minute in range(30)]
    events = [{**_attempt(), "at": at, "id": at} for at in times]
    found = _examined(program, *events)
    (silence,) = found.silences
    assert silence.lasted == (7 * 60 + 31) * 60 * 10**6
    assert found.silenced == {"auth.attempt": ("guessed",)}
    assert _why(found.sights[0]) == ["a source of auth.attempt fell silent for longer than usual"]


def test_members_that_look_like_fields_are_told_with_what_may_be_meant() -> None:
    found = _examined(program_of(GUESSED), _attempt(), unknown={"auth.attempt.outcom": 3, "auth.attempt.zzz": 1})
    assert [(each.kind, each.member, each.events, each.like) for each in found.unknown] == [
        ("auth.attempt", "outcom", 3, "outcome"),
        ("auth.attempt", "zzz", 1, ""),
    ]


def test_events_that_were_received_before_they_happened_are_counted() -> None:
    received = ("09:54:59", "09:55:00", "10:00:01")
    events = [{**_attempt(id=each), "received_at": f"2026-05-01T{each}Z"} for each in received]
    assert _examined(program_of(GUESSED), *events).foreseen == 1


def test_rejects_for_times_to_come_are_told_from_others() -> None:
    found = _examined(program_of(GUESSED), reasons={"`at`: more than a day in the future": 2, "no JSON": 5})
    assert (found.future, found.rejects) == (2, 7)


HELD = """list tenants by prefix cidr with tenant account from "tenants.csv"

rule ours on auth.attempt
  where outcome = "fail"
  let place = ip
  when tenants[place].tenant is not null
  against ip
"""
ROWS = {"tenants": [{"prefix": "198.51.100.0/24", "tenant": "t"}]}


def _uncovered(policy: str, *events: Raw) -> list[tuple[str, int, list[str], list[str]]]:
    found = _examined(program_of(policy), *events, rows=ROWS).uncovered
    return [(each.name, each.values, list(each.fields), list(each.rules)) for each in found]


def test_a_list_without_a_row_for_anything_that_is_looked_up() -> None:
    events = [_attempt(), _attempt(id="2"), _attempt(id="3", ip="192.0.2.2"), _attempt(id="4", ip=None)]
    assert _uncovered(HELD, *events) == [("tenants", 2, ["auth.attempt.ip"], ["ours"])]
    assert _uncovered(HELD, *events, _attempt(id="5", ip="198.51.100.7")) == []


def test_what_a_rule_does_not_look_at_is_not_looked_up() -> None:
    assert _uncovered(HELD, _attempt(outcome="success")) == []
    assert _uncovered(HELD, _attempt(), _attempt(id="2", ip="198.51.100.7", outcome="success")) != []


def test_to_a_list_that_is_asked_by_in_no_is_an_answer() -> None:
    assert _uncovered(HELD.replace("tenants[place].tenant is not null", "place in tenants"), _attempt()) == []


def test_a_list_without_rows_is_empty_and_not_uncovered() -> None:
    assert _examined(program_of(HELD), _attempt(), rows={"tenants": []}).uncovered == []


def test_sources_of_kinds_that_no_rule_reads_are_no_matter() -> None:
    attempts = [_attempt(id=str(n)) for n in range(3)]
    found = _examined(program_of(GUESSED), *attempts, ev("message.sent", "10:00:00", account="a"))
    assert [(each.kind, each.events) for each in found.unjudged] == [("auth.attempt", 3)]


@pytest.mark.parametrize("condition", ["target_account is not null", 'target_account <> "root"'])
def test_so_is_a_login_name_also_where_it_is_only_asked_for(condition: str) -> None:
    policy = GUESSED.replace('outcome = "fail"', condition)
    events = [_attempt(id=str(n), ip=f"192.0.2.{n}", target_account="t1") for n in range(50)]
    assert [each.field for each in _examined(program_of(policy), *events).alike] == ["target_account"]
