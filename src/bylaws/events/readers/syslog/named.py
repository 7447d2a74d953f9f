"""What BIND's named says (9.9 and later): names that it was asked for, and names that it was made to change (RFC 2136).

Names stand there as in zone files (RFC 1035, 5.1): octets that are no text as `\\DDD`, signs with a meaning behind `\\`, no blanks.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Final

from bylaws.events.addresses import canonical_domain
from bylaws.events.readers.lookups import looked_up
from bylaws.events.readers.peers import address
from bylaws.events.readers.syslog.said import Said, Told

PROGRAM: Final = "named"

CLIENT: Final = r"client (?:@0x[0-9a-f]+ )?(\S+)#\d+(?:/key (\S+))?(?: \(\S+\))?: (?:view \S+: )?"
"""Who is spoken of: an address, and the name of a key."""

_QUERY: Final = re.compile(CLIENT + r"query: (\S+) (\S+) (\S+) \S+(?: \(([^\s()]+)\))?(?: \[.*\])?", re.DOTALL)
_UPDATE: Final = re.compile(CLIENT + r"updating zone '([^\s']+)/IN': (.*)", re.DOTALL)
_ADDED: Final = re.compile(r"adding an RR at '(\S+)' (\S+) (.*)", re.DOTALL)
_REMOVED: Final = re.compile(r"delet(?:ing an RR at|ing rrset at|e all rrsets from name) '?([^\s']+)'?(?: (\S+))?")
_SIGN: Final = re.compile(r"\\([0-9]{3})|\\?([^A-Za-z0-9_.*\\-])|\\(.)", re.DOTALL)


def hear(said: Said) -> list[Told]:
    """The event that a message tells of, if it does."""
    if found := _QUERY.fullmatch(said.text):
        return _asked(found) if found[4] == "IN" else []
    if found := _UPDATE.fullmatch(said.text):
        return _changed(found)
    return []


def _asked(found: re.Match[str]) -> list[Told]:
    who = {"ip": address(found[1]), "resolver_ip": address(found[6])}
    return [("dns.lookup", looked_up(None, found[5], None, None) | who | {"name": _name(found[3])})]


def _changed(found: re.Match[str]) -> list[Told]:
    raw: dict[str, object] = {"zone": _name(found[3]), "actor": found[2] or address(found[1])}
    if added := _ADDED.fullmatch(found[4]):
        return [("dns.changed", raw | {"name": _name(added[1]), "type": added[2], "after": added[3]})]
    if removed := _REMOVED.fullmatch(found[4]):
        return [("dns.changed", raw | {"name": _name(removed[1]), "type": removed[2]})]
    return []


def _name(told: str) -> str | None:
    """In the spelling of all others; None for the root, and for what is no name in DNS."""
    with suppress(ValueError):
        return canonical_domain(_SIGN.sub(_numbered, told))
    return None


def _numbered(found: re.Match[str]) -> str:
    """An octet that stands in no name of a host, by its number."""
    if found[1]:
        return found[0]
    return "".join(f"\\{octet:03}" for octet in (found[2] or found[3]).encode("utf-8", "replace"))
