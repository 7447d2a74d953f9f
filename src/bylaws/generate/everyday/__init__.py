"""What honest customers do all day: kind by kind, from columns of numbers to lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from bylaws.generate.everyday import calls, mail, people, use, web, wire
from bylaws.generate.everyday.rows import Rows

Maker = Callable[[Rows], list[str]]
"""Of each row what follows the envelope: the kind's own fields as JSON, with the closing brace."""

MAKERS: Final[Mapping[str, tuple[float, Maker]]] = MappingProxyType(
    {
        "call.record": (0.27, calls.records),
        "http.request": (0.26, web.requests),
        "net.flow": (0.14, wire.flows),
        "auth.attempt": (0.08, people.attempts),
        "message.sent": (0.06, mail.sent),
        "message.result": (0.05, mail.results),
        "message.received": (0.02, mail.received),
        "session.seen": (0.04, people.sessions),
        "usage.metered": (0.02, use.meters),
        "data.exported": (0.01, use.exports),
        "record.changed": (0.01, use.records),
        "account.created": (0.005, people.sign_ups),
        "credential.state": (0.005, people.credentials),
        "net.packet": (0.01, wire.packets),
        "probe.result": (0.004, wire.probes),
        "consent.changed": (0.006, mail.consents),
        "payment.made": (0.008, use.payments),
        "canary.planted": (0.002, mail.canaries),
    }
)
"""Of each kind its share of all events, and how they are made."""
