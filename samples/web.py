"""Requests to the customer portal, as its web server logs them (combined format)."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Final

from journal import instant, office_hours

BROWSERS: Final = (
    "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
)
SEARCH: Final = "Mozilla/5.0 (compatible; northwind-search-bot/2.1; +https://northwind.example/bot)"
HASTY: Final = "PriceHawkBot/0.9"
PAGES: Final = ("/", "/tariffs", "/help", "/status", "/blog/long-calls", "/numbers", "/login", "/account", "/contact", "/jobs")

Request = tuple[datetime, str, str, int, str]


def requests(random: Random) -> list[str]:
    """The lines of the access log."""
    seen = [*_readers(random), *_search_engine(), *_harvester(random), *_hasty(), *_attacks()]
    seen.sort()
    return [_line(request, random) for request in seen]


def _line(request: Request, random: Random) -> str:
    at, ip, path, status, agent = request
    when = at.strftime("%d/%b/%Y:%H:%M:%S +0000")
    size = random.randint(800, 40_000) if status == 200 else 312
    return f'{ip} - - [{when}] "GET {path} HTTP/1.1" {status} {size} "-" "{agent}"'


def _readers(random: Random) -> list[Request]:
    seen: list[Request] = []
    for visit in range(900):
        at, ip, agent = office_hours(random), f"192.0.2.{visit % 180}", random.choice(BROWSERS)
        for _ in range(random.randint(1, 6)):
            page = random.choice(PAGES)
            seen += [(at, ip, page, 200, agent), (at, ip, "/static/site.css", 200, agent), (at, ip, "/static/logo.svg", 200, agent)]
    return seen


def _search_engine() -> list[Request]:
    """A known crawler: it asks for the rules first, then takes many pages at a decent pace."""
    first = (instant(2, 100), "198.51.100.70", "/robots.txt", 200, SEARCH)
    return [first, *((instant(2, 200 + n * 11), "198.51.100.70", f"/numbers/{n}", 200, SEARCH) for n in range(320))]


def _harvester(random: Random) -> list[Request]:
    agent = BROWSERS[2]
    return [(instant(4, 8000 + n * 12 + random.random()), "192.0.2.201", f"/numbers/{n * 7}", 200, agent) for n in range(290)]


def _hasty() -> list[Request]:
    return [(instant(9, 50_000 + n * 0.3), "192.0.2.202", f"/tariffs/{n}", 200, HASTY) for n in range(180)]


def _attacks() -> list[Request]:
    tries = ("/get?f=../../etc/passwd", "/get?f=%2e%2e%2f%2e%2e%2fetc", "/find?q=1+union+select+name", "/find?q=%3Cscript%3E")
    bad: list[Request] = [(instant(11, 3600 + n * 20), "192.0.2.203", path, 404, "curl/8.9") for n, path in enumerate(tries)]
    return [*bad, (instant(11, 9000), "192.0.2.204", "/blog/how-a-union-selects-its-head", 200, BROWSERS[0])]
