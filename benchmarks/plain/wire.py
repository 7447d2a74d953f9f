"""The rules about flows, by hand."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.plain.ledger import Event, Ledger
from benchmarks.plain.reference import HOUR, Register, millis, networks
from benchmarks.plain.windows import counter, distincter, summer

DAY = 24 * HOUR
MINUTE = 60_000
LOGIN_PORTS = frozenset((21, 22, 23, 3389, 5900))
Handler = Callable[[Event, int], None]


def flows(ledger: Ledger, register: Register) -> Handler:
    """Handles `net.flow`."""
    holder, permitted = networks(), register.permitted
    flood, packets_in = ledger.rule("packet-flood", 10 * MINUTE), summer(MINUTE)
    hammer, knocks_in = ledger.rule("login-hammering", HOUR), counter(10 * MINUTE)
    mail, servers_in = ledger.rule("direct-delivery", DAY), distincter(HOUR)
    probe = _probes(ledger, register, holder)

    def judge(flow: Event, at: int) -> None:
        source, target, port = flow["src_ip"], flow["dst_ip"], flow["dst_port"]
        protocol, packets, rate = flow["protocol"], flow["packets"], flow["sampling_rate"]
        pair = source, target
        sent, back = packets_in(pair, at, packets * rate, flow["reply_packets"] * rate)
        if sent >= 100_000 and back < sent / 10:
            owner = holder(source, at)
            flood(flow, at, owner, pair, permitted(owner, "load-test", at, target=target))
        if packets * rate <= 4 and protocol in ("tcp", "udp"):
            probe(flow, at, pair)
        if protocol != "tcp":
            return
        if port in LOGIN_PORTS and at - millis(flow["first"]) < 30_000 and knocks_in((source, target, port), at) >= 20:
            owner = holder(source, at)
            hammer(flow, at, source, pair, owner is not None and owner == holder(target, at))
        if port == 25:
            owner = holder(source, at)
            if owner is not None and holder(target, at) is None and servers_in(source, at, target) >= 20:
                mail(flow, at, owner, source, permitted(owner, "mail-server", at))

    return judge


def _probes(ledger: Ledger, register: Register, holder: Callable[[str, int], str | None]) -> Callable[..., None]:
    scan, ports_in = ledger.rule("port-scan", DAY), distincter(10 * MINUTE)
    sweep, hosts_in = ledger.rule("host-sweep", DAY), distincter(10 * MINUTE)

    def excused(owner: str | None, target: str, at: int) -> bool:
        return owner is not None and (owner == holder(target, at) or register.permitted(owner, "security-test", at, target=target))

    def judge(flow: Event, at: int, pair: tuple[str, str]) -> None:
        source, target = pair
        port = flow["dst_port"]
        if ports_in(pair, at, port) >= 50:
            owner = holder(source, at)
            scan(flow, at, owner, pair, excused(owner, target, at))
        if flow["protocol"] == "tcp" and hosts_in((source, port), at, target) >= 50:
            owner = holder(source, at)
            sweep(flow, at, owner, (source, port), excused(owner, target, at))

    return judge
