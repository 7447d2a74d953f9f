"""Pseudonyms for identifiers, so that a report can be shown to people who need not know whom it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import blake2s
from ipaddress import ip_address
from typing import Final

from msgspec import Struct

from bylaws.events.types import IP, PHONE, TEXT, Type

PREFIXES: Final = {
    "account": "acct",
    "tenant": "tenant",
    "user": "user",
    "seat_id": "seat",
    "phone": "phone",
    "ip": "ip",
    "cidr": "net",
}
SPEAKING: Final = frozenset(("word", "country", "zone", "dialcode"))  # they say what or where, not who
STRAY: Final = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # an e-mail address
    r"|\+\d{7,15}\b"  # a telephone number
    r"|\b\d{1,3}(?:\.\d{1,3}){3}\b"  # an IPv4 address
    r"|(?<![\w:])[0-9A-Fa-f:]*:[0-9A-Fa-f:]+"  # perhaps an IPv6 address
)


class Mask(Struct, frozen=True):
    """Gives the same pseudonym for the same identifier under the same key; who lacks the key cannot go back by trying.

    With `off` everything is shown as it is.
    """

    key: bytes
    off: bool = False

    def name(self, value: object, type: Type | None = None) -> str:
        """What to call an identifier."""
        if self.off or not isinstance(value, str) or value in ("", "provider") or (type and type.name in SPEAKING):
            return str(value)
        prefix = PREFIXES.get(type.entity or type.name, "id") if type else "id"
        return f"{prefix}-{blake2s(value.encode(), key=self.key, digest_size=4).hexdigest()}"

    def text(self, text: str, known: Iterable[tuple[str, Type | None]] = ()) -> str:
        """A text with the `known` identifiers replaced, and whatever else looks like an address or a telephone number.

        Of an identifier that is known as several things, the first counts.
        """
        if self.off:
            return text
        names: dict[str, str] = {}
        for value, type in known:
            if len(value) > 1 and value in text:
                names.setdefault(value, self.name(value, type))
        if names:
            longest_first = sorted(names, key=len, reverse=True)
            found = re.compile("|".join(rf"(?<!\w){re.escape(each)}(?!\w)" for each in longest_first))
            text = found.sub(lambda match: names[match[0]], text)
        return STRAY.sub(lambda match: self._stray(match[0]), text)

    def _stray(self, text: str) -> str:
        type = _guess(text)
        return self.name(text, type) if type else text


def _guess(text: str) -> Type | None:
    """What a text that looks like an identifier is; None if it only looks like one, as a time of day does."""
    if "@" in text:
        return TEXT
    if text.startswith("+"):
        return PHONE
    try:
        ip_address(text)
    except ValueError:
        return None
    return IP
