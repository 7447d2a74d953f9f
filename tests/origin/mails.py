"""Mails that are signed with keys made for the test."""

from __future__ import annotations

import base64

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from bylaws.origin.library import judged_as_of

from .zone import Zone

AT = 1_767_623_941
"""14:39:01 UTC on 5 January 2026, when the mails came."""
MAIL = b"""Return-Path: <news@example.org>
Received: from mail.example.org (mail.example.org [192.0.2.7])
 by mx.example.net; Mon, 05 Jan 2026 14:39:01 +0000
From: Garden <news@example.org>
To: ada@example.net
Subject: Trees
Date: Mon, 05 Jan 2026 14:39:00 +0000
Message-ID: <1@example.org>

Hello Ada
""".replace(b"\n", b"\r\n")


class Key:
    """A key, and the record by which others find it."""

    def __init__(self, bits: int = 1024) -> None:
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=bits)

    @property
    def pem(self) -> bytes:
        form = serialization.PrivateFormat.TraditionalOpenSSL
        return self._key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())

    @property
    def record(self) -> str:
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        octets = self._key.public_key().public_bytes(serialization.Encoding.DER, form)
        return f"v=DKIM1; k=rsa; p={base64.b64encode(octets).decode()}"

    def sign(self, mail: bytes = MAIL, domain: str = "example.org", **how: object) -> bytes:
        with judged_as_of(AT):
            return dkim.sign(mail, b"s", domain.encode(), self.pem, **how) + mail


KEY = Key()


def zone(record: str = "", domain: str = "example.org") -> Zone:
    return Zone({(f"s._domainkey.{domain}", "TXT"): (record or KEY.record,)})


class EdwardsKey:
    """A key of RFC 8463."""

    def __init__(self) -> None:
        self._key = ed25519.Ed25519PrivateKey.generate()

    @property
    def record(self) -> str:
        return f"v=DKIM1; k=ed25519; p={base64.b64encode(self._key.public_key().public_bytes_raw()).decode()}"

    def sign(self, mail: bytes = MAIL, domain: str = "example.org") -> bytes:
        seed = base64.b64encode(self._key.private_bytes_raw())
        with judged_as_of(AT):
            return dkim.sign(mail, b"s", domain.encode(), seed, signature_algorithm=b"ed25519-sha256") + mail
