"""A policy with something of all that is sharded in its own way, and a log in which one account is hot."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.front import FRONT

from .cluster import Cluster, cluster

POLICY = f"""{FRONT}## Calls {{#calls}}
You must not call too many too often.

```bylaw
list holders by number from number.assigned until released_at

rule many on call.record
  let calls = count() by account over 10m
  let kinds = distinct(to) by account over 10m
  let before = last() by account over 10m
  when calls >= 4 and (before.to = to or kinds > 4)
  unless permitted("calls", calls: calls)
  severity low
  severity high if kinds > 4 or holders[to].account = account
  once per 5m by account

rule rung on call.record
  let rung = count() by to over 1m
  when rung >= 3
  against to
  once per 2m by to

rule ends on call.record
  let calls = count() by account over 10m
  let rung = count() by to over 10m
  when calls >= 6 and rung >= 6
  once per 10m by account, to

duty tell owed by provider
  after many
  expect notice.sent by account
  within 3m
  paused from case.changed where to_state = "held" until case.changed where from_state = "held"
```
"""

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)


def events(count: int, seed: int = 1, every: int = 1) -> Iterator[dict[str, object]]:
    """Calls, half of them of one account, most of them in order, some late, some told of twice, and what rules wait for.

    `every`: so many seconds one."""
    dice = random.Random(seed)
    for number in range(count):
        at = BEGIN + timedelta(seconds=every * number - (dice.randrange(900) if dice.random() < 0.05 else 0))
        account, phone = f"a{dice.randrange(50) if dice.random() < 0.5 else 0}", f"+4912345{dice.randrange(60):02}"
        more: dict[str, object] = {"kind": "call.record", "account": account, "to": phone}
        match dice.randrange(200):
            case 0:
                more = {"kind": "notice.sent", "account": account}
            case 1:
                more = {"kind": "case.changed", "account": account, "to_state": "held"}
            case 2:
                more = {"kind": "case.changed", "account": account, "from_state": "held"}
            case 3:
                more = {"kind": "number.assigned", "account": account, "number": phone}
            case 4:
                more["account"] = "-"
            case 5:
                more = {"kind": "call.record", "account": account, "to": 7.5}
            case 6:
                more |= {"received_at": (at + timedelta(hours=5)).isoformat()}
        told = {"id": f"e{number - (dice.random() < 0.01)}", "source": "switch", "at": at.isoformat(), **more}
        if dice.random() < 0.01:
            del told["id"]
        yield told


def lines(count: int, seed: int = 1, every: int = 1) -> list[bytes]:
    return [json.dumps(each).encode() + b"\n" for each in events(count, seed, every)]


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "policy.md"
    path.write_text(POLICY, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("log") / "events.jsonl"
    path.write_bytes(b"".join(lines(12_000)))
    return path


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Cluster]:
    """A master and two workers."""
    with cluster(tmp_path / "cluster") as made:
        yield made
