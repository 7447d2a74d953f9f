"""What senders write never rejects the event that tells of it."""

from __future__ import annotations

import time

from bylaws.events.readers.observed import mail_seen, readable


def test_nuls_are_spelled_out() -> None:
    assert readable(["a\x00", 1]) == ["a\\x00", 1]


def test_a_mail_is_told_by_envelope_and_header() -> None:
    seen = mail_seen(
        {"from": "<>", "to": ["<a@example.org>", "b@example.org"]},
        {"from": '"Kim, K." <kim@example.org>', "subject": "=?utf-8?q?a_b?=", "message-id": " <m@example.org> "},
    )
    assert {name: value for name, value in seen.items() if value is not None} == {
        "channel": "email",
        "recipients": ["a@example.org", "b@example.org"],
        "recipient_count": 2,
        "sender": "kim@example.org",
        "sender_display": "Kim, K.",
        "subject": "a b",
        "message_id": "m@example.org",
    }


def test_a_sender_that_is_no_address_stands_as_it_is() -> None:
    assert mail_seen({}, {"from": "kim@example.org (Kim)"})["sender"] == "kim@example.org"
    assert mail_seen({}, {"from": "nobody at all"})["sender"] == "nobody at all"
    assert mail_seen({}, {"from": 7, "subject": 8})["sender"] == 7


def test_hostile_headers_take_bounded_time() -> None:
    started = time.process_time()
    for sign in ("=?a?q?", "(", "<", '"', "=?utf-8?q?x?= "):
        mail_seen({}, {"from": sign * 200_000 + ">", "subject": sign * 600})
    assert time.process_time() - started < 5
