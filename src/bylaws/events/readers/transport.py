"""How events call protocols and TCP flags, whatever a log calls them."""

from __future__ import annotations

from typing import Final

FLAGS: Final = "FSRPAUEC"
"""FIN, SYN, RST, PSH, ACK, URG, ECE, CWR: from the lowest bit up (RFC 9293, RFC 3168)."""
WITH_PORTS: Final = frozenset(("tcp", "udp", "sctp", "dccp", "udplite"))

# Protocol numbers of IANA.
_NAMES: Final = {
    1: "icmp",
    2: "igmp",
    6: "tcp",
    17: "udp",
    33: "dccp",
    41: "ipv6",
    47: "gre",
    50: "esp",
    51: "ah",
    58: "icmpv6",
    89: "ospf",
    132: "sctp",
    136: "udplite",
}
_ALIASES: Final = {"ipv6-icmp": "icmpv6", "icmp6": "icmpv6", "icmp-v6": "icmpv6", "udp-l": "udplite"}


def protocol_of(number: int) -> str:
    return _NAMES.get(number, str(number))


def protocol_called(text: str) -> str:
    """The protocol that a log calls by a name or by its number."""
    name = text.strip().lower()
    if name.isascii() and name.isdigit() and len(name) <= 3:
        return protocol_of(int(name))
    return _ALIASES.get(name, name)


def flag_letters(flags: int) -> str:
    """The letters of TCP flags that are told as a number."""
    return "".join(letter for bit, letter in enumerate(FLAGS) if flags >> bit & 1)


def in_order(letters: str) -> str:
    """Letters of flags, in the order of `FLAGS`, each once; other signs fall away."""
    return "".join(letter for letter in FLAGS if letter in letters)
