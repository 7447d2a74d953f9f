"""The numbered statements of the language, as far as they show in the compiled policy. A test's name begins with the number."""

from pathlib import Path

import pytest

from bylaws.events.types import BILLION, DECIMAL, DURATION, INTEGER, MILLION, TRUTH, Type, entity
from bylaws.policy.compile import compile_text
from bylaws.policy.expressions import (
    Apply,
    CalendarSame,
    CalendarThis,
    Column,
    Compare,
    Const,
    ElementRef,
    FieldRef,
    InList,
    LetRef,
    LookUp,
    OfThis,
    Param,
    Permitted,
    Rolling,
    Window,
)
from bylaws.policy.made import made_by
from bylaws.policy.program import GivenEvents, GivenRow, MoveClock, SetValue
from tests.policy.compiling import codes, let, program, rule, told

HOLDERS = "list holders by number from number.assigned until released_at"
HOUR = 3600 * MILLION


def window(value: str, kind: str = "call.record", before: str = "") -> Window:
    found = let(value, kind, before)
    assert isinstance(found, Window)
    return found


def test_01_declarations_keep_the_order_of_the_text() -> None:
    found = program(
        "rule b on call.record when automated\nderive x.seen on call.record with n = call\n"
        "duty c owed by customer after call.record expect call.record by call within 1d\nrule a on x.seen when true"
    )
    assert [each.index for each in (*found.rules, *found.derives, *found.duties)] == [0, 3, 1, 2]


def test_03_further_kinds_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "kinds.toml").write_text(
        '["door.opened"]\nmeaning = "a door was opened"\n["door.opened".fields]\ndoor = { type = "text", meaning = "which" }\n'
    )
    front = "policy: p\nlanguage: 1\nprovider: P\nversion: 2026-01-01\neffective: on posting\ncontact: a@b.example\ntimezone: UTC\n"
    text = f'---\n{front}kinds: kinds.toml\n---\n## D {{#d}}\n\nShut.\n\n```bylaw\nrule r on door.opened when door = "x"\n```\n'
    result = compile_text(text, str(tmp_path / "policy.md"))
    assert result.program is not None, [each.message for each in result.diagnostics]
    assert result.program.rules[0].stream.kind == "door.opened"


def test_04_windows_reach_back_over_a_duration_or_calendar_units() -> None:
    assert isinstance(window("count() by account over 24h").over, Rolling)
    assert window("count() by account over this day").over == CalendarThis("day")
    assert window("count() by account over same hour of 4w").over == CalendarSame("hour", 4)
    named = window("count() by account over back", before="parameter back = 1d").over
    assert isinstance(named, Rolling)
    assert isinstance(named.length, Param)
    assert codes("rule r on call.record when count() by account over 10 business days > 1") == ["syntax"]


def test_05_keys_are_read_on_both_sides() -> None:
    found = window("count(payment.made) by payee = account over 1d")
    (key,) = found.keys
    assert isinstance(key.theirs, FieldRef)
    assert isinstance(key.ours, FieldRef)
    assert (key.theirs.name, key.ours.name) == ("payee", "account")


def test_05_an_array_matches_by_any_element() -> None:
    found = window("count(message.sent) by recipients = sender over 1d", "message.received")
    assert found.keys[0].theirs.type.name == "array"


def test_05_keys_of_different_sorts_never_meet() -> None:
    assert codes("rule r on call.record when count(payment.made) by payee = from over 1d > 1") == ["wrong-type"]


def test_06_a_let_is_the_counted_event_s_own_inside_an_own_window() -> None:
    found = rule(
        'list number-plan by prefix dialcode with premium boolean from "plan.csv"\n'
        "rule other on call.record\n  let range = number-plan[to]\n  when count(where range.premium) by range.prefix over 1h > 1\n"
    ).when
    assert isinstance(found, Compare)
    assert isinstance(found.left, Window)
    key = found.left.keys[0].theirs
    assert isinstance(key, Column)
    assert isinstance(key.record, LetRef)


def test_07_without_a_kind_the_rule_s_own_events_count() -> None:
    assert window("count() by account over 1h").own
    other = window("count(auth.attempt) by account over 1h")
    assert (other.own, other.kind) == (False, "auth.attempt")
    assert not window("sum(cost of call.record) by account over 1h").own


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("count() by account over 1h", INTEGER),
        ("distinct(to) by account over 1h", INTEGER),
        ("sum(billed_s) by account over 1h", DURATION),
        ("sum(cause) by account over 1h", INTEGER),
        ("avg(cause) by account over 1h", DECIMAL),
        ("avg(billed_s) by account over 1h", DURATION),
        ("deviation(cause) by account over 1h", DECIMAL),
        ("deviation(billed_s) by account over 1h", DURATION),
        ("min(ended_at) by account over 1h", Type("instant")),
        ("max(cost) by account over 1h", Type("money")),
        ("last(trunk) by account over 1h", Type("text")),
    ],
)
def test_08_types_of_aggregates(value: str, kind: Type) -> None:
    assert let(value).type == kind


def test_09_last_is_a_record_of_the_kind() -> None:
    found = let('last(auth.attempt where outcome = "fail") by account over 1d')
    assert found.type.name == "record"
    assert found.type.field("ip") == Type("ip")
    assert let("last() by account over 1d").type.field("cost") == Type("money")


def test_11_the_row_of_a_fed_list_has_the_event_s_fields_and_since() -> None:
    found = let("holders[to]", before=HOLDERS)
    assert isinstance(found, LookUp)
    assert found.type.field("number_type") is not None
    assert found.type.field("since") == Type("instant")


def test_11_a_list_by_dial_code_is_looked_up_by_a_number() -> None:
    declared = 'list plan by prefix dialcode with premium boolean from "plan.csv"'
    assert let("plan[to].premium", before=declared).type == TRUTH
    assert isinstance(let("to in plan", before=declared), InList)
    assert codes(f"{declared}\nrule r on call.record when plan[account].premium") == ["wrong-key"]


def test_13_permits_name_their_scope_and_time() -> None:
    found = rule('rule r on net.flow when true unless permitted("security-test", target: dst_ip, at: first)').unless[0]
    assert isinstance(found, Permitted)
    assert (found.kind, [name for name, _ in found.arguments]) == ("security-test", ["target"])
    assert isinstance(found.at, FieldRef)


def test_14_numbers_are_held_in_whole_units() -> None:
    found = rule("rule r on call.record when cost > EUR 1.25 and count() by account over 1h / 2 > 1").when
    consts = [part.right for part in found.parts if isinstance(part, Compare)]  # type: ignore[union-attr]
    assert [each.value for each in consts if isinstance(each, Const)] == [1_250_000, BILLION]
    assert let("lower_share(count() by account over 1h, 10, 95%)").type == Type("share")


def test_15_this_is_the_judged_event_s() -> None:
    found = window("count(where device <> this.device) by account over 1d", "session.seen").filter
    assert isinstance(found, Compare)
    assert isinstance(found.right, OfThis)
    assert codes("rule r on session.seen when this.device is null") == ["this-outside-window"]


def test_16_each_judges_one_value_at_a_time() -> None:
    found = rule('rule r on message.sent each who in recipients where who = "x" when distinct(who) by account over 1d > 1')
    assert found.stream.each is not None
    assert found.stream.each[0] == "who"
    assert isinstance(found.when, Compare)
    assert isinstance(found.when.left, Window)
    assert found.when.left.own
    assert isinstance(found.when.left.argument, ElementRef)


def test_17_once_groups_by_its_keys() -> None:
    found = rule("rule r on call.record when automated once per 24h by account, trunk").once
    assert found is not None
    assert (found.per, len(found.keys)) == (24 * HOUR, 2)


def test_18_a_finding_accuses_the_account_else_the_tenant() -> None:
    found = rule("rule r on net.flow when true").subject
    assert isinstance(found, Apply)
    assert [part.name for part in found.arguments if isinstance(part, FieldRef)] == ["account", "tenant"]


@pytest.mark.parametrize("fact", ["cost:coin|coins", "to:number|numbers", "billed_s:second|seconds", "cause:a|b|c", "cause:|b"])
def test_words_for_one_and_many_stand_behind_whole_numbers(fact: str) -> None:
    assert codes(f'rule r on call.record when automated says "{{{fact}}}"') == ["template"]


def test_18_against_says_otherwise() -> None:
    assert isinstance(rule("rule r on auth.attempt when true against ip").subject, FieldRef)
    provider = rule("rule r on http.request when true against provider").subject
    assert isinstance(provider, Const)
    assert provider.value == "provider"


def test_18_a_kind_without_account_has_to_be_told() -> None:
    assert codes("rule r on external.notice when true") == ["nobody-accused"]


@pytest.mark.parametrize(
    ("text", "unsure"),
    [
        ("rule r on auth.attempt when count() by ip over 1h > 3", True),
        ("rule r on net.flow let n = distinct(dst_ip) by src_ip over 1h when n > 3 once per 1d by src_ip", True),
        ("rule r on http.request when count(auth.attempt) by ip = ip over 1h > 3", True),
        ("rule r on auth.attempt when count() by ip over 1h > 3 against ip", False),
        ("rule r on auth.attempt when count() by ip over 1h > 3 against account", False),
        ("rule r on auth.attempt where account is not null when count() by ip over 1h > 3", False),
        ("rule r on auth.attempt when count() by account, ip over 1h > 3", False),
        ("rule r on auth.attempt when distinct(account) by ip over 1h > 3", False),
        ("rule r on auth.attempt when count() by user over 1h > 3", False),
        ("rule r on auth.attempt when count() by ip over 1h > 3 once per 1d by account", False),
        ("rule r on auth.attempt when count() by target_account over 1h > 3", False),
        ("rule r on auth.attempt when second_factor", False),
        ("rule r on message.sent when count() by sender over 1h > 3", False),
    ],
)
def test_18_a_kind_that_strangers_cause_is_accused_by_what_is_counted_or_it_is_said(text: str, unsure: bool) -> None:
    assert codes(text) == []
    assert ("account-unsure" in [each.code for each in told(text)]) == unsure


def test_18_a_rule_on_findings_accuses_their_subject() -> None:
    found = rule("rule a on auth.attempt when true against ip\nrule b on a when true").subject
    assert isinstance(found, FieldRef)
    assert found.name == "subject"


def test_19_severity_has_a_default_below_conditional_lines() -> None:
    assert rule("rule r on call.record when automated").severity == (("medium", None),)
    levels = [level for level, _ in rule("rule r on call.record when true severity high if automated").severity]
    assert levels == ["medium", "high"]
    assert [level for level, _ in rule("rule r on call.record when true severity low").severity] == ["low"]


def test_20_an_exception_is_read_in_the_scope_of_each_rule_it_lifts() -> None:
    found = program(
        "rule a on call.record let x = cost when true\nrule b on auth.attempt let x = ip when true\n"
        "exception e to a, b when x is null\nexception f to e when account is null"
    )
    assert [(each.name, each.lifts, each.rule) for each in found.exceptions] == [
        ("e", "a", "a"),
        ("e", "b", "b"),
        ("f", "e", "a"),
        ("f", "e", "b"),
    ]
    assert found.rules[0].exceptions == ("e",)
    assert found.exceptions[0].exceptions == ("f",)


def test_20_a_circle_of_exceptions_quotes_both_clauses() -> None:
    (circle,) = told("rule a on call.record when true\nexception e to f when true\nexception f to e when true")
    assert circle.code == "exception-circle"
    assert [label.text for label in circle.labels] == ["under “Calls”", "under “Calls”"]


def test_21_a_finding_carries_fields_lets_and_verdict() -> None:
    found = program('rule a on call.record let dear = cost > EUR 1.00 when dear\nrule b on a when dear and severity = "high"')
    fields = {field.name: field.type for field in found.kinds.kinds["a"].fields}
    assert fields["dear"] == TRUTH
    assert {"cost", "account", "subject", "severity", "clause", "rule"} <= set(fields)


def test_21_a_rule_may_count_its_own_earlier_findings() -> None:
    found = rule("rule a on call.record let earlier = count(a) by account over 30d when earlier < 3")
    assert dict(found.stream.lets)["earlier"].type == INTEGER


def test_21_circles_through_on_are_errors() -> None:
    assert codes("rule a on b when true\nrule b on a when true") == ["rule-circle"]
    assert codes("derive x.y on x.y with n = 1") == ["rule-circle"]


def test_21_finding_made_leaves_out_what_follows_from_it() -> None:
    found = program(
        "rule a on call.record when true\nderive u.f on finding.made with user = user\n"
        "rule b on u.f when distinct(user) by account over 1d > 3\nrule c on b when true"
    )
    assert made_by(found) == {"a"}


def test_22_the_key_of_a_debt_is_ours() -> None:
    (found,) = program("duty d owed by provider after question.asked expect notice.sent by about = question within 3d").duties
    assert isinstance(found.subject, Const)
    assert [key.name for key in found.key if isinstance(key, FieldRef)] == ["question"]
    assert isinstance(found.within, Const)
    assert found.within.value == 72 * HOUR


def test_22_without_by_the_subject_is_the_key() -> None:
    (found,) = program("duty d owed by customer after account.created expect session.seen within 14d").duties
    assert found.key == (found.subject,)


def test_22_a_pause_without_by_matches_by_name() -> None:
    (found,) = program(
        "duty d owed by provider after case.changed expect notice.sent by case within 1h "
        'paused from case.changed where to_state = "a" until case.changed where from_state = "a"'
    ).duties
    assert [key[0].name for key in found.pauses[0].start.keys if isinstance(key[0], FieldRef)] == ["case"]


def test_22_the_awaited_event_sees_the_trigger_by_this() -> None:
    (found,) = program(
        "duty d owed by provider after case.changed expect notice.sent by case where delivered_at > this.at within 1h"
    ).duties
    assert isinstance(found.expect.where, Compare)
    assert isinstance(found.expect.where.right, OfThis)


def test_24_an_example_gives_so_many_events_in_all_its_lines() -> None:
    rule = "rule r on call.record when automated"
    most = 'given 60000 call.record every 1s with account "a1"\ngiven 40000 call.record every 1s with account "a2"\nexpect no r'
    assert codes(rule, most) == []
    assert codes(rule, f"{most}\ngiven call.record") == ["example-size"]


def test_24_all_examples_together_give_so_many_events() -> None:
    most = "given 100000 call.record every 1s\nexpect no r\n```\n\n```example\n" * 5
    few, more = ("given call.record\nexpect no r", "given 100001 call.record every 1s\nexpect no r")
    rule = "rule r on call.record when automated"
    assert codes(rule, most.removesuffix("\n```\n\n```example\n")) == []
    assert [each.message for each in told(rule, most + few)] == [
        "the examples of the policy together give 500,001 events, more than 500,000"
    ]
    assert [each.message for each in told(rule, most + more)] == ["the example gives 100,001 events, more than 100,000"]


@pytest.mark.parametrize(
    ("line", "found"),
    [("expect r", 1), ("expect 2 r", 1), ('expect r for "a1"', 1), ("expect no r", 0), ("expect 0 r", 0), ("expect nothing", 0)],
)
def test_24_nothing_is_expected_alone(line: str, found: int) -> None:
    told_of = [each.code for each in told("rule r on call.record when automated", f"expect nothing\n{line}")]
    assert told_of == ["contradicting-expectations"] * found


def test_24_examples_are_typed() -> None:
    (found,) = program(
        'list plan by prefix dialcode with zones zones from "plan.csv"\nparameter most = 1.5\n'
        "rule r on call.record when automated and count() by account over 1h > most and to in plan",
        'at 2026-01-01T00:00Z\ngiven list plan with prefix "+1212", zones "America/New_York"\nset most = 2\n'
        'given 3 call.record every 1m arriving 2m late with to "+1212{n:4}", answered_at at - 1m\nafter 2 business days\n'
        'expect 2 r for "a1" with cost EUR 1.00',
    ).examples
    clock, row, setting, given, later, expected = found.lines
    assert isinstance(clock, MoveClock)
    assert isinstance(row, GivenRow)
    assert row.values == {"prefix": "+1212", "zones": ("America/New_York",)}
    assert setting == SetValue("most", 2 * BILLION)
    assert isinstance(given, GivenEvents)
    assert (given.count, given.every, given.late) == (3, 60 * MILLION, 120 * MILLION)
    assert dict(given.fields)["to"].value == "+1212{n:4}"  # type: ignore[union-attr]
    assert isinstance(later, MoveClock)
    assert expected.subject == "a1"  # type: ignore[union-attr]


def test_entities_of_different_sorts_never_compare() -> None:
    assert codes("rule r on session.seen when user = account") == ["wrong-type"]
    assert codes('rule r on session.seen when user = "u1" and account = "a1"') == []
    assert let("account", "session.seen").type == entity("account")
