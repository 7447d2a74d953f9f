"""How many numbers and tokens a second the functions on calls judge, beside what they rest on alone, in one run on one core.

The same distinct inputs go through both. What keeps results, keeps those of its last runs alone: no input is asked twice.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from time import perf_counter

import phonenumbers
from joserfc import jws
from joserfc.jwk import ECKey
from phonenumbers.timezone import time_zones_for_number
from tests.content.numbers.signing import AT, CALLED, CALLER, certificate, claims, key, provider, signed

from bylaws.content.installed import installed

BEGINNINGS = ("+4420794", "+447400", "+3120555", "+316123", "+1212555", "+1900234", "+4915123", "+33612", "+9198765", "+8821555")
NUMBERS = 40_000
TOKENS = 2_000

Judge = Callable[..., object]


def numbers(count: int) -> list[str]:
    """Distinct numbers of ten ranges, in no order."""
    chance = random.Random(20)
    return list(dict.fromkeys(f"{chance.choice(BEGINNINGS)}{chance.randrange(10**6):06}" for _ in range(count)))


def rate(judge: Judge, calls: Sequence[tuple[object, ...]]) -> float:
    """Calls a second."""
    began = perf_counter()
    for call in calls:
        judge(*call)
    return len(calls) / (perf_counter() - began)


def alone(number: str, *_: object) -> object:
    parsed = phonenumbers.parse(number)
    return phonenumbers.region_code_for_number(parsed), phonenumbers.number_type(parsed)


def main() -> None:
    """Print the table."""
    functions, shown = installed(), numbers(NUMBERS)
    carrier = key()
    trusted, checking = certificate(carrier, carrier, provider("709J")), ECKey.import_key(carrier)
    made = [signed(carrier, json.dumps(claims(origid=f"call-{at}")).encode()) for at in range(2 * TOKENS)]
    tokens, others = made[:TOKENS], made[TOKENS:]
    registry = jws.JWSRegistry(algorithms=["ES256"], strict_check_header=False)
    rows: list[tuple[str, Judge, str, Judge, list[tuple[object, ...]]]] = [
        ("numbering", functions["numbering"], "phonenumbers", alone, [(each,) for each in shown]),
        ("caller_id", functions["caller_id"], "phonenumbers", alone, [(each, "+442079460100") for each in shown]),
        (
            "emergency",
            functions["emergency"],
            "phonenumbers",
            lambda number, place: phonenumbers.is_emergency_number(number, place),
            [(each, "NL") for each in shown],
        ),
        (
            "zones_of",
            functions["zones_of"],
            "phonenumbers",
            lambda number: time_zones_for_number(phonenumbers.parse(number)),
            [(each,) for each in shown],
        ),
        (
            "passport",
            functions["passport"],
            "joserfc, signature checked",
            lambda token: jws.deserialize_compact(token, checking, registry=registry),
            [(each,) for each in tokens],
        ),
        (
            "passport_checked",
            functions["passport_checked"],
            "joserfc, signature checked",
            lambda token, *_: jws.deserialize_compact(token, checking, registry=registry),
            [(each, trusted, f"+{CALLER}", f"+{CALLED}", AT) for each in others],
        ),
    ]
    print(f"phonenumbers {phonenumbers.__version__}\n")
    print(f"{'function':17}  {'calls/s':>9}  {'beside':>9}  what is beside")
    for name, judge, what, beside, calls in rows:
        rate(judge, calls[:1]), rate(beside, calls[:1])  # what is loaded when it is first asked
        print(f"{name:17}  {rate(judge, calls):9,.0f}  {rate(beside, calls):9,.0f}  {what}")


if __name__ == "__main__":
    main()
