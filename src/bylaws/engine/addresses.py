"""Parts of addresses: domains, hosts, mailboxes, paths."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final
from urllib.parse import unquote, urlsplit

from bylaws.content.urls.suffixes import registrable

_CACHED: Final = 1 << 14
_DISGUISES: Final = 3
"""How often escapes within escapes are resolved; programs that decode do it once, and chains of them twice."""
_PLAIN_URL = re.compile(r"https?://([a-z0-9._-]*[a-z0-9_-])(?::[0-9]*)?(?![^/?#])")
_SPACES = re.compile(r"\s+")
_ID_SEGMENT = re.compile(
    r"\d+|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?=[a-z-]*\d)[0-9a-f]{8,}|(?=.*\d)(?=.*[a-z])[\w-]{16,}",
    re.IGNORECASE,
)
_HEADER_END = re.compile(r"\r?\n\r?\n")
_FOLD = re.compile(r"\r?\n[ \t]+")


def host_of(url: str) -> str | None:
    """The host of a URL in lower case; None if it names none."""
    plain = _PLAIN_URL.match(url)
    if plain:
        return plain[1]
    try:
        host = urlsplit(url if "//" in url else "//" + url).hostname
    except ValueError:
        return None
    return host.rstrip(".") or None if host else None


def domain_of(address: str) -> str | None:
    """What stands behind the last `@` of a mail address (RFC 5322), the host of a URL, or the host name itself."""
    if "//" in address:
        return host_of(address)
    domain = address.rpartition("@")[2].strip().strip("<>").rstrip(".").lower()
    return domain or None


def org_domain(address: str) -> str | None:
    """The registrable domain by the public suffix list; under an unknown suffix, the last two labels (the list's rule `*`)."""
    host = domain_of(address)
    return None if host is None else registrable(host)


def mail_stem(email: str) -> str:
    """The address in lower case, its local part without dots and without what follows `+`."""
    mailbox, at, domain = email.strip().lower().rpartition("@")
    return mailbox.partition("+")[0].replace(".", "") + at + domain


def fold(text: str) -> str:
    """Compatibility forms made one (NFKD), without accents, in lower case, each run of spaces one space."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return _SPACES.sub(" ", plain.casefold()).strip()


def decoded(text: str) -> str:
    """What stands behind percent-escapes (RFC 3986), those within escapes too, and behind plus signs, which stand for blanks.

    Bytes that are no UTF-8 become U+FFFD.
    """
    plain = text.replace("+", " ")
    for _ in range(_DISGUISES):
        if "%" not in plain:
            break
        plain = unquote(plain)
    return plain


@lru_cache(_CACHED)
def path_template(path: str) -> str:
    """The path without query, each segment that is a number, a UUID, a digest or a long mixed token replaced by `{id}`."""
    if "//" in path:
        try:
            path = urlsplit(path).path
        except ValueError:
            return path
    bare = path.partition("?")[0].partition("#")[0]
    return "/".join("{id}" if _ID_SEGMENT.fullmatch(part) else part for part in bare.split("/")) or "/"


def header(raw: str, name: str) -> str | None:
    """The first header field of that name, unfolded (RFC 5322); None if there is none."""
    head = _FOLD.sub(" ", _HEADER_END.split(raw, maxsplit=1)[0])
    wanted = name.casefold() + ":"
    for line in head.splitlines():
        if line.casefold().startswith(wanted):
            return line[len(wanted) :].strip()
    return None
