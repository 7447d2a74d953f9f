"""Networks as the bits that all their addresses begin with, so that a network lies in another whose bits begin its own.

The first character tells IPv4 from IPv6. An address is a network of all its bits.
"""

from __future__ import annotations


def bits(network: str) -> str:
    """Of `10.0.0.0/8`, say, `4` and the eight bits `00001010`."""
    address, _, length = network.partition("/")
    parts, wide = (_groups(address), 16) if ":" in address else ([int(each) for each in address.split(".")], 8)
    whole = "".join(format(each, f"0{wide}b") for each in parts)
    return ("6" if wide == 16 else "4") + (whole[: int(length)] if length else whole)


def _groups(address: str) -> list[int]:
    """The eight numbers of an IPv6 address; `::` stands for as many zeros as are missing."""
    before, _, after = address.partition("::")
    head, tail = ([int(each, 16) for each in side.split(":") if each] for side in (before, after))
    return [*head, *[0] * (8 - len(head) - len(tail)), *tail]
