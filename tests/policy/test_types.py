"""What arithmetic gives, and what it refuses."""

import pytest

from bylaws.events.types import Type
from bylaws.source import Severity
from tests.policy.compiling import codes, let, program, told


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("cost + cost", "money"),
        ("cost - EUR 1.00", "money"),
        ("billed_s + 5m", "duration"),
        ("ended_at - answered_at", "duration"),
        ("ended_at + 5m", "instant"),
        ("5m + ended_at", "instant"),
        ("ended_at - 2 business days", "instant"),
        ("date_of(ended_at) + 1 month", "date"),
        ("date_of(ended_at) - 3d", "date"),
        ("cost * 3", "money"),
        ("3 * cost", "money"),
        ("cost * 50%", "money"),
        ("cost / 4", "money"),
        ("cost / cost", "decimal"),
        ("billed_s / 1m", "decimal"),
        ("cost / billed_s", "money per duration"),
        ("cost / billed_s * 1m", "money"),
        ("cause / 2", "decimal"),
        ("cause mod 2", "integer"),
        ("cause * 2", "integer"),
        ("cause * 2.5", "decimal"),
        ("cause / billed_s", "integer per duration"),
        ("cause / billed_s * 1m", "decimal"),
        ("-cost", "money"),
        ("greatest(cost, EUR 1.00)", "money"),
        ("greatest(cause / 2, 1)", "decimal"),
        ("greatest(cause, 1.5)", "decimal"),
        ("coalesce(trunk, route)", "text"),
        ("digits(to)", "integer"),
        ("distance(1.0, 2.0, 3, 4)", "distance"),
        ('time_of(at, "Asia/Kolkata")', "time"),
        ("years_between(2000-01-01, date_of(at))", "integer"),
        ('zone_of("IN")', "zone"),
    ],
)
def test_arithmetic_has_units(value: str, kind: str) -> None:
    assert str(let(value).type) == kind


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("cost + billed_s", "senseless-arithmetic"),
        ("cost + 5", "number-without-unit"),
        ("cost * cost", "senseless-arithmetic"),
        ("ended_at + ended_at", "senseless-arithmetic"),
        ("5m - ended_at", "senseless-arithmetic"),
        ("cost mod 2", "senseless-arithmetic"),
        ("trunk + 1", "senseless-arithmetic"),
        ("date_of(at) - date_of(at)", "senseless-arithmetic"),
        ("-trunk", "senseless-arithmetic"),
        ("greatest(cost, billed_s)", "function-argument"),
        ("greatest(trunk, route)", "function-argument"),
        ("digits()", "function-argument"),
        ("sum() by account over 1h", "aggregate-argument"),
        ("sum(trunk) by account over 1h", "aggregate-argument"),
        ("sum(cost, cost) by account over 1h", "aggregate-argument"),
        ("count(cost) by account over 1h", "aggregate-argument"),
    ],
)
def test_units_that_do_not_go_together_are_refused(value: str, code: str) -> None:
    assert codes(f"rule r on call.record let x = {value} when x is not null") == [code]


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("billed_s > 600", "number-without-unit"),
        ("cost = 5", "number-without-unit"),
        ("trunk = 5", "wrong-type"),
        ("cost / billed_s > 5", "number-without-unit"),
        ("cost / billed_s > 5%", "wrong-type"),
        ("at > 5m", "wrong-type"),
        ("automated > true", "no-order"),
        ("automated and cost", "not-a-condition"),
        ('from like "x" and cost like "x"', "not-a-text"),
        ("cost between 1 and EUR 5.00", "number-without-unit"),
        ('direction in ("outbound", "up")', "unknown-word"),
        ("cost in (EUR 5.00, 6)", "number-without-unit"),
        ("cost.amount = 5", "unknown-name"),
    ],
)
def test_conditions_compare_like_with_like(condition: str, code: str) -> None:
    assert codes(f"rule r on call.record when {condition}") == [code]


@pytest.mark.parametrize(
    "condition",
    [
        "at > 2026-01-01",
        "at > 2026-01-01T00:00+05:30",
        'from = "+91 22 5550 0100"',
        'to in ("+12125550100", "112")',
        "cause between 1 and 5",
        "cost between EUR 1.00 and EUR 2.00",
        "count() by account over 1h / 2 > 3",
        "cost / billed_s > EUR 1.00 / 1h",
        'trunk matches "^t[0-9]+$" and not trunk like "x%"',
    ],
)
def test_literals_take_the_type_of_what_they_meet(condition: str) -> None:
    assert codes(f"rule r on call.record when {condition}") == []


@pytest.mark.parametrize(
    ("condition", "help"),
    [
        ('ip in "10.0.0.0/8"', "networks stand in a list"),
        ('ip = "192.0.2.0/33"', "networks stand in a list"),
        ('ip in ("192.0.2.1", "10.0.0.0/8")', "networks stand in a list"),
        ('ip in "192.0.2.1"', "compare with `=`"),
        ('ip = "192.0.2.300"', 'like `"192.0.2.1"`'),
    ],
)
def test_a_network_is_no_address_and_stands_in_a_list(condition: str, help: str) -> None:
    (found,) = (each for each in told(f"rule r on auth.attempt when {condition} against ip") if each.severity is Severity.ERROR)
    assert help in found.help


def test_one_mistake_is_told_once() -> None:
    """What depends on a name that failed says nothing more."""
    block = (
        "rule r on call.record\n  let x = nope + 1\n  let y = x * cost\n"
        '  when y > 5 and x like "a" and sum(x) by x over 1h > 1\n  says "{x} {y:%}"'
    )
    assert codes(block) == ["unknown-name"]


def test_independent_mistakes_are_all_told() -> None:
    block = (
        "rule r on call.record when nope > 1 and cost > 5\nrule s on call.recrd when whatever\nrule t on auth.attempt when ip = 5"
    )
    assert codes(block) == ["unknown-name", "number-without-unit", "unknown-kind", "wrong-type"]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ('"10.0.0.0/8", "192.0.2.1"', "cidr"),
        ('"192.0.2.1", "2001:db8::1"', "ip"),
        ('"192.0.2.1", "mail.example"', "text"),
        ('"a/b"', "text"),
        ("1, 2", "integer"),
    ],
)
def test_a_list_of_addresses_and_networks_is_known_by_its_values(values: str, kind: str) -> None:
    assert program(f"list some = {values}").lists["some"].keys == (("value", Type(kind)),)


def test_an_address_is_not_looked_for_among_texts() -> None:
    (found,) = told('list ours = "10.0.0.0/8", "mail.example"\nrule r on http.request when ip in ours')
    assert found.code == "unreadable-value"
    assert [label.span.text for label in found.labels] == ["ip", '"mail.example"']


def test_a_domain_is_not_looked_for_among_networks() -> None:
    (found,) = told('list ours = "10.0.0.0/8"\nrule r on http.request when host in ours')
    assert found.message == "each value of `ours` is a network, but `host` is a domain"


@pytest.mark.parametrize(
    ("condition", "example"),
    [
        ('ip = "300.1.1.1"', "192.0.2.1"),
        ('ip = "10.0.0.0/8"', "ip in ours"),
        ('host = "a b"', "mail.example.net"),
        ('country = "Germany"', "DE"),
        ('to = "home"', "+12125550100"),
    ],
)
def test_the_help_for_a_value_that_cannot_be_read_shows_one_that_can(condition: str, example: str) -> None:
    kind = "call.record" if condition.startswith("to") else "session.seen" if condition.startswith("country") else "http.request"
    (found,) = told(f"rule r on {kind} when {condition}")
    assert (found.code, example in found.help) == ("unreadable-value", True)


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ('meter_limits {"calls": "many"}', '`meter_limits["calls"]` is a decimal, but `"many"` is a text'),
        ('meter_limits "calls"', '`meter_limits` is a map from text to decimal, but `"calls"` is a text'),
        ('account {"calls": 1}', '`account` is an account, but `{"calls": 1}` is a map from text to text'),
    ],
)
def test_a_map_is_given_where_one_is_meant(field: str, message: str) -> None:
    (found,) = told("rule r on plan.assigned when true", f"given plan.assigned with {field}")
    assert found.message == message


@pytest.mark.parametrize(
    ("condition", "message", "help"),
    [
        ("ip = 3", "`ip` is an IP address, but `3` is an integer", 'write an address like `"192.0.2.1"` or `"2001:db8::1"`'),
        ("host like 3", "what `like` looks for is a text, but `3` is an integer", 'write it like `"…"`'),
        ("host = at", "`host` is a domain, but `at` is an instant", "compare things of one sort"),
    ],
)
def test_the_help_for_a_wrong_type_shows_the_right_one(condition: str, message: str, help: str) -> None:
    (found,) = told(f"rule r on http.request when {condition}")
    assert (found.message, found.help) == (message, help)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("declared_birth_date + 0d", True),
        ("declared_birth_date - 1 month", True),
        ("greatest(declared_birth_date, 1900-01-01)", True),
        ("coalesce(email, person_name)", True),
        ("digits(phone)", True),
        ("fold(person_name)", True),
        ("last(declared_birth_date) by account over 1d", True),
        ("min(declared_birth_date) by country over 1d", True),
        ("given[account].declared_birth_date", True),
        ("years_between(declared_birth_date, date_of(at))", False),
        ("distinct(email) by account over 1d", False),
        ("email = person_name", False),
        ("at - given[account].at", False),
        ("given[account].country", False),
    ],
)
def test_what_tells_personal_data_is_personal(value: str, told: bool) -> None:
    lists = "list given by account from account.created\n"
    assert let(value, "account.created", lists).type.personal is told


@pytest.mark.parametrize(
    "value", ["lat + 0.0", "2 * lon", "lat / 2", "lat - lon", "-lat", "avg(lat) by account over 1d", "sum(lat) by ip over 1d"]
)
def test_a_place_computed_with_is_personal(value: str) -> None:
    assert let(value, "auth.attempt").type.personal


def test_how_far_two_places_lie_apart_is_not_personal() -> None:
    assert not let("distance(lat, lon, 0.0, 0.0)", "auth.attempt").type.personal


@pytest.mark.parametrize(
    ("condition", "help"),
    [
        ("spam(body) > 90%", "ask for a part of it: `spam(body).score`"),
        ("at > 18:00", 'ask for the time of day: `time_of(at, "Europe/Berlin")`'),
    ],
)
def test_a_part_that_would_fit_is_named(condition: str, help: str) -> None:
    found = told(f"rule r on message.sent\n  when {condition}  # and so on\n  severity low\n")
    assert [each.help for each in found if each.code == "wrong-type"] == [help]


def test_comments_are_in_no_message() -> None:
    block = "rule r on call.record\n  when billed_s # inner\n    + 1m\n  severity low\n"
    (error,) = [each for each in told(block) if each.code == "not-a-condition"]
    assert "inner" not in error.message + error.help
    (error,) = [each for each in told('rule r on call.record\n  when account = "a1" or "a2"\n  severity low\n') if each.help]
    assert error.help == 'say again what it is compared with: `… = "a2"`, or write all values as `… in ("a2", …)`'


def test_null_is_no_value() -> None:
    found = told("rule r on call.record\n  when answered_at = null\n  severity low\n")
    assert [(each.message, each.help) for each in found if each.code == "unknown-name"] == [
        ("`null` is no value", "say `is null`, or `is not null`")
    ]
