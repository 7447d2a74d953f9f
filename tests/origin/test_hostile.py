"""Mails and zones that want to keep us busy: bounded, and nothing raises."""

from __future__ import annotations

import time

import pytest

from bylaws.origin.answers import Recorded, Sort
from bylaws.origin.proof import LINES, Proof, Transport, prove
from bylaws.origin.spf import spf_of

from .mails import AT, KEY, MAIL, zone

TRANSPORT = Transport("192.0.2.7", "mail.example.org", "news@example.org")
SECONDS = 20.0
"""Far above what any takes, and far below what it would take unbounded."""


class Endless:
    """Answers whatever is asked with a record that leads on, and counts."""

    def __init__(self, record: str) -> None:
        self.record, self.asked = record, 0

    def lookup(self, name: str, sort: Sort) -> tuple[str, ...]:
        self.asked += 1
        return (self.record.replace("NAME", f"n{self.asked}.{name[-200:]}"),) if sort == "TXT" else ()


def proved(message: bytes) -> Proof:
    began = time.process_time()
    proof = prove(message, TRANSPORT, ["example.org"], AT, zone())
    assert time.process_time() - began < SECONDS
    return proof


@pytest.mark.parametrize(
    "record",
    [
        "v=spf1 include:NAME -all",
        "v=spf1 redirect=NAME",
        "v=spf1 " + "include:NAME " * 50,
        "v=spf1 " + "exists:%{l}.NAME " * 200,
        "v=spf1 " + "a:NAME mx:NAME ptr:NAME " * 100,
        "v=spf1 exp=NAME -all",
        "v=spf1 " + "ip4:192.0.2.1 " * 5000,
        "v=spf1 a:" + "%{l10r.-+,/_=}" * 1000,
    ],
)
def test_a_record_that_leads_on_for_ever_ends(record: str) -> None:
    answers = Endless(record)
    verdict = spf_of("192.0.2.1", "mail.example.org", "a.b.c.d@example.org", AT, answers)
    assert verdict.result != "temperror"
    assert answers.asked <= 200


@pytest.mark.parametrize(
    "headers",
    [
        b"".join(b"Received: from a%d by b; Mon, 05 Jan 2026 14:39:01 +0000\r\n" % number for number in range(10_000)),
        b"DKIM-Signature: " + b"a=" * 500_000 + b"\r\n",
        b"DKIM-Signature: v=1; b=" + b"A" * 1_000_000 + b"\r\n",
        b"DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=s; h=" + b"from:" * 200_000 + b"; bh=aaaa; b=aaaa\r\n",
        b"DKIM-Signature: v=1;\r\n" * 10_000,
        b"ARC-Seal: i=999999999; cv=none\r\n" * 1000,
        b"".join(b"ARC-Seal: i=%d; a=rsa-sha256; b=aaaa; cv=pass; d=a.example; s=s\r\n" % number for number in range(1, 1000)),
        b"From: " + b"a@b.example," * 50_000 + b"\r\n",
        b"X: y\r\n" + b" z\r\n" * 200_000,
    ],
    ids=["hops", "equal signs", "long signature", "long list", "many signatures", "far seals", "many seals", "authors", "folded"],
)
def test_hostile_headers_end(headers: bytes) -> None:
    proved(headers + MAIL)


@pytest.mark.parametrize("body", [b"\r\n" * 1_000_000, b" " * 4_000_000, b"a \t " * 1_000_000, b"\r" * 2_000_000])
def test_hostile_texts_end(body: bytes) -> None:
    signed = KEY.sign(canonicalize=(b"relaxed", b"relaxed"))
    assert proved(signed.replace(b"Hello Ada\r\n", body)).signed == "fail"


def test_a_field_of_too_many_lines_is_not_put_together() -> None:
    proof = proved(b"DKIM-Signature: v=1;\r\n" + b" \r\n" * (LINES + 1) + MAIL)
    assert proof.signed == "permerror"
    assert proof.arc.result == "fail"


def test_without_an_answer_nothing_is_proved_and_nothing_denied() -> None:
    nothing_recorded = Recorded({})
    proof = prove(KEY.sign(), TRANSPORT, ["example.org"], AT, nothing_recorded)
    assert (proof.spf.result, proof.signed, proof.dmarc.result) == ("temperror", "temperror", "temperror")
