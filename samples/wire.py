"""A capture at the edge of the hosting network: scans, knocking at a sign-in port, and people reading web pages."""

from __future__ import annotations

import socket
from datetime import datetime, timedelta
from io import BytesIO
from random import Random
from typing import Final

import dpkt

from journal import instant

Packet = tuple[datetime, bytes]
Ends = tuple[str, int, str, int]
SYN: Final = dpkt.tcp.TH_SYN
ACK: Final = dpkt.tcp.TH_ACK
FIN: Final = dpkt.tcp.TH_FIN
RST: Final = dpkt.tcp.TH_RST


def capture(random: Random) -> bytes:
    """The file, in libpcap's own format."""
    packets = [*_scan(instant(7, 7200), "203.0.113.10", "198.51.100.20", 60)]  # harbour-hosting, nobody's leave
    packets += _scan(instant(7, 9000), "203.0.113.70", "198.51.100.30", 60)  # pine-labs, with a permit
    packets += _scan(instant(7, 10_800), "203.0.113.12", "198.51.100.40", 12)  # a few ports: somebody looks for a printer
    for knock in range(26):
        at = instant(8, 3600 + knock * 11)
        packets += _conversation(at, ("198.51.100.99", 40_000 + knock, "203.0.113.40", 22), 5, timedelta(seconds=2))
    for _ in range(120):
        at = instant(random.randrange(6, 10), random.random() * 80_000)
        ends = (f"203.0.113.{random.randint(1, 90)}", random.randint(20_000, 60_000), f"198.51.100.{random.randint(1, 250)}", 443)
        packets += _conversation(at, ends, random.randint(6, 14), timedelta(seconds=random.randint(1, 20)))
    file = BytesIO()
    writer = dpkt.pcap.Writer(file)
    for at, frame in sorted(packets):
        writer.writepkt(frame, at.timestamp())
    return file.getvalue()


def _frame(ends: Ends, flags: int, payload: bytes = b"") -> bytes:
    source, source_port, target, target_port = ends
    segment = dpkt.tcp.TCP(sport=source_port, dport=target_port, flags=flags, seq=1, data=payload)
    packet = dpkt.ip.IP(src=socket.inet_aton(source), dst=socket.inet_aton(target), p=dpkt.ip.IP_PROTO_TCP, data=segment)
    packet.len = len(packet)
    return bytes(dpkt.ethernet.Ethernet(src=b"\x02\0\0\0\0\1", dst=b"\x02\0\0\0\0\2", data=packet))


def _back(ends: Ends) -> Ends:
    return ends[2], ends[3], ends[0], ends[1]


def _scan(at: datetime, source: str, target: str, ports: int) -> list[Packet]:
    packets = []
    for port in range(ports):
        ends = (source, 51_000 + port, target, 1 + port * 7)
        packets.append((at + timedelta(seconds=port), _frame(ends, SYN)))
        packets.append((at + timedelta(seconds=port, milliseconds=30), _frame(_back(ends), RST | ACK)))
    return packets


def _conversation(at: datetime, ends: Ends, rounds: int, length: timedelta) -> list[Packet]:
    moments = [at + length * n / (rounds + 2) for n in range(rounds + 3)]
    packets = [(moments[0], _frame(ends, SYN)), (moments[0] + timedelta(milliseconds=20), _frame(_back(ends), SYN | ACK))]
    for moment in moments[1:-1]:
        packets.append((moment, _frame(ends, ACK, b"q" * 90)))
        packets.append((moment + timedelta(milliseconds=20), _frame(_back(ends), ACK, b"a" * 400)))
    packets.append((moments[-1], _frame(ends, FIN | ACK)))
    packets.append((moments[-1] + timedelta(milliseconds=20), _frame(_back(ends), FIN | ACK)))
    return packets
