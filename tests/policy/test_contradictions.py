"""Comparisons that can never hold together are told, and no others."""

from __future__ import annotations

import pytest

from bylaws.source import Severity

from . import compiling

RULE = """parameter most = 20
parameter least = 10
parameter shifting = 5 until 2027-01-01 then 50

rule many on call.record
  where {where}
  let calls = count() by account over 1h
  when {when}
"""


def told(when: str, where: str = "cost is not null") -> list[str]:
    diagnostics = compiling.told(RULE.format(when=when, where=where))
    assert not [each for each in diagnostics if each.severity is Severity.ERROR]
    return [each.message for each in diagnostics if each.code == "settled-condition"]


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (
            'direction = "inbound" and direction = "outbound"',
            '`direction = "outbound"` is at odds with `direction = "inbound"`',
        ),
        ("calls >= 2 and calls < 2", "`calls < 2` is at odds with `calls >= 2`"),
        ("calls > 2 and automated and calls <= 2", "`calls <= 2` is at odds with `calls > 2`"),
        ("calls > 2 and calls = 2", "`calls = 2` is at odds with `calls > 2`"),
        ("3 > calls and calls > 4", "`calls > 4` is at odds with `3 > calls`"),
        ("calls between 7 and 3", "`calls between 7 and 3` never holds"),
        ("calls > most and calls < least", "`calls < least` is at odds with `calls > most`"),
        ("duration_s < 1m and duration_s > 1h", "`duration_s > 1h` is at odds with `duration_s < 1m`"),
        (
            'time_of(at, "UTC") between 22:00 and 06:00',
            '`time_of(at, "UTC") between 22:00 and 06:00` never holds',
        ),
        ("automated or (calls = 2 and calls = 3)", "`calls = 3` is at odds with `calls = 2`"),
        (
            'direction in ("inbound", "internal") and direction in ("outbound", "transit")',
            '`direction in ("outbound", "transit")` is at odds with',
        ),
    ],
)
def test_a_contradiction_is_told(when: str, said: str) -> None:
    (message,) = told(when)
    assert message.startswith(said)


def test_where_and_when_must_both_hold() -> None:
    (message,) = told('direction = "outbound"', where='direction = "inbound"')
    assert message == '`direction = "outbound"` is at odds with `direction = "inbound"`: they never hold together'


@pytest.mark.parametrize(
    "when",
    [
        'direction = "inbound" or direction = "outbound"',
        "calls >= 2 and calls <= 2",
        "calls between 3 and 3",
        "calls > least and calls < most",
        "calls > shifting and calls < least",
        'direction in ("inbound", "internal") and direction in ("internal", "transit")',
        'direction <> "inbound" and direction <> "outbound"',
        "calls > 2 and (calls < 1 or automated)",
        'time_of(at, "UTC") >= 22:00 or time_of(at, "UTC") < 06:00',
        "ring_s > 5m and duration_s < 1m",
    ],
)
def test_what_may_hold_is_not(when: str) -> None:
    assert told(when) == []
