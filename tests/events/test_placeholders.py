"""What stands in place of a name is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaws.events.catalogue import Catalogue, Field
from bylaws.events.decode import Decoder
from bylaws.events.kinds import CATALOGUE, describe
from bylaws.events.placeholders import PLACEHOLDERS, placeholder
from bylaws.events.record import Record, Reject
from bylaws.events.types import IP, PHONE, TEXT, array, entity

MADE = describe(
    "made.up",
    "what names somebody, and what does not",
    Field("game", entity("game"), ""),
    Field("ip", IP, ""),
    Field("phone", PHONE, ""),
    Field("named", TEXT, "", "identifier"),
    Field("text", TEXT, ""),
    Field("games", array(entity("game")), ""),
    Field("ips", array(IP), ""),
    Field("texts", array(TEXT), ""),
)
IDENTITIES = ("game", "ip", "phone", "named", "account", "tenant")


def decoded(**raw: object) -> tuple[dict[str, object], dict[tuple[str, str], int]]:
    """The fields of an event, and what was counted by field and placeholder."""
    decoder = Decoder(Catalogue({"made.up": MADE}))
    event = decoder.decode(Record("made.up", {"at": 5, **raw}, "log", 1, 0))
    return event.fields, {(name, said): count for (_, name, said), count in decoder.placeholders.items()}


SPELLED = ("NULL", "Unknown", "N/A", "(Null)", " ", "\t ", " " * 40, "UNKNOWN ", " - ", "\\N", "<Unknown>")


@pytest.mark.parametrize("field", IDENTITIES)
@pytest.mark.parametrize("said", [*PLACEHOLDERS, *SPELLED])
def test_in_place_of_an_identity_it_is_not_told_and_counted(field: str, said: str) -> None:
    assert decoded(**{field: said}) == ({}, {(field, said.strip().lower()): 1})


@pytest.mark.parametrize("said", PLACEHOLDERS)
def test_any_other_text_may_say_so(said: str) -> None:
    assert decoded(text=said, texts=[said]) == ({"text": said, "texts": (said,)}, {})


@pytest.mark.parametrize("said", ["root", "nobody", "anonymous", "none1", "null.", "-5", "(nobody)", "un\u212anown", "0", "nan"])
def test_what_may_be_a_name_is_one(said: str) -> None:
    assert decoded(game=said, named=said) == ({"game": said, "named": said}, {})


@pytest.mark.parametrize("told", [["-", "a", "", "-"], '["-", "a", "", "-"]', ("-", "a", "", "-")])
def test_of_a_list_the_others_are_left(told: object) -> None:
    assert decoded(games=told) == ({"games": ("a",)}, {("games", "-"): 1, ("games", ""): 1})


@pytest.mark.parametrize("told", [["-"], "-", '["-"]', [" "]])
def test_a_list_of_nobody_is_not_told(told: object) -> None:
    fields, counted = decoded(games=told, ips=told)
    assert fields == {}
    assert len(counted) == 2


def test_an_empty_list_is_told() -> None:
    assert decoded(games=[], ips="[]") == ({"games": (), "ips": ()}, {})


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ({"games": ["-", None]}, "a null in it"),
        ({"games": ["-", 1.5]}, "`games`: `1.5`"),
        ({"ips": ["-", "x"]}, "no IP address"),
        ({"games": {"-": 1}}, "`games`: an object of 1"),
        ({"games": "[" + " " * 2**20 + '"-"]'}, "more than 1048576 bytes"),
    ],
)
def test_what_else_is_wrong_with_a_list_is_said(raw: dict[str, object], why: str) -> None:
    with pytest.raises(Reject, match=why):
        decoded(**raw)


def test_what_only_begins_as_a_list_is_one_name() -> None:
    assert decoded(games='["-"') == ({"games": ('["-"',)}, {})


def test_of_an_event_that_is_rejected_nothing_is_counted() -> None:
    decoder = Decoder(Catalogue({"made.up": MADE}))
    with pytest.raises(Reject):
        decoder.decode(Record("made.up", {"at": 5, "game": "-", "ip": "x"}, "log", 1, 0))
    assert not decoder.placeholders


def test_told_so_and_not_told_at_all_are_one_event() -> None:
    decoder = Decoder(CATALOGUE)
    events = [
        decoder.decode(Record("auth.attempt", {"at": 5, **raw}, "log", 1, 0)) for raw in ({}, {"user": "-", "target_account": ""})
    ]
    assert events[0] == events[1]


@given(st.text(max_size=12))
def test_nothing_else_is_taken_for_one(text: str) -> None:
    assert (placeholder(text) is not None) == (text.strip() == "" or (text.isascii() and text.lower() in PLACEHOLDERS))


def test_the_catalogue_names_its_identities() -> None:
    """Whoever adds a field that names somebody as a plain text leaves `-` a name there."""
    attempt = CATALOGUE.kinds["auth.attempt"]
    named = {each.name for each in attempt.fields if each.is_identity}
    assert named == {"account", "tenant", "user", "target_account", "ip"}
    sent = {each.name for each in CATALOGUE.kinds["message.sent"].fields if each.has_identities}
    assert sent >= {"sender", "recipients", "envelope_from", "message_id", "client_ip"}
