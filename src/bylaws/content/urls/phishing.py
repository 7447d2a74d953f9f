"""Whether a link is of the sort that phishing uses: by how host, path and query are built, whatever list it stands on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from msgspec import Struct

from bylaws.content.models.linear import shipped
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
# Plain words and short runs, of the standard library: those of re2 take five times as long for texts as short.
_BRAND: Final = re.compile("|".join(BRANDS))
_ASKING: Final = re.compile(
    "log-?in|sign-?in|verif|secur|account|update|confirm|webscr|auth|valid|billing|invoice|recover|passw|wallet|banking|webmail"
    "|session|identit|unlock|limit|suspend|alert|support|client|customer|service"
)
_HOMES: Final = re.compile(
    r"000webhostapp|weebly|blogspot|firebaseapp|web\.app|wixsite|godaddysites|github\.io|herokuapp|netlify|repl\.co|glitch\.me"
    r"|azurewebsites|page\.link|bit\.ly|duckdns|ngrok|workers\.dev|square\.site|webnode|wordpress|yolasite|sites\.google|docs\.google"
    r"|forms\.gle"
)
_CHEAP: Final = re.compile(r"\.(?:tk|ml|ga|cf|gq|xyz|top|club|online|site|live|icu|cc|ws|pw|buzz|monster|cyou|work|link|click)\Z")
_HEX: Final = re.compile(r"[0-9a-f]{8,}")
_FIGURE: Final = re.compile(r"[0-9]")
_MARK: Final = re.compile(r"([/?&=._-])")
_IN_PATH: Final = {
    "word in path": _ASKING,
    "brand in path": _BRAND,
    "part of a blog": re.compile(r"/wp-(?:content|includes|admin)"),
    "file": re.compile(r"/uploads/|\.(?:pdf|jpe?g|png)\Z"),
    "year": re.compile(r"/20\d\d/"),
    "hexadecimal": _HEX,
    "hidden folder": re.compile(r"/\."),
    "user's folder": re.compile("~"),
}
_MIXED: Final = re.compile(r"[a-z][A-Z][a-zA-Z0-9]*[a-z]|[0-9][a-zA-Z]+[0-9]")
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
    rest = _HEX.sub("xhex", parts.rest.lower())
    pieces = _MARK.sub(r" \1 ", _FIGURE.sub("0", rest))
    return f"h:{_FIGURE.sub('0', parts.home)} d:{_FIGURE.sub('0', parts.below)} p:{pieces}"


def signs(link: str, parts: Parts) -> list[str]:
    """How a link is built."""
    path, _, query = parts.rest.partition("?")
    small, name = parts.rest.lower(), parts.home.partition(".")[0]
    letters = [sign for sign in name if "a" <= sign <= "z"]
    brand = _BRAND.search(name)
    asked = {
        parts.scheme: parts.scheme in ("http", "https"),
        "www": parts.host.startswith("www."),
        "address": bool(parts.host) and not parts.host.strip("0123456789."),
        "port": parts.has_port,
        "home for all": _HOMES.search(parts.host) is not None,
        "cheap ending": _CHEAP.search(parts.host) is not None,
        "no path": parts.rest in ("", "/"),
        "no slash": not parts.rest,
        "brand below home": _BRAND.search(parts.below) is not None,
        "brand in name": brand is not None and name not in BRANDS,
        "brand": name in BRANDS,
        "word in host": _ASKING.search(parts.host) is not None,
        "program": path.endswith(".php"),
        "page": path.endswith((".html", ".htm")),
        "folder": len(path) > 1 and path.endswith("/"),
        "query": bool(query),
        "mixed": _MIXED.search(path) is not None,
        "at": "@" in link[:LONGEST],
        "hardly a vowel": len(letters) > 4 and 4 * sum(sign in "aeiouy" for sign in letters) < len(letters),
        **{sign: pattern.search(small) is not None for sign, pattern in _IN_PATH.items()},
    }
    measured = {
        "length": min(len(link), LONGEST),
        "depth": path.rstrip("/").count("/"),
        "subdomains": 0 if parts.below in ("", "www") else parts.below.count(".") + 1,
        "hyphens": parts.home.count("-"),
        "figures": len(_FIGURE.findall(parts.host)),
        "words of a title": max(piece.count("-") for piece in path.split("/")),
        "name": len(name),
        "rare letters": sum(sign in "jqxzkw" for sign in name),
    }
    told = [sign for sign, is_so in asked.items() if is_so]
    return told + [f"{sign} {step}" for sign, value in measured.items() for step in _STEPS[sign] if value >= step]


def phishing_link(link: str) -> Mapping[str, object]:
    """How surely a link is phishing, and what speaks most for it: pieces, or signs such as `{cheap ending}`."""
    return phishing_link_of([(link,)])[0]


def phishing_link_of(calls: Sequence[Given]) -> list[Mapping[str, object]]:
    """The same of many."""
    model = shipped(MODEL)
    read = [(link, parts_of(link)) for (link,) in calls]
    sums = model.sums([normal(parts) for _, parts in read], [signs(link, parts) for link, parts in read])
    return [Judged(model.share(total), partial(_telling, *each)) for each, total in zip(read, sums.tolist(), strict=True)]


def _telling(link: str, parts: Parts) -> list[str]:
    pieces = [piece[:_SHOWN] for piece in normal(parts).split() if len(piece) > 1]
    return [piece.removeprefix("h:").removeprefix("d:") for piece in shipped(MODEL).speaking(pieces, signs(link, parts))]
