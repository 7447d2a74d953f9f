"""What the headers of a frame say."""

from __future__ import annotations

import struct
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from socket import AF_INET, inet_ntop
from typing import Any, Final

import dpkt
from msgspec import Struct

from bylaws.events.readers.capture import Frame
from bylaws.events.readers.transport import protocol_of

ETHERNET, NULL, RAW, LOOP, COOKED, IPV4, IPV6, COOKED2 = 1, 0, 101, 108, 113, 228, 229, 276
_ETHERTYPES: Final = (dpkt.ethernet.ETH_TYPE_IP, dpkt.ethernet.ETH_TYPE_IP6, dpkt.ethernet.ETH_TYPE_ARP)
_INSIDE: Final = tuple(
    ip_network(network)
    for network in (
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8"),
        *("fc00::/7", "fe80::/10", "::1/128"),
    )
)
"""RFC 1918, 3927, 4193, 4291, 6598."""
_BROKEN: Final = (dpkt.dpkt.Error, struct.error, IndexError, ValueError, TypeError, AttributeError, KeyError)


class Packet(Struct, frozen=True):
    """`flags` are TCP's as a number, `payload` that of TCP or UDP; `seq` is TCP's; empty or 0 where there is none."""

    src_ip: str
    dst_ip: str
    protocol: str
    length: int
    ttl: int
    src_port: int = 0
    dst_port: int = 0
    flags: int = 0
    seq: int = 0
    payload: bytes = b""


class ArpPacket(Struct, frozen=True):
    """`reply` false: a question. The addresses are those inside the ARP message."""

    src_ip: str
    dst_ip: str
    reply: bool


class UnreadablePacketError(Exception):
    """Headers that contradict themselves or are cut off."""


def packet_of(frame: Frame) -> Packet | ArpPacket | None:
    """The packet in a frame; None for what is neither IP nor ARP. Raises UnreadablePacketError."""
    try:
        inner = _inside(frame)
        if isinstance(inner, dpkt.arp.ARP) and inner.pro == dpkt.arp.ARP_PRO_IP:
            return ArpPacket(_ip(inner.spa), _ip(inner.tpa), inner.op == dpkt.arp.ARP_OP_REPLY)
        if isinstance(inner, dpkt.ip.IP | dpkt.ip6.IP6):
            return _packet(inner)
    except _BROKEN:
        raise UnreadablePacketError("a packet whose headers cannot be read") from None
    return None


def macs_of(frame: Frame) -> tuple[str, str] | None:
    """Source and destination address of an Ethernet frame."""
    if frame.link != ETHERNET or len(frame.data) < 14:
        return None
    return frame.data[6:12].hex(":"), frame.data[:6].hex(":")


def _inside(frame: Frame) -> Any:
    data, link = frame.data, frame.link
    if link == ETHERNET:
        outer = dpkt.ethernet.Ethernet(data)
        return _whole(outer, outer.type)
    if link == COOKED:
        outer = dpkt.sll.SLL(data)
        return _whole(outer, outer.ethtype)
    if link == COOKED2:
        outer = dpkt.sll2.SLL2(data)
        return _whole(outer, outer.ethtype)
    if link in (NULL, LOOP):
        data = data[4:]
    elif link not in (RAW, IPV4, IPV6, 12, 14):
        return None
    if not data:
        raise ValueError("an empty packet")
    return dpkt.ip6.IP6(data) if data[0] >> 4 == 6 else dpkt.ip.IP(data)


def _whole(outer: Any, ethertype: int) -> Any:
    """What the frame carries. dpkt leaves plain bytes where it could not read on."""
    if isinstance(outer.data, bytes) and ethertype in _ETHERTYPES:
        raise ValueError("headers cut off")
    return outer.data


def _packet(inner: Any) -> Packet:
    four = isinstance(inner, dpkt.ip.IP)
    length = inner.len if four else inner.plen + 40
    number, ttl = (inner.p, inner.ttl) if four else (inner.p, inner.hlim)
    common = (_ip(inner.src), _ip(inner.dst), protocol_of(number), length, ttl)
    upper = inner.data
    if isinstance(upper, dpkt.tcp.TCP):
        return Packet(*common, upper.sport, upper.dport, upper.flags & 0xFF, upper.seq, bytes(upper.data))
    if isinstance(upper, dpkt.udp.UDP):
        return Packet(*common, upper.sport, upper.dport, payload=bytes(upper.data))
    if number in (dpkt.ip.IP_PROTO_TCP, dpkt.ip.IP_PROTO_UDP) and not _is_later_fragment(inner):
        raise ValueError("headers cut off")
    return Packet(*common)


def _is_later_fragment(inner: Any) -> bool:
    if isinstance(inner, dpkt.ip.IP):
        return bool(inner.offset)
    return dpkt.ip.IP_PROTO_FRAGMENT in inner.extension_hdrs


@lru_cache(1 << 16)
def _ip(raw: bytes) -> str:
    if len(raw) == 4:
        return inet_ntop(AF_INET, raw)
    address = IPv6Address(raw)
    return str(address.ipv4_mapped or address)


@lru_cache(1 << 16)
def _is_inside(ip: str) -> bool:
    address = ip_address(ip)
    return any(address in network for network in _INSIDE)


def direction(src_ip: str, dst_ip: str) -> str | None:
    """Private addresses are taken as the provider's own; between two public ones a capture alone cannot tell."""
    match _is_inside(src_ip), _is_inside(dst_ip):
        case True, True:
            return "internal"
        case True, False:
            return "outbound"
        case False, True:
            return "inbound"
    return None
