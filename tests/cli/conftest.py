"""A small policy and a few events on disk."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bylaws.cli import main

POLICY = """---
policy: acceptable-use
language: 1
provider: Example Mail
version: 2026-11-21
effective: 2026-11-21T00:00:00Z
contact: abuse@example.net
timezone: UTC
---
## Guessing {#guessing}
You must not try to get into an account by guessing.

```bylaw
parameter most = 3

rule guessed on auth.attempt
  where outcome = "fail"
  let failures = count() by target_account over 1h
  when failures >= most
  unless permitted("security-test", target: ip)
  against ip
  severity medium
  once per 1h by target_account
  says "{failures} failures from {ip}"
```

```example
given 3 auth.attempt every 1m with target_account "t1", ip "192.0.2.1", outcome "fail"
expect 1 guessed for "192.0.2.1"
```

## Mail {#mail}
You must not send what nobody asked for.

```bylaw
rule mailed on message.sent
  when purpose = "promotional"
  severity high
```

```example
given message.sent with account "a1", purpose "promotional"
expect mailed
```
"""


def attempt(minute: int, **more: object) -> dict[str, object]:
    known = {"kind": "auth.attempt", "id": f"e{minute}", "at": f"2026-11-22T10:{minute:02}:00Z", "outcome": "fail"}
    return {**known, "target_account": "t1", "ip": "203.0.113.9", **more}


@dataclass(frozen=True, slots=True)
class Desk:
    """A folder with `policy.md`, `events.jsonl` and an output folder, and the command."""

    folder: Path

    @property
    def policy(self) -> Path:
        return self.folder / "policy.md"

    @property
    def events(self) -> Path:
        return self.folder / "events.jsonl"

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def write(self, *events: object) -> None:
        lines = (each if isinstance(each, str) else json.dumps(each) for each in events)
        self.events.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

    def run(self, *words: str) -> int:
        return main(["run", str(self.policy), "--events", str(self.events), "--out", str(self.out), *words])

    def findings(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in (self.out / "findings.jsonl").read_text(encoding="utf-8").splitlines()]

    def rejects(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in (self.out / "rejects.jsonl").read_text(encoding="utf-8").splitlines()]

    def summary(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads((self.out / "summary.json").read_text(encoding="utf-8"))
        return told


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.policy.write_text(POLICY, encoding="utf-8")
    made.write(*(attempt(minute) for minute in range(10, 15)))
    return made
