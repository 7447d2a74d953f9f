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
_WITHHELD: Final = frozenset(("anonymous", "private", "restricted", "unavailable"))
_NOWHERE: Final = frozenset(("anonymous.invalid", "unknown.invalid"))
_LONGEST_WITHHELD: Final = 64
_SEPARATORS = str.maketrans("", "", " -.()/\u00a0")
_LABEL = re.compile(r"(?:\*|[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)")
_LABEL_LENGTH: Final = 63
_DOMAIN_LENGTH: Final = 253
_ESCAPED = re.compile(r"(?:[a-z0-9_*.-]|\\[0-9]{3})+")
_OCTET = re.compile(rb"\\([0-9]{3})")
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


def is_withheld(told: object) -> bool:
    """Whether a network says in place of a number that none is shown (RFC 3323, RFC 3325; 3GPP TS 23.003, 13.6 and 13.7)."""
    if not isinstance(told, str) or len(told) > _LONGEST_WITHHELD:
        return False
    name, _, domain = told.strip().lower().removeprefix("sip:").partition("@")
    return name in _WITHHELD and (not domain or domain in _NOWHERE)


@lru_cache(_CACHED)
def canonical_domain(text: str) -> str:
    """Lower-case A-labels without the dot at the end (RFC 1123, RFC 3490); underscores and `*` as in zone files.

    Octets that stand in no name of a host are told as `\\DDD` (RFC 1035, 5.1; RFC 4343), see `domain_of_octets`.
    """
    name = text.rstrip(".") if text.endswith(".") and not text.endswith("..") else text
    if not name.isascii():
        try:
            name = name.encode("idna").decode("ascii") if "\\" not in name else ""
        except UnicodeError:
            raise ValueError("no domain name") from None
    name = name.lower()
    if "\\" in name and _ESCAPED.fullmatch(name):
        return _of_labels([_OCTET.sub(_octet, label.encode()) for label in name.split(".")])
    if not 0 < len(name) <= _DOMAIN_LENGTH or not all(_LABEL.fullmatch(label) for label in name.split(".")):
        raise ValueError("no domain name")
    return name


def domain_of_octets(octets: bytes) -> str:
    """The one spelling of a name in DNS, which may hold any octets; a dot parts labels.

    A label that could stand in a name of a host is told as it is, in lower case. Of any other, all octets but letters, digits and
    underscores are told by their number, `\\DDD`. Raises ValueError for empty labels and for those and names that are too long.
    """
    return _of_labels(octets.removesuffix(b".").split(b"."))


def _of_labels(labels: list[bytes]) -> str:
    if sum(map(len, labels)) + len(labels) - 1 > _DOMAIN_LENGTH or not all(0 < len(label) <= _LABEL_LENGTH for label in labels):
        raise ValueError("no domain name")
    return ".".join(map(_presented, labels))


def _presented(label: bytes) -> str:
    plain = label.decode("latin-1").lower() if label.isascii() else ""
    if _LABEL.fullmatch(plain):
        return plain
    return "".join(chr(octet) if _is_word(octet) else f"\\{octet:03}" for octet in label.lower())


def _is_word(octet: int) -> bool:
    """Whether it is a letter, a digit or an underscore of ASCII."""
    return octet < 128 and (chr(octet).isalnum() or octet == ord("_"))


def _octet(found: re.Match[bytes]) -> bytes:
    """Raises ValueError for a number that is none."""
    number = int(found[1])
    if number > 255:
        raise ValueError("no domain name")
    return bytes((number,))


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
