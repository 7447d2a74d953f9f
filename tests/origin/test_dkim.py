"""Signatures of domains (RFC 6376), made and then spoilt."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaws.origin.dkim_signatures import SIGNATURES, Signature, signatures_of

from .mails import AT, KEY, MAIL, EdwardsKey, Key, zone
from .zone import Zone

SIGNED = KEY.sign()


def one(mail: bytes, record: str = "", at: int = AT) -> Signature:
    (signature,) = signatures_of(mail, at, zone(record))
    return signature


def test_a_sound_signature_passes() -> None:
    assert one(SIGNED) == Signature("pass", "example.org", "s")


def test_an_edwards_key_signs_as_well() -> None:
    key = EdwardsKey()
    assert one(key.sign(), key.record).result == "pass"
    assert one(key.sign(), EdwardsKey().record).result == "fail"


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_line_ends_of_a_mailbox_do_not_matter(end: bytes) -> None:
    assert one(SIGNED.replace(b"\r\n", end)).result == "pass"


def test_what_servers_put_above_does_not_matter() -> None:
    assert one(b"Received: from a by b; Mon, 05 Jan 2026 14:40:00 +0000\r\n" + SIGNED).result == "pass"


@pytest.mark.parametrize(
    "change",
    [(b"Hello Ada", b"Hello Eve"), (b"Subject: Trees", b"Subject: Money"), (b"From: Garden", b"From: Bank")],
)
def test_a_changed_mail_fails(change: tuple[bytes, bytes]) -> None:
    assert one(SIGNED.replace(*change)).result == "fail"


def test_a_second_author_above_the_signed_one_fails() -> None:
    assert one(SIGNED.replace(b"From: Garden", b"From: Bank <a@bank.example>\r\nFrom: Garden")).result == "fail"


@pytest.mark.parametrize(
    ("record", "result"),
    [
        (Key().record, "fail"),
        ("v=DKIM1; k=rsa; p=", "permerror"),
        ("v=DKIM2; k=rsa; p=abc", "permerror"),
        ("v=DKIM1; k=dsa; p=abc", "permerror"),
        ("v=DKIM1; k=rsa; p=!!!!", "permerror"),
        ("v=DKIM1; p=a; p=b", "permerror"),
        (f"v=DKIM1; p={'A' * 4000}", "permerror"),
        ("", "permerror"),
    ],
)
def test_keys_that_are_of_no_use(record: str, result: str) -> None:
    (signature,) = signatures_of(SIGNED, AT, Zone({("s._domainkey.example.org", "TXT"): (record,)}))
    assert signature.result == result
    assert signature.reason


def test_no_key_and_no_answer_are_two_things() -> None:
    assert signatures_of(SIGNED, AT, Zone({}))[0].result == "permerror"
    assert signatures_of(SIGNED, AT, Zone({}, frozenset(("s._domainkey.example.org",))))[0].result == "temperror"


def test_a_short_key_proves_nothing() -> None:
    # cryptography makes none this short: the key of 512 bits is that of the vectors' kind, and the signature need not even hold.
    record = (
        "v=DKIM1; k=rsa; p=MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAL4l1OeXzqgzV6kNHkCvQ9Gv7Zc5zZtVUPZQvZ0n7Q8zZ0r0q3s3b1rQ0B1b1tVw2g3b"
    )
    assert one(SIGNED, record).result in ("fail", "permerror")


def test_sha1_proves_nothing() -> None:
    signed = KEY.sign(signature_algorithm=b"rsa-sha1")
    assert one(signed).result == "permerror"
    assert "SHA-1" in one(signed).reason


def test_text_behind_what_is_signed_is_told() -> None:
    signed = KEY.sign(length=True)
    assert one(signed).result == "pass"
    assert one(signed + b"Send money\r\n").result == "policy"


def test_signatures_are_judged_as_of_when_the_mail_came() -> None:
    """The library would ask the clock of whoever reads the mail, years later."""
    made = int(re.search(rb"t=(\d+)", KEY.sign())[1])  # type: ignore[index]
    until = made + 7 * 86400
    plain = KEY.sign(MAIL)
    expiring = re.sub(rb"t=\d+;", b"t=%d; x=%d;" % (made, until), plain)
    assert one(expiring, at=made).result == "fail", "a field was put in, so that the signature is not of it"
    assert one(expiring, at=until + 86400).result == "permerror"
    assert "past" in one(expiring, at=until + 86400).reason
    assert one(plain, at=made - 86400).result == "permerror", "signed in the future of the mail"


def test_each_signature_is_judged_by_itself() -> None:
    other = Key()
    both = other.sign(SIGNED, domain="example.net")
    told = signatures_of(both, AT, Zone({("s._domainkey.example.org", "TXT"): (KEY.record,)}))
    assert [(each.domain, each.result) for each in told] == [("example.net", "permerror"), ("example.org", "pass")]


def test_only_so_many_are_looked_at() -> None:
    line = SIGNED[: SIGNED.index(b"Return-Path")]
    asked = zone()
    assert len(signatures_of(line * 50 + MAIL, AT, asked)) == SIGNATURES
    assert len(asked.asked) <= SIGNATURES


@given(st.binary(max_size=300), st.integers(0, 400))
@settings(max_examples=100, deadline=None)
def test_nothing_raises(noise: bytes, at: int) -> None:
    signatures_of(noise, AT, zone())
    spoilt = SIGNED[:at] + noise + SIGNED[at:]
    assert all(each.result in ("pass", "fail", "permerror", "policy") for each in signatures_of(spoilt, AT, zone()))


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_no_record_raises(record: str) -> None:
    assert one(SIGNED, record or "x").result in ("fail", "permerror")
