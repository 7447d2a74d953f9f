"""What monitors of a network tell of look-ups in DNS."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Final

from bylaws.events.addresses import canonical_domain, canonical_ip, domain_of_octets

_TOLD: Final = re.compile(rb"\\x([0-9a-fA-F]{2})")
_NUMBER: Final = re.compile(r"(?:query-)?(\d{1,5})", re.ASCII)
# Types that older monitors tell by their number (IANA, DNS parameters), and Zeek's sign for all of them.
_TYPES: Final = {"43": "DS", "46": "RRSIG", "48": "DNSKEY", "52": "TLSA", "64": "SVCB", "65": "HTTPS", "257": "CAA", "*": "ANY"}


def looked_up(name: object, record_type: object, code: object, answers: object) -> dict[str, object]:
    """Raw fields of a `dns.lookup`: the name and the type of record that were asked for, the answer's code and what it holds.

    Whoever asks writes there what they like: octets that stand in no name of a host are told by their number, and what is
    too long to be a name in DNS is left out; neither rejects an event.
    """
    said = code.upper() if isinstance(code, str) else code
    return {
        "name": _name(name),
        "type": _type(record_type),
        "code": said,
        "answers": [_spelled(each) for each in answers] if isinstance(answers, list) else answers,
        "refused": None if said is None else said == "REFUSED",
    }


def _name(told: object) -> object:
    """Monitors tell octets that are no text as `\\xHH`."""
    if not isinstance(told, str):
        return told
    with suppress(ValueError):
        if "\\" not in told:
            return canonical_domain(told)
    try:
        return domain_of_octets(_TOLD.sub(lambda found: bytes.fromhex(found[1].decode()), told.encode("utf-8", "replace")))
    except ValueError:
        return None


def _type(told: object) -> object:
    """By its name; one without a name by `TYPE` and its number."""
    if not isinstance(told, str):
        return told
    number = _NUMBER.fullmatch(told)
    return _TYPES.get(number[1] if number else told) or (f"TYPE{number[1]}" if number else told or None)


def _spelled(answer: object) -> object:
    """Addresses in the spelling of all others."""
    try:
        return canonical_ip(answer) if isinstance(answer, str) else answer
    except ValueError:
        return answer
