"""Requests to a web service as JSON lines, of which one in two hundred meets one of the conditions.

Drawn from a fixed seed: the same count gives the same bytes, and a longer log begins like a shorter one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

SEED: Final = 11
ABUSE: Final = 1 / 200
START: Final = datetime(2024, 3, 4, tzinfo=UTC)
APART: Final = timedelta(milliseconds=40)

_AGENTS: Final = (
    "Mozilla/5.0 (X11; Linux x86_64; rv:124.0) Gecko/20100101 Firefox/124.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari/604.1",
    "okhttp/4.12.0",
    "python-requests/2.31.0",
)
_PLACES: Final = ("orders", "items", "invoices", "threads", "files", "profile", "search")
_HOSTS: Final = ("shop.example.com", "api.example.com", "files.example.com", "billing.example.com", "admin.example.com")

_ODD: Final[tuple[dict[str, object], ...]] = (
    {"path": "/files/../../etc/passwd"},
    {"path": "/items?id=1%20union%20select%20secret"},
    {"user_agent": "sqlmap/1.8 (https://sqlmap.org)"},
    {"method": "POST", "path": "/blog/wp-login.php"},
    {"referrer": "https://casino.example.net/win"},
    {"status": 200, "path": "/site.bak"},
    {"method": "TRACE"},
    {"tls_version": "TLSv1"},
    {"method": "PUT", "bytes_in": 80_000_000},
    {"bytes_out": 900_000_000},
    {"status": 401, "host": "admin.example.com"},
    {"robots_allowed": False, "status": 200},
    {"asn": 64512, "method": "POST", "status": 403},
    {"latency_ms": 45_000, "bytes_in": 40},
    {"status": 503, "bytes_in": 4_000_000},
    {"user_agent": "-", "method": "POST"},
    {"method": "DELETE", "resource_owner": "acct-stranger"},
    {"path": "/internal/metrics", "status": 200},
    {"method": "GET", "bytes_in": 300_000},
    {"host": "billing.example.com", "path": "/export/all", "bytes_out": 40_000_000},
)
"""What makes a request meet each of the conditions, in their order; it may meet another beside."""


def lines(count: int) -> Iterator[str]:
    random = Random(SEED)
    for number in range(count):
        event = _plain(random, number)
        if random.random() < ABUSE:
            event |= _ODD[random.randrange(len(_ODD))]
        yield json.dumps(event, separators=(",", ":"))


def write(count: int, path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines(count))


def name_of(number: int) -> str:
    """The id of a request, by its place in the log; as texts ids are in the same order."""
    return f"r{number:09}"


def _plain(random: Random, number: int) -> dict[str, object]:
    account = f"acct-{int(random.paretovariate(0.9)) % 50_000:05}"
    method = random.choices(("GET", "POST", "PUT", "DELETE"), (80, 14, 4, 2))[0]
    place = random.choice(_PLACES)
    return {
        "id": name_of(number),
        "source": "edge-1",
        "kind": "http.request",
        "at": (START + number * APART).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "account": account,
        "user": f"user-{random.randrange(200_000):06}",
        "ip": f"203.0.{random.randrange(114)}.{random.randrange(256)}",
        "asn": 64_000 + random.randrange(400),
        "user_agent": random.choice(_AGENTS),
        "referrer": f"https://{random.choice(_HOSTS[:3])}/{place}",
        "method": method,
        "host": random.choice(_HOSTS[:4]),
        "path": f"/{place}/{random.randrange(1_000_000)}?page={random.randrange(30)}",
        "tls_version": random.choice(("TLSv1.2", "TLSv1.3", "TLSv1.3")),
        "resource_owner": account,
        "status": random.choices((200, 304, 404, 403, 500), (85, 8, 4, 2, 1))[0],
        "bytes_in": random.randrange(1_100, 9_000),
        "bytes_out": random.randrange(300, 400_000),
        "latency_ms": random.randrange(3, 900),
        "robots_allowed": True,
    }
