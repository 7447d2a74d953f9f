"""Who the customers are, and what the register says of them before the traffic begins."""

from __future__ import annotations

from typing import Final

FIRST_DAY: Final = "2025-02-02"  # a Sunday, past on every clock
TELE_VOTE: Final = "c000011"
RESELLER: Final = "c000012"
PAST: Final = (
    ("number.assigned", '"account":"c-before","number":"+442099999999","number_type":"voice","authorised_uses":["bulk"]'),
    ("account.changed", '"account":"c-before","user":"u-before","field":"seat","seat_id":"seat-before"'),
    ("message.received", '"account":"c-before","mailbox_or_number":"+442099999999","sender":"+442099999998"'),
    (
        "http.request",
        '"ip":"100.63.255.1","user_agent":"bot/1.0","method":"GET","host":"www.example.net","path":"/robots.txt","status":200,"bytes_out":90',
    ),
)
"""One of each thing that a rule only misses of somebody where it was ever seen of anybody."""


def size(count: int) -> int:
    """How many customers there are for so many events."""
    return max(200, count // 50)


def account(number: int) -> str:
    return f"c{number:06}"


def phone(number: int) -> str:
    """The number that is assigned to a customer."""
    return f"+4420{number:08}"


def register(count: int) -> list[str]:
    """Numbers, permits and consents, as lines; their times lie in the first seconds of the sample."""
    customers = min(size(count), count // 4)
    lines: list[str] = []
    for number in range(customers):
        sort = "long_virtual" if number % 10 == 3 else "voice"
        lines.append(
            _line(len(lines), "number.assigned", f'"account":"{account(number)}","number":"{phone(number)}","number_type":"{sort}"')
        )
    for number in range(max(10, customers // 2)):
        who = f'"account":"{account(number % 200)}","subject":"r{number * 37 % 5000}@mail.example","channel":"email"'
        state = "given" if number % 3 else "withdrawn"
        lines.append(_line(len(lines), "consent.changed", f'{who},"purpose":"promotional","state":"{state}"'))
    for payee in (RESELLER, *(account(60 + turn) for turn in range(60))):
        lines.append(_line(len(lines), "payment.made", f'"payee":"{payee}","payer":"c000001","amount":25.0,"purpose":"seat"'))
    lines.append(_permit(len(lines), TELE_VOTE, "tele-vote", '{"range":["+88290"]}', ""))
    lines.append(_permit(len(lines), RESELLER, "resale", "{}", '"document_hash":"9f2c",'))
    for kind, rest in PAST:
        lines.append(_line(len(lines), kind, rest))
    return lines


def _line(number: int, kind: str, rest: str) -> str:
    seconds = number // 1000
    at = f"{FIRST_DAY}T00:{seconds // 60:02}:{seconds % 60:02}.{number % 1000:03}Z"
    return f'{{"id":"r{number:07}","source":"register","kind":"{kind}","at":"{at}",{rest}}}\n'


def _permit(number: int, who: str, kind: str, scope: str, paper: str) -> str:
    valid = '"valid_from":"2025-01-01T00:00:00Z","valid_to":"2026-01-01T00:00:00Z"'
    own = f'"fields":{{"permit":"p{number}","kind":"{kind}",{paper}"scope":{scope},{valid}}}'
    return _line(number, "permit.granted", f'"account":"{who}",{own}')
