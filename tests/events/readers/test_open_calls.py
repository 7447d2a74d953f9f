"""Calls that go on, as channel events of Asterisk tell of them."""

from __future__ import annotations

import pytest

from bylaws.events.event import Event
from bylaws.events.readers.asterisk import open_calls
from bylaws.events.record import Record
from tests.events.readers.reading import events, items, reasons

BEGUN = 1_795_255_200


def channel(event: str, at: float, call: str = f"{BEGUN}.1", to: str = "+88290") -> bytes:
    return f'"{event}","{BEGUN + at}","","+49301","","","","{to}","out","PJSIP/a","","","3","a1","{call}","{call}"\n'.encode()


def told(event: Event) -> tuple[object, ...]:
    """When a piece ended, in seconds, how long it and the whole talk were, and whether it is the last."""
    fields = event.fields
    lengths = [length / 1_000_000 if isinstance(length := fields.get(name), int) else None for name in ("piece_s", "duration_s")]
    return event.at / 1_000_000 - BEGUN, *lengths, fields["ended"]


def pieces(*rows: bytes, call: str = f"{BEGUN}.1") -> list[tuple[object, ...]]:
    return [told(each) for each in events(b"".join(rows)) if each.kind == "call.progress" and each.fields["call"] == call]


def clock(at: int, number: int = 90) -> bytes:
    """A row about something else."""
    return channel("CHAN_START", at, f"{BEGUN + at}.{number}")


OPEN = (channel("CHAN_START", 0), channel("ANSWER", 10))


def test_each_whole_minute_of_a_call_is_a_piece_as_soon_as_any_row_is_that_late() -> None:
    assert pieces(*OPEN) == [(10, 0, 0, False)]
    assert pieces(*OPEN, clock(69)) == [(10, 0, 0, False)]
    assert pieces(*OPEN, clock(135)) == [(10, 0, 0, False), (70, 60, 60, False), (130, 60, 120, False)]
    assert pieces(*OPEN, clock(135), channel("HANGUP", 137.5))[2:] == [(130, 60, 120, False), (137.5, 7.5, 127.5, True)]


def test_pieces_are_called_by_the_call_and_stand_where_it_was_answered() -> None:
    *_, first, second, _ = events(b"".join((*OPEN, clock(135))))
    assert [each.id for each in (first, second)] == [f"{BEGUN}.1/1", f"{BEGUN}.1/2"]
    records = [each for each in items(b"".join((*OPEN, clock(135)))) if isinstance(each, Record)]
    assert [each.line for each in records] == [1, 2, 2, 2, 3]
    assert (first.fields["to"], first.fields["account"]) == ("+88290", "a1")


def test_pieces_of_several_calls_come_in_order_of_time() -> None:
    rows = [channel(event, at + n, f"{BEGUN + n}.{n}") for n in (0, 20, 40) for event, at in (("CHAN_START", 0), ("ANSWER", 1))]
    ats = [each.at for each in events(b"".join((*rows, clock(200)))) if "/" in each.id]
    assert [at // 1_000_000 - BEGUN for at in ats] == [61, 81, 101, 121, 141, 161, 181]


def test_a_call_that_has_ended_or_was_not_picked_up_has_no_more_pieces() -> None:
    assert pieces(*OPEN, channel("HANGUP", 20), clock(500)) == [(10, 0, 0, False), (20, 10, 10, True)]
    assert pieces(OPEN[0], channel("HANGUP", 90), clock(500)) == [(90, 0, None, True)]


def test_of_calls_from_before_an_exchange_began_anew_no_piece_is_told() -> None:
    assert len(pieces(*OPEN, clock(300, 7), clock(600))) == 10
    assert pieces(*OPEN, clock(300, 0), clock(600)) == [(10, 0, 0, False)]
    for other in (channel("CHAN_START", 300, f"other-{BEGUN + 300}.0"), clock(1, 0)):
        assert len(pieces(*OPEN, other, clock(600))) == 10


def test_a_late_row_from_before_an_exchange_began_anew_loses_none_of_its_new_calls() -> None:
    anew = f"{BEGUN + 400}.0"
    rows = [*OPEN, clock(300), channel("CHAN_START", 400, anew), channel("ANSWER", 401, anew), clock(300, 89), clock(600, 1)]
    assert len(pieces(*rows, call=anew)) == 4


def test_a_call_that_nobody_hung_up_costs_no_more_than_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_calls, "PIECES", 3)
    assert pieces(*OPEN, clock(1000), channel("HANGUP", 1010))[3:] == [
        (190, 60, 180, False),
        (1010, 820, 1000, True),
    ]


def test_only_so_many_open_calls_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_calls, "OPEN_CALLS", 2)
    begun = b"".join(channel("CHAN_START", n, f"c{n}") for n in range(3))
    ended = b"".join(channel("HANGUP", 100 + n, f"c{n}") for n in range(3))
    assert [each.fields.get("to") for each in events(begun + ended) if each.kind == "call.progress"] == [None, "+88290", "+88290"]


def test_a_clock_that_goes_back_tells_no_length() -> None:
    assert pieces(*OPEN, channel("HANGUP", 5)) == [(10, 0, 0, False), (5, None, None, True)]


def test_the_account_may_be_known_from_the_answer_on() -> None:
    begun, ended = channel("CHAN_START", 0), channel("HANGUP", 10)
    answered = channel("ANSWER", 5).replace(b'"3","a1"', b'"3","a2"')
    anonymous = [each.replace(b'"3","a1"', b'"3",""') for each in (begun, ended)]
    assert [each.fields.get("account") for each in events(anonymous[0] + answered + anonymous[1])] == [None, "a2", "a2"]
    assert [each.fields.get("account") for each in events(begun + anonymous[1])] == ["a1", "a1"]


def test_a_row_whose_time_cannot_be_read_is_rejected() -> None:
    (reason,) = reasons(b"".join(OPEN) + clock(20).replace(str(BEGUN + 20).encode(), b"noon"))
    assert reason == "`noon` tells no time"
