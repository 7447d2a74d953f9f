"""Keys of one name that only one of two kinds of event has."""

import pytest

from tests.policy.compiling import codes, told


@pytest.mark.parametrize("key", ["report", "this.report"])
def test_a_key_of_one_side_is_told_with_the_fields_that_may_be_the_other(key: str) -> None:
    duty = f"duty d owed by provider\n  after report.received\n  expect notice.sent by {key}\n  within 1 month"
    (found,) = [each for each in told(duty) if each.code == "unknown-name"]
    assert found.message == "`by report` wants `report` on both sides, and `notice.sent` has none"
    assert found.help.startswith("name both sides: `by FIELD = report` with one of `notice`, `about`, ")
    assert not codes(duty.replace(f"by {key}", "by about = report"))


def test_a_key_that_only_the_other_kind_has_is_told_the_other_way_round() -> None:
    duty = "duty d owed by provider\n  after report.received\n  expect question.asked by answered_at\n  within 1 month"
    (found,) = [each for each in told(duty) if each.code == "unknown-name"]
    assert "and `report.received` has none" in found.message
    assert "answered_at = " in found.help


def test_a_window_s_key_of_one_side_is_told_alike() -> None:
    rule = "rule r on report.received\n  when count(notice.sent) by report over 1d > 1\n  against provider"
    (found,) = [each for each in told(rule) if each.code == "unknown-name"]
    assert "`by FIELD = report` with one of `notice`, `about`, " in found.help
