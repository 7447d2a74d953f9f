"""Names of hosts that imitate a well-known one.

Five ways are told apart: other signs that look the same (`homograph`), the whole name below somebody else's domain
(`subdomain`), one sign mistyped (`slip`), the name beside a word that asks for trust, such as login (`combined`), and beside any
other word (`beside`), as agencies and fans have it too. The scores are not fitted to data: they order the ways by how seldom an
honest name looks so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from bylaws.content.port import scored
from bylaws.content.urls.suffixes import registrable

SCORES: Final = {"homograph": 0.98, "subdomain": 0.97, "slip": 0.92, "combined": 0.9, "beside": 0.6}
LONGEST: Final = 253
"""Signs of a host's name (RFC 1035)."""
_LONG: Final = 6
"""Letters of a name that a slip of one sign still tells."""
_LOOKS: Final = str.maketrans(
    "асԁеһіјӏорԛѕԝхуνοαρτυικ01358$ıɡɩℓ",
    "acdehijlopqswxyvoaptuikolesbslgil",
)
"""Letters of other scripts, and figures, by the Latin letter that they look like (Unicode TR 39, a part of it)."""
_PAIRS: Final = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_TRUST: Final = frozenset(
    [
        "account",
        "accounts",
        "admin",
        "alert",
        "apps",
        "auth",
        "authorize",
        "bank",
        "billing",
        "center",
        "check",
        "claim",
        "client",
        "confirm",
        "connect",
        "customer",
        "delivery",
        "device",
        "help",
        "helpdesk",
        "id",
        "info",
        "invoice",
        "limited",
        "live",
        "login",
        "logon",
        "mail",
        "manage",
        "message",
        "mobile",
        "my",
        "notice",
        "online",
        "page",
        "password",
        "pay",
        "payment",
        "portal",
        "prize",
        "recover",
        "recovery",
        "redelivery",
        "refund",
        "register",
        "renew",
        "reset",
        "resolve",
        "restore",
        "review",
        "reward",
        "safe",
        "safety",
        "secure",
        "secured",
        "security",
        "service",
        "services",
        "session",
        "sign",
        "signin",
        "support",
        "survey",
        "team",
        "ticket",
        "track",
        "tracking",
        "unlock",
        "unusual",
        "update",
        "updates",
        "upgrade",
        "user",
        "validate",
        "validation",
        "verification",
        "verified",
        "verify",
        "wallet",
        "warning",
        "web",
        "webmail",
    ]
)
_WORD: Final = re.compile(r"[^a-z0-9]+")


def lookalike(name: str) -> Mapping[str, object]:
    """How surely a host's name imitates a well-known one, in which way (`class`, "" if in none), and which (`spans`)."""
    host = _host(name)
    home = registrable(host)
    if home is None or _is_at_home(home):
        return scored(0.0, **{"class": ""})
    found = max(_ways(host, home), key=lambda each: SCORES[each[0]], default=None)
    return scored(0.0, **{"class": ""}) if found is None else scored(SCORES[found[0]], [found[1]], **{"class": found[0]})


def _host(name: str) -> str:
    """The host of a name or address in small letters, `xn--` labels written out."""
    host = re.sub(r"^[a-z][a-z0-9+.-]*://", "", name.strip().lower()).split("/", 1)[0].rpartition("@")[2].partition(":")[0]
    return ".".join(_written(label) for label in host.rstrip(".")[:LONGEST].split("."))


def _written(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def _is_at_home(home: str) -> bool:
    label = home.partition(".")[0]
    return label in _brands() or home in _homes()


def known() -> frozenset[str]:
    """The well-known names, as hosts spell them."""
    return _brands()


def belongs(home: str, name: str) -> bool:
    """Whether a registrable domain is one under which a well-known name is at home."""
    return home.partition(".")[0] == name or home in _table().get(name, ())


def _ways(host: str, home: str) -> Iterator[tuple[str, str]]:
    label, below = home.partition(".")[0], host[: -len(home)].rstrip(".")
    looks = _skeleton(label)
    yield from (("homograph", each) for each in (looks, _undone(looks)) if each in _brands() and each != label)
    near = next((each for each in _brands() if len(each) >= _LONG and _is_slip(label, each)), None)
    if near is not None:
        yield "slip", near
    labels = below.split(".") if below else []
    yield from (("subdomain", each) for each in labels if each in _brands() and len(each) > 3)
    for each in (label, *labels):
        yield from _worded(_WORD.split(_skeleton(each)))


def _worded(words: list[str]) -> Iterator[tuple[str, str]]:
    """Names among the words of a label, or run together with such as ask for trust."""
    is_trusting = not _TRUST.isdisjoint(words)
    for word in words:
        if word in _brands() and len(words) > 1 and (is_trusting or len(word) >= _LONG):
            yield ("combined" if is_trusting else "beside"), word
        elif (found := _run_together(word)) is not None:
            yield "combined", found


def _run_together(word: str) -> str | None:
    """The name that a word begins or ends with, where the rest is a word that asks for trust."""
    for name in _brands():
        if len(name) >= 4 and len(word) > len(name):
            rest = word[len(name) :] if word.startswith(name) else word[: -len(name)] if word.endswith(name) else ""
            if rest in _TRUST:
                return name
    return None


def _skeleton(label: str) -> str:
    """A label as it looks: without accents, signs of other scripts and figures as the letters they look like."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", label) if not unicodedata.combining(sign))
    return plain.translate(_LOOKS)


def _undone(label: str) -> str:
    """The same, with pairs of letters as the one that they look like."""
    for pair, sign in _PAIRS:
        label = label.replace(pair, sign)
    return label


def _is_slip(label: str, name: str) -> bool:
    """Whether a label is a name with one sign left out, put in, changed, or two neighbours exchanged; the first sign is right."""
    if label == name or abs(len(label) - len(name)) > 1 or label[:1] != name[:1]:
        return False
    same = next((at for at, (one, two) in enumerate(zip(label, name, strict=False)) if one != two), min(len(label), len(name)))
    one, two = label[same:], name[same:]
    return one[1:] == two[1:] or one[1:] == two or one == two[1:] or (one[:2] == two[1::-1] and one[2:] == two[2:])


@cache
def _table() -> dict[str, tuple[str, ...]]:
    lines = (files("bylaws.content.urls") / "brands.txt").read_text("utf-8").splitlines()
    parts = (line.partition(":") for line in lines if line and not line.startswith("#"))
    return {name.strip(): tuple(homes.split()) for name, _, homes in parts}


@cache
def _brands() -> frozenset[str]:
    return frozenset(_table())


@cache
def _homes() -> frozenset[str]:
    return frozenset(home for homes in _table().values() for home in homes)
