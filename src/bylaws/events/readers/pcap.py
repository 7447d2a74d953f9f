"""Captures of packets, as flows (`pcap`) or packet by packet (`pcap-packets`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bylaws.events.readers.capture import NAME, PACKETS_NAME, Frame, frames_of
from bylaws.events.readers.flows import Flow, FlowTable
from bylaws.events.readers.ftp import FtpWatch
from bylaws.events.readers.packets import ArpPacket, Packet, UnreadablePacketError, macs_of, packet_of
from bylaws.events.readers.stream import Stream
from bylaws.events.readers.transport import flag_letters
from bylaws.events.record import Record, Reject, excerpt
from bylaws.events.types import INSTANT
from bylaws.events.values import plain_value

_RAW: Final = 128
_PREFIX: Final = 16


def read_flows(stream: Stream) -> Iterator[Record | Reject]:
    """`net.flow` events, and `auth.attempt` for sign-ins by FTP."""
    table, ftp = FlowTable(), FtpWatch()
    for frame in frames_of(stream):
        packet = frame if isinstance(frame, Reject) else _seen(stream, frame)
        if isinstance(packet, Reject):
            yield packet
        elif isinstance(frame, Frame) and isinstance(packet, Packet):
            _, ended = table.add(frame.at, packet, frame.offset)
            yield from (_flow_record(stream, flow) for flow in ended)
            for attempt in ftp.see(packet):
                raw = {"id": f"{stream.log}#{frame.offset}/ftp", "at": plain_value(INSTANT, frame.at), **attempt}
                yield Record("auth.attempt", raw, stream.name, 0, frame.offset, NAME)
    yield from (_flow_record(stream, flow) for flow in table.rest())


def read_packets(stream: Stream) -> Iterator[Record | Reject]:
    """A `net.packet` for each packet of IP or ARP."""
    for frame in frames_of(stream):
        packet = frame if isinstance(frame, Reject) else _seen(stream, frame)
        if isinstance(packet, Reject):
            yield packet
        elif isinstance(frame, Frame) and packet is not None:
            raw = _frame_fields(frame) | (_arp_fields(packet) if isinstance(packet, ArpPacket) else _packet_fields(packet))
            yield Record("net.packet", raw, stream.name, 0, frame.offset, PACKETS_NAME, stream.log)


def _seen(stream: Stream, frame: Frame) -> Packet | ArpPacket | Reject | None:
    try:
        return packet_of(frame)
    except UnreadablePacketError as error:
        return Reject(stream.name, 0, frame.offset, str(error), excerpt(frame.data.hex().encode()))


def _flow_record(stream: Stream, flow: Flow) -> Record:
    return Record("net.flow", flow.fields(), stream.name, 0, flow.offset, NAME, stream.log)


def _frame_fields(frame: Frame) -> dict[str, object]:
    macs = macs_of(frame)
    raw: dict[str, object] = {"at": plain_value(INSTANT, frame.at), "bytes": frame.length, "raw": frame.data[:_RAW].hex()}
    return raw if macs is None else raw | {"src_mac": macs[0], "dst_mac": macs[1]}


def _arp_fields(packet: ArpPacket) -> dict[str, object]:
    return {
        "protocol": "arp",
        "src_ip": packet.src_ip,
        "dst_ip": packet.dst_ip,
        "flags": "reply" if packet.reply else "request",
    }


def _packet_fields(packet: Packet) -> dict[str, object]:
    raw: dict[str, object] = {
        "protocol": packet.protocol,
        "src_ip": packet.src_ip,
        "dst_ip": packet.dst_ip,
        "ttl": packet.ttl,
        "payload_prefix": packet.payload[:_PREFIX].hex() or None,
    }
    if packet.protocol in ("tcp", "udp"):
        raw |= {"src_port": packet.src_port, "dst_port": packet.dst_port}
    if packet.protocol == "tcp":
        raw["flags"] = flag_letters(packet.flags)
    return raw
