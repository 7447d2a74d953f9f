"""Phishing among mails, on mails made for this test."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaws.content.mail.heading import heading_of
from bylaws.content.mail.phishing import phishing_mail, phishing_mail_of, signs
from bylaws.content.mail.spam import LONGEST
from bylaws.events.types import BILLION

LURE = (
    "Your PayPal account is restricted",
    "Dear customer, your account was limited. Confirm your password within 24 hours: http://paypal.secure-check.example.net/login",
    "From: PayPal Service <service@pay-pal-support.example>\nReply-To: <desk@other.example>",
)
RECEIPT = (
    "Receipt for your payment",
    "Hello Ann, you paid 12.50 to Blue Tile. See it in your account: https://www.paypal.com/activity. No answer is needed.",
    "From: PayPal <service@paypal.com>",
)
WARNING = (
    "Fraud mails are going round",
    'Dear colleagues, some of you got a mail that says "your mailbox is full, confirm your password". It is fraud: delete it.',
    "From: IT desk <it@bluetile.example>",
)
TEXTS = st.text("ab 1$%@.:/\n>-_=Ж!", max_size=60)


def score(*mail: str) -> float:
    return int(str(phishing_mail(*mail)["score"])) / BILLION


def shown(*mail: str) -> set[str]:
    return set(signs(mail[0], mail[1], heading_of(mail[2])))


def test_a_lure_is_told_from_a_receipt_and_from_a_warning_about_lures() -> None:
    assert score(*LURE) > 0.9
    assert score(*RECEIPT) < 0.1
    assert score(*WARNING) < 0.5
    assert score(*RECEIPT) < score(*WARNING) < score(*LURE)


def test_what_speaks_for_it_is_told_but_no_address() -> None:
    spans = str(phishing_mail(*LURE)["spans"])
    assert spans
    assert "example" not in spans


@pytest.mark.parametrize(
    ("mail", "there", "absent"),
    [
        (LURE, {"borrowed name", "reply elsewhere", "links all elsewhere", "asks for secrets", "names another"}, {"link home"}),
        (RECEIPT, {"link home"}, {"borrowed name", "links all elsewhere", "names another"}),
        (WARNING, {"no link"}, {"free address"}),
        (("s", "see http://192.0.2.1/x", "From: a@b.example"), {"link to a number"}, {"no link"}),
        (("s", "<form action=x>", "From: a@b.example"), {"form"}, set[str]()),
        (("s", "b", "From: boss@acme.example <x@other.example>"), {"address as name"}, set[str]()),
        (("s", "b", ""), {"no author", "no link"}, {"borrowed name"}),
        (("s", "b", "From: Ann <ann77@gmail.com>"), {"free address", "figures in address"}, {"no author"}),
        (("s", "locked, blocked, disabled, suspended", "From: a@b.example"), {"hurries 4"}, {"asks for secrets"}),
        (("s", "b", "From: Anybody <a@paypa1.com>"), {"author looks alike", "author made up"}, {"borrowed name"}),
    ],
)
def test_what_shows_of_a_mail(mail: tuple[str, str, str], there: set[str], absent: set[str]) -> None:
    assert there <= shown(*mail)
    assert not absent & shown(*mail)


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=5))
@settings(max_examples=30, deadline=None)
def test_one_by_one_and_many_at_once_are_the_same(calls: list[tuple[str, str, str]]) -> None:
    assert [dict(each) for each in phishing_mail_of(calls)] == [dict(phishing_mail(*each)) for each in calls]


def test_a_long_mail_is_looked_at_from_its_beginning() -> None:
    long = "http://a.example/ " * 100_000
    assert dict(phishing_mail("s", long)) == dict(phishing_mail("s", long[:LONGEST]))
    assert set(phishing_mail(long, long, f"From: {long}\nReply-To: {long}")) == {"score", "spans"}
