"""Telephone calls and numbers.

The ends of a call are not marked personal: the notice about a call goes to the customer who made it and has to say which one.
"""

from __future__ import annotations

from typing import Final

from bylaws.events.catalogue import Field
from bylaws.events.kinds.common import CALL, DIRECTION, describe, personal
from bylaws.events.types import COUNTRY, DURATION, INSTANT, INTEGER, MONEY, PHONE, TEXT, TRUTH, array, word

CALLS: Final = (
    describe(
        "call.started",
        "a call has begun, before anybody knows how it will end",
        Field("call", CALL, "the call"),
        Field("from", PHONE, "calling number"),
        Field("to", PHONE, "called number, or a short code such as 112"),
        Field("presented_number", PHONE, "calling number as shown to the callee; left out if none was shown"),
        Field("direction", DIRECTION, "seen from the customer"),
        Field("trunk", TEXT, "line by which it came in or goes out"),
        Field("route", TEXT, "carrier chosen"),
        Field("answered", TRUTH, "whether it has been picked up already"),
        Field("rate", MONEY, "what a minute of it costs the provider"),
        Field("automated", TRUTH, "whether a machine dials or speaks"),
    ),
    describe(
        "call.progress",
        "a piece of a call: told now and then while it goes on, and once more as it ends",
        Field("call", CALL, "the call"),
        Field("from", PHONE, "calling number"),
        Field("to", PHONE, "called number, or a short code such as 112"),
        Field("direction", DIRECTION, "seen from the customer"),
        Field("trunk", TEXT, "line by which it came in or goes out"),
        Field("route", TEXT, "carrier chosen"),
        Field("answered_at", INSTANT, "when it was picked up; absent while it rings"),
        Field("duration_s", DURATION, "time from answer to this piece's end", "s"),
        Field("piece_s", DURATION, "time since the last piece, or since the answer", "s"),
        Field("piece_cost", MONEY, "what this piece costs the provider; the sum over a call's pieces is its cost"),
        Field("ended", TRUTH, "whether this is the last piece"),
    ),
    describe(
        "call.record",
        "a call that has ended, as the exchange wrote it down",
        Field("call", CALL, "the call"),
        Field("from", PHONE, "calling number"),
        Field("to", PHONE, "called number, or a short code such as 112"),
        Field("presented_number", PHONE, "calling number as shown to the callee; left out if none was shown"),
        Field("direction", DIRECTION, "seen from the customer"),
        Field("trunk", TEXT, "line by which it came in or went out"),
        Field("route", TEXT, "carrier chosen"),
        Field("answered_at", INSTANT, "when it was picked up; absent if never"),
        Field("ended_at", INSTANT, "when it ended"),
        Field("ring_s", DURATION, "time of ringing", "s"),
        Field("duration_s", DURATION, "time from answer to end", "s"),
        Field("billed_s", DURATION, "time charged", "s"),
        Field("hangup_side", word("caller", "callee", "network"), "who ended it"),
        Field("cause", INTEGER, "cause value of ITU-T Q.850"),
        Field("cost", MONEY, "what the call costs the provider"),
        Field("revenue", MONEY, "what the call brings the provider"),
        Field("attestation", word("A", "B", "C"), "level of attestation of the calling number (ATIS-1000074)"),
        Field("identity", TEXT, "the call's SIP Identity header (RFC 8224): a PASSporT"),
        Field("automated", TRUTH, "whether a machine dialled or spoke"),
        Field("transcript_ref", TEXT, "reference to a transcript, where one is lawful"),
        time="ended_at",
    ),
    describe(
        "number.assigned",
        "a telephone number was given to an account, or taken back",
        Field("number", PHONE, "the number"),
        Field("number_type", word("long_virtual", "voice", "short", "toll_free"), "sort of number"),
        Field("country", COUNTRY, "country of the number"),
        Field("capabilities", array(TEXT), "what it can do: `voice`, `sms` …"),
        Field("authorised_uses", array(TEXT), "what it may be used for: `verification`, `bulk` …"),
        Field("caller_name", personal(TEXT), "name shown with the number"),
        Field("released_at", INSTANT, "when it was taken back; absent while it is held"),
    ),
)
