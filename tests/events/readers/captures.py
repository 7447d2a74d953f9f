"""Small captures, written byte by byte."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from socket import inet_aton

import dpkt

FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
CLIENT, SERVER = "10.0.0.1", "198.51.100.9"


def tcp(src: tuple[str, int], dst: tuple[str, int], flags: int, data: bytes = b"", seq: int = 0) -> bytes:
    """An Ethernet frame with one TCP segment."""
    segment = dpkt.tcp.TCP(sport=src[1], dport=dst[1], flags=flags, data=data, seq=seq)
    return _ethernet(_ip(src[0], dst[0], dpkt.ip.IP_PROTO_TCP, segment))


def udp(src: tuple[str, int], dst: tuple[str, int], data: bytes = b"") -> bytes:
    datagram = dpkt.udp.UDP(sport=src[1], dport=dst[1], data=data, ulen=8 + len(data))
    return _ethernet(_ip(src[0], dst[0], dpkt.ip.IP_PROTO_UDP, datagram))


def arp_reply(ip: str, mac: bytes) -> bytes:
    body = dpkt.arp.ARP(op=dpkt.arp.ARP_OP_REPLY, sha=mac, spa=inet_aton(ip), tha=b"\x02" * 6, tpa=inet_aton(CLIENT))
    return bytes(dpkt.ethernet.Ethernet(src=mac, dst=b"\x02" * 6, type=dpkt.ethernet.ETH_TYPE_ARP, data=body))


def _ip(src: str, dst: str, number: int, data: dpkt.Packet) -> dpkt.ip.IP:
    return dpkt.ip.IP(src=inet_aton(src), dst=inet_aton(dst), p=number, data=data, len=20 + len(data), ttl=64)


def _ethernet(data: dpkt.ip.IP) -> bytes:
    return bytes(dpkt.ethernet.Ethernet(src=b"\x0a" * 6, dst=b"\x0b" * 6, type=dpkt.ethernet.ETH_TYPE_IP, data=data))


def pcap(frames: Iterable[tuple[float, bytes]], order: str = "<", nano: bool = False, link: int = 1) -> bytes:
    """A classic capture of (seconds since 1970, frame)."""
    ticks = 10**9 if nano else 10**6
    out = [struct.pack(f"{order}IHHiIII", 0xA1B23C4D if nano else 0xA1B2C3D4, 2, 4, 0, 0, 65535, link)]
    for at, frame in frames:
        fraction = round(at % 1 * ticks)
        out.append(struct.pack(f"{order}IIII", int(at), fraction, len(frame), len(frame)) + frame)
    return b"".join(out)


def pcapng(frames: Iterable[tuple[float, bytes]], order: str = "<", resolution: int = 6) -> bytes:
    """A capture of the next generation with one interface; `resolution` is the power of ten of its clock."""
    option = struct.pack(f"{order}HHB3xHH", 9, 1, resolution, 0, 0)
    out = [
        _block(order, 0x0A0D0D0A, struct.pack(f"{order}IHHq", 0x1A2B3C4D, 1, 0, -1)),
        _block(order, 1, struct.pack(f"{order}HHI", 1, 0, 65535) + option),
    ]
    for at, frame in frames:
        ticks = round(at * 10**resolution)
        head = struct.pack(f"{order}IIIII", 0, ticks >> 32, ticks & 0xFFFFFFFF, len(frame), len(frame))
        out.append(_block(order, 6, head + frame + b"\x00" * (-len(frame) % 4)))
    return b"".join(out)


def _block(order: str, kind: int, body: bytes) -> bytes:
    length = struct.pack(f"{order}I", len(body) + 12)
    return struct.pack(f"{order}I", kind) + length + body + length
