"""A policy that takes `-` for somebody's name is warned."""

from __future__ import annotations

import pytest

from bylaws.policy.compile import compile_text

RULE = """## Calls {{#calls}}
You must not call too often.

```bylaw
{declared}
```
"""
JUDGED = "rule many on auth.attempt\n  where {where}\n  when count() by ip over 1h > 3\n  against ip"


def warned(declared: str) -> list[str]:
    """The words that are warned of."""
    found = compile_text(RULE.format(declared=declared), "policy.md").diagnostics
    return [each.labels[0].span.text for each in found if each.code == "placeholder-as-name"]


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ('user = "-"', ['"-"']),
        ('"Unknown" <> account', ['"Unknown"']),
        ('user in ("root", "NONE", "")', ['"NONE"', '""']),
        ('target_account not in ("null", "n/a")', ['"null"', '"n/a"']),
        # Each of these means something.
        ('reason = "unknown"', []),
        ('user = "root" or account like "-%"', []),
        ('coalesce(user, "none") = "none"', []),
        ("user = target_account", []),
    ],
)
def test_a_field_that_names_somebody_is_compared_with_a_name(where: str, words: list[str]) -> None:
    assert warned(JUDGED.format(where=where)) == words


def test_a_word_that_some_kinds_mean_is_left_alone() -> None:
    """The subject of a mail is a text, that of a request for data is a person."""
    assert warned('rule many on message.sent\n  when subject = "-"') == []


@pytest.mark.parametrize(
    "declared",
    [
        'list held by number from number.assigned where account <> "-"',
        'duty d owed by provider\n  after auth.attempt where user = "-"\n  expect notice.sent by account\n  within 1h',
        'derive made.up on auth.attempt where user = "-" with target_account = target_account',
        'rule many on auth.attempt\n  let f = count(where user <> "-") by ip over 1h\n  when f > 3\n  against ip',
    ],
    ids=["a list", "a duty", "a derivation", "a window"],
)
def test_wherever_it_is_compared(declared: str) -> None:
    assert warned(declared) == ['"-"']
