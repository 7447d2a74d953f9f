"""What is said of a mail's origin, in the words of RFC 8601."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

PASS: Final = "pass"
FAIL: Final = "fail"
NONE: Final = "none"
NEUTRAL: Final = "neutral"
POLICY: Final = "policy"
TEMPERROR: Final = "temperror"
PERMERROR: Final = "permerror"
RESULTS: Final = (PASS, FAIL, "softfail", NEUTRAL, NONE, POLICY, TEMPERROR, PERMERROR)


class Verdict(Struct, frozen=True):
    """`result` is one of RESULTS; `domain` the one whose word it is (empty: there is none); `reason` says why, in words."""

    result: str
    domain: str = ""
    reason: str = ""
