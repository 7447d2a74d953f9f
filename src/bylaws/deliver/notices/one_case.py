"""The code in a notice that opens one case and no other, without an account.

A code is `until.mac`: the last second it works, and an HMAC-SHA-256 (RFC 2104) over purpose, case and that second,
in URL-safe base64. It works while the account is suspended, because nothing but the operator's secret is asked.
"""

import base64
import hashlib
import hmac
import re
from datetime import datetime

SHORTEST_SECRET = 32
"""Bytes: as long as the digest, as RFC 2104 section 3 advises."""

_PURPOSE = b"bylaws one-case code 1"
_CODE = re.compile(r"([1-9][0-9]{0,11})\.([A-Za-z0-9_-]{43})", re.ASCII)


def issue(secret: bytes, case: str, until: datetime) -> str:
    """A code that opens `case` through the second `until`; ValueError for a weak secret, no case or a time without zone."""
    if not case:
        raise ValueError("a code is for one case: its reference is empty")
    if until.tzinfo is None:
        raise ValueError("the end of a code needs a time zone")
    second = int(until.timestamp())
    if not 0 < second < 10**12:
        raise ValueError("the end of a code is out of range")
    return f"{second}.{_mac(secret, case, second)}"


def check(secret: bytes, case: str, code: str, now: datetime) -> bool:
    """Whether `code` opens `case` at `now`. Any text may be given as a code: what is not one opens nothing."""
    if now.tzinfo is None:
        raise ValueError("the time at which a code is tried needs a time zone")
    found = _CODE.fullmatch(code)
    if found is None:
        return False
    second = int(found[1])
    genuine = hmac.compare_digest(_mac(secret, case, second), found[2])
    return genuine and now.timestamp() < second + 1


def _mac(secret: bytes, case: str, second: int) -> str:
    if len(secret) < SHORTEST_SECRET:
        raise ValueError(f"the secret for codes needs at least {SHORTEST_SECRET} bytes, it has {len(secret)}")
    # The purpose and the second hold no line feed, so where the case begins is never in doubt.
    said = b"\n".join((_PURPOSE, str(second).encode("ascii"), case.encode("utf-8", "surrogatepass")))
    return base64.urlsafe_b64encode(hmac.digest(secret, said, hashlib.sha256)).rstrip(b"=").decode("ascii")
