"""The lists that the rules look things up in, and what the register events say."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from benchmarks.plain.ledger import Event

POLICIES: Final = Path(__file__).parents[2] / "src" / "bylaws" / "policies"
HOUR: Final = 3_600_000
HOME: Final = ZoneInfo("Asia/Kolkata")


def rows(name: str) -> list[dict[str, str]]:
    with (POLICIES / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


_minutes: dict[str, int] = {}


def millis(text: str) -> int:
    """Milliseconds since 1970 of an instant as JSON tells it, in UTC; a minute is worked out once."""
    minute = text[:17]
    start = _minutes.get(minute)
    if start is None:
        start = _minutes[minute] = round(datetime.fromisoformat(minute + "00Z").timestamp()) * 1000
    return start + round(float(text[17:-1]) * 1000)


@dataclass(frozen=True, slots=True)
class Range:
    """A range of telephone numbers. `even_cost` in millionths a minute."""

    prefix: str
    country: str
    share: float
    even_cost: int
    premium: bool
    zones: tuple[ZoneInfo, ...]


def number_plan() -> Callable[[str], Range | None]:
    """The longest range that a number begins with."""
    known = {
        row["prefix"]: Range(
            row["prefix"],
            row["country"],
            float(row["share"].rstrip("%")) / 100,
            round(float(row["even_cost"]) * 1e6),
            row["premium"] == "yes",
            tuple(map(ZoneInfo, row["zones"].split())),
        )
        for row in rows("number-plan.csv")
    }
    lengths = sorted({len(prefix) for prefix in known}, reverse=True)
    longest = lengths[0]

    @cache
    def of_head(head: str) -> Range | None:
        return next((known[head[:length]] for length in lengths if head[:length] in known), None)

    return lambda number: of_head(number[:longest])


def local_time() -> Callable[[int, ZoneInfo], int]:
    """Milliseconds since midnight in a zone; a zone's offset is looked up once an hour."""
    offsets: dict[tuple[int, ZoneInfo], int] = {}

    def told(at: int, zone: ZoneInfo) -> int:
        key = at // (HOUR // 4), zone
        offset = offsets.get(key)
        if offset is None:
            shift = datetime.fromtimestamp(at / 1000, zone).utcoffset() or timedelta()
            offset = offsets[key] = round(shift.total_seconds() * 1000)
        return (at + offset) % (24 * HOUR)

    return told


def calling_hours() -> dict[str, tuple[int, int, int]]:
    """By country: opening and closing, milliseconds of the day, and the business days that an opt-out may take."""
    return {
        row["country"]: (_of_day(row["opens"]), _of_day(row["closes"]), int(row["optout"].split()[0]))
        for row in rows("northwind-calling-hours.csv")
    }


def _of_day(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * HOUR + int(minutes) * 60_000


def networks() -> Callable[[str, int], str | None]:
    """Whose address it was at an instant; the longest network wins."""
    known = [
        (
            ip_network(row["prefix"]),
            row["tenant"],
            millis(row["since"] or "1970-01-01T00:00:00Z"),
            millis(row["until"] or "9999-01-01T00:00:00Z"),
        )
        for row in rows("northwind-networks.csv")
    ]
    known.sort(key=lambda row: -row[0].prefixlen)

    @cache
    def holders(ip: str) -> tuple[tuple[str, int, int], ...]:
        address = ip_address(ip)
        return tuple(row[1:] for row in known if address in row[0])

    def holder(ip: str, at: int) -> str | None:
        for tenant, since, until in holders(ip):
            if since <= at < until:
                return tenant
        return None

    return holder


def known_crawlers() -> Callable[[str], str | None]:
    """The operator of the crawler at an address; of nested networks the narrowest counts."""
    known = [(ip_network(row["network"]), row["operator"]) for row in rows("crawlers.csv")]
    known.sort(key=lambda row: -row[0].prefixlen)

    @cache
    def operator_of(ip: str) -> str | None:
        address = ip_address(ip)
        return next((operator for network, operator in known if address in network), None)

    return operator_of


def phishing_hosts() -> Callable[[str], bool]:
    """Whether a link leads to a listed host or to one below it; each authority is looked at once."""
    known = {row["name"] for row in rows("northwind-phishing-hosts.csv")}

    @cache
    def listed(authority: str) -> bool:
        parts = (urlsplit(f"//{authority}").hostname or "").split(".")
        return any(".".join(parts[start:]) in known for start in range(len(parts)))

    return lambda url: listed(url.partition("://")[2].partition("/")[0])


@cache
def business_days_later(at: int, days: int, zone: ZoneInfo) -> int:
    """The instant so many days, weekends left out, after another: same time of day in the zone."""
    local = datetime.fromtimestamp(at / 1000, zone)
    while days:
        local += timedelta(days=1)
        days -= local.weekday() < 5
    return round(local.astimezone(UTC).timestamp() * 1000)


@dataclass(frozen=True, slots=True)
class Permit:
    """In force from `since` up to but without `until` (ms). `scope` has dial codes under what they limit."""

    scope: dict[str, list[str]]
    written: bool
    since: int
    until: int

    def covers(self, at: int, wanted: dict[str, str]) -> bool:
        return self.since <= at < self.until and all(
            name not in self.scope or value.startswith(tuple(self.scope[name])) for name, value in wanted.items()
        )


@dataclass(slots=True)
class Register:
    """What the register's events say, as it stood when the present event happened."""

    holders: dict[str, str] = field(default_factory=dict)
    number_types: dict[str, str] = field(default_factory=dict)
    customers: set[str] = field(default_factory=set)
    consents: dict[tuple[str, str, str, str], tuple[str, int]] = field(default_factory=dict)
    permits: dict[tuple[str, str], list[Permit]] = field(default_factory=dict)
    seats_paid: dict[str, list[int]] = field(default_factory=dict)

    def note(self, event: Event, at: int) -> None:
        """Takes in an event of the register."""
        taken = _TAKEN.get(event["kind"])
        if taken is not None:
            taken(self, event, at)

    def permitted(self, account: str | None, kind: str, at: int, written: bool = False, **wanted: str) -> bool:
        """Whether a permit of a kind that covers what is wanted was in force for an account; `written`: on paper."""
        if account is None:
            return False
        return any((each.written or not written) and each.covers(at, wanted) for each in self.permits.get((account, kind), ()))


def _number(register: Register, event: Event, _at: int) -> None:
    register.holders[event["number"]] = event["account"]
    register.number_types[event["number"]] = event["number_type"]
    register.customers.add(event["account"])


def _consent(register: Register, event: Event, at: int) -> None:
    key = event["account"], event["subject"], event["channel"], event["purpose"]
    register.consents[key] = event["state"], at


def _permit(register: Register, event: Event, _at: int) -> None:
    own = event["fields"]
    permit = Permit(own["scope"], "document_hash" in own, millis(own["valid_from"]), millis(own["valid_to"]))
    register.permits.setdefault((event["account"], own["kind"]), []).append(permit)


def _payment(register: Register, event: Event, at: int) -> None:
    if event["purpose"] == "seat":
        register.seats_paid.setdefault(event["payee"], []).append(at)


_TAKEN: Final = {"number.assigned": _number, "consent.changed": _consent, "permit.granted": _permit, "payment.made": _payment}
