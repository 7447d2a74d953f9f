"""What single events look like: per kind, a function from rows to JSON lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks import people
from bylaws.generate.everyday.rows import stamps

Ints = NDArray[np.int64]

PREFIXES: Final = ("+4420", "+4479", "+4930", "+4915", "+3120", "+3161", "+9122", "+9180", "+1212", "+1312", "+8135", "+8822")
RATES: Final = (0.015, 0.022, 0.018, 0.028, 0.02, 0.03, 0.009, 0.009, 0.012, 0.012, 0.045, 0.03)
CITIES: Final = ((51.5, -0.1, "GB"), (52.4, 4.9, "NL"), (52.5, 13.4, "DE"), (19.1, 72.9, "IN"), (40.7, -74.0, "US"))
AGENTS: Final = (
    "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/26.0 Safari/605.1.15",
    "FeedReader/4.2 (+https://reader.example)",
    "ShopBot/1.3 (+https://shop.example/bot)",
)
PAGES: Final = (
    "/",
    "/tariffs",
    "/help",
    "/status",
    "/numbers/{n}",
    "/account/{n}",
    "/static/{n}.css",
    "/img/{n}.png",
    "/api/v1/calls?page={n}",
)
ATTACK: Final = "/get?file=../../etc/passwd"


@dataclass(frozen=True, slots=True)
class Rows:
    """Events of one kind: `number` in the whole, `time` (ms since 1970), burst `code`, `nth` of its burst.

    `customers` is how many there are.
    """

    rng: np.random.Generator
    number: Ints
    time: Ints
    code: Ints
    nth: Ints
    customers: int

    def __len__(self) -> int:
        return len(self.number)

    @property
    def what(self) -> list[int]:
        """0 for everyday events, else which sort of burst."""
        return list(map(int, self.code % 1000))

    @property
    def turn(self) -> list[int]:
        return list(map(int, self.code // 1000))

    def upto(self, limit: int) -> list[int]:
        return list(map(int, self.rng.integers(0, limit, len(self))))

    def ranked(self, limit: int) -> list[int]:
        """Numbers below `limit`, small ones more often, by Zipf's law with a blunted head."""
        weight = 1 / (np.arange(limit) + 12.0) ** 0.9
        return list(map(int, np.searchsorted(np.cumsum(weight) / weight.sum(), self.rng.random(len(self)))))


def heads(rows: Rows, kind: str, source: str) -> list[str]:
    """Everything up to the kind's own fields. An event arrives a second after it happened."""
    received = stamps(rows.time + 1000)
    return [
        f'{{"id":"e{n:08}","source":"{source}","kind":"{kind}","received_at":"{at}",'
        for n, at in zip(rows.number.tolist(), received, strict=True)
    ]


def calls(rows: Rows) -> list[str]:
    head, ended = heads(rows, "call.record", "exchange-1"), stamps(rows.time)
    talk = np.minimum(rows.rng.exponential(150, len(rows)).astype(np.int64) + 3, 3600)
    talk[rows.rng.random(len(rows)) < 0.3] = 0
    kind = rows.code % 1000
    for code, seconds in ((1, 61), (2, 4), (3, 0), (4, 118), (5, 4)):
        talk[kind == code] = seconds
    answered = stamps(rows.time - talk * 1000)
    fields = zip(
        head,
        ended,
        answered,
        talk.tolist(),
        rows.ranked(rows.customers),
        rows.upto(120_000),
        rows.upto(1000),
        rows.what,
        rows.turn,
        strict=True,
    )
    return [_call(*each) for each in fields]


def _call(head: str, ended: str, answered: str, talk: int, who: int, to: int, dice: int, what: int, turn: int) -> str:
    place = to % len(PREFIXES)
    called, rate, ring = f"{PREFIXES[place]}{to:06}", RATES[place], 5 + dice % 24
    if what:
        who = int(people.TELE_VOTE[1:]) if what == 1 and turn % 5 == 0 else (17 + turn * 31 + what * 7) % 199
        called, rate, ring = _planted_call(what, turn, dice, to) or (called, rate, ring)
    number = people.phone(who)
    shown = number if dice != 7 or what else people.phone(who // 2)
    pick = f'"answered_at":"{answered}",' if talk else ""
    billed = -(-talk // 60) * 60
    return (
        f'{head}"account":"{people.account(who)}","call":"{ended[5:23]}-{dice:03}","from":"{number}","to":"{called}","presented_number":"{shown}",'
        f'"direction":"{"inbound" if dice % 9 == 4 and not what else "outbound"}","trunk":"t{who % 40}",'
        f'{pick}"ended_at":"{ended}","ring_s":{ring},'
        f'"duration_s":{talk},"billed_s":{billed},"hangup_side":"{"caller" if dice & 1 or what == 3 else "callee"}",'
        f'"cause":{16 if talk else 19},"cost":{billed / 60 * rate:.4f},'
        f'"automated":{"true" if dice < 20 and not what else "false"}}}\n'
    )


def _planted_call(what: int, turn: int, dice: int, to: int) -> tuple[str, float, int] | None:
    if what == 1:
        return f"+88290{turn % 10}{dice % 90:04}", 1.8, 9
    if what == 2:
        return f"+442079{turn:06}", 0.015, 20
    if what == 3:
        return f"+4930{to:07}", 0.018, 2
    if what == 4:
        return f"+8821{to:06}", 1.2, 9
    return f"+4930{to:07}", 0.018, 9


def requests(rows: Rows) -> list[str]:
    head = heads(rows, "http.request", "portal")
    fields = zip(
        head,
        stamps(rows.time),
        rows.ranked(rows.customers * 2),
        rows.upto(6000),
        rows.upto(1000),
        rows.what,
        rows.turn,
        strict=True,
    )
    return [_request(*each) for each in fields]


def _request(head: str, at: str, who: int, page: int, dice: int, what: int, turn: int) -> str:
    ip = f"100.{64 + (who >> 16)}.{who >> 8 & 255}.{who & 255}"
    path, agent, status = PAGES[dice % 9].replace("{n}", str(page)), AGENTS[who % 31 // 8], 200 if dice % 20 else 404
    if who % 997 == 5:
        agent = f"ShopBot/1.{who % 7}"
    if what:
        ip = f"198.18.{turn % 250}.{what}"
        path = ATTACK if what == 3 else f"/numbers/{page}{dice}"
    return (
        f'{head}"at":"{at}","account":"{people.account(who % 20_000)}","ip":"{ip}",'
        f'"user_agent":"{agent}","method":"{"GET" if dice % 12 else "POST"}",'
        f'"host":"portal.northwind.example","path":"{path}","tls_version":"1.3","status":{status},"bytes_in":{200 + dice},'
        f'"bytes_out":{900 + page * 7},"latency_ms":{3 + dice % 90}}}\n'
    )


def flows(rows: Rows) -> list[str]:
    lasting = np.minimum(rows.rng.exponential(9000, len(rows)).astype(np.int64) + 40, 300_000)
    lasting[rows.code > 0] = 800
    head, first, last = heads(rows, "net.flow", "edge-1"), stamps(rows.time - lasting), stamps(rows.time)
    fields = zip(
        head, first, last, rows.ranked(30_000), rows.upto(64), rows.upto(20_000), rows.upto(1000), rows.what, rows.turn, strict=True
    )
    return [_flow(*each) for each in fields]


def _flow(head: str, first: str, last: str, who: int, host: int, port: int, dice: int, what: int, turn: int) -> str:
    source, target, packets = f"203.0.113.{host}", f"172.{16 + who % 16}.{who >> 8 & 255}.{who & 255}", 1 + dice % 60
    to, flags = (443, 53, 80, 22, 25)[min(dice % 16, 4)] if dice % 16 < 5 else 443, "SPAF"
    if what:
        source, packets, flags = f"198.51.100.{turn * 4 % 240 + what}", 2, "S"
        to = (0, port, 445, 22, 25, 443)[what]
        target = (target, "203.0.113.20", f"203.0.{who & 255}.{dice % 250}", "203.0.113.40", target, "172.16.9.9")[what]
        source = f"203.0.113.{64 + turn % 60}" if what > 3 else source
        packets = 20_000 if what == 5 else packets
    return (
        f'{head}"first":"{first}","last":"{last}","src_ip":"{source}","src_port":{20_000 + port},'
        f'"dst_ip":"{target}","dst_port":{to},'
        f'"protocol":"{"udp" if to == 53 else "tcp"}","packets":{packets},"bytes":{packets * (60 + dice)},'
        f'"reply_packets":{0 if what == 5 else packets // 2},'
        f'"reply_bytes":{packets * 400},"tcp_flags":"{flags}",'
        f'"direction":"{"inbound" if 0 < what < 4 else "outbound"}","sampling_rate":1}}\n'
    )


def sign_ins(rows: Rows) -> list[str]:
    head = heads(rows, "auth.attempt", "login")
    fields = zip(
        head, stamps(rows.time), rows.ranked(rows.customers), rows.upto(1000), rows.what, rows.turn, rows.nth.tolist(), strict=True
    )
    return [_sign_in(*each) for each in fields]


def _sign_in(head: str, at: str, who: int, dice: int, what: int, turn: int, nth: int) -> str:
    target, ip, outcome = f"user{who}", f"100.{64 + (who >> 16)}.{who >> 8 & 255}.{who & 255}", "fail" if dice < 110 else "success"
    if what:
        ip, outcome = f"198.18.{200 + what}.{turn % 250}", "fail" if what == 2 or nth < 14 else "success"
        target = f"user{turn * 13}" if what == 1 else f"user{dice * 17}"
    return (
        f'{head}"at":"{at}","account":"{people.account(who)}","user":"u{who}","target_account":"{target}","ip":"{ip}","country":"GB",'
        f'"device":"d{who:08x}","user_agent":"{AGENTS[who % 3]}","method":"password",'
        f'"second_factor":{"true" if dice & 1 else "false"},'
        f'"outcome":"{outcome}"}}\n'
    )


def messages(rows: Rows) -> list[str]:
    head = heads(rows, "message.sent", "relay")
    fields = zip(
        head, stamps(rows.time), rows.ranked(rows.customers), rows.upto(5000), rows.upto(1000), rows.what, rows.turn, strict=True
    )
    return [_message(*each) for each in fields]


def _message(head: str, at: str, who: int, to: int, dice: int, what: int, turn: int) -> str:
    text = what == 2 or (not what and dice % 4 == 0)
    if what:
        who = (13 + turn * 10 if what == 2 else 40 + turn * 9 + what) % 190
    channel, sender = ("sms", people.phone(who)) if text else ("email", f"post@{people.account(who)}.example")
    several = 1 if text or what or dice % 7 else 4
    names = [f"r{(to + n * 37) % 5000}@mail.example" for n in range(several)]
    if text:
        names = [f"+4479{to:08}"]
    if what == 3:
        names = [f"victim{turn}@mail.example"]
    purpose = "promotional" if what == 1 or (not what and dice % 3 == 0) else "transactional"
    consent = "" if what == 1 or dice % 10 == 0 else f'"consent_ref":"form-{dice}",'
    link = "https://pay.parcel-fee.example/a" if dice == 13 and not text else f"https://www.c{who}.example/p/{to}"
    people_told = ",".join(f'"{name}"' for name in names)
    return (
        f'{head}"at":"{at}","account":"{people.account(who)}","message_id":"m{at[5:23]}-{to}","size_bytes":{1000 + dice},'
        f'"channel":"{channel}",'
        f'"sender":"{sender}","recipients":[{people_told}],"recipient_count":{several},"recipient_country":"GB","campaign":"k{who}-{at[8:10]}",'
        f'"purpose":"{purpose}",{consent}"urls":["{link}"],"automated":{"true" if dice & 1 else "false"}}}\n'
    )


def results(rows: Rows) -> list[str]:
    head = heads(rows, "message.result", "relay")
    fields = zip(head, stamps(rows.time), rows.ranked(rows.customers), rows.upto(5000), rows.upto(1000), strict=True)
    outcomes = ("complaint", "spam_trap", "bounced", "unsubscribe")
    return [
        f'{start}"at":"{at}","account":"{people.account(who % 12)}","message":"m{at[5:23]}-{to}","campaign":"k{who % 12}",'
        f'"recipient":"r{to}@mail.example",'
        f'"outcome":"{outcomes[dice % 4] if dice < (20 if who % 12 == 3 else 4) else "delivered"}",'
        f'"code":"2{dice % 60:02} the other side said so"}}\n'
        for start, at, who, to, dice in fields
    ]


def sessions(rows: Rows) -> list[str]:
    lasting = np.minimum(rows.rng.exponential(900_000, len(rows)).astype(np.int64) + 10_000, 7_200_000)
    lasting[rows.code > 0] = 600_000
    lasting[rows.code % 2000 == 1001] = 2_400_000
    head, started, ended = heads(rows, "session.seen", "gateway"), stamps(rows.time - lasting), stamps(rows.time)
    fields = zip(
        head, started, ended, rows.ranked(rows.customers), rows.upto(1000), rows.what, rows.turn, rows.code.tolist(), strict=True
    )
    return [_session(*each) for each in fields]


def _session(head: str, started: str, ended: str, who: int, dice: int, what: int, turn: int, code: int) -> str:
    lat, lon, country = CITIES[who % 5 if what != 1 else dice % 5]
    seat, device = f"seat-{who}-{dice % 3}", f"d{who}-{dice % 3}"
    user = f"u{dice % 3}@c{who}.example"
    if what == 1:
        seat, device = f"seat-shared-{turn}", f"d{dice}"
    if what == 2:
        who = int(people.RESELLER[1:]) if turn % 3 == 0 else 60 + turn
        user = f"u@firm-{dice}.example"
    return (
        f'{head}"at":"{ended}","account":"{people.account(who)}","session":"s{started[5:23]}-{dice}","user":"{user}","seat_id":"{seat}",'
        f'"method":"sso","ip":"100.64.{who >> 8 & 255}.{who & 255}","country":"{country}","lat":{lat},"lon":{lon},'
        f'"device":"{device}",'
        f'"started":"{started}","ended":"{ended}","bytes":{dice * 1000 + code % 7}}}\n'
    )
