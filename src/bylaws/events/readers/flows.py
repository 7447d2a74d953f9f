"""Packets to flows: one per conversation, seen from whoever began it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from bylaws.events.readers.packets import Packet, direction
from bylaws.events.readers.transport import flag_letters
from bylaws.events.types import INSTANT, MILLION
from bylaws.events.values import plain_value

IDLE: Final = 60 * MILLION
ACTIVE: Final = 300 * MILLION
FLOW_LIMIT: Final = 1 << 17
"""Flows kept at once; beyond, the one that was quiet longest ends early."""

_FIN, _SYN, _RST, _ACK = 1, 2, 4, 16
_SERVER_PORTS: Final = 1024

Key = tuple[str, int, str, int, str]


class Flow(Struct):
    """A conversation so far. Times are in microseconds; `flags` are all that the initiator set, `closed` that one side ended it."""

    src_ip: str
    src_port: int
    dst_ip: str
    dst_port: int
    protocol: str
    first: int
    last: int
    offset: int
    packets: int = 0
    bytes: int = 0
    reply_packets: int = 0
    reply_bytes: int = 0
    flags: int = 0
    closed: bool = False

    def count(self, at: int, packet: Packet) -> None:
        self.first, self.last = min(self.first, at), max(self.last, at)
        self.closed = self.closed or bool(packet.flags & (_FIN | _RST))
        if (packet.src_ip, packet.src_port) == (self.src_ip, self.src_port):
            self.packets += 1
            self.bytes += packet.length
            self.flags |= packet.flags
        else:
            self.reply_packets += 1
            self.reply_bytes += packet.length

    def fields(self) -> dict[str, object]:
        """As raw fields of a `net.flow`."""
        raw: dict[str, object] = {
            "first": plain_value(INSTANT, self.first),
            "last": plain_value(INSTANT, self.last),
            "src_ip": self.src_ip,
            "dst_ip": self.dst_ip,
            "protocol": self.protocol,
            "packets": self.packets,
            "bytes": self.bytes,
            "reply_packets": self.reply_packets,
            "reply_bytes": self.reply_bytes,
            "sampling_rate": 1,
            "direction": direction(self.src_ip, self.dst_ip),
        }
        if self.protocol in ("tcp", "udp"):
            raw |= {"src_port": self.src_port, "dst_port": self.dst_port}
        if self.protocol == "tcp":
            raw["tcp_flags"] = flag_letters(self.flags)
        return raw


class FlowTable:
    """The flows under way, longest quiet first. A flow ends after `IDLE` without a packet and is cut after `ACTIVE`."""

    def __init__(self, limit: int = FLOW_LIMIT) -> None:
        self._flows: OrderedDict[Key, Flow] = OrderedDict()
        self._limit = limit

    def add(self, at: int, packet: Packet, offset: int) -> tuple[Flow, list[Flow]]:
        """The flow that the packet belongs to, and those that have ended by now."""
        ended = list(self._quiet_since(at - IDLE))
        key = _key(packet)
        flow = self._flows.get(key)
        if flow is not None and (at - flow.first > ACTIVE or _begins_anew(flow, packet)):
            ended.append(self._flows.pop(key))
            flow = _begin(at, packet, offset, None if _opens(packet) else flow)
            self._flows[key] = flow
        elif flow is None:
            if len(self._flows) >= self._limit:
                ended.append(self._flows.popitem(last=False)[1])
            flow = self._flows[key] = _begin(at, packet, offset, None)
        flow.count(at, packet)
        self._flows.move_to_end(key)
        return flow, ended

    def rest(self) -> Iterator[Flow]:
        """All flows that were still under way, at the end of the input."""
        while self._flows:
            yield self._flows.popitem(last=False)[1]

    def _quiet_since(self, then: int) -> Iterator[Flow]:
        while self._flows:
            flow = next(iter(self._flows.values()))
            if flow.last >= then:
                return
            yield self._flows.popitem(last=False)[1]


def _key(packet: Packet) -> Key:
    here, there = (packet.src_ip, packet.src_port), (packet.dst_ip, packet.dst_port)
    low, high = (here, there) if here <= there else (there, here)
    return *low, *high, packet.protocol


def _opens(packet: Packet) -> bool:
    return packet.flags & (_SYN | _ACK) == _SYN


def _begins_anew(flow: Flow, packet: Packet) -> bool:
    """A port pair that is used again after the connection before was ended."""
    return flow.closed and _opens(packet)


def _begin(at: int, packet: Packet, offset: int, before: Flow | None) -> Flow:
    """A new flow, from the initiator's side: who sent the SYN, else who began the flow that was cut, else whoever is no server."""
    ends = (packet.src_ip, packet.src_port, packet.dst_ip, packet.dst_port)
    if before is not None:
        turned = (before.src_ip, before.src_port) != (packet.src_ip, packet.src_port)
    elif packet.flags & (_SYN | _ACK) == _SYN | _ACK:
        turned = True
    else:
        turned = not _opens(packet) and 0 < packet.src_port < _SERVER_PORTS <= packet.dst_port
    if turned:
        ends = (packet.dst_ip, packet.dst_port, packet.src_ip, packet.src_port)
    return Flow(*ends, packet.protocol, at, at, offset)
