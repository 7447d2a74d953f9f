"""What a call's PASSporT says: the token in its SIP Identity header (RFC 8224, RFC 8225; SHAKEN: RFC 8588).

Reading believes nothing; whether a token is sound tells `bylaws.content.numbers.soundness`. Only what RFC 8225 lets a signer
write is read: the full form, signed with ES256, base64 without padding and in its one spelling, no name twice in an object.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from msgspec import Struct

LONGEST: Final = 1 << 14
"""Signs of a header that are read; a longer one is no PASSporT. Those of calls have less than a thousand."""
SHAKEN: Final = "shaken"
MICROSECONDS: Final = 1_000_000
_SIGNATURE: Final = 64
"""Octets of an ES256 signature (RFC 7518, 3.4)."""
_PARTS: Final = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)")
_INFO: Final = re.compile(r"(?i)info\s*=\s*<?([^<>\s]+?)>?")
_NUMBER: Final = re.compile(r"[0-9*#]{1,32}")
_KEPT: Final = 1 << 12
_LATEST: Final = 1 << 40
"""Seconds since 1970 beyond which no time lies."""


class Passport(Struct, frozen=True):
    """`signed`: what the signature covers; `info`: where the header, beside the token, says that the certificate lies, or ""."""

    algorithm: str
    extension: str
    signer: str
    info: str
    caller: str | None
    called: tuple[str, ...]
    issued: int
    attestation: str | None
    origin: str | None
    signed: bytes
    signature: bytes


def passport(identity: str) -> Mapping[str, object] | None:
    """What a token claims, nothing of it verified. None: it is none, or not in the form that calls carry it."""
    found = read(identity)
    if found is None:
        return None
    return {
        "signer": found.signer,
        "attestation": found.attestation,
        "caller": found.caller and f"+{found.caller}",
        "issued": found.issued * MICROSECONDS,
        "origin": found.origin,
    }


@lru_cache(_KEPT)
def read(identity: str) -> Passport | None:
    """The token in an Identity header, or alone."""
    if len(identity) > LONGEST:
        return None
    token, *parameters = (part.strip() for part in identity.split(";"))
    parts = _PARTS.fullmatch(token)
    if parts is None:
        return None
    try:
        head, claims, signature = _object(parts[1]), _object(parts[2]), _octets(parts[3])
        if len(signature) != _SIGNATURE:
            return None
        said = _claims(claims)
        return Passport(
            algorithm=_text(head["alg"]),
            extension=_text(head.get("ppt", "")),
            signer=_text(head["x5u"]) if head["typ"] == "passport" else _refuse(),
            info=next((match[1] for each in parameters if (match := _INFO.fullmatch(each))), ""),
            signed=f"{parts[1]}.{parts[2]}".encode(),
            signature=signature,
            **said,
        )
    except (ValueError, KeyError, RecursionError):
        return None


def _claims(claims: Mapping[str, Any]) -> dict[str, Any]:
    caller = _members(claims["orig"]).get("tn")
    called = _members(claims["dest"]).get("tn", [])
    issued = claims["iat"]
    if type(issued) is not int or not 0 <= issued < _LATEST or not isinstance(called, list):
        raise ValueError("no time, or nobody called")
    return {
        "caller": None if caller is None else _number(caller),
        "called": tuple(_number(each) for each in called),
        "issued": issued,
        "attestation": None if "attest" not in claims else _text(claims["attest"]),
        "origin": None if "origid" not in claims else _text(claims["origid"]),
    }


def _object(part: str) -> Mapping[str, Any]:
    return _members(json.loads(_octets(part).decode("utf-8"), object_pairs_hook=_once, parse_constant=_refuse))


def _octets(part: str) -> bytes:
    """The octets of base64 in its one spelling."""
    octets = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    if base64.urlsafe_b64encode(octets).rstrip(b"=") != part.encode():
        raise binascii.Error("another spelling")
    return octets


def _once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in members}) < len(members):
        raise ValueError("a name twice")
    return dict(members)


def _members(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("no object")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("no text")
    value.encode("utf-8")  # half of a surrogate is none
    return value


def _number(value: object) -> str:
    """A number as tokens spell it: figures alone (RFC 8224, 8.3)."""
    if _NUMBER.fullmatch(_text(value)) is None:
        raise ValueError("no number")
    return _text(value)


def _refuse(_said: str = "") -> Any:
    raise ValueError("not of this form")
