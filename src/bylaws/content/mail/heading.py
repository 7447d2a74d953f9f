"""What the header block of a mail shows of the program that wrote it and of its sender, without whose it is."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

import re2
from msgspec import Struct

from bylaws.content.urls.suffixes import registrable
from bylaws.events.readers.mail.headers import Address, addresses

LONGEST: Final = 1 << 16
"""Signs of a header block that are looked at."""
_VALUE: Final = 1 << 10
"""Signs of a header's value."""
_ORDERED: Final = frozenset(
    (
        "cc",
        "content-transfer-encoding",
        "content-type",
        "date",
        "from",
        "importance",
        "in-reply-to",
        "message-id",
        "mime-version",
        "organization",
        "references",
        "reply-to",
        "subject",
        "to",
        "user-agent",
        "x-mailer",
        "x-mimeole",
        "x-msmail-priority",
        "x-priority",
    )
)
"""Those whose order tells which program wrote a mail. What a list or a server adds is not among them."""
# Of the standard library, whose substitution is a fifth as dear as that of re2; each is one class, and takes its time by length.
_SMALL: Final = re.compile(r"[a-z]+")
_LARGE: Final = re.compile(r"[A-Z]+")
_FIGURES: Final = re.compile(r"[0-9]+")
_MIXED: Final = re.compile(r"[aA0]{2,}")
_ZONE: Final = re.compile(r"[+-][0-9]{4}")
_BOUNDARY: Final = re2.compile(r'(?i)boundary="?([^"\s;]+)')
_CHARSET: Final = re2.compile(r'(?i)charset="?([\w-]+)')
_HEX: Final = re2.compile(r"^<?[0-9a-f]{8,}")
_FREE: Final = re2.compile(r"@(?:yahoo|hotmail|outlook|gmail|aol|msn|excite|lycos|gmx|mail|email)\.")


class Heading(Struct, frozen=True):
    """`fields`: each name in small letters with its first value; `author`: of `From`; `text`, `signs`: as a model reads them."""

    fields: dict[str, str]
    author: Address
    text: str
    signs: list[str]


def heading_of(headers: str) -> Heading:
    """Of whatever stands there: nothing raises."""
    fields = _fields(headers[:LONGEST])
    author = next(iter(addresses(fields.get("from") or fields.get("sender", ""))), Address("", ""))
    return Heading(fields, author, _text(fields, author), _signs(fields, author))


def _fields(headers: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for line in headers.replace("\r\n", "\n").replace("\n\t", "\n ").replace("\n ", " ").split("\n"):
        name, mark, value = line.partition(":")
        if mark and name and " " not in name:
            fields.setdefault(name.lower(), " ".join(value[:_VALUE].split()))
    return fields


def domain(address: str) -> str:
    """The registrable domain of an address, as far as it has one."""
    host = address.rpartition("@")[2].strip("<> ").lower()
    return registrable(host) or host


def _text(fields: dict[str, str], author: Address) -> str:
    boundary = _BOUNDARY.search(fields.get("content-type", ""))
    mailer = (fields.get("x-mailer") or fields.get("user-agent", "")).lower()
    date = _SMALL.sub("a", _FIGURES.sub("0", _ZONE.sub("Z", fields.get("date", "")).lower())).replace(" ", "_")
    ordered = [name for name in fields if name in _ORDERED]
    told = [
        f"xid{_shape(fields.get('message-id', '').strip('<>').partition('@')[0])}",
        f"xboundary{_shape(boundary[1]) if boundary else ''}",
        f"xmailer {_FIGURES.sub('0', mailer)[:60]}",
        f"xfrom {_FIGURES.sub('0', author.display.lower())} {_FIGURES.sub('0', author.address.rpartition('@')[2].lower())}",
        f"xdate{date[:40]}",
        *(f"x{one[:6]}{two[:6]}" for one, two in pairwise(ordered)),
    ]
    return " ".join(told)


def _shape(value: str) -> str:
    """How a program makes ids: what is of letters and figures made one, whatever stands between kept."""
    return _MIXED.sub("x", _SMALL.sub("a", _LARGE.sub("A", _FIGURES.sub("0", value))))[:40]


def _signs(fields: dict[str, str], author: Address) -> list[str]:
    sort, to, named = (fields.get(name, "") for name in ("content-type", "to", "message-id"))
    charset = _CHARSET.search(sort)
    local = author.address.partition("@")[0]
    home = domain(author.address)
    asked = {
        "answers": "in-reply-to" in fields or "references" in fields,
        "reply elsewhere": "reply-to" in fields and domain(fields["reply-to"]) != home,
        "no id": not named,
        "id of another": bool(named) and domain(named) != home,
        "id in hexadecimal": _HEX.search(named) is not None,
        "no name": not author.display,
        "loud name": author.display.isupper(),
        "figures in name": any(map(str.isdigit, author.display)),
        "figures in address": sum(map(str.isdigit, local)) > 1,
        "free address": _FREE.search(author.address.lower()) is not None,
        "to nobody": not to or "undisclosed" in to.lower(),
        "to an address": "@" in to and '"' not in to and "<" not in to,
        "to many": to.count("@") > 4,
        "no type": not sort,
        "urgent": fields.get("x-priority", "")[:1] in ("1", "2"),
    }
    told = [name for name, is_so in asked.items() if is_so]
    told.append(f"type {sort.partition(';')[0].strip().lower()[:30]}")
    told.append(f"encoding {fields.get('content-transfer-encoding', '').strip().lower()[:20]}")
    return told + ([f"charset {charset[1].lower()}"] if charset else [])
