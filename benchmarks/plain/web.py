"""The rules about requests, sign-ins and sessions, by hand."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from functools import cache
from math import asin, cos, radians, sin, sqrt
from urllib.parse import unquote

from tldextract import TLDExtract

from benchmarks.plain.ledger import Event, Ledger
from benchmarks.plain.reference import HOUR, Register, known_crawlers, millis
from benchmarks.plain.windows import counter, distincter, tally

DAY = 24 * HOUR
MINUTE = 60_000
Handler = Callable[[Event, int], None]
SIGNS = (
    r"(?i:\.\.[/\\]|/(etc/(passwd|shadow|group)|proc/self)\b|\b(boot|win)\.ini\b|=(file|php)://|\x00)",
    r"(?i:\bunion(\s|/\*.*?\*/)+((all|distinct)\s+)?\(?select\b|\bselect\s+(\*|null\b|@@|\d+\s*,))",
    r"(?is:\(\s*select\s.{1,200}\sfrom\b|;\s*(drop|delete|insert|update|alter|exec|declare|select)[\s(])",
    r"""(?i:['"][\s)]*(\|\||&&|\b(or|and|xor|having)\b)[^&=<>]{0,60}([=<>]|\blike\b))""",
    r"""(?i:['"][\s);]*(--(\s|$)|#\s*$|/\*)|[\s)](or|and|having)\s+['"(]*\d+['")]*\s*[=<>]+\s*['"(]*\d)""",
    r"(?i:\b(sleep|benchmark|pg_sleep|load_file|extractvalue|updatexml)\s*\(|\bwaitfor\s+delay\b)",
    r"(?i:\b(information_schema|sqlite_master|pg_catalog|sysobjects|xp_cmdshell)\b|@@version\b)",
    r"(?i:<[\s/]*(script|iframe|svg|object|embed|applet)\b|\bdocument\.(cookie|write|location)\b)",
    r"""(?i:[\s/'"]on(error|load|click|focus|blur|toggle|(mouse|key|pointer)\w+)\s*=)""",
    r"(?i:\b(alert|prompt|confirm|eval)\s*[(`]|\bfromcharcode\b)",
    r"(?i:(;|\||&&|`|\$\(|\n)\s*(whoami|uname|ifconfig|ipconfig|netstat|nslookup|wget|curl|powershell)\b)",
    r"""(?i:(;|\||&&|`|\$\(|\n)\s*(cat|ls|dir|rm|nc|ping|echo|sleep|chmod|perl|php|bash|sh)\s+([-/$'"\d]|[a-z]:))""",
    r"(?i:/bin/(\w{0,3}sh|cat|ls|nc|id|ping|uname|wget)\b|\bcmd\.exe\b|\$\{jndi:|\(\)\s*\{\s*:;)",
)
"""An attack in a decoded address: a step out of a folder, a query, a script, a command."""


def requests(ledger: Ledger, register: Register) -> Handler:
    """Handles `http.request`."""
    flood, floods = ledger.rule("request-flood", 10 * MINUTE), counter(10_000)
    harvest, pages_in = ledger.rule("harvesting", DAY), distincter(HOUR)
    harm, pace_in = ledger.rule("harmful-crawling", HOUR), counter(MINUTE)
    payload, tries_in = ledger.rule("hidden-payload", HOUR), counter(10 * MINUTE)
    asset = re.compile(r"(?i)\.(?:css|js|map|png|jpe?g|gif|ico|svg|webp|woff2?|ttf)(?:\?|$)").search
    attack = _attacks()
    operator_of = known_crawlers()
    crawler = _crawlers(ledger, operator_of)

    def judge(request: Event, at: int) -> None:
        ip, path = request["ip"], request["path"]
        if floods(ip, at) >= 500:
            flood(request, at, ip, ip)
        if request["method"] == "GET" and not asset(path):
            if pages_in(ip, at, path) >= 200 and operator_of(ip) is None:
                user = request.get("user")
                harvest(request, at, ip, ip, register.permitted(user, "export", at))
            if pace_in(ip, at) >= 120:
                harm(request, at, ip, ip)
        crawler(request, at, path)
        if attack(path) and tries_in(ip, at) >= 3:
            payload(request, at, ip, ip)

    return judge


def _crawlers(ledger: Ledger, operator_of: Callable[[str], str | None]) -> Callable[..., None]:
    found, pages_in = ledger.rule("rules-unread", DAY), counter(DAY)
    read, reads = tally(7 * DAY)
    crawling, telephone = re.compile(r"(?i)(?:bot\b|crawler|spider)").search, re.compile(r"(?i)\bcubot\b").search
    crawls = cache(lambda agent: crawling(agent) is not None and telephone(agent) is None)

    def judge(request: Event, at: int, path: str) -> None:
        ip, agent = request["ip"], request.get("user_agent")
        crawler = agent is not None and crawls(agent)
        if path.startswith("/robots.txt"):
            readers = [("ip", ip), ("operator", operator_of(ip)), ("agent", agent if crawler else None)]
            for reader in readers:
                read(reader, at)
        if crawler and pages_in(agent, at) >= 20 and not reads(("agent", agent), at) and not reads(("ip", ip), at):
            operator = operator_of(ip)
            if operator is None or not reads(("operator", operator), at):
                found(request, at, ip, agent)

    return judge


def _attacks() -> Callable[[str], bool]:
    """Whether an address carries an attack. Most hold nothing but plain words, and are not looked at any further."""
    unusual = re.compile(r"[^\w/.?=&,~-]|\.\.|/(?:etc|proc|bin)/|\.(?:ini|exe)").search
    sign = re.compile("|".join(SIGNS)).search

    def carries(path: str) -> bool:
        if unusual(path) is None:
            return False
        plain = path.replace("+", " ")
        for _ in range(3):
            if "%" not in plain:
                break
            plain = unquote(plain)
        return sign(plain) is not None

    return carries


def sign_ins(ledger: Ledger) -> Handler:
    """Handles `auth.attempt`."""
    guess, guesses_in = ledger.rule("guessing", HOUR), counter(10 * MINUTE)
    spray, logins_in = ledger.rule("spraying", DAY), distincter(HOUR)
    burgled, welcomes_in = ledger.rule("guessed-at-last"), counter(30 * DAY)
    fail, failures = tally(HOUR)

    def judge(attempt: Event, at: int) -> None:
        ip, target = attempt["ip"], attempt["target_account"]
        if attempt["outcome"] == "fail":
            fail(target, at)
            if guesses_in((ip, target), at) >= 10:
                guess(attempt, at, ip, (ip, target))
            if logins_in(ip, at, target) >= 20:
                spray(attempt, at, ip, ip)
        elif welcomes_in((target, ip), at) == 1 and failures(target, at) >= 10:
            burgled(attempt, at, ip, None)

    return judge


def sessions(ledger: Ledger, register: Register) -> Handler:
    """Handles `session.seen`."""
    seat = _seats(ledger, register)
    resold, firms_in = ledger.rule("resold", 30 * DAY), distincter(30 * DAY)
    extract = TLDExtract(suffix_list_urls=())
    firm_of = cache(lambda domain: extract(domain).top_domain_under_public_suffix or domain)

    def judge(session: Event, at: int) -> None:
        account = session["account"]
        if "seat_id" in session and "lat" in session and "lon" in session:
            seat(session, at)
        if "user" in session and firms_in(account, at, firm_of(session["user"].rpartition("@")[2])) >= 10:
            paid = any(at - 30 * DAY < each <= at for each in register.seats_paid.get(account, ()))
            if paid:
                resold(session, at, account, account, register.permitted(account, "resale", at, written=True))

    return judge


def _seats(ledger: Ledger, register: Register) -> Handler:
    journey, together = ledger.rule("impossible-journey", DAY), ledger.rule("two-at-once", DAY)
    seen: dict[str, deque[tuple[int, str, float, float, int, int]]] = {}

    def judge(session: Event, at: int) -> None:
        account, seat, device = session["account"], session["seat_id"], session["device"]
        lat, lon, started, ended = session["lat"], session["lon"], millis(session["started"]), millis(session["ended"])
        kept = seen.get(seat)
        if kept is None:
            kept = seen[seat] = deque()
        limit = at - DAY
        while kept and kept[0][0] <= limit:
            kept.popleft()
        if kept and kept[-1][1] != device:
            _, _, x, y, _, before = kept[-1]
            gone = kilometres(lat, lon, x, y) - 100
            if gone > 500 and gone > 900 * (started - before) / HOUR:
                journey(session, at, account, seat, register.permitted(account, "shared-seat", at))
        if any(
            last > started and first < ended and other != device and kilometres(x, y, lat, lon) > 100
            for _, other, x, y, first, last in kept
        ):
            together(session, at, account, seat, register.permitted(account, "shared-seat", at))
        kept.append((at, device, lat, lon, started, ended))

    return judge


def kilometres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle distance on a sphere of 6,371.0088 km."""
    a, b, c, d = map(radians, (lat, lon, other_lat, other_lon))
    return 2 * 6371.0088 * asin(sqrt(sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2))
