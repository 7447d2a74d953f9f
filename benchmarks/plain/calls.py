"""The rules about calls, by hand."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from math import sqrt

from benchmarks.plain.ledger import Event, Ledger
from benchmarks.plain.reference import HOUR, Range, Register, calling_hours, local_time, number_plan, rows
from benchmarks.plain.windows import counter, distincter, summer, tally

DAY = 24 * HOUR
Handler = Callable[[Event, int], None]


def calls(ledger: Ledger, register: Register) -> Handler:
    """Handles `call.record`."""
    judges = (_numbers(ledger, register), _machines(ledger, register), _pumping(ledger, register), _emergency(ledger))
    presented, machine, pumped, emergency = judges
    answered = _answered(ledger, register)
    baited = _bait(ledger)
    plan = number_plan()
    inbound: dict[str, tuple[int, str]] = {}
    nuisance, rung = ledger.rule("nuisance-calls", DAY), counter(HOUR)

    def judge(call: Event, at: int) -> None:
        account = call["account"]
        if call["direction"] != "outbound":
            if call["direction"] == "inbound":
                inbound[account] = at, call["from"]
            return
        caller, called = call["from"], call["to"]
        presented(call, at, inbound.get(account))
        if rung((caller, called), at) >= 30:
            nuisance(call, at, account, (caller, called), account == "northwind-lab")
        emergency(call, at)
        if call["automated"]:
            machine(call, at, plan(called))
        range_ = plan(called)
        if range_ is not None and range_.premium:
            pumped(call, at, range_)
        if "answered_at" in call:
            answered(call, at, range_)
        elif call["ring_s"] <= 4 and call["hangup_side"] == "caller":
            baited(call, at)

    return judge


def _numbers(ledger: Ledger, register: Register) -> Callable[..., None]:
    found = ledger.rule("caller-not-theirs", DAY)
    holders, customers = register.holders, register.customers

    def judge(call: Event, at: int, passed_on: tuple[int, str] | None) -> None:
        shown, account = call.get("presented_number"), call["account"]
        if shown is None or account not in customers or holders.get(shown) == account:
            return
        excused = passed_on is not None and passed_on[0] > at - 60_000 and passed_on[1] == shown
        found(call, at, account, (account, shown), excused)

    return judge


def _machines(ledger: Ledger, register: Register) -> Callable[..., None]:
    night, listed = ledger.rule("call-at-night", DAY), ledger.rule("listed-number-called", DAY)
    hours, clock = calling_hours(), local_time()
    no_call = {row["number"] for row in rows("no-call.csv")}
    consents = register.consents

    def judge(call: Event, at: int, place: Range | None) -> None:
        account, called = call["account"], call["to"]
        open_ = hours.get(place.country) if place is not None else None
        if open_ is not None and any(not open_[0] <= clock(at, zone) < open_[1] for zone in place.zones):  # type: ignore[union-attr]
            night(call, at, account, account, register.permitted(account, "emergency-message") is not None)
        if called in no_call and consents.get((account, called, "voice", "promotional"), ("",))[0] != "given":
            listed(call, at, account, account)

    return judge


def _pumping(ledger: Ledger, register: Register) -> Callable[..., None]:
    found = ledger.rule("pumped-range", DAY)
    count, callers = counter(HOUR), distincter(HOUR)
    hourly: dict[tuple[str, str, int], int] = {}
    lengths: dict[tuple[str, str], deque[tuple[int, int]]] = {}
    offset = HOUR * 11 // 2  # Asia/Kolkata, without daylight saving

    def judge(call: Event, at: int, range_: Range) -> None:
        account = call["account"]
        key, hour = (account, range_.prefix), (at + offset) // HOUR
        calls, people = count(key, at), callers(key, at, call["from"])
        recent = lengths.setdefault(key, deque())
        recent.append((at, call["duration_s"]))
        while recent[0][0] <= at - HOUR:
            recent.popleft()
        hourly[(*key, hour)] = hourly.get((*key, hour), 0) + 1
        if calls < 50:
            return
        usual = sum(hourly.get((*key, hour - 168 * week), 0) for week in range(1, 5)) / 4
        if calls > 8 * max(usual, 1) and (people <= 2 or _spread([length for _, length in recent]) < 3):
            scope = register.permitted(account, "tele-vote")
            covered = scope is not None and any(range_.prefix.startswith(each) for each in scope.get("range", [""]))
            found(call, at, account, key, covered)

    return judge


def _spread(values: list[int]) -> float:
    middle = sum(values) / len(values)
    return sqrt(sum((value - middle) ** 2 for value in values) / len(values))


def _emergency(ledger: Ledger) -> Handler:
    found, callers = ledger.rule("emergency-route", 30 * DAY), distincter(30 * DAY)
    codes = {(row["country"], row["code"]) for row in rows("emergency-codes.csv")}
    short = {code for _, code in codes}
    plan = number_plan()

    def judge(call: Event, at: int) -> None:
        if call["to"] not in short:
            return
        home = plan(call["from"])
        if home is not None and (home.country, call["to"]) in codes and callers(call["account"], at, call["from"]) >= 20:
            found(call, at, call["account"], call["account"])

    return judge


def _answered(ledger: Ledger, register: Register) -> Callable[..., None]:
    lopsided, short = ledger.rule("lopsided-range", DAY), ledger.rule("short-calls", DAY)
    talk_in, share_in, excess_in = summer(DAY), summer(DAY), summer(DAY)
    calls_in = counter(DAY)
    brief, briefs = tally(DAY)

    def judge(call: Event, at: int, range_: Range | None) -> None:
        account, billed = call["account"], call["billed_s"]
        if range_ is not None:
            country, prefix = (account, range_.country), (account, range_.prefix)
            talk, share = talk_in(country, at, billed), share_in(prefix, at, billed)
            excess = excess_in(country, at, round(call["cost"] * 1e6) - round(billed / 60 * range_.even_cost))
            if talk >= 72_000 and excess > 250_000_000 and share / talk > 4 * range_.share:
                lopsided(call, at, account, prefix, register.permitted(account, "wholesale-voice") is not None)
        if call["duration_s"] <= 6:
            brief(account, at)
        calls = calls_in(account, at)
        if calls >= 1000 and briefs(account, at) / calls > 0.6:
            short(call, at, account, account, account == "northwind-lab" or register.permitted(account, "line-test") is not None)

    return judge


def _bait(ledger: Ledger) -> Handler:
    found, rings_in, people_in = ledger.rule("one-ring-bait", DAY), counter(HOUR), distincter(HOUR)

    def judge(call: Event, at: int) -> None:
        account = call["account"]
        rings, people = rings_in(account, at), people_in(account, at, call["to"])
        if rings >= 100 and people > rings / 2:
            found(call, at, account, account)

    return judge
