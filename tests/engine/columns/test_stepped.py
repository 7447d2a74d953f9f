"""Of a kind that only duties read, the step executor sees the events that may bear on a debt, and no others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from bylaws.engine.step import Stepper
from tests.oracle.test_agreement import compiled

from .running import FRONT, agreeing, lines_of

HEAD = (
    FRONT
    + """
```bylaw
informative
list holders by number from number.assigned
list told by sender from message.sent
```

## Duties {#duties}

```bylaw
rule loud on call.record
  let calls = count() by account over 1h
  when calls >= 50
```

"""
)
DUTY = """
duty passing-on owed by customer
  after call.record where direction = "outbound" and holders[presented_number].account <> account
  let before = count(call.record where direction = "internal" and duration_s > this.duration_s) by account over 1m
  expect call.record by account, from = presented_number where direction = "inbound" and ended_at - duration_s < this.ended_at
  within 5s
  paused from message.sent by account where channel = "sms" until message.sent by account where channel = "chat"
  unless before > 0
"""
WHOLE = {
    "no condition": """
duty any owed by customer
  after call.record
  expect message.sent by account
  within 5s
""",
    "a condition on the other event alone": """
duty longer owed by customer
  after call.record where direction = "outbound"
  expect call.record by account where duration_s > this.duration_s
  within 5s
""",
    "a list that the kind itself feeds": """
duty answered owed by customer
  after call.record where direction = "outbound"
  expect message.sent by account where told[sender].account = account
  within 5s
""",
}


def stamp(second: int) -> str:
    return f"2026-02-01T00:00:{second:02}Z"


def call(second: int, direction: str, **more: object) -> dict[str, object]:
    name = f"{direction}-{second}{more.get('from', '')}"
    known = {"kind": "call.record", "id": name, "source": "x", "account": "a", "ended_at": stamp(second)}
    return {**known, "direction": direction, "duration_s": 1, **more}


def message(second: int, channel: str) -> dict[str, object]:
    known = {"kind": "message.sent", "id": f"{channel}-{second}", "source": "x", "account": "a", "at": stamp(second)}
    return {**known, "channel": channel, "sender": "s"}


EVENTS = [
    {"kind": "number.assigned", "id": "n1", "source": "x", "at": stamp(0), "account": "a", "number": "+491"},
    {"kind": "number.assigned", "id": "n2", "source": "x", "at": stamp(0), "account": "b", "number": "+492"},
    call(1, "outbound", presented_number="+491"),
    call(2, "outbound", presented_number="+492"),
    call(3, "inbound", **{"from": "+492"}),
    call(4, "internal", **{"from": "+492"}),
    call(5, "outbound", presented_number="+493"),
    call(6, "outbound", presented_number="+492"),
    call(6, "inbound", **{"from": "+499"}),
    call(6, "inbound", account="b", **{"from": "+492"}),
    message(7, "email"),
    message(8, "sms"),
    message(9, "chat"),
    call(20, "outbound"),
    message(30, "voice"),
]


def pushed(
    duty: str, monkeypatch: pytest.MonkeyPatch, events: Sequence[Mapping[str, object]] = EVENTS, block: int = 1 << 20
) -> set[str]:
    """The events that a run over columns shows the step executor; it finds what a run step by step does."""
    program = compiled(f"{HEAD}```bylaw{duty}```\n")
    seen: list[set[str]] = []

    class Watched(Stepper):
        def __init__(self, *args: object, **more: object) -> None:
            super().__init__(*args, **more)  # type: ignore[arg-type]  # whatever a stepper takes
            self.seen = set[str]()
            seen.append(self.seen)

        def push(self, event, facts=None):  # type: ignore[no-untyped-def]  # as a stepper's
            self.seen.add(event.id)
            return super().push(event, facts)

    with monkeypatch.context() as patch:
        patch.setattr("bylaws.engine.batch.Stepper", Watched)
        ran = agreeing(program, [lines_of(events)], block=block)
    assert ran.kept == 1
    return seen[0]


def test_what_certainly_fails_the_conditions_of_a_duty_is_not_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = pushed(DUTY, monkeypatch)
    assert seen == {"outbound-2", "inbound-3+492", "outbound-6", "sms-8", "chat-9"}
    late = DUTY.replace("unless before > 0", 'unless count(call.record where direction = "internal") by account over 1m > 0')
    assert pushed(late, monkeypatch) == seen | {"internal-4+492", "inbound-6+499", "inbound-6+492", "outbound-20"}


def test_what_pays_late_is_seen_whenever_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [call(2, "outbound", presented_number="+492"), *(call(n, "inbound", **{"from": "+498"}) for n in range(10, 50))]
    paid = [*many, call(55, "inbound", **{"from": "+492"}, ended_at=stamp(55), duration_s=54)]
    for block in (1 << 20, 1 << 12):
        assert pushed(DUTY, monkeypatch, [*EVENTS[:2], *paid], block) == {"outbound-2", "inbound-55+492"}


@pytest.mark.parametrize("why", WHOLE)
def test_a_duty_whose_conditions_cannot_be_told_sees_all_of_a_kind(why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = "message.sent" if "list" in why else "call.record"
    key = "ended_at" if kind == "call.record" else "at"
    assert pushed(WHOLE[why], monkeypatch) >= {
        str(each["id"]) for each in EVENTS if each["kind"] == kind and key in each and each["account"] == "a"
    }


LATE_LISTS = {
    "a list that findings feed": (
        "list seen by account from noticed",
        "message.sent by account where account in seen",
    ),
    "a key from a list that findings feed": (
        "list seen by account from noticed",
        "message.sent by seen[account].account = account",
    ),
    "a list whose feed reads a list": (
        "list seen by sender from message.sent where account in billed",
        "auth.attempt by account where user in seen",
    ),
    "a key from a list whose feed reads a list": (
        "list seen by sender from message.sent where account in billed",
        "auth.attempt by seen[user].account = account",
    ),
}
NOTICED = """
rule noticed on usage.metered
  when quantity >= 1
  severity low

duty answer owed by customer
  after call.record where direction = "outbound"
  expect {expect}
  within 5s
"""


@pytest.mark.parametrize("why", LATE_LISTS)
def test_what_pays_by_a_list_that_is_fed_as_events_are_judged_is_seen(why: str) -> None:
    declared, expect = LATE_LISTS[why]
    head = f"```bylaw\ninformative\nlist billed by account from usage.metered\n{declared}\n```\n\n## Duties {{#duties}}\n"
    program = compiled(f"{FRONT}\n{head}\n```bylaw{NOTICED.format(expect=expect)}```\n")
    at_source = {"source": "x", "account": "a"}
    events = [
        {"kind": "usage.metered", "id": "u", "at": stamp(0), "quantity": "1", **at_source},
        message(1, "sms"),
        call(2, "outbound"),
        {"kind": "auth.attempt", "id": "s", "at": stamp(3), "user": "s", **at_source},
        message(3, "sms"),
    ]
    for block in (1, 1 << 20):
        assert [each["rule"] for each in agreeing(program, [lines_of(events)], block=block).findings] == ["noticed"]
    unpaid = agreeing(program, [lines_of([*events[1:], call(20, "internal")])])
    assert [(each["rule"], each["paid_late"]) for each in unpaid.findings] == [("answer", None)]
