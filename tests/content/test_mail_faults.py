"""Faults in the headers of mails: each by one change to an honest mail, what looks like one and is none, and hostile blocks."""

from __future__ import annotations

import base64
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaws.content.mail.block import LONGEST
from bylaws.content.mail.faults import FAULTS, MOST_HOPS, header_faults

from ..engine.columns.running import lines_of, over_columns, step_by_step
from ..engine.running import ev, program_of

HOPS = (
    "Received: from relay.example.net by mx.example.com; Mon, 23 Nov 2026 10:00:09 +0000\n"
    "Received: from pc.example.org by relay.example.net; Mon, 23 Nov 2026 11:00:05 +0100\n"
)
REST = "From: Ada <ada@example.org>\nTo: bo@example.com\nSubject: Roses\nDate: Mon, 23 Nov 2026 10:00:00 +0000\n"
HONEST = HOPS + REST
AUTHOR = "From: Ada <ada@example.org>"


def encoded(octets: bytes) -> str:
    return f"Subject: =?utf-8?b?{base64.b64encode(octets).decode()}?="


@pytest.mark.parametrize(
    ("headers", "fault"),
    [
        (HONEST.replace(AUTHOR + "\n", ""), "no author"),
        (HOPS + AUTHOR, "no date"),
        (HONEST + "From: Bo <bo@example.com>", "field twice"),
        (HONEST + "subject : again", "field twice"),
        (HONEST + "Buy now", "no field"),
        (HONEST + "From ada@example.org Mon Nov 23 10:00:00 2026", "no field"),
        (HONEST.replace("Subject: Roses", encoded(b"Roses\r\nBcc: all@example.com")), "hidden line break"),
        (HONEST.replace("Roses", "=?utf-8?Q?Roses=0aBcc:_all@example.com?="), "hidden line break"),
        (HONEST.replace("Roses", "=?utf-8?q?Roses=0D=0ABcc:_all@example.com?="), "hidden line break"),
        (HONEST.replace("Roses", "Roses\rBcc: all@example.com"), "hidden line break"),
        (HONEST.replace(AUTHOR, 'From: "help@bank.example" <x@evil.example>'), "name of another"),
        (HONEST.replace(AUTHOR, 'From: "help@bank.example via Us" <x@evil.example>'), "name of another"),
        (
            HONEST.replace(AUTHOR, 'From: "help@bank.example via Us" <x@evil.example>\nList-Id: <us.other.example>'),
            "name of another",
        ),
        (HOPS * (MOST_HOPS // 2) + REST, "loop"),
        (HONEST.replace("Mon, 23 Nov 2026 11:00:05", "Wed, 25 Nov 2026 11:00:05"), "hops back in time"),
    ],
)
def test_a_fault_is_told_alone(headers: str, fault: str) -> None:
    assert header_faults(headers) == (fault,)
    assert header_faults(headers.replace("\n", "\r\n")) == (fault,)


@pytest.mark.parametrize(
    "headers",
    [
        HONEST,
        "From ada@example.org Mon Nov 23 10:00:00 2026\n" + HONEST,
        REST,
        HONEST.replace("Ada", '"ada@mail.example.org"'),
        HONEST.replace("Roses", "Roses\n and more"),
        HONEST.replace("Roses", "=?utf-8?b?IUmlk?= =?utf-8?q?R=C3=B6slein?="),
        HONEST.replace(
            AUTHOR, 'From: "ada@example.org via Garden" <garden@lists.example.net>\nList-Id: <garden.lists.example.net>'
        ),
        HONEST.replace(AUTHOR, "From: Nobody <nobody@remailer.example>").replace(HOPS, ""),
        HONEST.replace("11:00:05 +0100", "10:09:00 +0000"),
        HONEST.replace("Mon, 23 Nov 2026 11:00:05 +0100", "some day"),
    ],
)
def test_what_looks_like_a_fault_and_is_none(headers: str) -> None:
    assert header_faults(headers) == ()


@given(st.text(st.characters(blacklist_categories=["Cc", "Cs"]), max_size=80))
def test_what_the_standard_library_writes_has_no_fault(subject: str) -> None:
    mail = EmailMessage(SMTP)
    mail["From"], mail["Date"], mail["Subject"] = "Ada <ada@example.org>", "Mon, 23 Nov 2026 10:00:00 +0000", subject
    assert header_faults(mail.as_string()) == ()


@given(st.text() | st.text('\r\n\t :;=?bq@<>,"Received:From ', max_size=400))
def test_whatever_stands_there_is_answered(headers: str) -> None:
    assert set(header_faults(headers)) <= set(FAULTS)


@pytest.mark.parametrize(
    "piece",
    ["Received: x; ", "From: <", "\n ", "a", "=?q?b?", '"', "(", "a@", "From: (((a@b\n", "Received: ;1 1 1 1:1:1 +9999999\n"],
)
def test_endless_blocks_are_cut(piece: str) -> None:
    assert set(header_faults(piece * (2 * LONGEST // len(piece)))) <= set(FAULTS)


def test_of_a_block_that_was_cut_nobody_says_what_it_lacks() -> None:
    assert header_faults(f"X-Long: {'x' * LONGEST}\n") == ()
    assert header_faults("X-Long: a\n" * LONGEST) == ()


def test_a_rule_asks_it() -> None:
    program = program_of('rule masks on message.sent\n  when header_faults(raw_headers) contains "name of another"')
    mask = HONEST.replace("Ada", '"help@bank.example"')
    events = [ev("message.sent", f"10:00:0{at}", id=f"e{at}", raw_headers=each) for at, each in enumerate((HONEST, mask))]
    there, here = over_columns(program, [lines_of(events)]), step_by_step(program, [lines_of(events)])
    assert not program.blind
    assert there.findings == here.findings
    assert len(here.findings) == 1
