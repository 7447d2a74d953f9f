"""Whether a link is of the sort that phishing uses: by how host, path and query are built, whatever list it stands on."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from bylaws.content.models.linear import shipped
from bylaws.content.patterns import Signs
from bylaws.content.port import Given, Judged
from bylaws.content.urls.suffixes import registrable

MODEL: Final = "phishing-link"
LONGEST: Final = 1 << 11
"""Signs that are looked at."""
_HOST: Final = 255
_SHOWN: Final = 60
BRANDS: Final = (
    *("paypal", "apple", "amazon", "netflix", "microsoft", "office", "outlook", "onedrive", "facebook", "instagram", "chase"),
    *(
        "wellsfargo",
        "bankofamerica",
        "hsbc",
        "santander",
        "dhl",
        "usps",
        "fedex",
        "google",
        "gmail",
        "yahoo",
        "dropbox",
        "docusign",
    ),
    *("adobe", "linkedin", "whatsapp", "verizon", "ebay", "steam", "roblox", "coinbase", "blockchain", "binance", "ameli"),
    *("agricole", "orange", "impots", "itau", "caixa", "bradesco", "rakuten", "smbc", "icloud", "spotify"),
)
_BRANDS: Final = frozenset(BRANDS)
_BRAND: Final = "|".join(BRANDS)
_ASKING: Final = (
    "log-?in|sign-?in|verif|secur|account|update|confirm|webscr|auth|valid|billing|invoice|recover|passw|wallet|banking|webmail"
    "|session|identit|unlock|limit|suspend|alert|support|client|customer|service"
)
_HOMES: Final = (
    r"000webhostapp|weebly|blogspot|firebaseapp|web\.app|wixsite|godaddysites|github\.io|herokuapp|netlify|repl\.co|glitch\.me"
    r"|azurewebsites|page\.link|bit\.ly|duckdns|ngrok|workers\.dev|square\.site|webnode|wordpress|yolasite|sites\.google|docs\.google"
    r"|forms\.gle"
)
_CHEAP: Final = r"\.(?:tk|ml|ga|cf|gq|xyz|top|club|online|site|live|icu|cc|ws|pw|buzz|monster|cyou|work|link|click)\z"
_HEX: Final = re.compile(r"[0-9a-f]{8,}")
_ALIKE: Final = {code: "0" if chr(code).isdigit() else chr(code) for code in range(128)}
"""All figures are alike; the others stand here because the table is quicker if it knows them."""
_BARE: Final = str.maketrans("", "", "0123456789.")
_IN_HOST: Final = Signs({"home for all": _HOMES, "cheap ending": _CHEAP, "word in host": _ASKING, "figure": "[0-9]"})
_IN_NAMES: Final = Signs({"brand": _BRAND})
_IN_PATH: Final = Signs(
    {
        "word in path": _ASKING,
        "brand in path": _BRAND,
        "part of a blog": "/wp-(?:content|includes|admin)",
        "file": r"/uploads/|\.(?:pdf|jpe?g|png)\z",
        "year": r"/20\p{Nd}\p{Nd}/",
        "hexadecimal": "[0-9a-f]{8}",
        "hidden folder": r"/\.",
        "user's folder": "~",
    }
)
_MIXED: Final = Signs({"mixed": "[a-z][A-Z][a-zA-Z0-9]*[a-z]|[0-9][a-zA-Z]+[0-9]"})
_STEPS: Final[Mapping[str, tuple[int, ...]]] = {
    "length": (25, 40, 60, 90, 140),
    "depth": (1, 2, 3, 4, 6),
    "subdomains": (1, 2, 3),
    "hyphens": (1, 2, 3),
    "figures": (1, 3),
    "words of a title": (1, 2, 3, 5),
    "name": (6, 10, 15, 22),
    "rare letters": (2, 4),
}
_REACHED: Final = tuple((steps, [f"{sign} {step}" for step in steps]) for sign, steps in _STEPS.items())
"""In their order, which steps there are of what is measured, and the signs that these are."""


class Parts(Struct, frozen=True):
    """`home`: the registrable domain, as far as there is one; `below`: what stands before it."""

    scheme: str
    host: str
    has_port: bool
    home: str
    below: str
    rest: str


def parts_of(link: str) -> Parts:
    """Of whatever stands there."""
    scheme, mark, behind = link[:LONGEST].strip().partition("://")
    scheme, behind = (scheme.lower(), behind) if mark else ("", scheme)
    authority, slash, rest = behind.partition("/")
    place = authority.rpartition("@")[2].lower().partition("?")[0]
    host, port, _ = place.partition(":")
    host = host[:_HOST]
    home = registrable(host) or host
    return Parts(scheme, host, bool(port), home, host[: -len(home)].strip(".") if home != host else "", slash + rest)


def normal(parts: Parts) -> str:
    """A link as the model reads it: home, what is below it, and the rest in pieces; all figures alike."""
    pieces = _HEX.sub("xhex", parts.rest.lower())
    for mark in "/?&=._-":
        pieces = pieces.replace(mark, f" {mark} ")
    return f"h:{parts.home} d:{parts.below} p:{pieces}".translate(_ALIKE)


def signs(link: str, parts: Parts) -> list[str]:
    """How a link is built."""
    path, _, query = parts.rest.partition("?")
    name, host = parts.home.partition(".")[0], parts.host
    in_host = _IN_HOST.of(host)
    is_brand = name in _BRANDS
    asked = (
        (parts.scheme, parts.scheme in ("http", "https")),
        ("www", host.startswith("www.")),
        ("address", bool(host) and not host.translate(_BARE)),
        ("port", parts.has_port),
        ("home for all", "home for all" in in_host),
        ("cheap ending", "cheap ending" in in_host),
        ("no path", parts.rest in ("", "/")),
        ("no slash", not parts.rest),
        ("brand below home", bool(parts.below) and bool(_IN_NAMES.of(parts.below))),
        ("brand in name", not is_brand and bool(_IN_NAMES.of(name))),
        ("brand", is_brand),
        ("word in host", "word in host" in in_host),
        ("program", path.endswith(".php")),
        ("page", path.endswith((".html", ".htm"))),
        ("folder", len(path) > 1 and path.endswith("/")),
        ("query", bool(query)),
        ("mixed", bool(_MIXED.of(path))),
        ("at", "@" in link[:LONGEST]),
        ("hardly a vowel", _has_hardly_a_vowel(name)),
    )
    below = parts.below
    measured = (
        min(len(link), LONGEST),
        path.rstrip("/").count("/"),
        0 if below in ("", "www") else below.count(".") + 1,
        parts.home.count("-"),
        sum(map(host.count, "0123456789")) if "figure" in in_host else 0,
        max(piece.count("-") for piece in path.split("/")) if "-" in path else 0,
        len(name),
        sum(map(name.count, "jqxzkw")),
    )
    told = [sign for sign, is_so in asked if is_so] + _IN_PATH.of(parts.rest.lower())
    for value, (steps, reached) in zip(measured, _REACHED, strict=True):
        told += reached[: bisect_right(steps, value)]
    return told


def _has_hardly_a_vowel(name: str) -> bool:
    letters = len(name) if name.isascii() and name.isalpha() else sum("a" <= sign <= "z" for sign in name)
    return letters > 4 and 4 * sum(map(name.count, "aeiouy")) < letters


def phishing_link(link: str) -> Mapping[str, object]:
    """How surely a link is phishing, and what speaks most for it: pieces, or signs such as `{cheap ending}`."""
    return phishing_link_of([(link,)])[0]


def phishing_link_of(calls: Sequence[Given]) -> list[Mapping[str, object]]:
    """The same of many."""
    model = shipped(MODEL)
    read = [(link, parts_of(link)) for (link,) in calls]
    sums = model.sums([normal(parts) for _, parts in read], [signs(link, parts) for link, parts in read])
    return [Judged(model.share(total), _telling, *each) for each, total in zip(read, sums.tolist(), strict=True)]


def _telling(link: str, parts: Parts) -> list[str]:
    pieces = [piece[:_SHOWN] for piece in normal(parts).split() if len(piece) > 1]
    return [piece.removeprefix("h:").removeprefix("d:") for piece in shipped(MODEL).speaking(pieces, signs(link, parts))]
