"""What is seen of hosted machines: conversations with the world, a third of them through sampling; packets; results of tests."""

from __future__ import annotations

from typing import Final

import numpy as np

from bylaws.generate.everyday.rows import Rows, stamps
from bylaws.generate.everyday.world import BLOCK, machine

PORTS: Final = (443, 443, 443, 443, 80, 53, 123, 993)
RATE: Final = 100
TESTS: Final = (
    ("open_resolver", 53, "closed"),
    ("open_proxy", 3128, "closed"),
    ("open_relay", 25, "closed"),
    ("tls", 443, "sound"),
    ("version", 22, "sound"),
)
"""What is tested at which port, and how it is found as a rule."""


def flows(rows: Rows) -> list[str]:
    hosts = _holders(rows)
    lasting = rows.lasting(9000, 300_000, 40)
    size = np.clip(rows.rng.lognormal(3, 1.2, len(rows)), 2, 50_000).astype(np.int64)
    columns = zip(
        stamps(rows.time - lasting),
        stamps(rows.time),
        hosts.accounts,
        hosts.ranks,
        size.tolist(),
        rows.upto(14),
        rows.upto(600),
        rows.upto(1200),
        strict=True,
    )
    return [_flow(*each) for each in columns]


def _flow(first: str, last: str, tenant: str, who: int, packets: int, host: int, peer: int, dice: int) -> str:
    here, there, port = machine(who, host), f"172.{16 + peer % 16}.{who & 255}.{peer >> 4}", PORTS[dice % 8]
    came, rate = dice % 3 == 0, RATE if dice % 30 < 10 else 1
    ends = (there, here) if came else (here, there)
    seen = packets if rate == 1 else 1 + packets // RATE
    return (
        f'"tenant":"{tenant}","first":"{first}","last":"{last}","src_ip":"{ends[0]}","src_port":{20_000 + dice * 7},'
        f'"dst_ip":"{ends[1]}","dst_port":{port},"protocol":"{"udp" if port in (53, 123) else "tcp"}","packets":{seen},'
        f'"bytes":{seen * (60 + dice)},"reply_packets":{seen},"reply_bytes":{seen * 700},"tcp_flags":"SPAF",'
        f'"direction":"{"inbound" if came else "outbound"}","sampling_rate":{rate}}}'
    )


def packets(rows: Rows) -> list[str]:
    hosts = _holders(rows)
    columns = zip(stamps(rows.time), hosts.accounts, hosts.ranks, rows.upto(14), rows.upto(1200), strict=True)
    return [_packet(*each) for each in columns]


def _packet(at: str, tenant: str, who: int, host: int, dice: int) -> str:
    """Every fifth says to the neighbours whose address it is."""
    here, there = machine(who, host), f"172.{16 + dice % 16}.{who & 255}.{dice >> 4}"
    link = f"06:{who >> 16:02x}:{who >> 8 & 255:02x}:{who & 255:02x}:00:{host:02x}"
    answer = f'"protocol":"arp","flags":"reply","src_mac":"{link}","bytes":60'
    talk = f'"protocol":"udp","dst_ip":"{there}","dst_port":{PORTS[dice % 8]},"bytes":{60 + dice}'
    return (
        f'"at":"{at}","tenant":"{tenant}","port":"p-{tenant}","ingress_interface":"customer","src_ip":"{here}",'
        f"{talk if dice % 5 else answer}}}"
    )


def probes(rows: Rows) -> list[str]:
    columns = zip(stamps(rows.time), _holders(rows).ranks, rows.upto(14), rows.upto(1000), strict=True)
    return [_probe(*each) for each in columns]


def _probe(at: str, who: int, host: int, dice: int) -> str:
    """Now and then a machine is not there; one service in 330 that should be shut stands open at that moment."""
    test, port, usual = TESTS[dice % 5]
    outcome = "unreachable" if dice % 31 == 0 else "open" if dice % 330 == 1 and usual == "closed" else usual
    return (
        f'"at":"{at}","prober":"outside-1","target_ip":"{machine(who, host)}","target_port":{port},"test":"{test}",'
        f'"outcome":"{outcome}"}}'
    )


def _holders(rows: Rows) -> Rows:
    """The same at the first of each block, to whom its network belongs."""
    return Rows(rows.rng, rows.world, rows.time, rows.who // BLOCK * BLOCK)
