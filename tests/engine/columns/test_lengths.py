"""How many elements a list has, over columns as step by step."""

from __future__ import annotations

from tests.oracle.test_agreement import compiled

from .running import agreeing, lines_of

POLICY = """---
policy: acceptable-use
language: 1
provider: Example Provider
version: 2026-01-01
effective: 2020-01-01T00:00:00Z
contact: abuse@example.com
timezone: UTC
---
# Acceptable use {#top}

```bylaw
rule many on message.sent
  let texts = sum(coalesce(recipient_count, length(recipients), 1)) by sender over 1h
  when texts > 4
  severity low
  says "{texts} texts"
```
"""


def test_a_message_counts_for_each_to_whom_it_goes() -> None:
    told = [
        {"sender": "a", "recipients": ["r1", "r2", "r3"]},
        {"sender": "b", "recipients": ["r1"], "recipient_count": 4},
        {"sender": "a", "recipients": []},
        {"sender": "a", "recipients": ["r1"]},
        {"sender": "b"},
        {"sender": "a", "recipients": ["r1", "r1"]},
    ]
    log = [
        {"kind": "message.sent", "id": f"m{n}", "source": "s", "at": f"2026-03-01T10:0{n}:00Z", "account": "a1"} | each
        for n, each in enumerate(told)
    ]
    ran = agreeing(compiled(POLICY), [lines_of(log)])
    assert ran is not None
    assert [each["says"] for each in ran.findings] == ["5 texts", "6 texts"]
    assert ran.kept == 1
