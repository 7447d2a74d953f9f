"""Parts of a request as logs of web servers tell them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from bylaws.events.addresses import canonical_domain

# A token (RFC 9110, 5.6.2).
_METHOD: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,32}")
_PROTOCOL: Final = re.compile(r"HTTP/\d(?:\.\d)?", re.ASCII)
MOST_SECONDS: Final = 10**12
_SECONDS: Final = re.compile(r"\d{1,12}(?:\.\d{1,9})?", re.ASCII)
_PORT: Final = re.compile(r":\d{1,5}$")


def asked(line: str) -> Mapping[str, object]:
    """Method and path of a request line; nothing of one that is no HTTP, such as a TLS greeting at a plain port.

    The path is all between the first blank and the protocol: clients send blanks in it, and servers answer (RFC 9112, 3).
    """
    method, _, rest = line.partition(" ")
    path, _, protocol = rest.rpartition(" ")
    path = (path if _PROTOCOL.fullmatch(protocol) else rest).strip()
    return {"method": method, "path": path} if path and _METHOD.fullmatch(method) else {}


def host_name(told: object) -> str | None:
    """The host of a `Host` header or a server's name; None where it tells none, or the address of a machine by IPv6."""
    if not isinstance(told, str):
        return None
    try:
        name = canonical_domain(_PORT.sub("", told))
    except ValueError:
        return None
    return None if name == "_" else name


def seconds(told: object) -> str | None:
    """A length of time told in seconds, by a number or its text; None for anything else."""
    if isinstance(told, str) and _SECONDS.fullmatch(told):
        return f"{told}s"
    return f"{told:.9f}s" if isinstance(told, int | float) and not isinstance(told, bool) and 0 <= told < MOST_SECONDS else None
