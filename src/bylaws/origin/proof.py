"""A mail's origin, judged in all four ways at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from bylaws.origin.answers import Answers
from bylaws.origin.arc_chain import Chain, chain_of
from bylaws.origin.dkim_signatures import Signature, signatures_of
from bylaws.origin.dmarc import Judgement, judged
from bylaws.origin.spf import spf_of
from bylaws.origin.verdicts import FAIL, NONE, PASS, PERMERROR, TEMPERROR, Verdict

LINES: Final = 1000
"""Lines of one field. The library puts them together one by one, in time that grows with the square of their number."""
SIZE: Final = 40 << 20
"""Bytes of a mail."""


class Transport(Struct, frozen=True):
    """How a mail was handed over, as the server saw it: from which address, under what name, with which return address.

    Each is empty where nobody knows; a return address that is known to be empty, as of a bounce, is `<>`.
    """

    client: str = ""
    helo: str = ""
    sender: str = ""


class Proof(Struct, frozen=True):
    """What there is to say of a mail's origin."""

    spf: Verdict
    dkim: tuple[Signature, ...]
    arc: Chain
    dmarc: Judgement

    @property
    def signed(self) -> str:
        """What is to be said of all signatures in one word: that of the best."""
        order = (PASS, TEMPERROR, FAIL, "policy", PERMERROR)
        return min((each.result for each in self.dkim), key=order.index, default=NONE)


def prove(message: bytes, transport: Transport, authors: Sequence[str], at: int, answers: Answers) -> Proof:
    """Of a mail as it came, with the domains of its `From`, at a time in seconds since 1970; nothing raises, whatever it holds."""
    path = _path(transport, at, answers)
    if len(message) > SIZE or _too_long(message):
        broken = Signature(PERMERROR, "", "", f"a field of more than {LINES} lines, or a mail of more than {SIZE >> 20} MiB")
        return Proof(path, (broken,), Chain(FAIL, reason=broken.reason), judged(authors, path, (), answers))
    signatures = signatures_of(message, at, answers)
    return Proof(path, signatures, chain_of(message, at, answers), judged(authors, path, signatures, answers))


def _path(transport: Transport, at: int, answers: Answers) -> Verdict:
    if not transport.client or not (transport.helo or transport.sender):
        return Verdict(NONE, reason="nobody knows which computer handed the mail over, or for whom")
    return spf_of(transport.client, transport.helo, transport.sender.removeprefix("<").removesuffix(">"), at, answers)


def _too_long(message: bytes) -> bool:
    count = 0
    for line in message.split(b"\n", 1 << 17):
        if not line.strip(b"\r"):
            return False
        count = count + 1 if line[:1] in b" \t" else 0
        if count > LINES:
            return True
    return False
