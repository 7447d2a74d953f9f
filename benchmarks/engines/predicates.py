"""The twenty conditions, as trees that each engine's module writes out in its own language.

They ask what engines without memory can be asked: of one request at a time, without windows, lists or permits. Six of them hold a
regular expression, of the part of the syntax that all engines read alike; every field is given on every event, so that no engine's
notion of a missing one plays a part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

KIB: Final = 2**10
MIB: Final = 2**20
Value = str | int | bool


@dataclass(frozen=True, slots=True)
class Test:
    """A field against a constant. `op`: one of `= <> < > >=`, `starts` (a text begins so), `matches` (a pattern is found in it)."""

    field: str
    op: str
    value: Value


@dataclass(frozen=True, slots=True)
class OneOf:
    field: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Differs:
    """Two fields of one event that are not the same."""

    field: str
    other: str


Part = Test | OneOf | Differs

PREDICATES: Final[dict[str, tuple[Part, ...]]] = {
    "traversal": (Test("path", "matches", r"\.\./|%2e%2e"),),
    "injection": (Test("path", "matches", r"(union|UNION)(%20|[+])+(select|SELECT)"),),
    "scanner": (Test("user_agent", "matches", r"sqlmap|[Nn]ikto|masscan|zgrab"),),
    "guessing": (Test("method", "=", "POST"), Test("path", "matches", r"/(wp-login|xmlrpc)[.]php")),
    "referrer-spam": (Test("referrer", "matches", r"casino|payday|pills"),),
    "left-behind": (Test("status", "=", 200), Test("path", "matches", r"[.](env|bak|sql)$")),
    "odd-method": (OneOf("method", ("TRACE", "CONNECT", "DEBUG")),),
    "old-tls": (OneOf("tls_version", ("SSLv3", "TLSv1", "TLSv1.1")),),
    "great-upload": (Test("method", "=", "PUT"), Test("bytes_in", ">", 50 * MIB)),
    "great-download": (Test("bytes_out", ">", 500 * MIB),),
    "admin-refused": (Test("status", "=", 401), Test("host", "starts", "admin.")),
    "robots": (Test("robots_allowed", "=", False), Test("status", "=", 200)),
    "rented-network": (OneOf("asn", (64501, 64512, 64518)), Test("method", "=", "POST"), Test("status", "=", 403)),
    "slow-read": (Test("latency_ms", ">", 30_000), Test("bytes_in", "<", KIB)),
    "costly-error": (Test("status", ">=", 500), Test("bytes_in", ">", MIB)),
    "nameless": (Test("user_agent", "=", "-"), Test("method", "<>", "GET")),
    "others-resource": (Test("method", "=", "DELETE"), Differs("account", "resource_owner")),
    "internal": (Test("path", "starts", "/internal/"), Test("status", "=", 200)),
    "odd-body": (Test("method", "=", "GET"), Test("bytes_in", ">", 100 * KIB)),
    "bulk-export": (Test("host", "=", "billing.example.com"), Test("path", "starts", "/export"), Test("bytes_out", ">", 10 * MIB)),
}
"""By the name of the rule, what must all hold."""
