"""Where mails come from, judged as they are read."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Final

from bylaws.events.readers.mail.headers import Headers, addresses, clean
from bylaws.origin.answers import Answers

if TYPE_CHECKING:
    from bylaws.origin.proof import Proof, Transport

_HELO: Final = re.compile(r"(?i)^from\s+([^\s()\[\];]{1,255})")
_POLICIES: Final = ("none", "quarantine", "reject")


def transport_of(headers: Headers, arrival: str, client: str | None) -> Transport:
    """How the last server says that a mail was handed over; `arrival` is its `Received`, `client` the address in it."""
    from bylaws.origin.proof import Transport

    told = next(headers.all("return-path"), None)
    sender = next((each.address for each in addresses(told or "")), "<>" if told is not None else "")
    called = _HELO.search(arrival)
    return Transport(client or "", called[1] if called else "", sender)


def proof_of(message: bytes, headers: Headers, transport: Transport, at: str, answers: Answers) -> Proof:
    """What is to be said of a mail that came at an instant, in RFC 3339."""
    from bylaws.origin.proof import prove

    authors = [clean(each.address).rpartition("@")[2] for each in headers.addresses("from")]
    return prove(message, transport, authors, int(datetime.fromisoformat(at).timestamp()), answers)


def fields_of(proof: Proof) -> dict[str, object]:
    """As fields of an event."""
    policy = proof.dmarc.policy
    return {
        "spf": proof.spf.result,
        "dkim": proof.signed,
        "arc": proof.arc.result,
        "dmarc": proof.dmarc.result,
        "dmarc_policy": policy if policy in _POLICIES else None,
    }
