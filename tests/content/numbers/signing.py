"""A carrier that signs: its certificates, made here, and tokens signed by another library than the one that is tested."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from joserfc import jws
from joserfc.jwk import ECKey

WHERE = "https://certificates.example/carrier.pem"
WHEN = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
AT = round(WHEN.timestamp()) * 10**6
CALLER, CALLED = "12155551212", "12155551213"

REGISTRY = jws.JWSRegistry(algorithms=["ES256"], strict_check_header=False)

Key = ec.EllipticCurvePrivateKey


def key() -> Key:
    return ec.generate_private_key(ec.SECP256R1())


def der(tag: int, *contents: bytes) -> bytes:
    """One value of DER."""
    body = b"".join(contents)
    size = bytes([len(body)]) if len(body) < 128 else b"\x82" + len(body).to_bytes(2, "big")
    return bytes([tag]) + size + body


def provider(code: str) -> bytes:
    return der(0xA0, der(0x16, code.encode()))


def numbers(first: str, count: int) -> bytes:
    return der(0xA1, der(0x30, der(0x16, first.encode()), der(0x02, count.to_bytes(count.bit_length() // 8 + 1, "big"))))


def one_number(number: str) -> bytes:
    return der(0xA2, der(0x16, number.encode()))


def certificate(
    holder: Key,
    issuer: Key,
    *entries: bytes,
    may_issue: bool = False,
    days: tuple[int, int] = (-30, 30),
) -> str:
    """A certificate for a key in PEM; `entries`: those of its TNAuthList, none: it has no such list. `days`: around WHEN."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "SHAKEN")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(holder.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(WHEN + timedelta(days=days[0]))
        .not_valid_after(WHEN + timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(may_issue, None), critical=True)
    )
    if entries:
        listed = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.5.5.7.1.26"), der(0x30, *entries))
        made = made.add_extension(listed, critical=False)
    return made.sign(issuer, SHA256()).public_bytes(Encoding.PEM).decode()


def head(**other: object) -> dict[str, object]:
    return {"alg": "ES256", "ppt": "shaken", "typ": "passport", "x5u": WHERE, **other}


def claims(**other: object) -> dict[str, object]:
    return {
        "attest": "A",
        "dest": {"tn": [CALLED]},
        "iat": AT // 10**6,
        "orig": {"tn": CALLER},
        "origid": "123e4567-e89b-12d3-a456-426655440000",
        **other,
    }


def signed(by: Key, said: bytes, **other: object) -> str:
    """A token about what is said, signed by joserfc."""
    told = {name: value for name, value in head(**other).items() if value is not None}
    return jws.serialize_compact(told, said, ECKey.import_key(by), registry=REGISTRY)
