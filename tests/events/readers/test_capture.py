"""Captures become flows, packets and sign-ins."""

from __future__ import annotations

import struct
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaws.events.event import Event
from bylaws.events.readers import Reading
from bylaws.events.readers.capture import Frame
from bylaws.events.readers.flows import FlowTable
from bylaws.events.readers.packets import ETHERNET, Packet, UnreadablePacketError, packet_of
from bylaws.events.record import Record, Remark, State
from tests.events.readers.captures import ACK, CLIENT, FIN, PSH, RST, SERVER, SYN, arp_reply, pcap, pcapng, tcp, udp
from tests.events.readers.reading import events, items, reasons

HERE, THERE = (CLIENT, 40000), (SERVER, 80)


def talk(start: float, here: tuple[str, int] = HERE, there: tuple[str, int] = THERE) -> list[tuple[float, bytes]]:
    """A whole connection of half a second."""
    return [
        (start, tcp(here, there, SYN)),
        (start + 0.1, tcp(there, here, SYN | ACK)),
        (start + 0.2, tcp(here, there, ACK | PSH, b"hello")),
        (start + 0.3, tcp(there, here, ACK | PSH, b"goodbye")),
        (start + 0.5, tcp(here, there, FIN | ACK)),
    ]


def flows(frames: list[tuple[float, bytes]]) -> list[Event]:
    return [event for event in events(pcap(frames)) if event.kind == "net.flow"]


def test_a_connection_is_one_flow_from_its_initiator() -> None:
    (flow,) = flows(talk(1000))
    assert flow.at == 1_000_500_000
    assert flow.fields == {
        "first": 1_000_000_000,
        "last": 1_000_500_000,
        "src_ip": CLIENT,
        "src_port": 40000,
        "dst_ip": SERVER,
        "dst_port": 80,
        "protocol": "tcp",
        "packets": 3,
        "bytes": 3 * 40 + 5,
        "reply_packets": 2,
        "reply_bytes": 2 * 40 + 7,
        "tcp_flags": "FSPA",
        "sampling_rate": 1,
        "direction": "outbound",
    }


def test_a_scan_is_a_flow_with_s_alone_per_port() -> None:
    told = flows([(port / 1000, tcp(HERE, (SERVER, port), SYN)) for port in range(1, 51)])
    assert {flow.fields["dst_port"] for flow in told} == set(range(1, 51))
    assert {flow.fields["tcp_flags"] for flow in told} == {"S"}
    answered = flows([(0, tcp(HERE, THERE, SYN)), (0.1, tcp(THERE, HERE, RST | ACK))])
    assert [(flow.fields["tcp_flags"], flow.fields["reply_packets"]) for flow in answered] == [("S", 1)]


def test_who_began_is_told_without_the_first_syn() -> None:
    (flow,) = flows(talk(0)[1:])
    assert flow.fields["src_ip"] == CLIENT
    (flow,) = flows([(0, tcp(THERE, HERE, ACK))])
    assert flow.fields["src_ip"] == CLIENT
    (flow,) = flows([(0, udp((CLIENT, 5353), (SERVER, 5354)))])
    assert flow.fields["src_ip"] == CLIENT


def test_a_quiet_minute_ends_a_flow_and_five_minutes_cut_it() -> None:
    assert len(flows([(0, udp(HERE, THERE)), (60, udp(HERE, THERE))])) == 1
    assert len(flows([(0, udp(HERE, THERE)), (60.1, udp(HERE, THERE))])) == 2
    cut = flows([(30 * step, udp(HERE if step < 11 else THERE, THERE if step < 11 else HERE)) for step in range(13)])
    assert [flow.fields["src_ip"] for flow in cut] == [CLIENT, CLIENT]


def test_a_port_pair_used_again_is_another_flow() -> None:
    assert len(flows(talk(0) + talk(1))) == 2


def test_an_opening_sent_twice_is_one_flow() -> None:
    (flow,) = flows([(0, tcp(HERE, THERE, SYN)), (3, tcp(HERE, THERE, SYN))])
    assert flow.fields["packets"] == 2


def test_a_port_pair_used_again_from_the_other_side_is_turned() -> None:
    assert [flow.fields["src_ip"] for flow in flows(talk(0) + talk(1, THERE, HERE))] == [CLIENT, SERVER]


def test_the_table_forgets_the_quietest_when_it_is_full() -> None:
    table = FlowTable(limit=2)
    ended = [table.add(at, Packet(f"192.0.2.{at}", SERVER, "udp", 40, 64, 1, 2), at)[1] for at in range(4)]
    assert [[flow.src_ip for flow in each] for each in ended] == [[], [], ["192.0.2.0"], ["192.0.2.1"]]
    assert [flow.src_ip for flow in table.rest()] == ["192.0.2.2", "192.0.2.3"]


@pytest.mark.parametrize("order", ["<", ">"])
def test_every_variant_tells_the_same(order: str) -> None:
    said = [event.fields for event in events(pcap(talk(1000)))]
    assert [event.fields for event in events(pcap(talk(1000), order, nano=True))] == said
    for resolution in (6, 9):
        assert [event.fields for event in events(pcapng(talk(1000), order, resolution))] == said


def ftp(start: float, port: int, reply: bytes) -> list[tuple[float, bytes]]:
    here, there = (CLIENT, port), (SERVER, 21)
    return [
        (start, tcp(here, there, SYN, seq=0)),
        (start + 0.1, tcp(there, here, ACK, b"220 hello\r\n", 1)),
        (start + 0.2, tcp(here, there, ACK, b"USER ki", 1)),
        (start + 0.3, tcp(here, there, ACK, b"m\r\nPASS secret\r\n", 8)),
        (start + 0.3, tcp(here, there, ACK, b"m\r\nPASS secret\r\n", 8)),
        (start + 0.4, tcp(there, here, ACK, b"331 and?\r\n" + reply, 12)),
        (start + 0.5, tcp(there, here, ACK, b"331 and?\r\n" + reply, 12)),
    ]


def test_sign_ins_by_ftp_are_told_once_and_without_the_password() -> None:
    content = pcap(ftp(0, 4001, b"530 no\r\n") + ftp(1, 4002, b"230 yes\r\n") + ftp(2, 4003, b""))
    told = [event for event in events(content) if event.kind == "auth.attempt"]
    common = {"ip": CLIENT, "user": "kim", "target_account": "kim", "method": "ftp"}
    assert [event.fields for event in told] == [
        common | {"outcome": "fail", "reason": "530 no"},
        common | {"outcome": "success"},
    ]
    assert len({event.id for event in events(content)}) == 5
    assert b"secret" not in repr(told).encode()


def test_a_sign_in_sent_twice_is_told_once() -> None:
    here, there = (CLIENT, 4001), (SERVER, 21)
    asked, answered = tcp(here, there, ACK, b"USER kim\r\n", 1), tcp(there, here, ACK, b"530 no\r\n", 1)
    told = events(pcap([(0, asked), (1, answered), (2, asked), (3, answered)]))
    assert [event.kind for event in told].count("auth.attempt") == 1


def test_packets_one_by_one() -> None:
    told = events(pcap([(5, arp_reply("10.0.0.9", b"\x0c" * 6)), *talk(6)[:1]]), Reading("pcap-packets"))
    arp, syn = (event.fields for event in told)
    assert (arp["protocol"], arp["flags"], arp["src_ip"], arp["src_mac"]) == ("arp", "reply", "10.0.0.9", "0c:0c:0c:0c:0c:0c")
    assert (syn["protocol"], syn["flags"], syn["ttl"], syn["dst_port"]) == ("tcp", "S", 64, 80)
    assert str(syn["raw"]).startswith("0b0b0b0b0b0b0a0a")


def test_a_capture_cut_in_the_middle_keeps_what_came_before() -> None:
    for whole in (pcap(talk(0)), pcapng(talk(0))):
        told = items(whole[:-10])
        assert [type(item) for item in told] == [Record, Remark]
        assert isinstance(told[1], Remark)
        assert (told[1].state, told[1].offset) == (State.CUT, len(whole) - 10)
        assert "cut off in the middle of a" in told[1].reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (pcap([])[:10], "the capture is cut off in the middle of its header"),
        (pcap([]) + struct.pack("<IIII", 0, 0, 2**32 - 1, 60), "a packet claims 4294967295 bytes; the capture is damaged here"),
        (b"\x00" * 100, "no capture: neither pcap nor pcapng"),
        (pcapng([]) + struct.pack("<II", 6, 2**31), "a block claims 2147483648 bytes; the capture is damaged here"),
        (pcapng([]) + struct.pack("<IIII", 6, 16, 0, 12), "a block states two lengths; the capture is damaged here"),
        (pcapng([]) + struct.pack("<III", 6, 12, 12), "a block that is too short, or of an interface that was never described"),
        (pcapng([]) + struct.pack("<IIII", 3, 16, 0, 16), "a packet without a time"),
        (pcap([(0, tcp(HERE, THERE, SYN)[:20])]), "a packet whose headers cannot be read"),
    ],
)
def test_hostile_captures_end_in_a_reason(content: bytes, reason: str) -> None:
    assert reasons(content, Reading("pcap")) == [reason]


@given(st.binary(max_size=80), st.sampled_from([0, 1, 101, 113, 276, 228, 229, 9999]))
def test_any_frame_is_read_or_refused(data: bytes, link: int) -> None:
    with suppress(UnreadablePacketError):
        packet_of(Frame(0, link, data, len(data), 0))


@given(st.binary(min_size=1, max_size=60), st.integers(0, 53))
def test_any_change_of_a_frame_is_read_or_refused(change: bytes, at: int) -> None:
    frame = bytearray(tcp(HERE, THERE, SYN))
    frame[at : at + len(change)] = change
    with suppress(UnreadablePacketError):
        packet_of(Frame(0, ETHERNET, bytes(frame), len(frame), 0))


@given(st.binary(max_size=200))
def test_any_bytes_behind_a_section_end_without_a_crash(data: bytes) -> None:
    items(pcapng([]) + data)
    items(pcap([]) + data)
