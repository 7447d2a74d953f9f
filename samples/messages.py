"""Mail and texts, what became of them, and who wanted none."""

from __future__ import annotations

from random import Random

from journal import CUSTOMERS, Journal, instant, office_hours


def messages(random: Random) -> Journal:
    """All messages of the sample."""
    relay = Journal("relay")
    _everyday(relay, random)
    _unasked(relay)
    _complaints(relay, random)
    _opted_out(relay)
    _machine_texts(relay)
    _codes(relay)
    _replies(relay)
    _canaries(relay)
    return relay


def _everyday(relay: Journal, random: Random) -> None:
    for number in range(1200):
        account, to = random.choice(CUSTOMERS)[0], f"p{random.randrange(400)}@mail.example"
        _mail(relay, office_hours(random), account, to, message_id=f"m{number:05}", purpose="transactional")


def _mail(relay: Journal, at: object, account: str, to: str, **more: object) -> None:
    more = {"channel": "email", "sender": f"post@{account}.example", "recipient_count": 1, **more}
    relay.note(at, "message.sent", account=account, recipients=[to], **more)  # type: ignore[arg-type]


def _unasked(relay: Journal) -> None:
    """blast-factory writes to people who never asked; elm-charity to as many who did."""
    for number in range(240):
        at, to = instant(8, 30_000 + number * 45), f"n{number}@mail.example"
        _mail(relay, at, "blast-factory", to, purpose="promotional", campaign="blast-1")
        _mail(relay, at, "elm-charity", to, purpose="promotional", campaign="autumn", consent_ref="form-12")
    link = ["https://www.parcel-fee.example/pay?id=7"]
    _mail(relay, instant(8, 50_000), "blast-factory", "n1@mail.example", purpose="service", urls=link)


def _complaints(relay: Journal, random: Random) -> None:
    for campaign, account, complaints in (("blast-0", "blast-factory", 14), ("autumn", "elm-charity", 2)):
        for number in range(1300):
            what = {"account": account, "campaign": campaign, "recipient": f"n{number}@mail.example"}
            relay.note(instant(7, 20_000 + number * 5), "message.result", outcome="delivered", **what)
            if number < complaints:
                relay.note(instant(8, 3_000 + number * 60 + random.random()), "message.result", outcome="complaint", **what)


def _opted_out(relay: Journal) -> None:
    """Two people opt out of heath-bank's letters; one hears of it again too late, the other within the time allowed."""
    for subject in ("x@mail.example", "y@mail.example"):
        wish = {"subject": subject, "channel": "email", "purpose": "promotional", "state": "withdrawn"}
        relay.note(instant(1, 32_400), "consent.changed", account="heath-bank", **wish)
    _mail(relay, instant(17, 36_000), "heath-bank", "x@mail.example", purpose="promotional", consent_ref="old-form")
    _mail(relay, instant(4, 36_000), "heath-bank", "y@mail.example", purpose="promotional", consent_ref="old-form")


def _machine_texts(relay: Journal) -> None:
    """Two numbers made for talk send ninety texts in an hour; one of them was authorised to."""
    for number in range(90):
        for account, sender in (("chatter-box", "+442079460033"), ("notify-now", "+442079460034")):
            to = f"+4479{number:08}"
            more = {"channel": "sms", "sender": sender, "purpose": "service", "automated": True}
            _mail(relay, instant(12, 43_000 + number * 35), account, to, **more)


def _codes(relay: Journal) -> None:
    """The sign-in codes of seven services reach one number; a clerk's number gets those of one."""
    for number in range(7):
        for account, where, service in (("chatter-box", "+442079460033", number), ("birch-clinic", "+31205550001", 0)):
            told = {"mailbox_or_number": where, "sender": f"service-{service}", "body": f"Your code is {481_000 + number}."}
            relay.note(instant(11, 30_000 + number * 4_000), "message.received", account=account, **told)


def _replies(relay: Journal) -> None:
    """Sixty people answer a mailing that reply-shop sent through another carrier, and as many write to a helpdesk."""
    complaint = {"kind": "peer_provider", "sender": "abuse@carrier.example", "sender_verified": True}
    complaint["subject_ids"] = ["offers@reply-shop.example"]
    relay.note(instant(9, 20_000), "external.notice", fields=complaint)  # apart, because one of them is called `kind`
    for number in range(60):
        for account, box, thread in (("reply-shop", "offers", "elsewhere-1"), ("cedar-travel", "help", "elsewhere-2")):
            where = {"mailbox_or_number": f"{box}@{account}.example", "sender": f"n{number}@mail.example"}
            relay.note(instant(9, 30_000 + number * 400), "message.received", account=account, in_reply_to=thread, **where)


def _canaries(relay: Journal) -> None:
    """An address that only lead-hunter has seen is written to after it exported contacts; dune-energy exported invoices."""
    for number, account, sort in ((1, "lead-hunter", "contact"), (2, "dune-energy", "billing")):
        address = f"canary-{number}@northwind.example"
        relay.note(instant(1, 30_000), "canary.planted", address=address, shown_to=account)
        export = {"object_type": "people", "rows": 400, "personal_data_classes": [sort]}
        relay.note(instant(3, 30_000), "data.exported", account=account, **export)
        relay.note(instant(12, 30_000), "message.received", mailbox_or_number=address, sender="seller@shop.example")
