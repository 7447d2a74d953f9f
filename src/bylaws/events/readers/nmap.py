"""Scans of nmap in XML (`nmap -oX`, https://nmap.org/book/output-formats-xml-output.html), as of version 5.

What four of its scripts found out becomes a `probe.result`: `http-open-proxy` and `socks-open-proxy` (test `open_proxy`, one for
both), `smtp-open-relay` (`open_relay`) and `dns-recursion` (`open_resolver`). What other scripts say, and ports that none of the
four tries, are no events.

- A script that was asked for by its name and is silent at an open port that it tries, found nothing: `closed`; so is a port that is
  closed. A port that lets nothing through is `unreachable`. Of scripts that were asked for by a category (`-sC`) only what they say
  counts: whether they tried, nobody tells.
- What a script says and that is neither, as that a proxy may be redirecting, is counted and is no event.
- The time is that at which nmap had done with the host. From where it scanned, nmap does not tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

from bylaws.events.readers.elements import Attributes, Elements
from bylaws.events.readers.stream import Stream
from bylaws.events.record import Record, Reject

NAME: Final = "nmap"

_BEGINNING: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s++|<\?[^>]{0,300}\?>|<!--.*?-->|<!DOCTYPE nmaprun>)*+<nmaprun[\s>]", re.DOTALL
)
_ASKED: Final = re.compile(r"--script[= ]([^\s\"]+)")
_EVERY: Final = "+"
"""Stands before the name of a script that is to try every port."""


class _Script(Struct, frozen=True):
    """What a script tests, the ports and services that it tries unless it is made to try all, and how it says what came out."""

    test: str
    protocol: str
    ports: frozenset[int]
    services: frozenset[str]
    open: str
    closed: str

    def tries(self, port: _Port, every: bool) -> bool:
        return port.protocol == self.protocol and (every or port.number in self.ports or port.service in self.services)

    def outcome(self, said: str) -> str:
        """By what it said; empty for what says neither."""
        return "open" if re.match(self.open, said) else "closed" if re.match(self.closed, said) else ""


# After the rules and the words of the scripts themselves (`portrule`, `action`); silence is an empty text.
_SCRIPTS: Final = {
    "dns-recursion": _Script("open_resolver", "udp", frozenset((53,)), frozenset(), r"Recursion appears to be enabled", r"\Z"),
    "http-open-proxy": _Script(
        "open_proxy",
        "tcp",
        frozenset((3128, 8000, 8080, 8123)),
        frozenset(("polipo", "squid-http", "http-proxy")),
        r"Potentially OPEN proxy",
        r"\Z",
    ),
    "smtp-open-relay": _Script(
        "open_relay",
        "tcp",
        frozenset((25, 465, 587)),
        frozenset(("smtp", "smtps", "submission")),
        r"Server is an open relay",
        r"Server (?:doesn't seem to be|isn't) an open relay",
    ),
    "socks-open-proxy": _Script(
        "open_proxy",
        "tcp",
        frozenset((1080, 9050)),
        frozenset(("socks", "socks4", "socks5", "tor-socks")),
        r"\s*status: open\b",
        r"\Z",
    ),
}
_UNTRIED: Final = {"closed": "closed", "filtered": "unreachable", "open|filtered": "unreachable"}
"""What came out where a script could not try, by the state of the port."""
_WORST_FIRST: Final = ("open", "closed", "unreachable")


class _Port(Struct):
    """A port as it was found; `said` is what the scripts said, by their names."""

    line: int
    offset: int
    protocol: str
    number: int
    state: str
    service: str
    said: dict[str, str]


def sniff(head: bytes) -> bool:
    return _BEGINNING.match(head) is not None


def read(stream: Stream) -> Iterator[Record | Reject]:
    scan = _Scan(stream)
    for _ in scan.elements.read():
        yield from scan.told
        scan.told.clear()


class _Scan:
    """A scan as it is read: what is to be known of it, of the host, and of the port that is open in it."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self.elements = Elements(stream, "output of nmap", self._begin, self._end)
        self.told: list[Record | Reject] = []
        self._asked: frozenset[str] = frozenset()
        self._began: str | None = None
        self._at: str | None = None
        self._address: str | None = None
        self._port: _Port | None = None

    def _begin(self, name: str, attributes: Attributes) -> None:
        if name == "nmaprun":
            self._asked = frozenset(
                each.removesuffix(".nse") for told in _ASKED.findall(attributes.get("args", "")) for each in told.split(",")
            )
            self._began = attributes.get("start", "")
        elif self._began is None:
            raise ValueError(f"no output of nmap: it begins with `{name[:40]}`")
        elif name == "host":
            self._at = attributes.get("endtime") or attributes.get("starttime") or self._began or None
            self._address = None
        elif name == "address" and attributes.get("addrtype") in ("ipv4", "ipv6"):
            self._address = attributes.get("addr")
        elif name == "port":
            self._port = self._found(attributes)
        elif self._port is not None:
            _note(self._port, name, attributes)

    def _found(self, attributes: Attributes) -> _Port | None:
        line, offset = self.elements.place
        number = attributes.get("portid", "")
        if number.isascii() and number.isdigit() and len(number) <= 5:
            return _Port(line, offset, attributes.get("protocol", ""), int(number), "", "", {})
        self.told.append(Reject(self._stream.name, line, offset, f"a port whose number is `{number[:40]}`"))
        return None

    def _end(self, name: str) -> None:
        if name == "port" and self._port is not None:
            port, self._port = self._port, None
            for test, outcome in self._outcomes(port).items():
                self.told.append(self._record(port, test, outcome))

    def _outcomes(self, port: _Port) -> Mapping[str, str]:
        """What came out, by test; where two scripts make one test, what is worst."""
        found: dict[str, str] = {}
        for name, script in _SCRIPTS.items():
            outcome = self._outcome(port, name, script)
            if outcome:
                found[script.test] = min(outcome, found.get(script.test, outcome), key=_WORST_FIRST.index)
        return found

    def _outcome(self, port: _Port, name: str, script: _Script) -> str:
        """What a script found out; empty if it did not try, or says neither."""
        every = _EVERY + name in self._asked
        if name not in port.said and not (script.tries(port, every) and (every or name in self._asked)):
            return ""
        outcome = _UNTRIED.get(port.state, "") if name not in port.said else ""
        outcome = outcome or script.outcome(port.said.get(name, ""))
        if not outcome:
            self._stream.passed.add(f"{name} without a result")
        return outcome

    def _record(self, port: _Port, test: str, outcome: str) -> Record:
        raw: dict[str, object] = {
            "id": f"{self._began}/{self._address}/{port.protocol}/{port.number}/{test}",
            "at": self._at,
            "target_ip": self._address,
            "target_port": port.number,
            "test": test,
            "outcome": outcome,
        }
        return Record("probe.result", raw, self._stream.name, port.line, port.offset, NAME, self._stream.log)


def _note(port: _Port, name: str, attributes: Attributes) -> None:
    """What stands within a port."""
    if name == "state":
        port.state = attributes.get("state", "")
    elif name == "service":
        port.service = attributes.get("name", "")
    elif name == "script" and attributes.get("id") in _SCRIPTS:
        port.said[attributes["id"]] = attributes.get("output", "")
