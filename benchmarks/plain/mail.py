"""The rules about messages and what became of them, by hand."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

from benchmarks.plain.ledger import Event, Ledger
from benchmarks.plain.reference import HOME, HOUR, Register, business_days_later, calling_hours, phishing_hosts
from benchmarks.plain.windows import counter, distincter, summer, tally

DAY = 24 * HOUR
PEOPLES = "long_virtual", "voice"  # numbers for people who talk to each other
Handler = Callable[[Event, int], None]


def messages(ledger: Ledger, register: Register) -> Handler:
    """Handles `message.sent`."""
    phish, listed = ledger.rule("phishing-link", HOUR), phishing_hosts()
    bomb, told_in = ledger.rule("mail-bombing", DAY), counter(HOUR)
    machine, texts_in = ledger.rule("machine-texts", DAY), summer(HOUR)
    promoted = _promotion(ledger, register)
    types = register.number_types

    def judge(message: Event, at: int) -> None:
        account, sender = message["account"], message["sender"]
        for element, url in enumerate(message.get("urls", ())):
            if listed(url):
                phish(message, at, account, account, register.permitted(account, "awareness-exercise", at), element)
        promotional = message.get("purpose") == "promotional"
        for element, recipient in enumerate(message["recipients"]):
            if promotional:
                promoted(message, at, recipient, element)
            if told_in((account, recipient), at) >= 100:
                bomb(message, at, account, (account, recipient), element=element)
        if message["channel"] == "sms" and types.get(sender) in PEOPLES:
            texts, _ = texts_in(sender, at, message.get("recipient_count", 1))
            if texts > 60:
                machine(message, at, account, sender, register.permitted(account, "number-use", at, number=sender, use="bulk"))

    return judge


def _promotion(ledger: Ledger, register: Register) -> Callable[..., None]:
    unasked, people_in = ledger.rule("unasked-bulk", DAY), distincter(DAY)
    ignored = ledger.rule("opt-out-ignored", DAY)
    consents = register.consents
    allowed = {country: days for country, (_, _, days) in calling_hours().items()}

    def judge(message: Event, at: int, recipient: str, element: int) -> None:
        account = message["account"]
        wish = consents.get((account, recipient, message["channel"], "promotional"))
        if "consent_ref" not in message and (wish is None or wish[0] != "given") and people_in(account, at, recipient) >= 200:
            unasked(message, at, account, account, element=element)
        if wish is not None and wish[0] == "withdrawn":
            days = allowed.get(message.get("recipient_country", ""), 10)
            if at > business_days_later(wish[1], days, HOME):
                ignored(message, at, account, account, element=element)

    return judge


def results(ledger: Ledger) -> Handler:
    """Handles `message.result`."""
    found, complaints_in = ledger.rule("complained-of", DAY), counter(7 * DAY)
    reach, reached_by = tally(7 * DAY)

    def judge(result: Event, at: int) -> None:
        outcome, key = result["outcome"], (result["account"], result["campaign"])
        if outcome == "delivered":
            reach(key, at)
        elif outcome in ("complaint", "spam_trap"):
            complaints, reached = complaints_in(key, at), reached_by(key, at)
            if reached >= 1000 and lower_share(complaints, reached) > 0.003:
                found(result, at, result["account"], key)

    return judge


def lower_share(k: int, n: int) -> float:
    """Lower end of the Wilson interval of 95 % for k of n."""
    z = 3.841459
    share = k / n
    return (share + z / (2 * n) - sqrt(z * (share * (1 - share) / n + z / (4 * n * n)))) / (1 + z / n)
