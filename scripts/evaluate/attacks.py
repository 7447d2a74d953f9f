"""The attacks that are known to be in the data, and which of them are found.

The truth below was set down by hand from what the publishers say of each file and from reading it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from scripts.evaluate.runs import Finding, Run


@dataclass(frozen=True, slots=True)
class Offender:
    """Who did what: `clause` was broken by the one whose event has `value` (in part) in `field`."""

    clause: str
    field: str
    value: str
    what: str

    def is_met_by(self, finding: Finding) -> bool:
        told = finding["event"]["fields"].get(self.field) or ""
        return finding["clause"] == self.clause and self.value in told and finding["state"] != "excused"


@dataclass(frozen=True, slots=True)
class Scene:
    """One file below the data folder, what it holds, and who in it breaks the policy (nobody: harmless)."""

    path: str
    holds: str
    offenders: tuple[Offender, ...] = ()


def _crawler(name: str, what: str) -> Offender:
    return Offender("scraping", "user_agent", name, what)


SCENES: Final = (
    Scene(
        "net/ndpi_synscan.pcap",
        "a half-open scan of 1,000 ports of one machine in 23 seconds",
        (Offender("security-testing", "src_ip", "172.16.0.8", "the scanner"),),
    ),
    Scene(
        "net/zeek_bruteforce.pcap",
        "password guessing at an FTP server, 30 connections in a minute",
        (Offender("unauthorized-access", "ip", "192.168.56.1", "the guesser, by the server's replies"),),
    ),
    Scene(
        "net/zeek_sshguess.pcap",
        "password guessing at an SSH server, 11 connections in 70 seconds",
        (Offender("unauthorized-access", "src_ip", "192.168.56.1", "the guesser, by its connections"),),
    ),
    Scene(
        "http/apache_logs.gz",
        "four days of a web site with readers, crawlers and bots; 5 crawlers took 20 pages before asking for robots.txt, "
        "4 bots tried three doors (those that tried fewer: see below)",
        (
            _crawler("compatible; Googlebot/2.1; +http://www.google.com/bot.html", "Googlebot"),
            _crawler("iPhone; CPU iPhone OS 6_0", "Googlebot for telephones"),
            _crawler("msnbot/2.0b", "msnbot"),
            _crawler("AhrefsBot", "AhrefsBot"),
            _crawler("Ezooms", "Ezooms, which does not call itself a crawler"),
            *(
                Offender("security-testing", "ip", address, "a bot at three doors")
                for address in ("95.78.54.93", "188.165.243.45", "195.250.34.144", "198.245.61.43")
            ),
        ),
    ),
    Scene("net/ndpi_http-proxy.pcapng", "one request through a web proxy"),
    Scene("net/ndpi_socks.pcap", "four connections through SOCKS proxies"),
    Scene("net/zeek_proxy.pcap", "one request through a web proxy"),
    Scene("net/ndpi_sip.pcap", "a telephone registering and calling over SIP"),
    Scene("net/zeek_wireshark.pcap", "a telephone registering and calling over SIP"),
    Scene("net/zeek_smtp-multi-addr.pcap", "one mail delivered"),
)


def row(given: Scene, found: list[Finding]) -> str:
    """A line of the table: who was found and missed, and what else was flagged."""
    hits = [each for each in given.offenders if any(each.is_met_by(finding) for finding in found)]
    missed = [each.what for each in given.offenders if each not in hits]
    wrong = [each for each in found if each["state"] != "excused" and not any(who.is_met_by(each) for who in explained(given))]
    rules = sorted({finding["rule"] for finding in found if any(each.is_met_by(finding) for each in explained(given))})
    count = f"{len(hits)} of {len(given.offenders)}" if given.offenders else "none to find"
    cells = (
        f"`{given.path}`: {given.holds}",
        count + (f" ({', '.join(f'`{rule}`' for rule in rules)})" if rules else ""),
        "; ".join(missed) or "–",
        ", ".join(f"`{rule}` {count}" for rule, count in sorted(Counter(each["rule"] for each in wrong).items())) or "–",
    )
    return "| " + " | ".join(cells) + " |"


def explained(given: Scene) -> list[Offender]:
    """The offenders, under every field by which an event may name the same address."""
    names = ("ip", "src_ip")
    aliases = [
        Offender(each.clause, name, each.value, each.what) for each in given.offenders for name in names if each.field in names
    ]
    return [*given.offenders, *aliases]


HEAD: Final = """| input | found | missed | wrongly flagged |
|---|---|---|---|
"""


def table(runs: Mapping[str, Run]) -> str:
    """The table of attacks, from the runs by path."""
    return HEAD + "".join(row(each, runs[each.path].findings) + "\n" for each in SCENES)
