"""One spelling for each address: networks, names, telephone numbers.

Two spellings of one thing must compare equal, or a rule that counts by it can be dodged.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from typing import Final

_CACHED: Final = 1 << 16
_PHONE = re.compile(r"(\+?)([0-9*#]{1,32})")
_SEPARATORS = str.maketrans("", "", " -.()/\u00a0")
_LABEL = re.compile(r"(?:\*|[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)")
_MAIL = re.compile(r"([^@\s<>]{1,64})@([^@\s<>]{1,255})")
_HEX_HASH_LENGTHS: Final = frozenset((32, 40, 56, 64, 96, 128))
_HEX = re.compile(r"[0-9a-fA-F]+")


@lru_cache(_CACHED)
def canonical_ip(text: str) -> str:
    """RFC 5952; an IPv4 address mapped into IPv6 is that IPv4 address."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        raise ValueError("no IP address such as 192.0.2.1") from None
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id is not None:
            raise ValueError("an address with a zone of one machine")
        return str(address.ipv4_mapped or address)
    return str(address)


@lru_cache(_CACHED)
def canonical_cidr(text: str) -> str:
    """A network with its bits behind the prefix cleared; a bare address is a network of one."""
    try:
        return str(ipaddress.ip_network(text, strict=False))
    except ValueError:
        raise ValueError("no network such as 192.0.2.0/24") from None


def canonical_phone(text: str) -> str:
    """`+` and digits, or a short code; separators and `tel:` are dropped. A leading 00 is kept: what it means is local."""
    found = _PHONE.fullmatch(text.removeprefix("tel:").translate(_SEPARATORS))
    if found is None or (found[1] and (len(found[2]) > 15 or not found[2].isdigit())):
        raise ValueError("no telephone number such as +12125550100")
    return found[0]


@lru_cache(_CACHED)
def canonical_domain(text: str) -> str:
    """Lower-case A-labels without the dot at the end (RFC 1123, RFC 3490); underscores and `*` as in zone files."""
    name = text.rstrip(".") if text.endswith(".") and not text.endswith("..") else text
    if not name.isascii():
        try:
            name = name.encode("idna").decode("ascii")
        except UnicodeError:
            raise ValueError("no domain name") from None
    name = name.lower()
    if not 0 < len(name) <= 253 or not all(_LABEL.fullmatch(label) for label in name.split(".")):
        raise ValueError("no domain name")
    return name


def canonical_hash(text: str) -> str:
    """Hexadecimal digests in lower case, without the name of their algorithm; other fingerprints as they are."""
    digits = text.rpartition(":")[2]
    if len(digits) in _HEX_HASH_LENGTHS and _HEX.fullmatch(digits):
        return digits.lower()
    return text


@lru_cache(_CACHED)
def canonical_identifier(text: str) -> str:
    """A mail address with its domain in lower case (RFC 5321 leaves the local part alone), a number, a network; else as it is."""
    mail = _MAIL.fullmatch(text)
    if mail is not None:
        try:
            return f"{mail[1]}@{canonical_domain(mail[2])}"
        except ValueError:
            return text
    try:
        if text.startswith(("+", "tel:")):
            return canonical_phone(text)
        if "/" in text:
            return canonical_cidr(text)
        return canonical_ip(text) if "." in text or ":" in text else text
    except ValueError:
        return text
