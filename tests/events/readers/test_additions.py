"""What a mapping adds to the events of a known format."""

from __future__ import annotations

import tomllib
from pathlib import Path

import orjson
import pytest

from bylaws.events.readers import Manner, Reading, open_events
from bylaws.events.readers.additions import Additions
from bylaws.events.readers.mapping import parse_additions, read_mapping
from bylaws.events.record import Record
from tests.events.readers.reading import events, reasons
from tests.events.readers.test_calls import CALL, ROW, SWITCHED, XML
from tests.events.readers.test_open_calls import OPEN, channel

OUT = '{ column = "context", values = { out = "outbound", "from-*" = "inbound" } }'


def adding(text: str) -> Reading:
    return Reading(additions=(parse_additions(tomllib.loads(text)),))


def test_the_context_tells_the_direction_of_channel_events() -> None:
    by = adding(f'format = "asterisk-cel"\n[constants]\nroute = "r1"\n[columns]\ndirection = {OUT}')
    told = events(b"".join((*OPEN, channel("CHAN_START", 75, "c2").replace(b'"out"', b'"from-carrier"'))), by)
    assert [(each.kind, each.fields["direction"], each.fields["route"]) for each in told] == [
        ("call.started", "outbound", "r1"),
        ("call.progress", "outbound", "r1"),
        ("call.progress", "outbound", "r1"),
        ("call.started", "inbound", "r1"),
    ]


def test_what_was_dialled_is_written_with_the_code_of_the_country() -> None:
    by = adding('format = "asterisk-cel"\n[columns]\nto = { column = "exten", prefix = { "00" = "+", "0" = "+49" } }')
    dialled = ("0088290", "030123", "+88290", "112", "s")
    read = [event.fields.get("to") for to in dialled for event in events(channel("CHAN_START", 0, to=to), by)]
    assert read == ["+88290", "+4930123", "+88290", "112", None]


def test_where_the_dialplan_is_later_says_nothing_of_a_call_whose_beginning_is_not_in_the_log() -> None:
    by = adding(f'format = "asterisk-cel"\n[columns]\ndirection = {OUT}')
    (event,) = events(channel("HANGUP", 0).replace(b'"out"', b'"macro-dialout"'), by)
    assert "direction" not in event.fields


def test_an_account_that_the_mapping_tells_is_that_of_the_whole_call() -> None:
    by = adding('format = "asterisk-cel"\n[columns]\naccount = { column = "channame", values = { "PJSIP/a*" = "elm" } }')
    assert [event.fields["account"] for event in events(b"".join((*OPEN, channel("HANGUP", 20))), by)] == ["elm"] * 3


def test_what_says_nothing_is_left_as_the_format_tells_it() -> None:
    by = adding(
        'format = "asterisk-cel"\nabsent = ["a1"]\n[columns]\naccount = "accountcode"\ntenant = "accountcode"\nroute = "channame"'
    )
    (event,) = events(channel("CHAN_START", 0), by)
    assert [event.fields.get(name) for name in ("account", "tenant", "route")] == ["a1", None, "PJSIP/a"]


def test_a_value_that_the_mapping_does_not_know_is_rejected() -> None:
    by = adding(f'format = "asterisk-cel"\n[columns]\ndirection = {OUT}')
    (reason,) = reasons(channel("CHAN_START", 0).replace(b'"out"', b'"lobby"'), by)
    assert reason == "`direction`: `lobby` is not among the values of the mapping"


FROM_ASTERISK = """format = "asterisk-cdr"
[columns]
trunk = { column = "dstchannel", values = { "PJSIP/carrier-*" = "carrier", "*" = "none" } }
direction = { column = "dcontext", values = { from-internal = "outbound" } }
route = "userfield"
tenant = "linkedid"
"""


def test_call_records_of_asterisk() -> None:
    (event,), (plain,) = events(ROW, adding(FROM_ASTERISK)), events(ROW)
    added = {name: value for name, value in event.fields.items() if plain.fields.get(name) != value}
    assert added == {"trunk": "carrier", "direction": "outbound", "tenant": "1795255200.1"}
    (short,) = events(ROW.strip().rsplit(b",", 5)[0] + b"\n", adding(FROM_ASTERISK))
    assert "tenant" not in short.fields


BY_CONTEXT = '{ %s = "%s", values = { default = "outbound" } }'


@pytest.mark.parametrize(
    ("name", "content", "column"),
    [
        ("freeswitch-csv", SWITCHED % (b'"a1"', b'"Kim"'), ("column", "context")),
        (
            "freeswitch-json",
            orjson.dumps(CALL).replace(b'"112"', b'"112","context":"default"'),
            ("member", "caller_profile.context"),
        ),
        (
            "freeswitch-json",
            orjson.dumps(CALL).replace(b'"u1"', b'"u1","user_context":"default"'),
            ("member", "variables.user_context"),
        ),
        (
            "freeswitch-xml",
            XML.replace(b"<uuid>", b"<user_context>default</user_context><uuid>"),
            ("member", "variables.user_context"),
        ),
    ],
)
def test_call_records_of_freeswitch(name: str, content: bytes, column: tuple[str, str]) -> None:
    (event,) = events(content, adding(f'format = "{name}"\n[{column[0]}s]\ndirection = {BY_CONTEXT % column}'))
    assert event.fields["direction"] == "outbound"


def test_the_format_that_a_mapping_speaks_of_is_the_only_one_to_which_it_adds() -> None:
    (event,) = events(SWITCHED % (b'"a1"', b'"Kim"'), adding('format = "asterisk-cdr"\n[constants]\ndirection = "outbound"'))
    assert "direction" not in event.fields


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('format = "zeek"', "`format`: a mapping can add to `asterisk-cdr`, `asterisk-cel`, "),
        ("format = 5", "`format` is of a wrong type"),
        ('format = "asterisk-cel"\nkind = "call.record"', "`kind`: there is only `format`"),
        (
            'format = "asterisk-cel"\n[columns]\nended = "exten"',
            "`columns.ended`: can be added to no event of `asterisk-cel`, only `account`",
        ),
        ('format = "asterisk-cdr"\n[constants]\nended_at = 1', "`constants.ended_at`: can be added to no event of `asterisk-cdr`"),
        ('format = "asterisk-cel"\n[columns]\nto = "dst"', "`columns.to`: `asterisk-cel` has no column `dst`, only `accountcode`"),
        ('format = "asterisk-cel"\n[members]\nto = "dst"', "`asterisk-cel` has `columns`, and no `members`"),
        ('format = "freeswitch-xml"\n[columns]\nto = "dst"', "`freeswitch-xml` has `members`, and no `columns`"),
        ('format = "asterisk-cel"\n[constants]\nto = "1"\n[columns]\nto = "exten"', "`to` is both a column and a constant"),
        (
            'format = "asterisk-cel"\n[columns]\nto = { column = "exten", prefix = { "" = "x" } }',
            "`columns.to`: `prefix` is a text, or",
        ),
    ],
)
def test_a_mapping_that_cannot_be_is_refused_with_the_place(text: str, reason: str) -> None:
    with pytest.raises(ValueError) as error:
        parse_additions(tomllib.loads(text))
    assert str(error.value).startswith(reason)


def test_two_mappings_for_one_format_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "exchange.toml"
    path.write_text('format = "asterisk-cel"\n[constants]\ndirection = "outbound"\n')
    assert isinstance(read_mapping(path), Additions)
    with pytest.raises(ValueError, match="two mappings say what `asterisk-cel` leaves open"):
        open_events([tmp_path], Manner(mappings=(path, path)))


def test_the_page_about_logs_shows_one_that_adds_the_direction(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "how-to" / "read-your-logs.md").read_text(encoding="utf-8")
    mapping = tmp_path / "exchange.toml"
    mapping.write_text(next(block for block in page.split("```toml\n")[1:] if "format =" in block).split("```")[0])
    log = tmp_path / "Master.csv"
    log.write_bytes(ROW)
    told, plain = (next(open_events([log], manner)) for manner in (Manner(mappings=(mapping,)), Manner()))
    assert isinstance(told, Record)
    assert isinstance(plain, Record)
    assert told.raw == plain.raw | {"direction": "outbound"}
