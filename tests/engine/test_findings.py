"""What becomes of a match: statements 10 to 14 and 17 to 21 of the language."""

from __future__ import annotations

import pytest

from bylaws.engine.nulls import is_null
from bylaws.engine.step import Stepper

from .running import ev, instant, ordered, program_of, run, told

CALL = "rule r on call.record\n  when {}\n  severity low"


def call(at: str = "10:00:00", **fields: object) -> dict[str, object]:
    return ev("call.record", at, **{"account": "a1", **fields})


def states(block: str, *events: dict[str, object]) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.state, each.missing) for each in run(program_of(block), events)]


# 12. Null ---------------------------------------------------------------------------------------------------------------------


def test_statement_12_a_missing_field_of_the_event_unsettles() -> None:
    assert states(CALL.format("automated"), call()) == [("unsettled", ("automated",))]
    assert states(CALL.format("automated"), call(automated=False)) == []
    assert states(CALL.format("automated"), call(automated=True)) == [("settled", ())]


def test_statement_12_a_null_that_does_not_decide_does_not_matter() -> None:
    assert states(CALL.format('automated or direction = "outbound"'), call(direction="outbound")) == [("settled", ())]
    assert states(CALL.format('automated and direction = "outbound"'), call(direction="inbound")) == []


def test_statement_12_a_missing_field_in_where_unsettles_too() -> None:
    block = 'rule r on call.record\n  where automated\n  when direction = "outbound"'
    assert states(block, call(direction="outbound")) == [("unsettled", ("automated",))]
    assert states(block, call(direction="inbound")) == []


HOLDERS = "list holders by number from number.assigned until released_at\n"


def test_statement_12_an_absent_row_neither_finds_nor_unsettles_but_a_list_without_data_unsettles() -> None:
    block = HOLDERS + CALL.format('holders[to].account <> "a1"')
    assert states(block, call(to="+491")) == [("unsettled", ("list holders",))]
    assert states(block, ev("number.assigned", "09:00:00", number="+492", account="a9"), call(to="+491")) == []
    assert states(block, ev("number.assigned", "09:00:00", number="+491", account="a9"), call(to="+491")) == [("settled", ())]


def test_statement_12_an_unless_that_is_null_for_a_missing_field_unsettles() -> None:
    block = "rule r on call.record\n  when account is not null\n  unless automated\n  severity low"
    assert states(block, call()) == [("unsettled", ("automated",))]
    assert states(block, call(automated=True)) == [("excused", ())]
    assert states(block, call(automated=False)) == [("settled", ())]


def test_statement_12_an_unless_that_is_null_for_an_absent_row_does_not_excuse_and_does_not_unsettle() -> None:
    block = HOLDERS + 'rule r on call.record\n  when account is not null\n  unless holders[to].account = "a1"'
    known = ev("number.assigned", "09:00:00", number="+492", account="a9")
    assert states(block, known, call(to="+491")) == [("settled", ())]


def test_statement_12_only_settled_findings_are_events() -> None:
    block = CALL.format("automated") + "\n\nrule echo on r\n  when severity is not null"
    found = run(program_of(block), [call(), call(automated=True)])
    assert [each.rule for each in found] == ["r", "r", "echo"]


# 11. Lists --------------------------------------------------------------------------------------------------------------------


def test_statement_11_the_longest_dial_code_that_held_at_the_time() -> None:
    block = """list plan by prefix dialcode with country country, since instant, until instant from "plan.csv"
rule r on call.record
  let there = plan[to].country
  when there is not null"""
    rows = [
        {"prefix": "+1", "country": "US"},
        {"prefix": "+1242", "country": "BS", "since": instant("2026-05-01T09:00:00"), "until": instant("2026-05-01T11:00:00")},
    ]
    events = [call(at, to="+12425550100", account=at[:2]) for at in ("08:59:59", "09:00:00", "10:59:59", "11:00:00")]
    found = run(program_of(block), events, lists={"plan": rows})
    assert [each.facts["there"] for each in found] == ["US", "BS", "BS", "US"]


def test_statement_11_networks_contain_and_domains_end() -> None:
    block = """list nets by net cidr with owner text from "nets.csv"
list bad by name domain from "bad.txt"
rule r on http.request
  when nets[ip].owner = "inner" or host in bad
  against ip"""
    rows = {
        "nets": [{"net": "10.0.0.0/8", "owner": "outer"}, {"net": "10.1.0.0/16", "owner": "inner"}],
        "bad": [{"name": "evil.example"}],
    }
    program = program_of(block)
    events = [
        ev("http.request", "10:00:00", ip="10.1.2.3", host="a.example"),
        ev("http.request", "10:00:01", ip="10.2.2.3", host="a.example"),
        ev("http.request", "10:00:02", ip="192.0.2.1", host="www.evil.example"),
        ev("http.request", "10:00:03", ip="192.0.2.1", host="notevil.example"),
    ]
    assert [each.event for each in run(program, events, lists=rows)] == ["test#1", "test#3"]


def test_statement_11_networks_and_addresses_in_quotation_marks_are_such() -> None:
    block = """list ours = "10.1.2.3/16", "192.0.2.1"
list hosts = "192.0.2.2", "2001:DB8:0::1"
rule r on http.request
  when ip in ours or ip in hosts
  against ip"""
    addresses = ("10.1.255.1", "10.2.0.1", "192.0.2.1", "192.0.2.2", "192.0.2.3", "2001:db8::1")
    events = [ev("http.request", f"10:00:0{i}", ip=ip) for i, ip in enumerate(addresses)]
    assert [each.subject for each in run(program_of(block), events)] == ["10.1.255.1", "192.0.2.1", "192.0.2.2", "2001:db8::1"]


def test_statement_11_a_row_comes_from_events_before_and_until_closes_it() -> None:
    block = HOLDERS + 'rule r on call.record\n  when holders[to].account = "a1"'
    events = [
        call("09:59:59", to="+491"),
        ev("number.assigned", "10:00:00", number="+491", account="a1"),
        call("10:00:00", to="+491"),
        ev("number.assigned", "11:00:00", number="+491", account="a1", released_at="2026-05-01T11:00:00Z"),
        call("11:00:00", to="+491"),
    ]
    assert [(each.event, each.state) for each in run(program_of(block), events)] == [("test#1", "unsettled"), ("test#3", "settled")]


def test_statement_11_a_late_event_sees_the_row_that_held_at_its_own_time() -> None:
    block = HOLDERS + "rule r on call.record\n  let holder = holders[to].account\n  when holder is not null"
    events = [
        ev("number.assigned", "09:00:00", number="+491", account="a1"),
        ev("number.assigned", "10:00:00", number="+491", account="a2"),
        call("09:30:00", to="+491", received_at="2026-05-01T12:00:00Z"),
    ]
    found = run(program_of(block), events)
    assert [(each.facts["holder"], each.late) for each in found] == [("a1", True)]


def test_statement_11_in_a_list_is_false_for_what_is_known_and_absent() -> None:
    block = 'list bad = "x", "y"\n' + CALL.format("trunk in bad")
    assert states(block, call(trunk="z")) == []
    assert states(block, call(trunk="y")) == [("settled", ())]
    assert states(block, call()) == [("unsettled", ("trunk",))]


# 13. Permits ------------------------------------------------------------------------------------------------------------------

RESALE = """rule r on call.record
  when account is not null
  unless permitted("resale", seats: cause, range: to, written: true)
  severity low"""


def grant(at: str = "09:00:00", **fields: object) -> dict[str, object]:
    return ev("permit.granted", at, **{"account": "a1", "permit": "p1", "kind_": "resale", "document_hash": "9f", **fields})


@pytest.mark.parametrize(
    ("granted", "state", "lacks"),
    [
        ({}, "excused", ()),
        ({"scope": {"seats": ["10"], "range": ["+49"]}}, "excused", ()),
        ({"scope": {"seats": ["9"]}}, "settled", ("seats",)),
        ({"scope": {"seats": ["10"], "range": ["+48", "+47"]}}, "settled", ("range",)),
        ({"document_hash": None}, "settled", ("written",)),
        ({"valid_to": "2026-05-01T10:00:00Z"}, "settled", ("validity",)),
        ({"valid_from": "2026-05-01T10:00:01Z"}, "settled", ("validity",)),
        ({"revoked_at": "2026-05-01T09:30:00Z"}, "settled", ("validity",)),
        ({"valid_from": "2026-05-01T10:00:00Z", "valid_to": "2026-05-01T10:00:01Z"}, "excused", ()),
    ],
)
def test_statement_13_a_permit_covers_what_its_scope_names_or_is_silent_on(
    granted: dict[str, object], state: str, lacks: tuple[str, ...]
) -> None:
    found = run(program_of(RESALE), [grant(**granted), call(cause=10, to="+491")])
    assert [(each.state, each.permit, each.permit_lacks) for each in found] == [(state, "p1", lacks)]


def test_statement_13_only_permits_of_the_findings_subject_count_and_an_update_replaces() -> None:
    other = grant(account="a2", permit="p2")
    assert [each.state for each in run(program_of(RESALE), [other, call(cause=10, to="+491")])] == ["settled"]
    revoked = grant("09:30:00", revoked_at="2026-05-01T09:30:00Z")
    assert [each.state for each in run(program_of(RESALE), [grant(), revoked, call(cause=10, to="+491")])] == ["settled"]


def again(at: str = "09:30:00", **fields: object) -> dict[str, object]:
    """A later event on the permit that `grant` gives, silent on all but `fields`."""
    return ev("permit.granted", at, permit="p1", **fields)


@pytest.mark.parametrize(
    ("first", "then", "state", "lacks"),
    [
        ({}, {"revoked_at": "2026-05-01T09:30:00Z"}, "settled", ("validity",)),
        ({}, {"revoked_at": "2026-05-01T10:00:01Z"}, "excused", ()),
        ({}, {"revoked_at": "2026-05-01T10:00:00Z"}, "settled", ("validity",)),
        ({"revoked_at": "2026-05-01T09:10:00Z"}, {"scope": {}}, "settled", ("validity",)),
        ({"revoked_at": "2026-05-01T09:10:00Z"}, {"revoked_at": "2026-05-01T12:00:00Z"}, "excused", ()),
        ({"scope": {"seats": ["9"]}}, {"valid_to": "2026-05-02T00:00:00Z"}, "settled", ("seats",)),
        ({"scope": {"seats": ["9"]}}, {"scope": {"range": ["+49"]}}, "excused", ()),
        ({"scope": {"seats": ["9"]}}, {"scope": {}}, "excused", ()),
        ({"valid_to": "2026-05-01T09:45:00Z"}, {"scope": {}}, "settled", ("validity",)),
        ({"valid_from": "2026-05-01T11:00:00Z"}, {"scope": {}}, "settled", ("validity",)),
        ({"document_hash": None}, {"document_hash": "9f"}, "excused", ()),
        ({}, {}, "excused", ()),
        ({"kind_": None}, {"kind_": "resale"}, "excused", ()),
    ],
)
def test_statement_13_a_permit_told_of_again_keeps_what_the_event_is_silent_on(
    first: dict[str, object], then: dict[str, object], state: str, lacks: tuple[str, ...]
) -> None:
    found = run(program_of(RESALE), [grant(**first), again(**then), call(cause=10, to="+491")])
    assert [(each.state, each.permit, each.permit_lacks) for each in found] == [(state, "p1", lacks)]


def test_statement_13_a_permit_told_of_again_may_change_hands_or_kind() -> None:
    made = call(cause=10, to="+491")
    assert states(RESALE, grant(), again(account="a2"), made) == [("settled", ())]
    assert states(RESALE, grant(), again(account="a2"), {**made, "account": "a2"}) == [("excused", ())]
    assert states(RESALE, grant(), again(user="u1"), made) == [("settled", ())]
    assert states(RESALE, grant(), again(kind_="test"), made) == [("settled", ())]
    assert states(RESALE, grant(kind_="test"), again(kind_="resale"), made) == [("excused", ())]


def test_statement_13_a_permit_whose_kind_nobody_told_allows_nothing_and_is_counted() -> None:
    program = program_of(RESALE)
    stepper = Stepper(program)
    events = [again(account="a1", id="1"), grant(permit="p2"), grant(permit=None, kind_=None, id="2"), call(cause=10, to="+491")]
    for event in ordered(program, events[:1] + events[2:]):
        stepper.push(event)
    assert stepper.kindless == 2
    assert states(RESALE, *events[:1], events[3]) == [("settled", ())]


def test_statement_13_a_null_argument_matters_only_where_the_scope_speaks_of_it() -> None:
    assert states(RESALE, grant(), call(to="+491")) == [("excused", ())]
    assert states(RESALE, grant(scope={"seats": ["10"]}), call(to="+491")) == [("unsettled", ("cause",))]


def test_statement_13_what_may_be_permitted_outweighs_a_permit_that_comes_nearer() -> None:
    near = grant(valid_to="2026-05-01T09:30:00Z")
    may_do = grant(permit="p2", scope={"seats": ["10"], "range": ["+49"]})
    assert states(RESALE, near, may_do, call()) == [("unsettled", ("cause", "to"))]


def test_statement_13_an_unknown_subject_matters_only_where_somebody_is_permitted() -> None:
    unnamed = call(to="+491", account=None)
    block = RESALE.replace("account", "to")
    assert states(block, grant(), unnamed) == [("unsettled", ("account", "tenant"))]
    assert states(block, grant(document_hash=None), unnamed) == [("settled", ())]


def test_statement_13_of_a_subject_that_is_no_customer_the_account_is_asked_too() -> None:
    block = RESALE.replace("account", "to").replace("  severity", "  against to\n  severity")
    assert states(block, grant(), call(to="+491")) == [("excused", ())]
    assert states(block, grant(), call(to="+491", account="a2")) == [("settled", ())]


@pytest.mark.parametrize(
    ("granted", "against", "state"),
    [
        ({"user": "u1"}, "user", "excused"),
        ({"user": "u1", "account": None}, "user", "excused"),
        ({"user": "u2"}, "user", "settled"),
        ({"user": "u1"}, "account", "settled"),
        ({}, "user", "settled"),
        ({"user": "a1"}, "account", "settled"),
        ({"account": "u1"}, "user", "settled"),
    ],
)
def test_statement_13_a_permit_is_the_users_that_it_names_or_the_accounts(
    granted: dict[str, object], against: str, state: str
) -> None:
    block = f'rule r on message.sent\n  when account is not null\n  unless permitted("resale")\n  against {against}'
    assert states(block, grant(**granted), ev("message.sent", "10:00:00", account="a1", user="u1")) == [(state, ())]


def test_statement_13_an_unknown_user_matters_only_where_a_user_is_permitted() -> None:
    block = 'rule r on message.sent\n  when account is not null\n  unless permitted("resale")\n  against user'
    unnamed = ev("message.sent", "10:00:00", account="a1")
    assert states(block, grant(user="u1"), unnamed) == [("unsettled", ("user",))]
    assert states(block, grant(), unnamed) == [("settled", ())]


def test_statement_13_permits_without_a_name_are_told_apart_by_source() -> None:
    two = [grant(permit=None, id="e1", source=source, scope={"seats": [seats]}) for source, seats in (("s1", "10"), ("s2", "9"))]
    assert states(RESALE, *two, call(cause=10, to="+491")) == [("excused", ())]


def test_statement_13_at_replaces_the_time() -> None:
    block = 'rule r on call.record\n  when account is not null\n  unless permitted("resale", at: answered_at)'
    permit = grant(valid_to="2026-05-01T09:30:00Z")
    assert states(block, permit, call(answered_at="2026-05-01T09:29:59Z")) == [("excused", ())]
    assert states(block, permit, call(answered_at="2026-05-01T09:30:00Z")) == [("settled", ())]


# 14. Exactness ----------------------------------------------------------------------------------------------------------------


def test_statement_14_quotients_round_half_to_even_at_nine_places() -> None:
    block = "rule r on usage.metered\n  let part = quantity / 2\n  when account is not null"
    for raw, part in (("0.000000001", 0), ("0.000000003", 2), ("0.000000005", 2), ("-0.000000003", -2)):
        found = run(program_of(block), [ev("usage.metered", "10:00:00", account="a", quantity=raw)])
        assert [each.facts["part"] for each in found] == [part]


def test_statement_14_overflow_is_an_error_in_the_finding() -> None:
    block = "rule r on call.record\n  let much = cause * cause * cause\n  when much > 5\n  severity low"
    found = run(program_of(block), [call(cause=3_000_000_000)])
    assert [(each.state, is_null(each.facts["much"]), each.missing) for each in found] == [("unsettled", True, ())]
    assert found[0].errors == {"much": "overflow of `cause * cause * cause`"}


def test_statement_14_bounds_of_shares_compare_exactly_with_six_places() -> None:
    from bylaws.engine.shares import lower_share, upper_share

    # At k = n the bound is n / (n + z²), here 5 / 8.841459 = 0.5655175…, between two millionths.
    assert lower_share(5, 5, 950_000_000) == 565_517_500
    assert upper_share(0, 5, 950_000_000) == 434_482_500
    assert (lower_share(0, 7, 950_000_000), upper_share(7, 7, 950_000_000)) == (0, 1_000_000_000)


# 17. once ---------------------------------------------------------------------------------------------------------------------

ONCE = """rule r on call.record
  when account is not null
  unless automated
  severity low
  severity high if cause > 3
  once per 1h by account"""


def test_statement_17_the_first_opens_and_later_ones_repeat_raise_and_never_lower() -> None:
    events = [
        call("10:00:00", cause=1, automated=False),
        call("10:30:00", cause=9, automated=False),
        call("10:59:59", cause=1, automated=False),
        call("11:00:00", cause=1, automated=False),
        call("11:00:01", cause=1, automated=False, account="a2"),
    ]
    found = run(program_of(ONCE), events)
    told_ = [(each.event, each.subject, each.severity, each.repeats, each.raised) for each in found]
    assert told_ == [("test#1", "a1", "high", 2, True), ("test#4", "a1", "low", 0, False), ("test#5", "a2", "low", 0, False)]


def test_statement_17_only_settled_findings_are_grouped() -> None:
    events = [call("10:00:00", automated=True), call("10:01:00", automated=False, cause=1), call("10:02:00", cause=1)]
    found = run(program_of(ONCE), events)
    assert [(each.state, each.repeats) for each in found] == [("excused", 0), ("settled", 0), ("unsettled", 0)]


def test_statement_21_repeats_and_raises_are_no_events() -> None:
    block = ONCE + "\n\nrule echo on r\n  let grave = severity\n  when severity is not null"
    events = [call("10:00:00", cause=1, automated=False), call("10:30:00", cause=9, automated=False)]
    found = run(program_of(block), events)
    assert [(each.rule, each.facts.get("grave")) for each in found] == [("r", None), ("echo", "low")]


def test_statement_21_a_finding_is_an_event_as_at_its_opening_though_its_own_event_raises_it() -> None:
    block = """rule r on message.sent each to in recipients
  when to <> "c"
  severity low
  severity high if to = "b"
  once per 1h

rule echo on r
  let grave = severity
  when severity is not null
  once per 1h"""
    found = run(program_of(block), [ev("message.sent", "10:00:00", account="a1", recipients=["a", "b"])])
    assert [(each.rule, each.severity, each.facts.get("grave")) for each in found] == [
        ("r", "high", None),
        ("echo", "medium", "low"),
    ]


def test_statement_17_ids_come_from_rule_event_element_and_policy() -> None:
    program = program_of(CALL.format("automated"))
    one, two = (run(program, [call(automated=True, id=name)])[0].id for name in ("x", "y"))
    assert one == run(program, [call(automated=True, id="x")])[0].id
    assert len({one, two}) == 2
    assert len(one) == 32


# 18 to 21 ---------------------------------------------------------------------------------------------------------------------


def test_statement_18_the_subject_is_the_account_else_the_tenant_else_nobody() -> None:
    found = run(program_of(CALL.format("automated")), [call(automated=True), call(account=None, tenant="t1", automated=True)])
    assert [each.subject for each in found] == ["a1", "t1"]
    found = run(program_of(CALL.format("automated")), [call(account=None, automated=True)])
    assert [(each.subject, each.state) for each in found] == [(None, "settled")]


def test_statement_19_the_last_line_that_holds_wins_and_degrees_keep_their_values() -> None:
    block = """rule r on call.record
  when account is not null
  severity low
  severity critical if cause > 1
  severity high if cause > 2
  deliberate if cause > 2
  risk if automated"""
    found = run(program_of(block), [call(cause=2), call("10:00:01", cause=3)])
    assert [(each.severity, each.degrees) for each in found] == [("critical", {}), ("high", {"deliberate": {"cause": 3}})]


@pytest.mark.parametrize("lines", ["", "  severity low if cause > 9\n  severity high if cause > 9\n"])
def test_statement_19_without_a_line_that_holds_it_is_medium(lines: str) -> None:
    found = run(program_of(f"rule r on call.record\n  when account is not null\n{lines}"), [call(cause=2)])
    assert [each.severity for each in found] == ["medium"]


EXCEPTIONS = """rule r on call.record
  when account is not null

exception machines to r
  when automated

exception but-not-at-cause-9 to machines
  when cause = 9"""


@pytest.mark.parametrize(
    ("fields", "state", "excuse"),
    [
        ({"automated": True, "cause": 1}, "excused", "machines"),
        ({"automated": True, "cause": 9}, "settled", ""),
        ({"automated": False, "cause": 1}, "settled", ""),
        ({"automated": True}, "unsettled", ""),
        ({"cause": 9}, "settled", ""),
        ({"cause": 1}, "unsettled", ""),
    ],
)
def test_statement_20_exceptions_alternate_and_an_excused_finding_cites_both_clauses(
    fields: dict[str, object], state: str, excuse: str
) -> None:
    (found,) = run(program_of(EXCEPTIONS), [call(**fields)])
    assert (found.state, found.excuse, found.clause, found.excuse_clause) == (state, excuse, "clause", "clause" if excuse else "")


def test_statement_21_findings_are_events_right_after_their_cause_each_with_its_own_descendants() -> None:
    block = """rule first on call.record
  when automated
rule second on call.record
  when automated
rule on-first on first
  let calls = count(call.record) by account over 1h
  when calls > 0
rule on-all on finding.made
  let before = count(finding.made) by account over 1h
  when rule <> "on-all"
"""
    found = run(program_of(block), [call(automated=True), call("10:00:00", automated=True, id="z")])
    assert [each.rule for each in found][:7] == ["first", "on-first", "on-all", "on-all", "second", "on-all", "first"]
    by_rule = [each.facts["calls"] for each in found if each.rule == "on-first"]
    assert by_rule == [1, 2]


def test_statement_21_windows_may_read_own_earlier_findings() -> None:
    block = """rule r on call.record
  let before = count(r) by account over 1h
  when automated
  severity low
  severity high if before >= 2"""
    found = run(program_of(block), [call(f"10:00:0{n}", automated=True) for n in range(4)])
    assert [(each.facts["before"], each.severity) for each in found] == [(0, "low"), (1, "low"), (2, "high"), (3, "high")]


def test_statement_1_derived_events_come_right_after_their_cause_and_lists_hold_what_stood_before_it() -> None:
    block = """derive text.seen on content.posted with text = text, account = account
list seen by account from text.seen
rule known on content.posted
  when seen[account].account is not null"""
    post = [ev("content.posted", f"10:00:0{n}", account="a", text="x") for n in range(2)]
    assert [each.event for each in run(program_of(block), post) if each.state == "settled"] == ["test#2"]


def test_statement_10_under_a_given_file_findings_before_it_took_effect_are_hypothetical() -> None:
    program = program_of(CALL.format("automated"), effective="2026-05-01T10:00:00Z")
    found = run(program, [call("09:59:59", automated=True), call("10:00:00", automated=True)])
    assert [each.hypothetical for each in found] == [True, False]


# 23. Late ---------------------------------------------------------------------------------------------------------------------


def late(at: str, received: str, **fields: object) -> dict[str, object]:
    return ev("auth.attempt", at, ip="192.0.2.1", outcome="fail", received_at=f"2026-05-01T{received}Z", **fields)


COUNT = "rule r on auth.attempt\n  let seen = count() by ip over 10m\n  when seen > 0\n  against ip"


def test_statement_23_within_the_bound_an_event_counts_as_if_it_were_in_time() -> None:
    found = run(program_of(COUNT), [late("10:05:00", "10:05:00"), late("10:00:00", "10:59:00")])
    assert [(each.event, each.facts["seen"], each.late) for each in found] == [("test#2", 1, False), ("test#1", 2, False)]


def test_statement_23_beyond_it_windows_are_as_of_the_watermark_and_the_finding_is_marked() -> None:
    events = [late("10:00:00", "13:00:00"), late("11:55:00", "11:55:00"), late("12:05:00", "12:05:00")]
    found = run(program_of(COUNT), events)
    assert [(each.event, each.facts["seen"], each.late) for each in found] == [
        ("test#2", 1, False),
        ("test#1", 2, True),
        ("test#3", 2, False),
    ]
    assert found[1].at == instant("2026-05-01T10:00:00")


# Properties -------------------------------------------------------------------------------------------------------------------


def test_says_puts_the_word_behind_a_number_that_suits_it() -> None:
    block = """rule r on call.record
  let calls = count() by account over 1h
  when calls > 0
  says "{calls:call|calls}, {calls + 1:call|calls}, {cause:cause|causes}" """
    assert [each.says for each in run(program_of(block), [call(), call("10:01:00")])] == [
        "1 call, 2 calls, unknown causes",
        "2 calls, 3 calls, unknown causes",
    ]


def test_says_fills_in_facts_as_people_read_them() -> None:
    block = """rule r on call.record
  let part = billed_s / 1m
  when account is not null
  says "{billed_s} is {part:%} of a minute, cause {cause}" """
    (found,) = run(program_of(block), [call(billed_s=90)])
    assert found.says == "1 min 30 s is 150% of a minute, cause unknown"


def test_equal_facts_of_two_rules_are_counted_once() -> None:
    block = COUNT + "\nrule s on auth.attempt\n  let n = count() by ip over 10m\n  when n > 5\n  against ip"
    stepper = Stepper(program_of(block))
    assert len(stepper._ways._windows.states) == 1
    assert [fact.rules for fact in stepper.plan.facts] == [("r", "s")]


def test_facts_computed_elsewhere_give_the_same_findings() -> None:
    program = program_of(COUNT)
    events = ordered(program, [late(f"10:0{n}:00", f"10:0{n}:00") for n in range(3)])
    whole, parts = Stepper(program), Stepper(program, precomputed={"r"})
    (fact,) = parts.plan.facts
    expected = [whole.push(event)[0] for event in events]
    given = [parts.push(event, {"r": [(0, {fact.number: n + 1})]})[0] for n, event in enumerate(events)]
    assert given == expected
    assert parts.push(ordered(program, [late("11:00:00", "11:00:00")])[0]) == []
    assert told(given)[0] == ("r", "1", "settled")
