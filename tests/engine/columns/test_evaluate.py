"""Expressions over columns, where they meet what columns cannot hold."""

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
rule small on net.flow
  where not (packets * packets > 5000000000000000)
  when packets >= 0
  severity low

rule large on net.flow
  when packets * packets > 5000000000000000
  severity low
```
"""


def test_what_is_judged_event_by_event_for_one_rule_stays_open_for_another() -> None:
    """Beyond 2**50 a product is left to the step executor, here first under `not`."""
    at = "2026-03-02T10:00:00Z"
    flows = [
        {
            "kind": "net.flow",
            "id": f"e{n}",
            "source": "s",
            "at": at,
            "first": at,
            "last": at,
            "src_ip": "10.0.0.1",
            "packets": packets,
        }
        for n, packets in enumerate((1, 50_000_000, 80_000_000))
    ]
    ran = agreeing(compiled(POLICY), [lines_of(flows)])
    assert ran is not None
    assert ran.kept == 2
    assert [each["rule"] for each in ran.findings] == ["small", "small", "large"]
