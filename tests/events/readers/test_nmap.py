"""What nmap writes, beyond the samples: its edges."""

from __future__ import annotations

import pytest

from bylaws.events.readers import Reading, elements, recognise
from tests.events.readers.reading import events, reasons

BEGINNING = (
    '<nmaprun args="nmap {args}" start="1795370400"><host endtime="1795370460"><address addr="192.0.2.1" addrtype="ipv4"/><ports>'
)
PORT = '<port protocol="{protocol}" portid="{number}"><state state="{state}"/><service name="{service}"/>{scripts}</port>'
END = "</ports></host></nmaprun>"
RELAY = "Server is an open relay (11/16 tests)"


def scan(
    args: str = "", *, number: int = 25, protocol: str = "tcp", state: str = "open", service: str = "", said: str | None = None
) -> bytes:
    """A scan of one port at which the script for relays `said` something."""
    scripts = "" if said is None else f'<script id="smtp-open-relay" output="{said}"/>'
    port = PORT.format(protocol=protocol, number=number, state=state, service=service, scripts=scripts)
    return (BEGINNING.format(args=args) + port + END).encode()


def outcomes(content: bytes) -> list[tuple[object, object]]:
    return [(each.fields["test"], each.fields["outcome"]) for each in events(content, Reading("nmap"))]


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        (RELAY, "open"),
        ("Server doesn&apos;t seem to be an open relay, all tests failed", "closed"),
        ("Server isn&apos;t an open relay, authentication needed", "closed"),
    ],
)
def test_what_a_script_says_counts_whether_or_not_it_was_asked_for_by_name(said: str, outcome: str) -> None:
    assert outcomes(scan(said=said)) == outcomes(scan("-sC", number=2525, said=said)) == [("open_relay", outcome)]


def test_what_says_neither_is_counted() -> None:
    assert reasons(scan(said="Failed to issue EHLO command (timeout)")) == [
        "1 entry tells of no event: smtp-open-relay without a result 1"
    ]


def test_a_script_for_relays_that_says_nothing_found_nothing_out() -> None:
    assert reasons(scan("--script smtp-open-relay")) == ["1 entry tells of no event: smtp-open-relay without a result 1"]


@pytest.mark.parametrize(
    ("args", "port", "told"),
    [
        ("--script http-open-proxy", {"number": 8080}, "closed"),
        ("--script http-open-proxy", {"number": 81, "service": "http-proxy"}, "closed"),
        ("--script http-open-proxy", {"number": 81, "service": "http"}, ""),
        ("--script http-open-proxy", {"number": 8080, "protocol": "udp"}, ""),
        ("--script=+http-open-proxy", {"number": 81}, "closed"),
        ("--script=+http-open-proxy", {"number": 81, "protocol": "udp"}, ""),
        ("--script dns-nsid,http-open-proxy.nse", {"number": 8080}, "closed"),
        ("--script dns-nsid --script http-open-proxy", {"number": 8080}, "closed"),
        ("-sC", {"number": 8080}, ""),
        ("--script default", {"number": 8080}, ""),
        ("--script http-open-proxy", {"number": 8080, "state": "closed"}, "closed"),
        ("--script http-open-proxy", {"number": 8080, "state": "filtered"}, "unreachable"),
        ("-sC", {"number": 8080, "state": "closed"}, ""),
    ],
)
def test_silence_counts_of_scripts_that_were_asked_for_by_name(args: str, port: dict[str, object], told: str) -> None:
    assert outcomes(scan(args, **port)) == ([("open_proxy", told)] if told else [])  # type: ignore[arg-type]


def test_of_two_scripts_for_one_test_the_one_that_found_something_counts() -> None:
    both = '<script id="socks-open-proxy" output="&#10;  status: open"/><script id="http-open-proxy" output=""/>'
    port = PORT.format(protocol="tcp", number=1080, state="open", service="socks", scripts=both)
    assert outcomes((BEGINNING.format(args="") + port + END).encode()) == [("open_proxy", "open")]


def test_a_scan_that_is_told_twice_is_one_scan() -> None:
    (first,), (second,) = events(scan(said=RELAY)), events(b"\n" + scan(said=RELAY))
    assert (first.id, first.source) == (second.id, second.source)


def test_a_scan_that_was_cut_off_is_read_up_to_there() -> None:
    content = scan(said=RELAY)
    assert reasons(content[: -len(END)]) == ["its XML ends too early, on line 1"]
    assert reasons(content.replace(b"</ports>", b"</port>")) == ["no XML: mismatched tag, on line 1"]


def test_what_is_no_scan_is_not_read() -> None:
    assert reasons(b"<html><port/></html>", Reading("nmap")) == ["no output of nmap: it begins with `html`"]
    bomb = b'<!DOCTYPE nmaprun [<!ENTITY a "a">]>' + scan()
    assert reasons(bomb, Reading("nmap")) == ["no output of nmap: it declares entities of its own"]


def test_a_tag_without_end_is_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elements, "PIECE", 1 << 10)
    assert reasons(b'<nmaprun args="' + bytes(b"a" * (1 << 11))) == ["no output of nmap: a tag of more than 0 MiB"]


@pytest.mark.parametrize("more", ["<a>" * 1000, "".join(f"<a{number}/>" for number in range(6000))])
def test_what_the_parser_would_keep_without_end_is_not_read(more: str) -> None:
    (reason,) = reasons(b"<nmaprun>" + more.encode())
    assert reason == "no output of nmap: its elements have too many names or are nested too deep"


def test_it_is_known_by_its_outermost_element() -> None:
    beginning = b'\xef\xbb\xbf<?xml version="1.0"?>\n<!DOCTYPE nmaprun>\n<?xml-stylesheet href="nmap.xsl"?>\n<!-- <html> -->\n'
    found = recognise(beginning + b"<nmaprun>")
    assert found is not None
    assert found.name == "nmap"
    assert recognise(beginning + b"<nmaprunner>") is None
    assert recognise(b"<report><nmaprun></report>") is None
