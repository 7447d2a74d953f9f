"""A policy that asks of all there is to learn, and events to learn it from."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.front import FRONT

POLICY = f"""{FRONT}## Calls {{#calls block=high fallback=review}}
You must not call too many too often.

```bylaw
list holders by number from number.assigned until released_at

rule many on call.record
  let calls = count() by account over 10m
  let kinds = distinct(to) by account over 10m
  let before = last() by account over 10m
  let alike = count(where to = this.to) by account over 10m
  when calls >= 4 or (before.to = to and alike > 2)
  unless permitted("calls", calls: calls)
  severity low
  severity high if kinds > 4 or holders[to].account = account
  once per 5m by account

duty tell owed by provider
  after many
  expect notice.sent by account
  within 3m
  paused from case.changed where to_state = "held" until case.changed where from_state = "held"
```
"""

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)


def events(count: int, seed: int = 1) -> Iterator[dict[str, object]]:
    """Calls, most of them in order, and what rules and duties wait for."""
    dice = random.Random(seed)
    for number in range(count):
        at = BEGIN + timedelta(seconds=5 * number - (dice.randrange(900) if dice.random() < 0.05 else 0))
        account, phone = f"a{dice.randrange(5)}", f"+4912345{dice.randrange(6)}"
        more: dict[str, object] = {"kind": "call.record", "account": account, "to": phone}
        match dice.randrange(40):
            case 0:
                more = {"kind": "notice.sent", "account": account}
            case 1:
                more = {"kind": "case.changed", "account": account, "to_state": "held"}
            case 2:
                more = {"kind": "case.changed", "account": account, "from_state": "held"}
            case 3:
                more = {"kind": "number.assigned", "account": account, "number": phone}
            case 4:
                more = {"kind": "call.record", "account": account, "to": 7.5}
        yield {"id": f"e{number}", "source": "switch", "at": at.isoformat(), **more}


def lines(count: int, seed: int = 1) -> list[bytes]:
    return [json.dumps(each).encode() + b"\n" for each in events(count, seed)]


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "policy.md"
    path.write_text(POLICY, encoding="utf-8")
    return path
