"""DKIM (RFC 6376, RFC 8301, RFC 8463): which domains have signed a mail, by the library dkimpy."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Final

import dkim
from dkim.canonicalization import CanonicalizationPolicy, InvalidCanonicalizationPolicyError
from msgspec import Struct

from bylaws.origin.answers import Answers, UnansweredError, spelled
from bylaws.origin.library import judged_as_of
from bylaws.origin.verdicts import FAIL, PASS, PERMERROR, POLICY, TEMPERROR

SIGNATURES: Final = 8
"""Signatures of a mail that are checked; each costs a question to the DNS (RFC 6376, 6.1)."""
_KEY: Final = 1536
"""Signs of a key's record: those of a key of 8,192 bits."""


class Signature(Struct, frozen=True):
    """A signature and what became of it; `domain` signs, `selector` says with which of its keys."""

    result: str
    domain: str
    selector: str
    reason: str = ""


def keys_of(answers: Answers) -> Callable[..., bytes]:
    """Where the library finds keys. Raises UnansweredError through it."""

    def key(name: bytes, timeout: int = 0) -> bytes:  # noqa: ARG001 (the library's form)
        told = answers.lookup(spelled(name.decode("ascii", "replace")), "TXT")
        text = told[0] if told else ""
        return text.encode("latin-1", "replace") if len(text) <= _KEY else b""

    return key


def signatures_of(message: bytes, at: int, answers: Answers) -> tuple[Signature, ...]:
    """Of each signature, the uppermost first, as of a time in seconds since 1970."""
    try:
        signed = dkim.DKIM(message, minkey=1024)
    except (dkim.DKIMException, ValueError, IndexError):
        return ()
    count = sum(1 for name, _ in signed.headers if name.lower() == b"dkim-signature")
    with judged_as_of(at):
        return tuple(_checked(copy(signed), index, answers) for index in range(min(count, SIGNATURES)))


def _checked(signed: dkim.DKIM, index: int, answers: Answers) -> Signature:
    signed.domain = signed.selector = b""
    signed.keysize = 0
    try:
        result, reason = _verified(signed, index, answers)
    except UnansweredError as error:
        result, reason = TEMPERROR, str(error)
    except (dkim.DKIMException, ValueError, KeyError, TypeError, IndexError, OverflowError, ZeroDivisionError) as error:
        result, reason = PERMERROR, str(error)[:200]
        if isinstance(error, dkim.ValidationError) and "body hash" in reason:
            result, reason = FAIL, "the text was changed after it was signed"
    return Signature(result, _text(signed.domain), _text(signed.selector), reason)


def _verified(signed: dkim.DKIM, index: int, answers: Answers) -> tuple[str, str]:
    if not signed.verify(index, keys_of(answers)):
        return (PERMERROR, "the key cannot be used") if signed.keysize == 0 else (FAIL, "the signature is not of that key")
    told = signed.signature_fields
    if told.get(b"a") == b"rsa-sha1":
        return PERMERROR, "signed by SHA-1, which proves nothing any more (RFC 8301)"
    if b"from" not in signed.include_headers:
        return PERMERROR, "the author is not signed"
    if b"l" in told and int(told[b"l"]) < _length(signed, told.get(b"c", b"simple/simple")):
        return POLICY, "the end of the text is not signed"
    return PASS, ""


def _length(signed: dkim.DKIM, form: bytes) -> int:
    try:
        return len(CanonicalizationPolicy.from_c_value(form).canonicalize_body(signed.body))
    except InvalidCanonicalizationPolicyError:
        return 0


def _text(told: object) -> str:
    return spelled(told.decode("ascii", "replace")) if isinstance(told, bytes) else ""
