"""Windows: statements 1 to 9 and 15 of the language."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bylaws.engine.cells import Measure
from bylaws.engine.spans import Rolling
from bylaws.engine.windows import Sliding

from .running import ev, program_of, run, told


def fails(*times: str, **fields: object) -> list[dict[str, object]]:
    return [ev("auth.attempt", at, **{"ip": "192.0.2.1", "outcome": "fail", **fields}) for at in times]


def counting(count: str, when: str = "seen > 0") -> str:
    return f"rule counted on auth.attempt\n  let seen = {count}\n  when {when}\n  against ip\n  severity low"


def facts(block: str, events: list[dict[str, object]], zone: str = "UTC", name: str = "seen") -> list[object]:
    return [each.facts[name] for each in run(program_of(block, zone), events)]


def test_statement_4_a_window_ends_with_its_event_and_its_start_is_out() -> None:
    block = counting("count() by ip over 10m")
    assert facts(block, fails("10:00:00", "10:00:00", "10:10:00", "10:10:01")) == [1, 2, 1, 2]


def test_statement_1_at_one_instant_the_order_is_source_and_id() -> None:
    block = counting("count() by ip over 10m")
    events = [{**each, "id": name} for each, name in zip(fails("10:00:00", "10:00:00"), ("b", "a"), strict=True)]
    assert [each.event for each in run(program_of(block), events)] == ["a", "b"]
    assert facts(block, events) == [1, 2]


def test_statement_4_a_calendar_window_starts_with_the_unit_in_the_policys_zone() -> None:
    block = counting("count() by ip over this day")
    # Midnight in Kolkata is 18:30 UTC.
    events = fails("18:29:59", "18:30:00", "18:31:00")
    assert facts(block, events, "Asia/Kolkata") == [1, 1, 2]
    assert facts(block, events, "UTC") == [1, 2, 3]


def test_statement_4_an_hour_that_the_clocks_pass_twice_is_one_unit() -> None:
    block = counting("count() by ip over this hour")
    # In Berlin 2026-10-25 02:30 comes at 00:30 UTC and again at 01:30 UTC.
    events = fails("2026-10-25T00:30:00", "2026-10-25T01:30:00", "2026-10-25T02:30:00")
    assert facts(block, events, "Europe/Berlin") == [1, 2, 1]
    assert facts(block, events, "UTC") == [1, 1, 1]


def test_statement_4_the_same_unit_of_past_weeks_leaves_the_present_one_out() -> None:
    block = counting("count() by ip over same hour of 2w", "seen >= 0")
    events = fails(
        "2026-05-01T10:10:00", "2026-05-08T10:20:00", "2026-05-08T11:20:00", "2026-05-15T10:59:59", "2026-05-22T10:00:00"
    )
    assert facts(block, events) == [0, 1, 0, 2, 2]


def test_statement_4_past_weeks_keep_the_wall_clock_across_a_change_of_clocks() -> None:
    block = counting("count() by ip over same hour of 1w", "seen > 0")
    # 10:30 in Berlin is 08:30 UTC in summer and 09:30 UTC a week later, in winter.
    events = fails("2026-10-20T08:30:00", "2026-10-27T09:30:00")
    assert facts(block, events, "Europe/Berlin") == [1]
    assert facts(block, events, "UTC") == []


def test_statement_5_a_null_key_of_the_event_makes_the_fact_null_and_counts_nowhere() -> None:
    block = counting("count() by account over 1h", "seen is null or seen > 0")
    events = [*fails("10:00:00"), *fails("10:01:00", account="a1")]
    found = run(program_of(block), events)
    assert found[0].facts["seen"] is not None  # its cause is told
    assert [str(found[0].facts["seen"]), found[1].facts["seen"]] == ["Missing(names=('account',))", 1]


def test_statement_5_keys_of_two_kinds_pair_theirs_with_ours() -> None:
    block = """rule told on auth.attempt
  let notices = count(external.notice) by sender = ip over 1h
  when notices > 0
  against ip"""
    events = [
        ev("external.notice", "10:00:00", sender="192.0.2.1"),
        ev("external.notice", "10:00:00", sender="192.0.2.2", id="n2"),
        *fails("10:05:00"),
        *fails("11:00:00"),
    ]
    assert facts(block, events, name="notices") == [1]


def test_statement_5_an_array_matches_by_any_element_and_counts_once() -> None:
    block = """rule written on message.sent
  let seen = count() by recipients over 1h
  when seen > 0
  severity low"""
    events = [
        ev("message.sent", "10:00:00", account="a1", recipients=["x@a.example", "y@a.example"]),
        ev("message.sent", "10:01:00", account="a1", recipients=["z@a.example"]),
        ev("message.sent", "10:02:00", account="a1", recipients=["y@a.example", "x@a.example", "w@a.example"]),
        ev("message.sent", "10:03:00", account="a1", recipients=["y@a.example", "z@a.example"]),
    ]
    assert facts(block, events) == [1, 1, 2, 4]


def test_statement_6_what_a_window_counts_is_read_at_each_events_own_time() -> None:
    block = """list holders by number from number.assigned until released_at
rule called on call.record
  let owned = count(where holders[to].account = "a1") by account over 1d
  when owned >= 0"""
    events = [
        ev("number.assigned", "09:00:00", number="+491", account="a1"),
        ev("call.record", "10:00:00", account="c", to="+491"),
        ev("number.assigned", "11:00:00", number="+491", account="a2"),
        ev("call.record", "12:00:00", account="c", to="+491"),
    ]
    assert facts(block, events, name="owned") == [1, 1]


def test_statement_7_without_a_kind_only_what_passes_the_rules_where_counts() -> None:
    block = """rule counted on auth.attempt
  where outcome = "fail"
  let own = count() by ip over 1h
  let all = count(auth.attempt) by ip over 1h
  when own > 0
  against ip"""
    events = [*fails("10:00:00"), *fails("10:01:00", outcome="success"), *fails("10:02:00")]
    found = run(program_of(block), events)
    assert [(each.facts["own"], each.facts["all"]) for each in found] == [(1, 1), (2, 3)]


@pytest.mark.parametrize(
    ("fact", "empty"),
    [
        ("count(", 0),
        ("sum(billed_s ", 0),
        ("distinct(to ", 0),
        ("avg(billed_s ", None),
        ("min(billed_s ", None),
        ("max(billed_s ", None),
    ],
)
def test_statement_8_of_nothing_counts_are_0_and_the_rest_is_null(fact: str, empty: object) -> None:
    block = f'rule r on call.record\n  let seen = {fact}where to = "+1") by account over 1h\n  when account is not null'
    assert facts(block, [ev("call.record", "10:00:00", account="a", to="+2", billed_s=5)]) == [empty]


def test_statement_8_deviation_is_that_of_the_whole_population() -> None:
    block = "rule r on call.record\n  let seen = deviation(billed_s) by account over 1h\n  when account is not null"
    events = [ev("call.record", f"10:00:0{n}", account="a", billed_s=value) for n, value in enumerate((2, 4, 4, 4, 5, 5, 7, 9))]
    assert facts(block, events)[-1] == 2_000_000
    assert facts(block, events)[1] == 1_000_000


def test_statement_8_division_by_zero_is_null() -> None:
    block = "rule r on call.record\n  let seen = billed_s / ring_s\n  when seen is null\n  severity low"
    assert facts(block, [ev("call.record", "10:00:00", account="a", billed_s=1, ring_s=0)]) == [None]


def test_statement_9_last_is_the_nearest_event_before_and_never_the_event_itself() -> None:
    block = """rule moved on session.seen
  let before = last() by user over 1h
  when before.device <> device
  severity low"""
    events = [
        ev("session.seen", at, account="a", user="u", device=device)
        for at, device in (("10:00:00", "d1"), ("10:00:00", "d2"), ("10:30:00", "d2"), ("11:30:01", "d3"))
    ]
    assert told(run(program_of(block), events)) == [("moved", "2", "settled")]


def test_statement_15_this_compares_each_earlier_event_with_the_event_judged() -> None:
    block = """rule apart on session.seen
  let others = count(where device <> this.device) by user over 1h
  when others > 0
  severity low"""
    events = [
        ev("session.seen", at, account="a", user="u", device=device)
        for at, device in (("10:00:00", "d1"), ("10:01:00", "d2"), ("10:02:00", "d1"), ("10:59:00", "d1"), ("11:30:00", "d2"))
    ]
    assert facts(block, events, name="others") == [1, 1, 1, 1]


def test_statement_15_beyond_4096_events_the_fact_says_at_least() -> None:
    block = """rule apart on auth.attempt
  let others = count(where outcome = this.outcome) by ip over 1d
  when others >= 4096
  against ip
  says "{others} alike" """
    events = [
        ev("auth.attempt", f"10:{n // 100 % 60:02}:{n % 60:02}", ip="192.0.2.1", outcome="fail", id=f"{n:05}") for n in range(4097)
    ]
    found = run(program_of(block), events)
    assert [(each.facts["others"], each.at_least, each.says) for each in found] == [
        (4096, (), "4096 alike"),
        (4096, ("others",), "at least 4096 alike"),
    ]


def test_a_silent_key_is_forgotten() -> None:
    from bylaws.engine.step import Stepper

    from .running import ordered

    program = program_of(counting("count() by ip over 1m"))
    stepper = Stepper(program)
    events = [
        ev("auth.attempt", f"{10 + n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}", ip=f"10.0.{n // 250}.{n % 250}", outcome="fail")
        for n in range(6000)
    ]
    for event in ordered(program, events):
        stepper.push(event)
    kept = [len(state._cells) for states in stepper._ways._windows.states.values() for state in states]  # type: ignore[union-attr]
    assert max(kept) < 2000


def test_statement_16_own_windows_run_over_event_and_element_in_order() -> None:
    block = """rule sent on message.sent each recipient in recipients
  let seen = count() by account over 1h
  let people = distinct(recipient) by account over 1h
  when seen > 0
  severity low"""
    events = [
        ev("message.sent", "10:00:00", account="a", recipients=["x", "y", "x"]),
        ev("message.sent", "10:01:00", account="a", recipients=["z"]),
    ]
    found = run(program_of(block), events)
    assert [(each.element, each.facts["seen"], each.facts["people"]) for each in found] == [
        (0, 1, 1),
        (1, 2, 2),
        (2, 3, 2),
        (0, 4, 3),
    ]
    assert len({each.id for each in found}) == 4


def test_a_window_by_a_parameter_has_the_length_of_the_events_time() -> None:
    block = "parameter span = 1h until 2026-05-02 then 10m\n" + counting("count() by ip over span")
    events = fails("2026-05-01T10:00:00", "2026-05-01T10:30:00", "2026-05-02T10:00:00", "2026-05-02T10:30:00")
    assert facts(block, events) == [1, 2, 1, 1]


def test_events_at_the_ends_of_the_calendar_are_counted_all_the_same() -> None:
    block = "rule r on auth.attempt\n  let day = count() by ip over this month\n  let past = count() by ip over same day of 2w"
    block += "\n  when day > 0\n  against ip"
    events = fails("0001-01-01T00:00:00", "0001-01-01T00:00:01", "9999-12-31T23:59:59")
    found = run(program_of(block, "Asia/Kolkata"), events)
    assert [each.facts["past"] for each in found] == [0, 0, 0]
    assert len(run(program_of(block, "America/New_York"), events)) == 3


def test_no_entry_waits_until_all_keys_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many keys there are, few of them are looked at for one event, and silent ones go all the same."""
    looked: list[int] = []
    forget = Sliding._forget

    def counted(self: Sliding, keys: Sequence[object], place: int) -> None:
        looked.append(len(keys))
        forget(self, keys, place)

    monkeypatch.setattr(Sliding, "_forget", counted)
    window = Sliding(Measure("count", 1, 1, "count()"), Rolling(60))
    most = 0
    for place in range(50_000):
        window.add(place, place, None)
        most = max(most, len(window._cells))
    assert max(looked) <= 64
    assert most < 4096
