"""ARC (RFC 8617): whether what earlier servers found of a mail came here unbroken, by the library dkimpy."""

from __future__ import annotations

import re
from typing import Any, Final

import dkim
from msgspec import Struct

from bylaws.origin.answers import Answers, UnansweredError
from bylaws.origin.dkim_signatures import keys_of
from bylaws.origin.library import judged_as_of
from bylaws.origin.verdicts import FAIL, NONE, PASS, TEMPERROR

MOST: Final = 50
"""Links of a chain (RFC 8617, 5.1.1.1)."""


class Chain(Struct, frozen=True):
    """`sealers`: the domains that sealed, the last first; `found`: what the first of them had found of the mail, in its words."""

    result: str
    sealers: tuple[str, ...] = ()
    found: str = ""
    reason: str = ""


class _Sealed(dkim.ARC):  # type: ignore[misc]
    """A mail with its seals. Of the signatures of the text only the last has to hold: what came later changed it."""

    last = 0

    def verify_instance(self, arc_headers_w_instance: Any, instance: int, dnsfunc: Any) -> Any:
        self._instance = instance
        return super().verify_instance(arc_headers_w_instance, instance, dnsfunc=dnsfunc)

    def verify_sig(self, sig: Any, include_headers: Any, sig_header: Any, dnsfunc: Any) -> Any:
        if sig_header[0].lower() == b"arc-message-signature" and self._instance < self.last:
            return False
        return super().verify_sig(sig, include_headers, sig_header, dnsfunc)


def chain_of(message: bytes, at: int, answers: Answers) -> Chain:
    """As of a time in seconds since 1970."""
    try:
        sealed = _Sealed(message, minkey=1024)
        sealed.last, told = sealed.sorted_arc_headers()
    except (dkim.DKIMException, ValueError, IndexError):
        return Chain(NONE)
    if not told:
        return Chain(NONE)
    if sealed.last > MOST or len(told) > 3 * MOST:
        return Chain(FAIL, reason=f"a chain of more than {MOST} links")
    try:
        with judged_as_of(at):
            result, links, reason = sealed.verify(keys_of(answers))
    except UnansweredError as error:
        return Chain(TEMPERROR, reason=str(error))
    except (ValueError, KeyError, TypeError, IndexError, OverflowError, ZeroDivisionError) as error:
        return Chain(FAIL, reason=f"a seal that cannot be read: {error}"[:200])
    sealers = tuple(each["as-domain"].decode("ascii", "replace").lower() for each in links)
    first = links[-1].get("aar-value", b"") if links else b""
    found = re.sub(rb"\s+", b" ", first).decode("ascii", "replace").strip()
    return Chain(PASS if result == dkim.CV_Pass else FAIL, sealers, found, "" if result == dkim.CV_Pass else str(reason)[:200])
