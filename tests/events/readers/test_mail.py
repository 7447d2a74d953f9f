"""Mails become messages, bounces and feedback their results; the samples show the ordinary ones."""

from __future__ import annotations

import tarfile
import time
from collections import Counter
from pathlib import Path

import pytest

from bylaws.events.decode import decode
from bylaws.events.event import Event
from bylaws.events.kinds import CATALOGUE
from bylaws.events.readers import Manner, Reading, find_inputs, open_events, recognise
from bylaws.events.readers.mail import page, pieces
from bylaws.events.record import Record, Reject, Remark, State
from tests.events.readers.public import data
from tests.events.readers.reading import events, items, reasons

HEAD = b"From: a@b.example\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000\r\nMessage-ID: <x@y>\r\n"
RECEIVED = b"Received: from x by y; Sat, 21 Nov 2026 10:00:01 +0000\r\n"
FROM = b"From a@b.example Sat Nov 21 10:00:00 2026\n"
MAIL = Reading("mail")


def mail(headers: bytes = b"", body: bytes = b"hi") -> bytes:
    return HEAD + headers + b"\r\n" + body


def field(name: str, content: bytes) -> object:
    (event,) = events(content, MAIL)
    return event.fields.get(name)


def typed(kind: bytes, body: bytes) -> bytes:
    return mail(b"Content-Type: " + kind + b"\r\n", body)


@pytest.mark.parametrize(
    ("dates", "at"),
    [
        ([b"Date: Sat, 21 Nov 2026 10:00:00 +0100"], "2026-11-21T09:00:00"),
        ([b"Date: Sat, 21 Nov 2026 10:00:00 -0000"], "2026-11-21T10:00:00"),
        ([b"Date: 21 Nov 26 10:00 EST"], "2026-11-21T15:00:00"),
        ([b"Date: Sat, 21 Nov 2026 10:00:00 +0000", b"Received: by y; Sat, 21 Nov 2026 11:00:00 +0000"], "2026-11-21T11:00:00"),
        (
            [b"Received: by y; Sat, 21 Nov 2026 12:00:00 +0000", b"Received: by x; Sat, 21 Nov 2026 11:00:00 +0000"],
            "2026-11-21T12:00:00",
        ),
        ([b"Received: by y; nonsense", b"Date: Sat, 21 Nov 2026 10:00:00 +0000"], "2026-11-21T10:00:00"),
    ],
)
def test_a_mail_happened_when_the_last_server_took_it(dates: list[bytes], at: str) -> None:
    (record,) = items(b"From: a@b.example\r\n" + b"\r\n".join(dates) + b"\r\n\r\nhi", MAIL)
    assert isinstance(record, Record)
    assert str(record.raw["at"]).startswith(at)


@pytest.mark.parametrize("date", [b"", b"Date: yesterday\r\n", b"Date: " + b"9" * 5000 + b" Nov 2026 10:00:00 +0000\r\n"])
def test_a_mail_without_a_time_is_rejected(date: bytes) -> None:
    assert reasons(b"From: a@b.example\r\n" + date + b"\r\n", MAIL) == [
        "a mail that does not tell its time: no `Received`, no `Date`"
    ]


def test_a_mail_that_a_server_took_is_the_same_wherever_it_is_read_and_no_other_takes_its_name() -> None:
    first, other = (events(mail(RECEIVED, body), MAIL)[0].id for body in (b"hi", b"ho"))
    assert first.startswith("x@y#")
    assert first == events(FROM + mail(RECEIVED), MAIL)[0].id
    assert first != other
    assert events(mail(), MAIL)[0].id == "file#1"


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (b"Subject: =?utf-8?B?w6k=?= =?utf-8?Q?_a?=", "é a"),
        (b"Subject: =?x-none?Q?=E9?=", "é"),
        (b"Subject: =?utf-8?B?a?= stays", "=?utf-8?B?a?= stays"),
        (b"Subject: =?idna?Q?xn--a?=", "xn--a"),
        (b"Subject: gr\xfcn", "grün"),
        (b"Subject: gr\xc3\xbcn", "grün"),
        (b"Subject: a\x00b", "a\ufffdb"),
        (b"Subject: two\r\n\tlines", "two lines"),
        (b"Subject:", None),
    ],
)
def test_headers_are_read_whatever_stands_in_them(header: bytes, told: str | None) -> None:
    assert field("subject", mail(header + b"\r\n")) == told


@pytest.mark.parametrize(
    ("to", "told"),
    [
        (b'"a, (b" <C@D.Example>, (x) e@f.example (y, z)', ("C@d.example", "e@f.example")),
        (b"<@relay.example:a@b.example>", ("a@b.example",)),
        (b"undisclosed-recipients:;", None),
        (b"no address here", None),
        (b"root", ("root",)),
        (b"<a@b.example>:, group: c@d.example", ("a@b.example", "c@d.example")),
        (b"a@b.example, a@b.example", ("a@b.example",)),
        (b'"unclosed <a@b.example>', ("a@b.example",)),
    ],
)
def test_addresses(to: bytes, told: object) -> None:
    assert field("recipients", mail(b"To: " + to + b"\r\n")) == told


def test_very_many_recipients_are_all_counted() -> None:
    (event,) = events(mail(b"To: " + b",".join(b"a%d@b.example" % number for number in range(70_000)) + b"\r\n"), MAIL)
    assert event.fields["recipient_count"] == 70_000
    assert len(event.fields["recipients"]) == 1 << 16  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("content", "body"),
    [
        (typed(b"text/plain; charset=iso-8859-1", b"gr\xfcn"), "grün"),
        (typed(b"text/plain; charset=utf-16", b"h\0i\0"), "hi"),
        (typed(b"text/plain; charset=us-ascii", b"gr\xc3\xbcn"), "grün"),
        (typed(b"text/plain; charset=utf-7", b"a+2AA-b"), "a?b"),
        (typed(b"text/plain; charset*9999999999999999=", b"hi"), "hi"),
        (typed(b"nonsense", b"hi"), "hi"),
        (typed(b"multipart/mixed; boundary=none", b"hi"), "hi"),
        (typed(b"multipart/mixed", b"hi"), "hi"),
        (mail(b"Content-Transfer-Encoding: base64\r\n", b"aGk="), "hi"),
        (mail(b"", b"a\0b"), "a\ufffdb"),
        (mail(b"", b""), None),
    ],
)
def test_a_body_is_read_whatever_it_claims_to_be(content: bytes, body: str | None) -> None:
    assert field("body", content) == body


def test_a_mail_nested_too_deep_is_read_for_its_headers() -> None:
    for depth, told in ((20, True), (60, False), (2000, False)):
        parts = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (each, each) for each in range(depth))
        (event,) = events(HEAD + parts + b"\r\nhi", MAIL)
        assert ("body" in event.fields) is told
        assert event.fields["sender"] == "a@b.example"
        assert "attachments" not in event.fields


def test_an_attached_mail_is_no_part_of_the_body() -> None:
    (event,) = events(
        typed(b"multipart/mixed; boundary=b", b"--b\n\nhi\n--b\nContent-Type: message/rfc822\n\n" + mail(b"", b"ho")), MAIL
    )
    assert event.fields["body"] == "hi"
    assert len(event.fields["attachments"]) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("content", "text", "links"),
    [
        ("a<b>b</b>c", "abc", []),
        ("one\ntwo<br>three&nbsp;&#52;", "one two\nthree 4", []),
        ("<script>x = '<p>'</script>shown", "shown", []),
        ("<script>never ends", "", []),
        ("a<!-- > -->b<!-- never ends", "ab", []),
        ("<A HREF='x&amp;y'>l</A><form action=z>", "l", ["x&y", "z"]),
        ("1 < 2 <", "1 < 2 <", []),
        ("&#" + "9" * 5000 + ";", "&#" + "9" * 5000 + ";", []),
    ],
)
def test_html_as_text(content: str, text: str, links: list[str]) -> None:
    assert page.page_of(content) == page.Page(text, links)


def test_lines_that_look_like_the_beginning_of_a_mail_are_none() -> None:
    body = b"x\n\nFrom here to there\n\nFrom a@b.example Sat Nov 2026\nFrom a@b.example Sat Nov 21 10:00:00 2026\n"
    (first, second) = events(FROM + mail(b"", body) + b"\n" + FROM + mail(), MAIL)
    assert str(first.fields["body"]).endswith("2026")
    assert (first.id, second.id) == ("file#1", "file#13")


def test_a_mail_that_is_too_long_is_rejected_and_the_next_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "MAIL_LIMIT", 1 << 17)
    told = items(FROM + mail(b"", b"x\n" * (1 << 17)) + b"\n" + FROM + mail(), MAIL)
    assert isinstance(told[0], Reject)
    assert told[0].reason == f"a mail of more than {1 << 17} bytes"
    assert isinstance(told[1], Record)
    assert told[1].line == 7 + (1 << 17)
    assert len(told) == 2


@pytest.mark.parametrize(
    "content",
    [
        b"hello",
        b"HTTP/1.1 200 OK\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000\r\nFrom: x\r\nTo: y\r\n",
        b"name: value\nto: you\nfrom: me\n",
        b"From: a\nTo: b\nbut this is prose\nSubject: c\n",
        b"",
    ],
)
def test_what_is_no_mail_is_not_taken_for_one(content: bytes) -> None:
    assert recognise(content) is None


def test_a_maildir_is_read_but_for_what_is_being_delivered(tmp_path: Path) -> None:
    for name in ("cur", "new", "tmp", ".Junk/cur", ".Junk/new", ".Junk/tmp"):
        (tmp_path / "box" / name).mkdir(parents=True)
        (tmp_path / "box" / name / "1.mail:2,S").write_bytes(mail(b"To: c@d.example\r\n"))
    (tmp_path / "box" / "dovecot-uidlist").write_text("3 V1 N5\n")
    (tmp_path / "tmp").mkdir()
    (tmp_path / "tmp" / "one").write_bytes(mail(b"To: c@d.example\r\n"))
    assert len(find_inputs([str(tmp_path)])) == 6
    told = list(open_events([str(tmp_path / "box")]))
    assert Counter(type(each) for each in told) == {Record: 4, Remark: 1}


def test_what_lies_in_a_maildir_is_a_mail_however_little_it_says(tmp_path: Path) -> None:
    for name in ("cur", "new", "tmp"):
        (tmp_path / "box" / name).mkdir(parents=True)
    (tmp_path / "box" / "cur" / "1.mail:2,S").write_bytes(b"From: a@b.example\nSubject: x\n\nHello.\n")
    (tmp_path / "box" / "new" / "2.mail").write_bytes(b"")
    (tmp_path / "notes").write_bytes(b"From: a@b.example\nSubject: x\n\nHello.\n")
    undated, empty, other = open_events([str(tmp_path)])
    assert isinstance(undated, Reject)
    assert undated.reason == "a mail that does not tell its time: no `Received`, no `Date`"
    assert isinstance(empty, Remark)
    assert isinstance(other, Remark)
    assert (empty.state, other.state) == (State.EMPTY, State.SKIPPED)


REPORT = b"Content-Type: multipart/report; report-type=%s; boundary=b\r\n"


def report(sort: bytes, fields: bytes, returned: bytes = b"Message-ID: <m1>") -> list[Event]:
    return events(_report(sort, fields, returned), MAIL)


def _report(sort: bytes, fields: bytes, returned: bytes = b"Message-ID: <m1>") -> bytes:
    parts = (
        b"--b\nContent-Type: message/"
        + sort
        + b"\n\n"
        + fields
        + b"\n--b\nContent-Type: message/rfc822\n\n"
        + returned
        + b"\n\nhi\n--b--"
    )
    return mail(REPORT % sort, parts)


def test_many_recipients_of_a_bounce_are_as_many_results() -> None:
    block = b"Final-Recipient: rfc822; a%d@b.example\nAction: failed\n\n"
    told = report(b"delivery-status", b"".join(block % number for number in range(3000)))
    assert [event.id for event in told[:2]] == ["file#1/1", "file#1/2"]
    assert {event.fields["outcome"] for event in told} == {"bounced"}
    assert len({event.fields["recipient"] for event in told}) == 3000


def test_a_bounce_that_decides_nothing_is_told_as_that() -> None:
    (remark,) = items(_report(b"delivery-status", b"Final-Recipient: rfc822; a@b.example\nAction: delayed"), MAIL)
    assert isinstance(remark, Remark)
    assert "delayed mail 1" in remark.reason


@pytest.mark.parametrize(
    ("sort", "fields", "reason"),
    [
        (b"delivery-status", b"Reporting-MTA: dns; x", "a bounce that names no recipient with what became of the message"),
        (
            b"delivery-status",
            b"Final-Recipient: nobody\nAction: failed",
            "a bounce that names no recipient with what became of the message",
        ),
        (b"feedback-report", b"Version: 1", "a feedback report that does not say of what type it is"),
    ],
)
def test_a_report_that_says_too_little_is_rejected(sort: bytes, fields: bytes, reason: str) -> None:
    assert reasons(_report(sort, fields), MAIL) == [reason]


def test_feedback_of_which_nobody_complains_is_only_a_notice() -> None:
    (notice,) = report(b"feedback-report", b"Feedback-Type: not-spam\nOriginal-Rcpt-To: <a@b.example>")
    assert (notice.kind, notice.fields["claim"], notice.fields["subject_ids"]) == ("external.notice", "not-spam", ("m1",))


def test_a_complaint_of_neither_recipient_nor_mail_is_only_a_notice() -> None:
    (notice,) = report(b"feedback-report", b"Feedback-Type: abuse\nSource-IP: 192.0.2.1", b"Subject: x")
    assert notice.fields["subject_ids"] == ("192.0.2.1",)


def test_a_bounce_in_a_customer_s_mailbox_is_a_mail() -> None:
    bounce = _report(b"delivery-status", b"Final-Recipient: rfc822; a@b.example\nAction: failed")
    assert [event.kind for event in events(bounce, Reading("mail-received"))] == ["message.received"]


MANY = 1 << 17


@pytest.mark.parametrize(
    "content",
    [
        mail(b"To: " + b"(" * MANY + b"\r\n"),
        mail(b"To: " + b'"\\' * MANY + b"\r\n"),
        mail(b"Subject: " + b"=?utf-8?q?a?= " * MANY + b"\r\n"),
        mail(b"Subject: a" + b"\r\n " * MANY + b"\r\n"),
        mail(b"X: y\r\n" * MANY),
        mail(b"Received: from " + b"[" * MANY + b"\r\n"),
        typed(b"multipart/mixed" + b"; a=b" * MANY, b"hi"),
        typed(b"multipart/mixed; boundary=b", b"--b\n\nx\n" * MANY),
        typed(b"text/html", b"<a " * MANY),
        typed(b"text/html", b"<!--" * MANY),
        typed(b"text/html", b"<b> " * MANY),
        typed(b"text/html", b"<![x" * MANY),
        typed(b"text/html", b"<a href='" * MANY),
        mail(b"", b"http://" * MANY),
        FROM + mail(b"", b"\n\nFrom a" * MANY),
        _report(b"delivery-status", b"a\n\n" * MANY),
    ],
)
def test_hostile_mails_are_read_in_bounded_time(content: bytes) -> None:
    started = time.process_time()
    assert items(content, MAIL)
    assert time.process_time() - started < 5


@pytest.mark.slow
def test_public_mails_are_read_whole(tmp_path: Path) -> None:
    with tarfile.open(data("mail/spamassassin-dev.tar.xz")) as archive:
        archive.extractall(tmp_path, filter="data")
    for reading, counts in (
        (Reading(), {"message.sent": 3821, "delayed": 2}),
        (Reading("mail-received"), {"message.received": 3823}),
    ):
        assert _counts(tmp_path, reading) == counts


@pytest.mark.slow
def test_public_failure_reports_are_notices_but_for_one_in_free_words() -> None:
    assert _counts(data("reports/dmarc/failure"), Reading()) == {"external.notice": 4, "message.sent": 1}


def _counts(folder: Path, reading: Reading) -> Counter[str]:
    counts: Counter[str] = Counter()
    for item in open_events([str(folder)], Manner((reading.as_,) if reading.as_ else ())):
        assert not isinstance(item, Reject), item
        counts["delayed" if isinstance(item, Remark) else decode(item, CATALOGUE).kind] += 1
    return counts
