"""What the provider's desks did before the first day played: one of each answer and record that they give as a matter of course.

A log that begins on the day when a desk does something for the first time cannot tell that it was not done before.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bylaws.generate.scene import MINUTE, Event, event, stamp

ACCOUNT: Final = "c-before"
"""A customer of long standing, of whom nothing more is told."""
CASE: Final = {"account": ACCOUNT, "case": "case-before"}
RECORD: Final = {"account": ACCOUNT, "record": "record-before", "action": "create", "after_hash": "0" * 64}
NUMBER: Final = {"account": ACCOUNT, "number": "+442099999999", "number_type": "voice", "country": "GB"}
PROBE: Final = {"target_ip": "10.63.255.1", "target_port": 53, "test": "open_resolver"}
CLIENT: Final = {"ip": "100.63.255.1", "user_agent": "bot-before/1.0", "method": "GET", "status": 200}


def past(at: int) -> Iterator[Event]:
    """From then on (ms since 1970), minute by minute."""
    for turn, (kind, told) in enumerate(_told(stamp(at))):
        yield event(kind, at + turn * MINUTE, told)


def _told(done: str) -> Iterator[tuple[str, dict[str, object]]]:
    """Kinds and fields; `done`: when whatever is answered was."""
    user = {"account": ACCOUNT, "user": "u-before"}
    yield "number.assigned", {**NUMBER, "authorised_uses": ["bulk", "verification"]}
    yield "account.changed", {**user, "field": "seat", "seat_id": "seat-before"}
    yield "credential.state", {**user, "second_factor_enrolled": True}
    yield "http.request", {**CLIENT, "path": "/robots.txt"}
    yield "probe.result", {**PROBE, "outcome": "closed"}
    yield "record.changed", {**RECORD, "approval_ref": "approval-before", "legal_hold": True}
    yield "question.asked", {"account": ACCOUNT, "question": "q-before", "answered_at": done}
    yield "assistance.requested", {**CASE, "request": "h-before", "satisfied_at": done}
    yield "deletion.done", {"deletion": "del-before", "subject": "someone@before.example", "items": 3}
    yield "disclosure.made", {**_disclosed(), "legal_basis": "court_order", "approved_by": "counsel"}
    yield "case.changed", {**CASE, "from_state": "opened", "to_state": "decided"}
    for role, of in (("holder", CASE), ("reporter", {}), ("guardian", {}), ("affected", {}), ("regulator", {})):
        arrived = {"notice": f"n-before-{role}", "recipient_role": role, "channel": "mail", "delivered_at": done}
        yield "notice.sent", {**arrived, "about": "r-before", **of}


def _disclosed() -> dict[str, object]:
    return {
        "disclosure": "d-before",
        "case": CASE["case"],
        "recipient": "police@before.example",
        "recipient_role": "law_enforcement",
    }
