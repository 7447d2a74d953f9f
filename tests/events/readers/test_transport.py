"""Protocols and flags go by one name each."""

from __future__ import annotations

import pytest

from bylaws.events.readers.transport import flag_letters, in_order, protocol_called


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("TCP", "tcp"),
        ("6", "tcp"),
        ("  17 ", "udp"),
        ("006", "tcp"),
        ("ICMP6", "icmpv6"),
        ("IPv6-ICMP", "icmpv6"),
        ("253", "253"),
        ("1234", "1234"),
        ("²", "²"),
    ],
)
def test_a_protocol_has_one_name(told: str, name: str) -> None:
    assert protocol_called(told) == name


def test_flags_stand_in_one_order() -> None:
    assert flag_letters(0x1B) == in_order("...AP.SF") == "FSPA"
    assert flag_letters(0x1FF) == "FSRPAUEC"
