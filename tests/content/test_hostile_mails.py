"""Mails as no honest program writes them: the reader ends in events or rejects, and what it read the functions on mails answer."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import chain

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bylaws.content.installed import installed
from bylaws.events.decode import Decoder
from bylaws.events.event import Event
from bylaws.events.kinds import CATALOGUE
from bylaws.events.readers import Reading, Stream, read_stream
from bylaws.events.record import Record, Reject
from tests.fuzz.logs import LOCAL, seeds_of

MAIL = "mail"
HEADERS = (
    *(
        b"From: a@b.example\n",
        b"From: =?utf-8?b?/////w==?= <@@>\n",
        b"From:\xff\xfe\x00 <x@\xff>\n",
        b"From: " + b"(" * 2000 + b"\n",
    ),
    *(
        b"From: " + b"a@b.example," * 3000 + b"\n",
        b"To: " + b"<" * 2000 + b"\n",
        b"To: g:a@b,c@d;\n",
        b"Subject: =?x-none?q?=ff=0a?=\n",
    ),
    *(
        b"Subject: " + b"=?utf-8?q?a?= " * 2000 + b"\n",
        b"Date: Tue, 99 Foo 99999 99:99:99 +9999\n",
        b"Date: 1 Jan 2026 00:00:00 -0000\n",
    ),
    *(
        b"Date: Sat, 21 Nov 2026 10:00:04 +0000\n",
        b"Message-ID: <<<>\n",
        b"Received: from x by y; Sat, 31 Feb 2026 10:00:00 +0000\n" * 120,
    ),
    *(
        b" folded\n" * 900,
        b":\n",
        b"no field\n",
        b"X" * 70_000 + b": y\n",
        b"Authentication-Results: mx; spf=pass (((\n",
        b"From \n",
        b"\r",
    ),
    *(
        b"Content-Type: multipart/mixed; boundary=b\n",
        b"Content-Type: multipart/mixed; boundary=\n",
        b"Content-Type: text/html; charset=x\n",
    ),
    *(
        b"Content-Type: message/rfc822\n",
        b"Content-Type: multipart/report; report-type=feedback-report; boundary=b\n",
        b"Content-Type: ;;;\n",
    ),
    *(
        b"Content-Transfer-Encoding: base64\n",
        b"Content-Transfer-Encoding: quoted-printable\n",
        b"Content-Transfer-Encoding: x-uuencode\n",
    ),
)
BODIES = (
    *(
        b"--b\n",
        b"--b\n\n",
        b"--b--\n",
        b"--b\nContent-Type: multipart/mixed; boundary=b\n\n",
        b"--b\nContent-Type: message/rfc822\n\n",
    ),
    *(
        b"--b\nContent-Type: application/zip; name*0*=utf-8''%ff;\n\n",
        b"=\n=ZZ=",
        b"YQ==\n!!!!",
        b"begin 644 x\nM\n",
        b"> " * 400,
        b"<" * 3000,
    ),
    *(
        b"<style>" * 300,
        b"&#xffffffff;&#0;",
        b"\x00\xff\xfe\xed\xa0\x80",
        b"http://[\n",
        b"--b\nContent-Type: message/feedback-report\n\nVersion\n",
    ),
)
HOSTILE = st.tuples(
    st.lists(st.sampled_from(HEADERS) | st.binary(max_size=12), max_size=8).map(b"".join),
    st.lists(st.sampled_from(BODIES) | st.binary(max_size=12), max_size=12).map(b"".join),
).map(b"\n".join)


def nested(depth: int) -> bytes:
    """Mails within mails, each part of one with a boundary of its own."""
    parts = (b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (at, at) for at in range(depth))
    return b"From: a@b.example\nDate: Sat, 21 Nov 2026 10:00:00 +0000\n" + b"".join(parts)


def events(mail: bytes) -> Iterator[Event]:
    """What is read of a mail and holds."""
    decoder = Decoder(CATALOGUE, "EUR")
    for item in read_stream(Stream("file", iter([mail]), local=LOCAL), Reading(MAIL, ())):
        if isinstance(item, Record):
            with suppress(Reject):
                yield decoder.decode(item)
        else:
            assert item.reason


def answered(event: Event) -> None:
    """What functions on mails say of an event, all of it looked up."""
    functions = installed()
    texts = [value for value in event.fields.values() if isinstance(value, str)]
    for text in texts:
        told = [functions[name](text) for name in ("header_faults", "authentication", "personal_data", "quoted", "phishing_link")]
        told += [functions[name](text, text, text) for name in ("spam_mail", "phishing_mail")]
        told.append(functions["forged_origin"](text, "192.0.2.1"))
        repr([dict(each) if isinstance(each, Mapping) else each for each in told])


@settings(deadline=None)
@given(HOSTILE)
@example(nested(3000))
@example(b"From: a@b.example\nContent-Type: message/rfc822\n\n" * 2000)
@example(b"")
def test_a_malformed_mail_is_read_or_rejected_and_what_was_read_is_answered(mail: bytes) -> None:
    for event in events(mail):
        answered(event)


@settings(deadline=None)
@given(st.sampled_from(seeds_of(MAIL)), st.integers(0, 4000), st.sampled_from([*HEADERS, *BODIES]))
def test_so_is_a_good_mail_into_which_something_was_put(mail: bytes, at: int, what: bytes) -> None:
    for event in events(mail[:at] + what + mail[at:]):
        answered(event)


@pytest.mark.parametrize("depth", [10, 100, 1000, 20_000])
def test_mails_within_mails_do_not_exhaust_the_stack(depth: int) -> None:
    before = sys.getrecursionlimit()
    many = list(chain.from_iterable(map(events, (nested(depth), b"From: a@b.example\nContent-Type: message/rfc822\n\n" * depth))))
    assert len(many) <= 4
    assert sys.getrecursionlimit() == before
