"""Certificates of those who sign for telephone numbers (RFC 8226), as whoever trusts them wrote them down."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import pairwise
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from msgspec import Struct

MOST: Final = 8
"""Certificates in a chain."""
LONGEST: Final = 1 << 16
"""Signs of a chain that are read."""
_KEPT: Final = 256
_ARMOUR: Final = re.compile(r"-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----")
_NUMBERS: Final = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.26")
"""TNAuthList: for which numbers its holder may speak."""
_SEQUENCE, _STRING, _INTEGER = 0x30, 0x16, 0x02
_PROVIDER, _RANGE, _ONE = 0xA0, 0xA1, 0xA2


class Authority(Struct, frozen=True):
    """For whom a certificate speaks: `providers` by their codes, all of whose numbers it covers, and `ranges` of numbers."""

    providers: tuple[str, ...] = ()
    ranges: tuple[tuple[str, int], ...] = ()

    def covers(self, number: str) -> bool:
        """Whether it may speak for a number; providers' numbers nobody lists."""
        return bool(self.providers) or any(
            len(first) == len(number) and 0 <= int(number) - int(first) < count for first, count in self.ranges if number.isdigit()
        )


class Chain(Struct, frozen=True):
    """`until`: of which time on it no longer holds."""

    key: EllipticCurvePublicKey
    authority: Authority | None
    since: datetime
    until: datetime

    def holds(self, at: int) -> bool:
        """At an instant, in microseconds since 1970."""
        return self.since.timestamp() * 1_000_000 <= at <= self.until.timestamp() * 1_000_000


@lru_cache(_KEPT)
def chain(text: str) -> Chain | None:
    """The signer's certificate and those that vouch for it, one after the other, as PEM; the last is trusted as it stands.

    None: it is no such chain, one does not vouch for the one before it, or its key is not of the curve P-256.
    """
    if len(text) > LONGEST:
        return None
    try:
        found = x509.load_pem_x509_certificates(_armoured(text).encode())
        if not found or len(found) > MOST or not all(_vouches(two, one) for one, two in pairwise(found)):
            return None
        key = found[0].public_key()
        if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, SECP256R1):
            return None
        since, until = max(each.not_valid_before_utc for each in found), min(each.not_valid_after_utc for each in found)
        return Chain(key, _authority(found[0]), since.astimezone(UTC), until.astimezone(UTC))
    except (ValueError, TypeError, x509.DuplicateExtension):
        return None


def _armoured(text: str) -> str:
    """The chain with line ends where PEM has them: a cell of a table may have blanks instead."""
    bodies = (_lines(each[1]) for each in _ARMOUR.finditer(text))
    return "\n".join(f"-----BEGIN CERTIFICATE-----\n{each}\n-----END CERTIFICATE-----" for each in bodies)


def _lines(body: str) -> str:
    plain = "".join(body.split())
    return "\n".join(plain[at : at + 64] for at in range(0, len(plain), 64))


def _vouches(issuer: x509.Certificate, issued: x509.Certificate) -> bool:
    try:
        may = issuer.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
        issued.verify_directly_issued_by(issuer)
    except (x509.ExtensionNotFound, InvalidSignature, ValueError, TypeError):
        return False
    return may


def _authority(certificate: x509.Certificate) -> Authority | None:
    """What the TNAuthList says; None without one. Raises ValueError."""
    try:
        extension = certificate.extensions.get_extension_for_oid(_NUMBERS).value
    except x509.ExtensionNotFound:
        return None
    if not isinstance(extension, x509.UnrecognizedExtension):
        raise ValueError("no list of numbers")
    ((_, entries),) = _values(extension.value, _SEQUENCE)
    providers, ranges = [], []
    for tag, content in _values(entries, _PROVIDER, _RANGE, _ONE):
        if tag == _RANGE:
            ((_, both),) = _values(content, _SEQUENCE)
            (_, first), (_, count) = _values(both, _STRING, _INTEGER)
            ranges.append((_figures(first), int.from_bytes(count, "big")))
        else:
            ((_, said),) = _values(content, _STRING)
            if tag == _ONE:
                ranges.append((_figures(said), 1))
            else:
                providers.append(said.decode("ascii"))
    return Authority(tuple(providers), tuple(ranges))


def _figures(octets: bytes) -> str:
    if not octets.isdigit() or len(octets) > 15:
        raise ValueError("no number")
    return octets.decode("ascii")


def _values(data: bytes, *tags: int) -> Sequence[tuple[int, bytes]]:
    """The values of DER that stand one behind the other, with their tags, each of which must be among those."""
    return tuple(_told(data, tags))


def _told(data: bytes, tags: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        if data[at] not in tags or at + 2 > len(data):
            raise ValueError("another value")
        size, start = data[at + 1], at + 2
        if size >= 0x80:
            start += size - 0x80
            size = int.from_bytes(data[at + 2 : start], "big")
        if start + size > len(data) or start > at + 5:
            raise ValueError("cut short")
        yield data[at], data[start : start + size]
        at = start + size
