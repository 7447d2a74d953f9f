"""Accounts, sign-ins, sessions, payments and permits."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Final

from journal import CUSTOMERS, START, Journal, instant, office_hours

CITIES: Final = (("GB", 51.5, -0.1), ("NL", 52.4, 4.9), ("DE", 52.5, 13.4), ("IN", 19.1, 72.9))
NUMBERS: Final = (
    ("coral-calls", "+442079460090", "voice"),
    ("slate-calls", "+442079460091", "voice"),
    ("ruby-lines", "+442079460077", "voice"),
    ("mimic-media", "+442079460080", "voice"),
    ("chatter-box", "+442079460033", "long_virtual"),
    ("notify-now", "+442079460034", "long_virtual"),
)


def register(random: Random) -> Journal:
    """What the back office knows: accounts, numbers, plans and permits."""
    office = Journal("back-office")
    for number, (account, _, phone) in enumerate(CUSTOMERS):
        office.note(START, "account.created", account=account, org_name=account, org_evidence=f"register-{number}", sign_in="sso")
        office.note(START, "number.assigned", account=account, number=phone, number_type="voice")
    for account, phone, sort in NUMBERS:
        uses = ["bulk"] if account == "notify-now" else []
        office.note(START, "number.assigned", account=account, number=phone, number_type=sort, authorised_uses=uses)
    _permits(office)
    _sign_ups(office, random)
    _meters(office)
    _passwords(office)
    _rivals(office)
    return office


def _permits(office: Journal) -> None:
    vote = {"range": ["+88290"]}
    test = {"target": ["198.51.100.0/27"]}
    office.note(START, "permit.granted", account="evening-show", fields=_permit("p1", "tele-vote", scope=vote))
    office.note(START, "permit.granted", account="pine-labs", fields=_permit("p2", "security-test", scope=test))
    office.note(START, "permit.granted", account="agency-one", fields=_permit("p3", "resale", document_hash="9f2c"))
    office.note(START, "permit.granted", account="agency-two", fields=_permit("p4", "resale", scope={"seats": [5]}))


def _permit(permit: str, kind: str, **more: object) -> dict[str, object]:
    """A permit's own fields, apart because one of them is called `kind`."""
    year = {"valid_from": "2026-01-01T00:00:00Z", "valid_to": "2027-01-01T00:00:00Z"}
    return {"permit": permit, "kind": kind, **year, **more}


def _sign_ups(office: Journal, random: Random) -> None:
    """Seven accounts from one device within the hour; a school of thirty behind one address; everybody else."""
    for n in range(7):
        account = f"fresh-{n}"
        email = f"k{random.randrange(10**6)}@throwaway.example"
        office.note(
            instant(2, 3600 + n * 300), "account.created", account=account, device="d-77aa", email=email, sign_in="password"
        )
    for n in range(30):
        ip, email = "192.0.2.60", f"s{n}@grove-school.example"
        office.note(
            instant(2, 30_000 + n * 60),
            "account.created",
            account=f"pupil-{n:02}",
            signup_ip=ip,
            email=email,
            org_evidence="register-6",
            sign_in="sso",
        )
    for n in range(60):
        ip, device = f"192.0.2.{n}", f"d-{n:04}"
        office.note(office_hours(random), "account.created", account=f"home-{n:02}", signup_ip=ip, device=device, sign_in="sso")


def _meters(office: Journal) -> None:
    """Three accounts of one payer share one use; an unlimited plan has no limit to exceed."""
    for account in ("split-a", "split-b", "split-c"):
        office.note(START, "account.created", account=account, payment_fingerprint="c0ffee", sign_in="sso")
        office.note(START, "plan.assigned", account=account, plan="basic")
    office.note(START, "plan.assigned", account="heath-bank", plan="unlimited")
    for day in range(1, 15):
        for account in ("split-a", "split-b", "split-c", "heath-bank"):
            office.note(instant(day, 82_000), "usage.metered", account=account, meter="call_minutes", quantity=69.5, unit="min")


def _passwords(office: Journal) -> None:
    """An audit: a password known from a leak, one that is old and long, and a short one behind the firm's own sign-in."""
    office.note(START, "account.created", account="jade-studio", org_name="jade-studio", sign_in="password", country="DE")
    for account, user, bits, leaked in (
        ("jade-studio", "ina@jade-studio.example", 61.0, True),
        ("jade-studio", "jon@jade-studio.example", 92.0, False),
        ("heath-bank", "kim@heath-bank.example", 20.0, False),
    ):
        audit = {"strength_bits": bits, "in_breach_list": leaked, "shared_secret": False, "second_factor_enrolled": True}
        office.note(instant(4, 20_000), "credential.state", account=account, user=user, age_days=700, **audit)


def _rivals(office: Journal) -> None:
    """An account of a listed competitor takes out six sorts of data; a customer who moves house does as well."""
    for account, domain in (("copy-cat", "rival.example"), ("elm-charity", "elm-charity.example")):
        if account == "copy-cat":
            office.note(START, "account.created", account=account, email=f"ops@{domain}", sign_in="sso", country="NL")
        for number in range(6):
            export = {"object_type": f"sort-{number}", "rows": 2500}
            office.note(instant(7 + number, 40_000), "data.exported", account=account, **export)


def sign_ins(random: Random) -> Journal:
    """The login service: honest mistakes, guessing, spraying, and one burglary."""
    login = Journal("login")
    for _ in range(1500):
        at, user = office_hours(random), f"user{random.randrange(200)}"
        if random.random() < 0.1:
            login.note(at - timedelta(seconds=9), "auth.attempt", **_attempt(user, f"192.0.2.{hash_of(user)}", "fail"))
        login.note(at, "auth.attempt", **_attempt(user, f"192.0.2.{hash_of(user)}", "success"))
    for n in range(14):
        login.note(instant(5, 7000 + n * 30), "auth.attempt", **_attempt("treasurer", "198.51.100.201", "fail"))
    login.note(instant(5, 7500), "auth.attempt", **_attempt("treasurer", "198.51.100.201", "success"))
    for n in range(45):
        login.note(instant(6, 9000 + n * 70), "auth.attempt", **_attempt(f"user{n}", "198.51.100.202", "fail"))
    return login


def hash_of(user: str) -> int:
    """The last part of the address from which a user always comes."""
    return 1 + int(user[4:]) % 150


def _attempt(user: str, ip: str, outcome: str) -> dict[str, object]:
    return {"target_account": user, "ip": ip, "method": "password", "outcome": outcome, "second_factor": outcome == "success"}


def sessions(random: Random) -> Journal:
    """The gateway: days at a desk, a seat in two hands, and people of many firms behind one account."""
    gateway = Journal("gateway")
    for _ in range(1200):
        number = random.randrange(len(CUSTOMERS) * 6)
        account, seat = CUSTOMERS[number % 8][0], f"seat-{number:02}"
        _session(gateway, office_hours(random), (account, seat, f"laptop-{number:02}"), CITIES[number % 4], random.randint(5, 55))
    moved = {"seat_id": "seat-98", "field": "seat", "after": "phone-3"}
    gateway.note(instant(2, 36_000), "account.changed", account="birch-clinic", **moved)
    _session(gateway, instant(3, 36_000), ("acorn-insurance", "seat-99", "phone-1"), CITIES[0], 20)
    _session(gateway, instant(3, 39_600), ("acorn-insurance", "seat-99", "phone-2"), CITIES[3], 20)
    for account in ("desk-share", "agency-one", "agency-two"):
        gateway.note(instant(1), "payment.made", payee=account, payer="agency-client", amount=25, purpose="seat")
        for firm in range(14):
            user = f"worker@firm-{firm:02}.example"
            gateway.note(
                instant(4 + firm, 40_000), "session.seen", account=account, session=f"{account}-{firm}", user=user, method="sso"
            )
    return gateway


def _session(gateway: Journal, at: datetime, seat: tuple[str, str, str], city: tuple[str, float, float], minutes: int) -> None:
    """`seat` is account, seat and device."""
    account, seat_id, device = seat
    country, lat, lon = city
    gateway.note(
        at + timedelta(minutes=minutes),
        "session.seen",
        account=account,
        session=f"s{len(gateway.events):05}",
        user=f"{seat_id}@{account}.example",
        seat_id=seat_id,
        device=device,
        country=country,
        lat=lat,
        lon=lon,
        started=at,
        ended=at + timedelta(minutes=minutes),
        method="sso",
    )
