"""Scanners of web sites among honest lines: made-up logs of several sorts of tools, mixed into a public log.

The tools' lines are synthetic: written from what such tools are generally known to do. No threshold was set by them.
"""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Final, NamedTuple

import re2

from bylaws.events.readers import open_events
from bylaws.events.record import Record
from scripts.evaluate.runs import Finding, judged

LOG: Final = "http/apache_logs.gz"
BEGIN: Final = datetime(2015, 5, 17, 12, tzinfo=UTC)
RULES: Final = ("web-scan", "strange-doors", "forms-tried", "hidden-payload", "request-flood")
CLIENTS: Final = 12
"""Of each sort of tool."""
DRAWS: Final = 2000
"""Of clients, with repetition, for an interval (bootstrap)."""
PROBER: Final = re2.compile(r"(?i)wp-(admin|login)|/administrator/|/admin\.php|fckeditor|/user/register|/trackback/$")
"""Pages of programs that the site does not run; the log was read to see who asked for any."""
WORDS: Final = (
    "admin", "api", "app", "archive", "assets", "auth", "backup", "bin", "blog", "cache", "cart", "cgi", "config", "console",
    "css", "data", "db", "debug", "demo", "dev", "docs", "download", "error", "export", "feed", "files", "forum", "help", "home",
    "html", "images", "img", "import", "include", "index", "info", "install", "js", "lib", "local", "log", "login", "mail",
    "manage", "media", "members", "new", "old", "panel", "phpinfo", "portal", "private", "public", "report", "root", "scripts",
    "search", "secret", "secure", "server", "shop", "site", "sql", "src", "start", "stats", "status", "store", "system", "temp",
    "test", "tmp", "tools", "upload", "user", "users", "var", "vendor", "web", "webmail", "wiki", "xml",
)  # fmt: skip
ENDS: Final = ("", "/", ".php", ".bak", ".old", ".zip", ".txt", ".asp", ".html", "~")
ODD: Final = (
    "/cgi-bin/test-cgi", "/phpmyadmin/", "/server-status", "/.git/HEAD", "/.env", "/manager/html", "/console", "/axis2/",
    "/jmx-console/",
    "/icons/", "/WEB-INF/web.xml", "/crossdomain.xml", "/.svn/entries", "/trace.axd", "/webdav/", "/wp-config.php.bak",
    "/sitemap.gz",
)  # fmt: skip
QUERIES: Final = (
    "1%20AND%201%3D1", "1%27%20AND%20%27a%27%3D%27a", "1%20UNION%20ALL%20SELECT%20NULL%2CNULL--%20-", "1%29%20OR%20SLEEP%285%29",
    "-7812%20OR%203%2A2%3D6",
    "1%22%29%20ORDER%20BY%207%23", "1%27%7C%7Cpg_sleep%285%29--",
    "%28SELECT%20CONCAT%280x71%2C0x7a%29%29",
    "1.%27%28%22%29%2C.%2C", "1%20PROCEDURE%20ANALYSE%28EXTRACTVALUE%281%2CCONCAT%280x5c%2C1%29%29%2C1%29",
)  # fmt: skip
AGENT: Final = "Mozilla/5.0 (Windows NT 6.1; WOW64; rv:38.0) Gecko/20100101 Firefox/38.0"


class Asked(NamedTuple):
    """A request: seconds since the one before, method, path and status."""

    pause: float
    method: str
    path: str
    status: int


Style = Callable[[Random, Sequence[str]], Iterator[Asked]]


def _word_list(random: Random, pages: Sequence[str]) -> Iterator[Asked]:
    """Words with many ends, one in thirty of them there."""
    for _ in range(random.randint(300, 900)):
        there = random.random() < 1 / 30
        path = random.choice(pages) if there else f"/{random.choice(WORDS)}{random.choice(ENDS)}"
        yield Asked(random.uniform(0.05, 0.5), "GET", path, 200 if there else random.choice((404, 404, 404, 403)))


def _check_list(random: Random, pages: Sequence[str]) -> Iterator[Asked]:
    """Known faults one after another, with methods of all sorts, from the root and below pages."""
    for turn in range(random.randint(400, 1200)):
        if random.random() < 0.15:
            yield Asked(random.uniform(0.1, 0.6), random.choice(("GET", "HEAD", "OPTIONS")), random.choice(pages), 200)
            continue
        path = random.choice(ODD) if turn % 3 else f"/{random.choice(WORDS)}/{random.choice(WORDS)}{random.choice(ENDS)}"
        yield Asked(
            random.uniform(0.1, 0.6),
            random.choice(("GET", "GET", "POST", "PUT", "TRACE")),
            path,
            random.choice((404, 404, 405, 400)),
        )


def _sign_in(random: Random, _: Sequence[str]) -> Iterator[Asked]:
    """Passwords at one form, which answers 200 each time."""
    yield Asked(1, "GET", "/wp-login.php", 200)
    for turn in range(random.randint(80, 400)):
        if turn % 25 == 24:
            yield Asked(1, "GET", "/wp-login.php", 200)
        yield Asked(random.uniform(0.5, 8), "POST", "/wp-login.php", 200)


def _questions(random: Random, pages: Sequence[str]) -> Iterator[Asked]:
    """Queries for the database in a parameter of a page that is there."""
    page = random.choice(pages).partition("?")[0]
    for turn in range(random.randint(100, 600)):
        query = random.choice(QUERIES) if turn % 5 else str(random.randrange(9999))
        yield Asked(random.uniform(0.2, 3), "GET", f"{page}?id={query}&x={turn}", random.choice((200, 200, 200, 500)))


def _whole_site(random: Random, pages: Sequence[str]) -> Iterator[Asked]:
    """All pages first, then each of them with odd values, posted and asked for; most lines are plain paths."""
    yield from (Asked(random.uniform(0.2, 1), "GET", page, 200) for page in random.sample(pages, 300))
    for page in random.sample(pages, 120):
        yield Asked(random.uniform(0.2, 1), "POST", page, random.choice((200, 405)))
        yield Asked(random.uniform(0.2, 1), "GET", f"{page}/{random.choice(WORDS)}{random.choice(ENDS)}", 404)
        if random.random() < 0.4:
            yield Asked(random.uniform(0.2, 1), "GET", f"{page}?q={random.choice(QUERIES)}", 200)


def _patient(random: Random, pages: Sequence[str]) -> Iterator[Asked]:
    """A page in some minutes, one in six of them there."""
    for _ in range(random.randint(80, 250)):
        there = random.random() < 1 / 6
        path = random.choice(pages) if there else f"/{random.choice(WORDS)}{random.choice(ENDS)}"
        yield Asked(random.uniform(120, 900), "GET", path, 200 if there else 404)


def _patient_sign_in(random: Random, _: Sequence[str]) -> Iterator[Asked]:
    """A password in some minutes."""
    yield from (Asked(random.uniform(120, 600), "POST", "/login", 200) for _turn in range(random.randint(50, 150)))


def _few_doors(random: Random, _: Sequence[str]) -> Iterator[Asked]:
    """The usual doors, and away."""
    for path in random.sample(("/", *ODD, "/wp-login.php", "/xmlrpc.php", "/administrator/"), random.randint(4, 10)):
        yield Asked(random.uniform(0.3, 2), "GET", path, 200 if path == "/" else 404)


def _many_addresses(random: Random, _: Sequence[str]) -> Iterator[Asked]:
    """What one of many addresses has of a list of words."""
    for _turn in range(random.randint(6, 18)):
        yield Asked(random.uniform(5, 60), "GET", f"/{random.choice(WORDS)}{random.choice(ENDS)}", 404)


STYLES: Final[Mapping[str, tuple[str, Style]]] = MappingProxyType(
    {
        "a list of words, tried as folders and files": ("dirb", _word_list),
        "a list of known faults": ("Nikto", _check_list),
        "passwords at one form": ("hydra, wpscan", _sign_in),
        "queries for the database in one page": ("sqlmap", _questions),
        "the whole site first, then its forms and values": ("Acunetix, ZAP", _whole_site),
        "a list of words, a page in some minutes": ("slowed down", _patient),
        "passwords at one form, one in some minutes": ("slowed down", _patient_sign_in),
        "the usual doors, and away": ("bots", _few_doors),
        "a list of words, spread over many addresses": ("proxies", _many_addresses),
    }
)


class Shares(NamedTuple):
    """Clients and lines in all, and of the flagged ones; `low`, `high`: where the share of lines lies."""

    clients: int
    flagged: int
    lines: int
    theirs: int
    low: float
    high: float


HEAD: Final = """| whose lines | such as | clients flagged | their share of the lines |
|---|---|---|---|
"""


def table(folder: Path) -> str:
    """Of each sort of tool, and of the log's own lines, how many are of clients that were flagged."""
    honest = _clients(folder / LOG)
    log = gzip.decompress((folder / LOG).read_bytes()).decode("utf-8", "replace")
    probers = {
        ip for ip, paths in honest.items() if any(PROBER.search(path) for path, status in paths if status in range(400, 500))
    }
    pages = sorted({path for paths in honest.values() for path, status in paths if status == 200 and "?" not in path})
    made = {name: _logs(name, style, pages) for name, (_, style) in STYLES.items()}
    flagged = _flagged(log + "".join(line for clients in made.values() for lines in clients.values() for _, line in sorted(lines)))
    rows = [
        _row(f"made up: {name}", STYLES[name][0], _shares({ip: len(lines) for ip, lines in clients.items()}, flagged))
        for name, clients in made.items()
    ]
    every = {ip: len(lines) for clients in made.values() for ip, lines in clients.items()}
    rows.append(_row("**all that is made up**", "", _shares(every, flagged)))
    lines = {ip: len(paths) for ip, paths in honest.items()}
    own = "the log's own: who was refused at doors of programs that do not run there"
    rows.append(_row(own, "bots", _shares({ip: lines[ip] for ip in probers}, flagged)))
    rows.append(
        _row("**the log's own: everybody else**", "", _shares({ip: lines[ip] for ip in lines if ip not in probers}, flagged))
    )
    return HEAD + "".join(rows)


def _clients(log: Path) -> dict[str, list[tuple[str, int]]]:
    """By address the paths that it asked for, with the statuses."""
    found: dict[str, list[tuple[str, int]]] = {}
    for each in open_events([log]):
        if isinstance(each, Record):
            found.setdefault(str(each.raw["ip"]), []).append((str(each.raw.get("path")), int(str(each.raw.get("status") or 0))))
    return found


def _logs(name: str, style: Style, pages: Sequence[str]) -> dict[str, list[tuple[datetime, str]]]:
    """By address the lines of each client of a sort, in the combined format; the same each time."""
    made = {}
    number = list(STYLES).index(name)
    for turn in range(CLIENTS):
        random = Random(f"{name} {turn}")
        ip, at = f"198.51.{100 + number}.{turn + 1}", BEGIN + timedelta(hours=random.uniform(0, 60))
        lines = []
        for each in style(random, pages):
            at += timedelta(seconds=each.pause)
            told = f'{ip} - - [{at:%d/%b/%Y:%H:%M:%S} +0000] "{each.method} {each.path} HTTP/1.1" {each.status} 512 "-" "{AGENT}"\n'
            lines.append((at, told))
        made[ip] = lines
    return made


def _flagged(log: str) -> set[str]:
    """Addresses that a rule about scanners accuses, whoever they are."""
    with TemporaryDirectory() as temporary:
        path = Path(temporary) / "access.log"
        path.write_text(log, encoding="utf-8")
        return {_address(each) for each in judged(path)[1] if each["rule"] in RULES and each["state"] == "settled"}


def _address(finding: Finding) -> str:
    return str(finding["event"]["fields"]["ip"])


def _shares(lines: Mapping[str, int], flagged: set[str]) -> Shares:
    """The interval holds 95 % of the shares that as many clients, drawn again and again from these, come to."""
    random, names = Random("shares"), sorted(lines)
    drawn = []
    for _ in range(DRAWS):
        again = Counter(random.choices(names, k=len(names)))
        whole = sum(lines[ip] * times for ip, times in again.items())
        drawn.append(sum(lines[ip] * times for ip, times in again.items() if ip in flagged) / whole)
    drawn.sort()
    theirs = [lines[ip] for ip in names if ip in flagged]
    low, high = drawn[DRAWS // 40], drawn[-DRAWS // 40]
    return Shares(len(names), len(theirs), sum(lines.values()), sum(theirs), low, high)


def _row(who: str, tool: str, told: Shares) -> str:
    share = f"{told.theirs:,}/{told.lines:,} {told.theirs / told.lines:.4f} [{told.low:.4f}, {told.high:.4f}]"
    return f"| {who} | {tool} | {told.flagged:,} of {told.clients:,} | {share} |\n"
