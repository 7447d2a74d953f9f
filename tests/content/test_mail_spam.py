"""Spam among mails, on mails made for this test."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaws.content.mail import spam as reading
from bylaws.content.mail.heading import heading_of
from bylaws.content.mail.spam import LONGEST, normal, spam_mail, spam_mail_of
from bylaws.content.models.linear import shipped
from bylaws.events.types import BILLION

OFFER = (
    "Lose weight FAST!!!",
    "Order our herbal pills now, 100% guaranteed. Click here: http://pills.example/buy. To be removed, click.",
)
TALK = ("Re: lunch", "Fine, see you at twelve then.\n\nAnn Example wrote:\n> shall we have lunch on Thursday?")
HEADERS = """\
From: Ann Example <ann@shop.example>
To: ben@home.example
Date: Mon, 2 Nov 2026 10:00:00 +0100
Message-ID: <Ab12.3@shop.example>
Content-Type: multipart/mixed;
\tboundary="----=_Part 7"
In-Reply-To: <x@home.example>"""
TEXTS = st.text("ab 1$%@.:/\n>-_=Ж!", max_size=60)
LINES = st.lists(
    st.sampled_from((*HEADERS.split("\n"), "From: a@b", ":", " folded", "X-Mailer: 7", "Reply-To: <>", "\r")), max_size=9
)


def score(*mail: str) -> float:
    return int(str(spam_mail(*mail)["score"])) / BILLION


def test_offers_are_told_from_talk_with_headers_and_without() -> None:
    assert score(*OFFER) > 0.99
    assert score(*TALK) < 0.05
    assert score(*TALK, HEADERS) < score(*TALK)


def test_the_words_that_speak_for_it_are_told_but_no_address() -> None:
    spans = str(spam_mail(*OFFER)["spans"]).split(", ")
    assert 0 < len(spans) <= 3
    assert not any("example" in span for span in spans)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("pay $1,000 or 20 Euros, 50% off", "pay xmoney or xmoney , xpercent off"),
        ("see HTTP://A.example/b and http://10.1.2.3/x", "see xlink and xnumlink"),
        ("mail a@b.example\n----------\n12 items", "mail xmail xrule 0 items"),
    ],
)
def test_how_a_mail_is_read(body: str, expected: str) -> None:
    assert " ".join(normal("A b", body).split()) == f"xsubject a b xbody {expected}"


def test_a_heading_shows_the_program_and_not_whose_mail_it_is() -> None:
    heading = heading_of(HEADERS)
    assert heading.author.address == "ann@shop.example"
    assert {"answers", "to an address", "type multipart/mixed"} <= set(heading.signs)
    assert "id of another" not in heading.signs
    assert "xidx.0" in heading.text.split()
    assert "ann@" not in heading.text
    assert "ben" not in heading.text
    received = "Received: from x by y\nList-Id: <a.b>\nX-Spam-Status: Yes\n"
    assert heading_of(received + HEADERS).text == heading.text
    assert heading_of(received + HEADERS).signs == heading.signs


@settings(deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS, LINES), max_size=4))
def test_many_at_once_are_judged_as_each_alone(mails: list[tuple[str, str, list[str]]]) -> None:
    calls = [(subject, body, "\n".join(lines)) for subject, body, lines in mails]
    assert [dict(each) for each in spam_mail_of(calls)] == [dict(spam_mail(*each)) for each in calls]


@pytest.mark.parametrize("piece", ["a", "a.", "1 ", "$", "http://", "-", "<", "a@", "=?", "\n "])
def test_a_hostile_mail_is_read_as_far_as_said(piece: str) -> None:
    long = piece * (1 << 18)
    assert dict(spam_mail("s", long)) == dict(spam_mail("s", long[:LONGEST]))
    assert dict(spam_mail("s", "a" * LONGEST + long, HEADERS)) == dict(spam_mail("s", "a" * LONGEST, HEADERS))
    assert set(spam_mail(long, long, f"From: {long}\nTo: {long}\nMessage-ID: <{long}\n{long}")) == {"score", "spans"}


def test_without_headers_it_goes_by_the_words() -> None:
    words = shipped(reading.TEXTS)
    share = words.share(float(words.sums([normal(*OFFER)], [()])[0]))
    assert [score(*OFFER), score(*OFFER, "")] == pytest.approx([share, share])
    assert score(*OFFER, "Date: today") != pytest.approx(share, abs=1e-9)
    assert heading_of("").signs == ["no id", "no name", "to nobody", "no type", "type ", "encoding "]
