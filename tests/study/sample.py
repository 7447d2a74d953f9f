"""A small policy, and findings made by hand, so that reports can be tested without the engine."""

from __future__ import annotations

from msgspec.structs import replace

from bylaws.engine.duties import OpenDebt
from bylaws.engine.finding import Finding
from bylaws.events.record import Reject
from bylaws.events.rejects import Reason
from bylaws.events.types import MILLION
from bylaws.policy.compile import compile_text
from bylaws.policy.program import Program
from bylaws.study.result import Rejected, Result

WRONG = "`ip`: `<192.0.2.9>` is no address"
POLICY = """---
policy: acceptable-use
language: 1
provider: Northwind <Voice>
version: 2026-11-21
effective: on posting
contact: abuse@northwind.example
timezone: Asia/Kolkata
---
## Guessing {#guessing}
You must not try to get into an account by guessing.

```bylaw
parameter most_failures = 10

rule guessed on auth.attempt
  where outcome = "fail"
  let failures = count() by ip over 1h
  let account_named = account
  when failures >= most_failures
  against ip
  severity medium
  says "{failures} failures from {ip}"
```

## Mail {#mail}
You must not send what nobody asked for.

```bylaw
rule mailed on message.sent
  let sent = count() by account over 1h
  when 5 < sent
  severity high
```

## Manners {#manners}
Be kind.

```bylaw
manual "a matter of tone"
```
"""

START = 1_795_132_800 * MILLION  # 2026-11-20T00:00:00Z


def program() -> Program:
    compiled = compile_text(POLICY)
    assert compiled.program is not None, compiled.diagnostics
    return compiled.program


GUESSED = Finding(
    id="0123456789abcdef0123456789abcdef",
    rule="guessed",
    clause="guessing",
    clause_hash="h",
    policy="acceptable-use",
    version="2026-11-21",
    digest="d",
    state="settled",
    kind="auth.attempt",
    event="e1",
    source="s",
    element=0,
    at=START,
    subject="192.0.2.7",
    severity="medium",
    facts={"failures": 20, "account_named": "a1"},
    fields={"ip": "192.0.2.7", "account": "a1"},
    says="20 failures from 192.0.2.7",
)


def result(*findings: Finding, read: dict[str, int] | None = None) -> Result:
    made = program()
    return Result(
        made,
        findings or (GUESSED, replace(GUESSED, id="f" * 32, state="unsettled", missing=("outcome",), at=START + 3600 * MILLION)),
        {"auth.attempt": 40} if read is None else read,
        rejects=2,
        rejected=(Rejected("log.jsonl", "line 3", WRONG),),
        reasons=[Reason(Reject("log.jsonl", 3, 40, WRONG))],
        debts=(OpenDebt("tell", "guessing", "provider", ("a1",), "a1", "auth.attempt", "s", "e1", START, None),),
        blind={"mailed": "no event of kind message.sent was read"},
        unknown={"auth.attempt.<b>": 3},
        first=START,
        last=START + 3600 * MILLION,
    )
