"""The rules about calls, by hand."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

from benchmarks.plain.ledger import Event, Ledger
from benchmarks.plain.reference import (
    HOME,
    HOUR,
    Range,
    Register,
    business_days_later,
    calling_hours,
    local_time,
    millis,
    number_plan,
    rows,
)
from benchmarks.plain.windows import counter, distincter, keeper, summer, tally

DAY = 24 * HOUR
LONGEST_CALL = 4 * HOUR
LABORATORY = "northwind-lab"
ANYWHERE = 9 * HOUR, 20 * HOUR, 10  # hours and business days where a country names none
Handler = Callable[[Event, int], None]


def calls(ledger: Ledger, register: Register) -> Handler:
    """Handles `call.record`."""
    nuisance, strange = ledger.rule("nuisance-calls", DAY), _Strangers(ledger, register)
    machine, pumped = _machines(ledger, register), _pumping(ledger, register)
    answered, baited, emergency = _answered(ledger, register), _bait(ledger, register), _emergency(ledger)
    plan, rung = number_plan(), counter(HOUR)
    codes = {(row["country"], row["code"]) for row in rows("emergency-codes.csv")}
    short = {code for _, code in codes}
    holder_of, customers = register.holders.get, register.customers

    def judge(call: Event, at: int) -> None:
        account, direction = call["account"], call["direction"]
        if direction != "outbound":
            if direction == "inbound":
                strange.came_in(call, at)
            return
        caller, called = call["from"], call["to"]
        shown = call.get("presented_number")
        if shown is not None and holder_of(shown) != account and account in customers:
            strange.shown(call, at)
        home = plan(caller) if called in short else None
        if home is not None and (home.country, called) in codes:
            emergency(call, at)
        elif rung((caller, called), at) >= 30:
            excused = account == LABORATORY or register.permitted(account, "line-test", at, number=called)
            nuisance(call, at, account, (caller, called), excused)
        range_ = plan(called)
        if call["automated"]:
            machine(call, at, range_)
        if range_ is not None and range_.premium:
            pumped(call, at, range_)
        if "answered_at" in call:
            answered(call, at, range_)
        elif call["ring_s"] <= 4 and call["hangup_side"] == "caller":
            baited(call, at)

    return judge


class _Strangers:
    """Numbers of others, shown for calls that may have been passed on: who called may end that call long afterwards."""

    def __init__(self, ledger: Ledger, register: Register) -> None:
        self._found, self._permitted = ledger.rule("show-your-number"), register.permitted
        self._came_in, self._lately = tally(60_000)
        self._open: dict[tuple[str, str], tuple[int, Event, bool]] = {}  # when it ended, the call, whether it is excused
        ledger.closing.append(self._fall_due)

    def shown(self, call: Event, at: int) -> None:
        self._fall_due(at - 1)
        key = account, number = call["account"], call["presented_number"]
        if key not in self._open:
            excused = self._lately(key, at) > 0 or self._permitted(account, "represent", at, number=number)
            self._open[key] = at, call, excused

    def came_in(self, call: Event, at: int) -> None:
        self._fall_due(at - 1)
        key = call["account"], call["from"]
        self._came_in(key, at)
        if key in self._open:
            rang = (millis(call["answered_at"]) if "answered_at" in call else at) - call["ring_s"] * 1000
            if rang < self._open[key][0]:
                del self._open[key]

    def _fall_due(self, at: int) -> None:
        """Debts stand in the order in which they were opened, which is that of their deadlines."""
        while self._open:
            key, (ended, call, excused) = next(iter(self._open.items()))
            if ended + LONGEST_CALL > at:
                return
            del self._open[key]
            self._found(call, ended, key[0], key, excused)


def _machines(ledger: Ledger, register: Register) -> Callable[..., None]:
    night, listed = ledger.rule("call-at-night", DAY), ledger.rule("listed-number-called", DAY)
    ignored, hours, clock = ledger.rule("called-after-opting-out", DAY), calling_hours(), local_time()
    no_call = {row["number"] for row in rows("northwind-no-call.csv")}
    consents, permitted = register.consents, register.permitted

    def judge(call: Event, at: int, place: Range | None) -> None:
        account, called = call["account"], call["to"]
        opens, closes, days = ANYWHERE
        if place is not None:
            opens, closes, days = hours.get(place.country, ANYWHERE)
            rang = (millis(call["answered_at"]) if "answered_at" in call else at) - call["ring_s"] * 1000
            if any(not opens <= clock(rang, zone) < closes for zone in place.zones):
                night(call, at, account, account, permitted(account, "emergency-message", at))
        state, since = consents.get((account, called, "voice", "promotional"), ("", 0))
        if called in no_call and state != "given":
            listed(call, at, account, account, permitted(account, "emergency-message", at))
        if state == "withdrawn" and at > business_days_later(since, days, HOME):
            ignored(call, at, account, account, permitted(account, "emergency-message", at))

    return judge


def _pumping(ledger: Ledger, register: Register) -> Callable[..., None]:
    found, calls_in = ledger.rule("pumped-range", DAY), keeper(HOUR)
    hourly: dict[tuple[str, str, int], int] = {}
    offset = HOUR * 11 // 2  # Asia/Kolkata, without daylight saving

    def judge(call: Event, at: int, range_: Range) -> None:
        account, prefix = call["account"], range_.prefix
        hour, key = (at + offset) // HOUR, (account, prefix)
        recent = calls_in(key, at, (call["from"], call["duration_s"]))
        this = account, prefix, hour
        hourly[this] = hourly.get(this, 0) + 1
        if len(recent) < 50:
            return
        usual = sum(hourly.get((account, prefix, hour - 168 * week), 0) for week in range(1, 5)) / 4
        if len(recent) > 8 * max(usual, 1) and (
            len({caller for _, (caller, _) in recent}) <= 2 or _spread([length for _, (_, length) in recent]) < 3
        ):
            found(call, at, account, key, register.permitted(account, "tele-vote", at, range=prefix))

    return judge


def _spread(values: list[int]) -> float:
    middle = sum(values) / len(values)
    return sqrt(sum((value - middle) ** 2 for value in values) / len(values))


def _emergency(ledger: Ledger) -> Handler:
    found, callers = ledger.rule("emergency-route", 30 * DAY), distincter(30 * DAY)

    def judge(call: Event, at: int) -> None:
        if callers(call["account"], at, call["from"]) >= 20:
            found(call, at, call["account"], call["account"])

    return judge


def _answered(ledger: Ledger, register: Register) -> Callable[..., None]:
    lopsided, short = ledger.rule("lopsided-range", DAY), ledger.rule("short-calls", DAY)
    country_sums, prefix_sums, calls_in = summer(DAY), summer(DAY), counter(DAY)
    brief, briefs = tally(DAY)
    permitted = register.permitted

    def judge(call: Event, at: int, range_: Range | None) -> None:
        account, billed = call["account"], call["billed_s"]
        if range_ is not None:
            prefix = account, range_.prefix
            dear = round(call["cost"] * 1e6) - round(billed / 60 * range_.even_cost)
            talk, excess = country_sums((account, range_.country), at, billed, dear)
            share, _ = prefix_sums(prefix, at, billed)
            if talk >= 72_000 and excess > 250_000_000 and share / talk > 4 * range_.share:
                lopsided(call, at, account, prefix, permitted(account, "wholesale-voice", at, range=range_.prefix))
        if call["duration_s"] <= 6:
            brief(account, at)
        calls = calls_in(account, at)
        if calls >= 1000 and briefs(account, at) / calls > 0.6:
            short(call, at, account, account, account == LABORATORY or permitted(account, "line-test", at))

    return judge


def _bait(ledger: Ledger, register: Register) -> Handler:
    found, rings_in, people_in = ledger.rule("one-ring-bait", DAY), counter(HOUR), distincter(HOUR)

    def judge(call: Event, at: int) -> None:
        account = call["account"]
        rings, people = rings_in(account, at), people_in(account, at, call["to"])
        if rings >= 100 and people > rings / 2:
            found(call, at, account, account, register.permitted(account, "line-test", at))

    return judge
