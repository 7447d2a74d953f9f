"""Whether a call's PASSporT is sound: signed by whom it says, for this call, just now (RFC 8224, 6.2; RFC 8588).

Nothing is fetched: the certificates are those that a policy's list gives for the place that the token names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from bylaws.content.numbers.certificates import Authority, Chain, chain
from bylaws.content.numbers.passport import MICROSECONDS, SHAKEN, Passport, read

FRESH: Final = 60 * MICROSECONDS
"""How far the token's time may lie from the call's (RFC 8224, 6.2.4)."""
ALGORITHM: Final = "ES256"
LEVELS: Final = frozenset("ABC")
FAULTS: Final = (
    "malformed",
    "algorithm",
    "extension",
    "info",
    "certificate",
    "out of date",
    "signature",
    "authority",
    "stale",
    "caller",
    "called",
)
"""In the order in which they are looked for."""


def passport_checked(identity: str, certificates: str, caller: str, called: str, at: int) -> Mapping[str, object]:
    """`fault`, "" if there is none, and of a sound token its `attestation` and the `provider` whose certificate signed it.

    `at`: when the call was placed, in microseconds since 1970. Numbers without their country's code are compared with nothing.
    """
    token, by = read(identity), chain(certificates)
    fault = _fault(token, by, (caller, called), at)
    if fault or token is None or by is None:
        return {"fault": fault, "attestation": None, "provider": None}
    providers = (by.authority or Authority()).providers
    return {"fault": "", "attestation": token.attestation, "provider": providers[0] if providers else None}


def _fault(token: Passport | None, by: Chain | None, ends: tuple[str, str], at: int) -> str:
    if token is None:
        return "malformed"
    if (fault := _form(token)) or by is None:
        return fault or "certificate"
    if not by.holds(at):
        return "out of date"
    if not is_signed(token, by.key):
        return "signature"
    if by.authority is not None and token.caller is not None and not by.authority.covers(token.caller):
        return "authority"
    if abs(token.issued * MICROSECONDS - at) > FRESH:
        return "stale"
    return _ends(token, *ends)


def _form(token: Passport) -> str:
    if token.algorithm != ALGORITHM:
        return "algorithm"
    if token.extension and token.extension != SHAKEN:
        return "extension"
    if token.extension == SHAKEN and (token.attestation not in LEVELS or not token.origin):
        return "malformed"
    return "info" if token.info not in ("", token.signer) else ""


def is_signed(token: Passport, key: EllipticCurvePublicKey) -> bool:
    """Whether the key signed the token as it stands, with ES256 (RFC 7518, 3.4)."""
    half = len(token.signature) // 2
    r, s = (int.from_bytes(each, "big") for each in (token.signature[:half], token.signature[half:]))
    try:
        key.verify(encode_dss_signature(r, s), token.signed, ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def _ends(token: Passport, caller: str, called: str) -> str:
    """Whether it was issued for a call between these two."""
    if token.caller is None or (caller.startswith("+") and caller[1:] != token.caller):
        return "caller"
    return "called" if called.startswith("+") and called[1:] not in token.called else ""
