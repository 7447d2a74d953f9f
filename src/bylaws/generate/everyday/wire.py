"""Conversations of hosted machines with the world; a third are seen through sampling."""

from __future__ import annotations

from typing import Final

import numpy as np

from bylaws.generate.everyday.rows import Rows, stamps
from bylaws.generate.everyday.world import BLOCK, machine

PORTS: Final = (443, 443, 443, 443, 80, 53, 123, 993)
RATE: Final = 100


def flows(rows: Rows) -> list[str]:
    hosts = Rows(rows.rng, rows.world, rows.time, rows.who // BLOCK * BLOCK)  # a network belongs to the first of its block
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
