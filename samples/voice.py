"""Calls: a call centre's days, and what should not be among them."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Final

from journal import CUSTOMERS, Journal, instant, office_hours

RATES: Final = {"1": 0.012, "3": 0.02, "4": 0.018, "8": 0.045, "9": 0.009}
BUSINESS: Final = 9_000


def calls(random: Random) -> Journal:
    """All calls of the sample."""
    exchange = Journal("exchange-1")
    _everyday(exchange, random)
    _lopsided(exchange, random)
    _pumped(exchange, random, "ruby-lines", "+8829051", 8)
    _pumped(exchange, random, "evening-show", "+8829077", 9)  # with a permit for its tele-vote
    _at_night(exchange, random)
    _diallers(exchange, random)
    _nuisance(exchange, random)
    _emergencies(exchange, random)
    _unfinished(exchange)
    came = ("+442079460500", "+4930901820001")
    call(exchange, instant(1, 36_000), "cedar-travel", came, 90, direction="inbound")
    return exchange


def call(exchange: Journal, at: datetime, account: str, ends: tuple[str, str], talk: int, **more: object) -> None:
    """One call that began to ring at `at`; `ends` are the calling and the called number, `talk` its seconds (0: unanswered)."""
    ring = int(more.pop("ring", 9))  # type: ignore[call-overload]
    answered = at + timedelta(seconds=ring) if talk else None
    ended = at + timedelta(seconds=ring + talk)
    billed = -(-talk // 60) * 60
    rate = float(more.pop("rate", RATES.get(ends[1][1], 0.02)))  # type: ignore[arg-type]
    exchange.note(
        ended,
        "call.record",
        account=account,
        call=f"c{len(exchange.events):06}",
        direction=more.pop("direction", "outbound"),
        **{"from": ends[0]},
        to=ends[1],
        presented_number=more.pop("presented", ends[0]),
        trunk=f"trunk-{account[:5]}",
        answered_at=answered,
        ended_at=ended,
        ring_s=ring,
        duration_s=talk,
        billed_s=billed,
        hangup_side=more.pop("hangup", "callee" if talk else "caller"),
        cause=16 if talk else 19,
        cost=round(billed / 60 * rate, 6),
        automated=more.pop("automated", False),
        **more,
    )


def _everyday(exchange: Journal, random: Random) -> None:
    for _ in range(BUSINESS):
        account, region, number = random.choice(CUSTOMERS)
        called = f"+{region}{random.randrange(10**4):04}"
        talk = 0 if random.random() < 0.3 else int(random.expovariate(1 / 170)) + 8
        call(exchange, office_hours(random), account, (number, called), talk, ring=random.randint(5, 30))


def _lopsided(exchange: Journal, random: Random) -> None:
    """coral-calls sends most of a day's talk to one costly satellite range; slate-calls, just as much, to the cheap one."""
    for minute in range(700):
        at = instant(6, 7 * 3600 + minute * 50)
        call(exchange, at, "coral-calls", ("+442079460090", f"+8821{random.randrange(10**6):06}"), 118, rate=1.20)
        call(exchange, at, "slate-calls", ("+442079460091", f"+8822{random.randrange(10**6):06}"), 118, rate=0.03)


def _pumped(exchange: Journal, random: Random, account: str, range_: str, day: int) -> None:
    for turn in range(75):
        at = instant(day, 19 * 3600 + turn * 40 + random.random())
        call(exchange, at, account, ("+442079460077", f"{range_}{turn:03}"), 61, rate=1.80)


def _at_night(exchange: Journal, random: Random) -> None:
    """A machine that reminds of appointments: by day, as it may, and once at half past five in the morning of London."""
    for turn in range(40):
        at = instant(3 + turn % 5, 11 * 3600 + turn * 60)
        call(exchange, at, "birch-clinic", ("+31205550001", f"+3120555{turn:04}"), 25, automated=True)
    for turn in range(6):
        called = f"+44207946{random.randrange(10**4):04}"
        call(exchange, instant(10, 5.5 * 3600 + turn * 90), "tele-tide", ("+442079460060", called), 20, automated=True)
    call(exchange, instant(11, 12 * 3600), "tele-tide", ("+442079460060", "+442079460142"), 12, automated=True)


def _diallers(exchange: Journal, random: Random) -> None:
    for turn in range(130):
        called = f"+31205557{random.randrange(1000):03}"
        call(exchange, instant(12, 13 * 3600 + turn * 25), "echo-ring", ("+31205550066", called), 0, ring=2)
    for turn in range(1150):
        talk = 4 if random.random() < 0.75 else 90
        called = f"+4930901{random.randrange(10**5):05}"
        call(exchange, instant(13, 7 * 3600 + turn * 30), "swift-survey", ("+4930901820055", called), talk)


def _nuisance(exchange: Journal, random: Random) -> None:
    """One number rings another forty times in an hour; the provider's laboratory does so all day, as agreed."""
    for turn in range(40):
        at = instant(5, 20 * 3600 + turn * 80 + random.random())
        call(exchange, at, "gale-trading", ("+442079460044", "+442079461234"), 0, ring=15)
        call(exchange, at, "northwind-lab", ("+15550111", "+15550150"), 3)


def _emergencies(exchange: Journal, random: Random) -> None:
    """Numbers of other people reach the emergency code through harbour-voice; a clinic calls it for itself."""
    for turn in range(24):
        call(exchange, instant(turn / 2, random.random() * 80_000), "harbour-voice", (f"+312055566{turn:02}", "112"), 70)
    for turn in range(5):
        call(exchange, instant(3 * turn, 40_000), "birch-clinic", ("+31205550001", "112"), 95)
    # A number is shown that belongs to the bank.
    for turn in range(15):
        called = f"+44207946{turn:04}"
        call(exchange, instant(14, 36_000 + turn * 300), "mimic-media", ("+442079460080", called), 80, presented="+442079460002")


def _unfinished(exchange: Journal) -> None:
    """open-end keeps three calls to a premium range going, fan-out begins 22 at once; evening-show holds its vote.

    The day before somebody made one such call and ended it.
    """
    line = {"account": "acorn-insurance", "call": "p00", "direction": "outbound", "to": "+8829066999"}
    begun = instant(14, 60_000)
    exchange.note(begun, "call.started", **line)
    told = {"piece_s": 60, "piece_cost": 1.8, "duration_s": 60, "answered_at": begun}
    exchange.note(begun + timedelta(minutes=1), "call.progress", **line, **told, ended=True)
    for name, account, calls, pieces in (("o", "open-end", 3, 18), ("v", "evening-show", 3, 18), ("f", "fan-out", 22, 1)):
        for turn in range(calls):
            begun = instant(15, 60_000 + turn * 10)
            line = {"account": account, "call": f"{name}{turn:02}", "direction": "outbound", "to": f"+8829066{turn:03}"}
            exchange.note(begun, "call.started", **line)
            for piece in range(1, pieces + 1):
                told = {"piece_s": 300, "piece_cost": 9.0, "duration_s": 300 * piece, "answered_at": begun}
                exchange.note(begun + timedelta(minutes=5 * piece), "call.progress", **line, **told, ended=account == "fan-out")
