"""Single events against the labels that their publishers gave them."""

from __future__ import annotations

import csv
import gzip
import json
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from ipaddress import IPv4Address
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from bylaws.events.readers import open_events
from bylaws.events.record import Record
from scripts.evaluate.inputs import Input, opened
from scripts.evaluate.runs import POLICY, Finding, judged

PARAMETERS: Final = "http/httpparams.csv.gz"
LINKS: Final = "urls/phishing-urls-dev.csv.gz"
HOSTS: Final = "urls/phishing-domains.txt.gz"
MAILS: Final = "mail/spamassassin-dev.tar.xz"
LINK_LABELS: Final = {"0": "harmless", "1": "phishing"}
TRIES: Final = 3
"""From so many on, `hidden-payload` speaks of attacks."""
AT: Final = "2026-11-01T00:00:00Z"
AS_A_BROWSER: Final = "-_.!~*'()"
"""What `encodeURIComponent` leaves as it is, besides letters and digits."""
Event = dict[str, object]
AS_SHIPPED: Final[Mapping[str, str]] = MappingProxyType({})
ONE_LINK: Final = MappingProxyType({"links_alike": "1"})

HEAD: Final = """| events | rule | label | met |
|---|---|---|---|
"""


def table(folder: Path) -> str:
    """How many rows of each label meet a rule."""
    parameters, links = _rows(folder / PARAMETERS), _rows(folder / LINKS)
    types = [row["attack_type"] for row in parameters]
    plain = _found(_requests(row["payload"] for row in parameters))
    encoded = _found(_requests(quote(row["payload"], safe=AS_A_BROWSER) for row in parameters))
    labels = [LINK_LABELS[row["label"]] for row in links]
    listed = _found(_messages(row["url"] for row in links), folder / HOSTS)
    built = _found(_messages(row["url"] for row in links), parameters=ONE_LINK)
    mails = list(_mails(folder))
    forged = _found(event for _, event in mails)
    return HEAD + "".join(
        [
            *_shares("parameters of requests, as a server decodes them", "hidden-payload", types, plain),
            *_shares("the same, as a browser encodes them", "hidden-payload", types, encoded),
            *_shares("links, with the published list of hosts", "phishing-link", labels, listed),
            *_shares("links, one of a kind", "links-built-like-phishing", labels, built),
            *_shares("mails, each of an account of its own", "forged-mail", [label for label, _ in mails], forged),
        ]
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _requests(parameters: Iterable[str]) -> Iterator[Event]:
    """Each parameter in as many requests as the policy bears with, and one more, from an address of its own."""
    for number, parameter in enumerate(parameters):
        address = str(IPv4Address("10.0.0.0") + number)
        for time in range(TRIES):
            yield {"kind": "http.request", "id": f"{number}.{time}", "at": AT, "ip": address, "path": f"/?q={parameter}"}


def _messages(urls: Iterable[str]) -> Iterator[Event]:
    """Each link in a message of an account of its own, blanks encoded as browsers do."""
    for number, url in enumerate(urls):
        yield {"kind": "message.sent", "id": str(number), "at": AT, "account": f"a{number}", "urls": [url.replace(" ", "%20")]}


def _mails(folder: Path) -> Iterator[tuple[str, Event]]:
    """Each mail with its label, which is the name of the folder in which it lies, sent by an account of its own."""
    with opened(Input(MAILS), folder) as unpacked:
        sent = (each for each in open_events([unpacked]) if isinstance(each, Record) and each.kind == "message.sent")
        for number, each in enumerate(sent):
            label = "spam" if "spam" in Path(each.file).parent.name else "ham"
            yield label, {**each.raw, "kind": each.kind, "id": str(number), "at": AT, "account": f"a{number}"}


def _found(events: Iterable[Event], hosts: Path | None = None, parameters: Mapping[str, str] = AS_SHIPPED) -> list[Finding]:
    """What is found among the events; `hosts` stands in place of the policy's own list of phishing hosts, `parameters` in place
    of its own values.
    """
    with TemporaryDirectory() as temporary:
        policies, log = Path(temporary) / "policies", Path(temporary) / "events.jsonl"
        shutil.copytree(POLICY.parent, policies)
        if hosts:
            (policies / "northwind-phishing-hosts.csv").write_text(_list_of(hosts), encoding="utf-8")
        if parameters:
            sets = "".join(f'set {name} = {value} because "each row is judged by itself"\n' for name, value in parameters.items())
            changed = (policies / POLICY.name).read_text(encoding="utf-8").replace("informative\nset", f"informative\n{sets}set", 1)
            (policies / POLICY.name).write_text(changed, encoding="utf-8")
        with log.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(event) + "\n" for event in events)
        return judged(log, policy=policies / POLICY.name)[1]


def _list_of(hosts: Path) -> str:
    """A list by name, from lines with comments."""
    with gzip.open(hosts, "rt", encoding="utf-8") as file:
        names = [line.strip() for line in file if line.strip() and not line.startswith("#")]
    return "\n".join(["name", *names]) + "\n"


def _shares(what: str, rule: str, labels: list[str], findings: Iterable[Finding]) -> Iterator[str]:
    """A line for each label, the most frequent first; the id of an event begins with the number of its row."""
    numbers = {int(each["event"]["id"].partition(".")[0]) for each in findings if each["rule"] == rule}
    met = Counter(labels[number] for number in numbers)
    for label, count in Counter(labels).most_common():
        yield f"| {what} | `{rule}` | {label} | {met[label]:,} of {count:,} |\n"
