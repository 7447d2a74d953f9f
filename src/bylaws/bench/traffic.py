"""The traffic that is measured with: calls, requests and sign-ins as JSON lines, sorted by time, every instant different.

A million events in two weeks unless told otherwise, so that a longer log is the same traffic for longer. Nine in a hundred events
belong to bursts of six kinds of abuse; of the others, one in two hundred is odd in a way of which some rule asks. The same numbers
give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

START: Final = np.datetime64("2025-02-02", "ms").astype(np.int64)
DAY: Final = 86_400_000
A_DAY: Final = 1_000_000 // 14
"""Events."""
ACCOUNTS: Final = 20_000
BURST: Final = 150
EACH: Final = 10_000
"""Events in which there is a burst of each kind."""
PART: Final = 50_000
SEED: Final = 7

SHARES: Final = (0.4, 0.45, 0.15)
"""Of calls, requests and sign-ins, outside of bursts."""

AGENTS: Final = (
    "Mozilla/5.0 (X11; Linux x86_64; rv:124.0) Gecko/20100101 Firefox/124.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari/604.1",
    "okhttp/4.12.0",
)
ODD_AGENTS: Final = (
    "sqlmap/1.8",
    "Nikto/2.5",
    "HarvestCrawler/2",
    "Mozilla/4.0 (compatible; MSIE 6.0; Windows 98)",
    "-",
    "curl/8.5",
)
HOSTS: Final = ("portal", "api", "files", "shop", "help", "admin")
PLACES: Final = ("orders", "items", "invoices", "threads", "files", "profile", "search")
ODD_PATHS: Final = (
    "/files/../../etc/passwd",
    "/items?id=1%20union%20select%20secret",
    "/blog/wp-login.php",
    "/site.bak",
    "/cgi-bin/test",
    "/.git/config",
    "/search?q=${jndi}",
    "/q?s=%3Cscript",
)


@dataclass(frozen=True, slots=True)
class Traffic:
    """How many events, of how many accounts, how many a day; `spread`: accounts are equally busy, else few have most.

    `bad`: of so many lines one is broken; 0: none.
    """

    count: int
    accounts: int = ACCOUNTS
    a_day: int = A_DAY
    spread: bool = False
    bad: int = 0
    seed: int = SEED


@dataclass(frozen=True, slots=True)
class Rows:
    """Of some events: number, time, kind, burst (0: none) and its turn, account, and three dice."""

    number: list[int]
    at: list[str]
    burst: list[int]
    turn: list[int]
    who: list[int]
    dice: list[int]
    more: list[int]
    odd: list[int]


def write(traffic: Traffic, path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        for part in lines(traffic):
            file.writelines(part)


def lines(traffic: Traffic) -> Iterator[list[str]]:
    """The lines, part by part."""
    rng = np.random.default_rng(traffic.seed)
    kind, burst, turn, time = _plan(traffic, rng)
    for start in range(0, traffic.count, PART):
        part = slice(start, start + PART)
        here = kind[part]
        made = [""] * len(here)
        for code, make in enumerate((_call, _request, _sign_in)):
            places = np.flatnonzero(here == code)
            at = places + start
            rows = _rows(traffic, rng, at, (burst[at], turn[at], time[at]))
            each = zip(rows.number, rows.at, rows.burst, rows.turn, rows.who, rows.dice, rows.more, rows.odd, strict=True)
            for place, fields in zip(places.tolist(), each, strict=True):
                made[place] = make(*fields)
        yield [_broken(line, start + n) if traffic.bad and (start + n) % traffic.bad == 7 else line for n, line in enumerate(made)]


def _broken(line: str, number: int) -> str:
    """Cut off, of a wrong type, or of a kind that nobody knows."""
    if number % 3 == 0:
        return line[: len(line) // 2] + "\n"
    return line.replace('"account":"', '"account":["') if number % 3 == 1 else line.replace('"kind":"', '"kind":"no.')


def _plan(traffic: Traffic, rng: np.random.Generator) -> tuple[Ints, Ints, Ints, Ints]:
    """By event, in order of time: kind, kind of burst, its turn, and time (ms since 1970)."""
    turns = max(1, traffic.count // EACH)
    length = min(BURST, max(1, traffic.count // 10))
    many = turns * 6 * length
    whole = traffic.count * DAY // traffic.a_day
    everyday = traffic.count - many
    kinds = [rng.choice(3, everyday, p=SHARES)]
    bursts, order = [np.zeros(everyday, np.int64)], [np.zeros(everyday, np.int64)]
    times = [rng.integers(0, whole, everyday)]
    code = np.repeat(np.arange(turns * 6), length)
    begin = rng.integers(0, max(1, whole - DAY // 48), turns * 6)
    step = np.array((6_000, 5_000, 2_500, 900, 4_000, 9_000))
    times.append(begin[code] + np.tile(np.arange(length), turns * 6) * step[code % 6])
    kinds.append(np.array((0, 0, 1, 1, 2, 2))[code % 6])
    bursts.append(code % 6 + 1)
    order.append(code // 6)
    time = np.concatenate(times)
    sort = np.argsort(time, kind="stable")
    kind, burst, turn = (np.concatenate(each)[sort].astype(np.int64) for each in (kinds, bursts, order))
    steps = np.arange(traffic.count)
    return kind, burst, turn, START + np.maximum.accumulate(time[sort] - steps) + steps


def _rows(traffic: Traffic, rng: np.random.Generator, at: Ints, planned: tuple[Ints, Ints, Ints]) -> Rows:
    burst, turn, time = planned
    size = len(at)
    who = at * 7_368_787 % traffic.accounts if traffic.spread else (traffic.accounts * rng.random(size) ** 2).astype(np.int64)
    who = np.where(burst > 0, (turn * 6 + burst) * 31 % traffic.accounts, who)
    odd = np.where((rng.integers(0, 200, size) == 0) & (burst == 0), rng.integers(1, 9, size), 0)
    stamps = [f"{each}Z" for each in np.datetime_as_string(time.astype("datetime64[ms]")).tolist()]
    dice, more = rng.integers(0, 1_000, size), rng.integers(0, 1_000_000, size)
    drawn = (each.tolist() for each in (burst, turn, who, dice, more, odd))
    return Rows(at.tolist(), stamps, *drawn)


def _call(number: int, at: str, burst: int, turn: int, who: int, dice: int, more: int, odd: int) -> str:
    to, talk, ring, side = (
        f"+4420{who * 7 % 10_000:04}{more % 2_000:04}",
        dice * 2 % 700,
        dice % 40 + 1,
        ("caller", "callee")[dice & 1],
    )
    if dice % 11 == 0:
        talk, side = 0, "network"
    if burst == 1:
        to, talk = f"+8839{turn % 40:02}{more:06}", 500 + dice
    elif burst == 2:
        to, talk, ring = f"+4479{more:06}{dice:03}", dice % 5, 4
    elif odd:
        talk, ring = (40_000 if odd == 1 else talk), (200 if odd == 2 else ring)
    mark, trunk = "CAAB"[0 if odd == 3 else 1 + dice % 3], f"legacy-{dice}" if odd == 4 else f"trunk-{dice % 9}"
    machine = "true" if burst == 2 or odd in (3, 5) or dice % 20 == 0 else "false"
    if odd == 5:
        to = f"+979{dice // 5 * 5 % 600:03}{more:06}"
    way = "outbound" if burst or dice % 5 else ("inbound" if dice % 3 else "transit")
    return (
        f'{{"id":"e{number:09}","source":"switch-{dice % 3}","kind":"call.record","account":"c{who:07}",'
        f'"from":"+4420{who:08}","to":"{to}",'
        f'"direction":"{way}","trunk":"{trunk}","route":"{"grey" if odd == 6 else "carrier"}-{more % 7}","ended_at":"{at}",'
        f'"ring_s":{ring},"duration_s":{talk},"billed_s":{talk},"hangup_side":"{side}","cause":{127 if odd == 7 else 16},'
        f'"cost":{talk * 0.0002:.4f},"attestation":"{mark}","automated":{machine}}}\n'
    )


def _request(number: int, at: str, burst: int, turn: int, who: int, dice: int, more: int, odd: int) -> str:
    ip = f"100.{64 + (who >> 16 & 63)}.{who >> 8 & 255}.{who & 255}"
    path, agent, host = f"/{PLACES[dice % 7]}/{more % 40_000}?page={dice % 30}", AGENTS[who & 3], HOSTS[dice % 5]
    status, method = (404 if dice % 25 == 0 else 200), "POST" if dice % 9 == 0 else "GET"
    if burst == 3:
        ip, status = f"203.0.{turn // 250 % 113}.{turn % 250}", 404 if dice % 3 else 200
    elif burst == 4:
        ip, path, method = f"203.0.{113 - turn // 250 % 100}.{turn % 250}", "/search", "POST"
    elif odd == 1:
        agent = ODD_AGENTS[dice % 6]
    elif odd < 5 and odd:
        path = ODD_PATHS[dice % 8]
    elif odd == 5:
        method, host = ("TRACE", "PUT")[dice & 1], HOSTS[5]
    elif odd == 6:
        ip = f"198.18.{dice % 250}.{more % 250}"
    big, slow = 900_000_000 if odd == 7 else dice * 40, 45_000 if odd == 8 else 3 + dice % 90
    return (
        f'{{"id":"e{number:09}","source":"edge-{dice % 3}","kind":"http.request","at":"{at}","account":"c{who:07}","ip":"{ip}",'
        f'"user_agent":"{agent}","method":"{method}","host":"{host}.northwind.example","path":"{path}",'
        f'"tls_version":"{"TLSv1" if odd == 8 else "TLSv1.3"}","status":{status},"bytes_in":{200 + dice},"bytes_out":{big},'
        f'"latency_ms":{slow}}}\n'
    )


def _sign_in(number: int, at: str, burst: int, turn: int, who: int, dice: int, more: int, odd: int) -> str:
    ip, target = f"100.{64 + (who >> 16 & 63)}.{who >> 8 & 255}.{who & 255}", f"user{who}"
    outcome, device, agent = "fail" if dice < 90 else "success", f"d{who:06x}{dice % 3}", AGENTS[who & 3]
    method, land = ("password", "passkey", "token")[dice % 3], "GB"
    if burst == 5:
        ip, target, outcome = f"203.0.{turn // 250 % 113}.{turn % 250}", f"user{more}", "fail"
    elif burst == 6:
        ip, target, outcome = f"192.0.2.{dice % 250}", f"user{turn * 13}", "fail"
    elif odd:
        agent = ODD_AGENTS[5] if odd == 1 else agent
        device = "00000000" if odd == 2 else "emulator-1" if odd == 3 else device
        method, land = ("recovery", "AQ") if odd == 4 else ("token", "BV") if odd == 5 else (method, land)
        ip = f"198.18.{dice % 250}.{more % 250}" if odd == 6 else ip
        target = "root" if odd == 7 else target
    return (
        f'{{"id":"e{number:09}","source":"login-{dice % 3}","kind":"auth.attempt","at":"{at}","account":"c{who:07}",'
        f'"user":"u{who}",'
        f'"target_account":"{target}","ip":"{ip}","country":"{land}","device":"{device}","user_agent":"{agent}","method":"{method}",'
        f'"second_factor":{"true" if dice & 1 else "false"},"outcome":"{outcome}"}}\n'
    )
