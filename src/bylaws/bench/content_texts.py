"""What content functions are measured on: texts that are made here, and those of the public data sets that models are judged on."""

from __future__ import annotations

import csv
import gzip
import json
import random
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from bylaws.events.readers.mail.content import content_of
from bylaws.events.readers.mail.headers import Headers, clean
from bylaws.events.readers.mail.parts import header_block, part_of

Call = tuple[str, ...]
_PLAIN: Final = """
the a to you i and is in it of for on that me we have are your be at so with not do my can just if but this
get up now was will there what know when how one from out like go no time they all good day come see think
want going need back home work call tomorrow meeting report server list message account number offer free
today week please thanks order delivery price code service people never always house music garden train window
morning evening coffee project reply question answer version
"""
_WORDS: Final = _PLAIN.split()
_HOSTS: Final = ("shop", "news", "secure-login", "my-account", "photos", "weather24", "bank-online", "files", "travel", "paypa1")
_ENDINGS: Final = ("com", "org", "net", "de", "co.uk", "xyz", "io", "top", "fr", "example")
_BEGINNINGS: Final = ("+4420794", "+447400", "+3120555", "+316123", "+1212555", "+1900234", "+4915123", "+33612", "+9198765")
_ATTACKS: Final = (
    "{n}' or {n}={n}-- {w}", "<script>alert({n})</script>{w}", "../../../../etc/{w}{n}", "{n}; cat /etc/{w}",
    "%27%20union%20select%20{n},{w}%20from%20users--",
)  # fmt: skip
_AGENTS: Final = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{n}.0.{m}.0 Safari/537.36",
    "Mozilla/5.0 (Linux; Android 14; SM-S{n}B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.{m}.0 Mobile Safari/537.36",
    "Mozilla/5.0 (compatible; {w}bot/{n}.{m}; +https://{w}.example/bot)", "{w}-client/{n}.{m}",
)  # fmt: skip


def _words(chance: random.Random, least: int, most: int) -> str:
    return " ".join(chance.choices(_WORDS, k=chance.randint(least, most)))


def _link(chance: random.Random) -> str:
    host = f"{chance.choice(_HOSTS)}{chance.randrange(10**4)}.{chance.choice(_ENDINGS)}"
    path = "/".join(chance.choices(_WORDS, k=chance.randint(0, 4)))
    query = f"?id={chance.randrange(10**6)}" if chance.random() < 0.3 else ""
    return f"{chance.choice(('http', 'https'))}://{chance.choice(('', 'www.'))}{host}/{path}{query}"


def _message(chance: random.Random) -> str:
    """Of the length of a short message; in one of four a number, in one of five a link or a sum."""
    parts = [_words(chance, 4, 24)]
    if chance.random() < 0.25:
        parts.append(f"call 0{chance.randrange(10**9, 10**10)} now!")
    if chance.random() < 0.2:
        parts.append(chance.choice((_link(chance), f"you won £{chance.randrange(100, 5000)} cash")))
    return " ".join(parts).capitalize()


def _body(chance: random.Random) -> str:
    lines = [_words(chance, 6, 14) for _ in range(chance.randint(4, 40))]
    lines[chance.randrange(len(lines))] = f"> {_words(chance, 5, 10)}"
    return "\n".join([*lines, _link(chance), f"{_words(chance, 1, 2)}@{chance.choice(_HOSTS)}.example"])


def _headers(chance: random.Random) -> str:
    number, host = chance.randrange(10**9), f"{chance.choice(_HOSTS)}.{chance.choice(_ENDINGS)}"
    hops = "".join(f"Received: from {each}.{host} by mx.example; Tue, 3 Mar 2026 10:0{each}:00 +0000\n" for each in (3, 2, 1))
    return (
        f"{hops}Message-ID: <{number:x}@{host}>\nFrom: {_words(chance, 1, 2)} <a{number}@{host}>\nTo: b@c.example\n"
        f"Subject: {_words(chance, 2, 8)}\nDate: Tue, 3 Mar 2026 10:00:00 +0000\n"
        f"Authentication-Results: mx.example; spf=pass smtp.mailfrom={host}; dkim=fail header.d={host}\n"
        f"X-Mailer: Mail {chance.randrange(9)}.0\n"
        "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
    )


def _mail(chance: random.Random) -> Call:
    return _words(chance, 2, 8), _body(chance), _headers(chance)


def _request(chance: random.Random) -> str:
    """Three of four are honest: a path, with a query or without, or a value of a form."""
    sort, number = chance.randrange(8), chance.randrange(10**6)
    if sort < 2:
        return chance.choice(_ATTACKS).format(n=number, w=chance.choice(_WORDS))
    path = "/" + "/".join(chance.choices(_WORDS, k=chance.randint(1, 4)))
    return (f"{path}/{number}.html", f"{path}?id={number}&q={chance.choice(_WORDS)}", f"{_words(chance, 1, 3)} {number}")[sort % 3]


def _agent(chance: random.Random) -> str:
    told = {"n": chance.randrange(10**3), "m": chance.randrange(10**4), "w": chance.choice(_WORDS)}
    return chance.choice(_AGENTS).format(**told)


def _number(chance: random.Random) -> str:
    return f"{chance.choice(_BEGINNINGS)}{chance.randrange(10**6):06}"


def _host(chance: random.Random) -> str:
    return (
        f"{chance.choice(_HOSTS)}{chance.choice(('', '-'))}{chance.choice(_WORDS)}{chance.randrange(99)}.{chance.choice(_ENDINGS)}"
    )


def _one(make: Callable[[random.Random], str], *more: str) -> Callable[[int, int], Call]:
    return lambda seed, number: (make(random.Random(f"{seed} {number}")), *more)


MADE: Final[dict[str, Callable[[int, int], Call]]] = {
    "spam": _one(_message),
    "spam_mail": lambda seed, number: _mail(random.Random(f"{seed} {number}")),
    "phishing_mail": lambda seed, number: _mail(random.Random(f"{seed} {number}")),
    "harm": _one(_message),
    "phishing_link": _one(_link),
    "lookalike": _one(_host),
    "request_attack": _one(_request),
    "request_attack paths": _one(_request),
    "crawler": _one(_agent),
    "near": _one(_message),
    "shape": _one(_message),
    "quoted": _one(_body),
    "personal_data": _one(_message),
    "header_faults": _one(_headers),
    "authentication": _one(_headers),
    "forged_origin": _one(_headers, "192.0.2.1"),
    "numbering": _one(_number),
    "caller_id": _one(_number, "+442079460100"),
    "emergency": _one(_number, "NL"),
    "zones_of": _one(_number),
}
"""By function how a call of it is made, from two numbers."""


def _messages(data: Path) -> Iterator[Call]:
    for line in (data / "sms" / "uci.tsv").read_text("utf-8").splitlines():
        yield (line.partition("\t")[2].strip(),)


def _links(data: Path) -> Iterator[Call]:
    with gzip.open(data / "urls" / "phishing-urls-dev.csv.gz", "rt", encoding="utf-8", newline="") as file:
        yield from ((row["url"],) for row in csv.DictReader(file))


def _hosts(data: Path) -> Iterator[Call]:
    return ((link.partition("://")[2].partition("/")[0],) for (link,) in _links(data))


def _parameters(data: Path) -> Iterator[Call]:
    """In no order: the file's begins with the honest ones."""
    with gzip.open(data / "http" / "httpparams.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = [(row["payload"],) for row in csv.DictReader(file)]
    yield from random.Random(1).sample(rows, len(rows))


def _quoted_of_log(data: Path, place: int) -> Iterator[str]:
    with gzip.open(data / "http" / "apache_logs.gz", "rt", encoding="utf-8", errors="replace") as file:
        yield from (parts[place] for line in file if len(parts := line.split('"')) > place)


def _paths(data: Path) -> Iterator[Call]:
    return ((words[1],) for each in _quoted_of_log(data, 1) if len(words := each.split()) > 1)


def _agents(data: Path) -> Iterator[Call]:
    return ((agent,) for agent in _quoted_of_log(data, 5))


def _moderated(data: Path) -> Iterator[Call]:
    with gzip.open(data / "text" / "moderation-dev.jsonl.gz", "rt", encoding="utf-8") as file:
        yield from ((json.loads(line)["prompt"],) for line in file)


def _mails(data: Path) -> Iterator[Call]:
    """In no order, as parameters are."""
    with tarfile.open(data / "mail" / "spamassassin-dev.tar.xz") as pile:
        files = (pile.extractfile(member) for member in pile)
        raws = [file.read() for file in files if file is not None]
    for raw in random.Random(1).sample(raws, len(raws)):
        mail = part_of(raw)
        headers = clean(header_block(raw).decode("utf-8", "backslashreplace"))
        yield Headers.of(mail).text("subject") or "", content_of(mail).text, headers


PUBLIC: Final[dict[str, Callable[[Path], Iterator[Call]]]] = {
    "spam": _messages,
    "spam_mail": _mails,
    "phishing_mail": _mails,
    "harm": _moderated,
    "phishing_link": _links,
    "lookalike": _hosts,
    "request_attack": _parameters,
    "request_attack paths": _paths,
    "crawler": _agents,
    "near": _messages,
    "shape": _messages,
    "quoted": lambda data: ((body,) for _, body, _ in _mails(data)),
    "personal_data": lambda data: ((body,) for _, body, _ in _mails(data)),
    "header_faults": lambda data: ((headers,) for *_, headers in _mails(data)),
    "authentication": lambda data: ((headers,) for *_, headers in _mails(data)),
    "forged_origin": lambda data: ((headers, "192.0.2.1") for *_, headers in _mails(data)),
}
"""By function the calls of it that the public data hold. Raise OSError, ValueError, KeyError."""
