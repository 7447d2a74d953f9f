"""Tables are read by a mapping."""

from __future__ import annotations

import re
import tomllib
from textwrap import dedent
from typing import Any

import pytest
from msgspec.structs import replace

from bylaws.events.readers import Reading, mapping
from bylaws.events.readers.mapping import parse_mapping
from bylaws.events.record import Record, Reject
from tests.events.readers.reading import events, items, reasons

EXAMPLES = [dedent(each) for each in re.findall(r"(?:^    .*\n|^\n)+", mapping.__doc__ or "", re.MULTILINE) if each.strip()]
EXAMPLE = EXAMPLES[0]


def reading(text: str, **more: Any) -> Reading:
    return Reading(mappings=(parse_mapping(tomllib.loads(text) | more),))


def test_the_example_is_a_mapping_that_reads_a_table() -> None:
    by = parse_mapping(tomllib.loads(EXAMPLE))
    assert (by.kind, by.delimiter, by.source) == ("call.record", ";", "exchange-7")
    table = b"calling;called;end;seconds;ended by;type\n+49 30 1;49301112;21.11.2026 11:00:00;-;NULL;voice\n"
    (event,) = events(table, Reading("csv", (replace(by, files=""),)))
    assert event.fields == {"from": "+49301", "to": "+49301112", "ended_at": 1_795_255_200_000_000, "direction": "outbound"}
    assert (event.source, event.id) == ("exchange-7", "file#2")


def test_columns_by_number_values_lists_and_times() -> None:
    by = reading(
        'kind = "message.result"\nheader = false\ndelimiter = "\\t"\n'
        '[columns]\nat = { column = 1, time = "ms" }\noutcome = { column = 2, values = { "0" = "delivered" } }\nrecipient = 3'
    )
    (event,) = events(b"1500\t0\tme@example.org\n", by)
    assert event.at == 1_500_000
    assert event.fields == {"outcome": "delivered", "recipient": "me@example.org"}
    by = reading('kind = "message.sent"\n[columns]\nat = "at"\nrecipients = { column = "to", split = ";" }')
    (event,) = events(b'at,to\n5,"a; b\n;c"\n', by)
    assert event.fields == {"recipients": ("a", "b", "c")}


def test_where_nothing_is_quoted_a_quote_is_a_character_and_each_line_a_row() -> None:
    table = b'1\t"So what?" she said\n2\t"never closed\n3\tplain\n'
    text = 'kind = "message.sent"\nheader = false\ndelimiter = "\\t"\n[columns]\nat = { column = 1, time = "s" }\nbody = 2'
    assert reasons(table, reading(text))
    told = events(table, reading(text, quoted=False))
    assert [event.fields["body"] for event in told] == ['"So what?" she said', '"never closed', "plain"]


def test_bad_rows_are_rejected_and_the_rest_is_read() -> None:
    by = reading('kind = "auth.attempt"\n[columns]\nat = { column = "t", time = "s" }\nip = "ip"')
    told = items(b't,ip\n1,192.0.2.1\n1\nx,192.0.2.1\n1,"a"b\n1,\xff\n2,192.0.2.2\n', by)
    assert [item.line for item in told] == [2, 3, 4, 5, 6, 7]
    assert [item.reason for item in told if isinstance(item, Reject)] == [
        "a row of 1 cells, where there are 2 columns",
        '`at`: `"x"` is no instant; wanted is an instant with offset such as 2026-11-21T10:00:00Z, or a number since 1970',
        "no row of a table: ',' expected after '\"'",
        "a line that is no utf-8",
    ]


def test_a_record_keeps_its_line_as_it_stands() -> None:
    (record,) = items(b't,ip\n 1 ,"192.0.2.1"\n', reading('kind = "auth.attempt"\n[columns]\nat = "t"\nip = "ip"'))
    assert isinstance(record, Record)
    assert record.text == b' 1 ,"192.0.2.1"'


def test_a_time_of_another_form_names_the_form() -> None:
    by = reading('kind = "auth.attempt"\n[columns]\nat = { column = "t", time = "%d.%m.%Y", zone = "UTC" }')
    (reject,) = items(b"t\n2026-11-21\n", by)
    assert isinstance(reject, Reject)
    assert reject.reason == "`at`: `2026-11-21` is not of the form `%d.%m.%Y` that the mapping gives"


def test_an_unclosed_quote_does_not_swallow_the_file() -> None:
    by = reading('kind = "auth.attempt"\n[columns]\nat = "t"')
    told = items(b't\n"1\n' + b"2\n" * 100_000, by)
    assert isinstance(told[0], Reject)
    assert len(told) > 10_000


SNAPSHOT = 'kind = "number.assigned"\n[snapshot]\nat = "2026-11-01T00:00:00Z"\n[columns]\nnumber = "number"\naccount = "holder"\n'


def test_rows_of_a_snapshot_are_known_since_it_was_drawn_up_unless_they_say_since_when() -> None:
    told = events(b"number,holder\n+4930111,a1\n+4930112,a2\n", reading(SNAPSHOT))
    assert [(event.at, event.fields["account"]) for event in told] == [(1_793_491_200_000_000, each) for each in ("a1", "a2")]
    by = reading(SNAPSHOT.replace('"2026-11-01T00:00:00Z"', "2026-11-01T00:00:00Z") + 'at = "known_since"\n')
    told = events(b"number,holder,known_since\n+4930111,a1,\n+4930112,a2,2026-10-31T00:00:00Z\n", by)
    assert [event.at for event in told] == [1_793_491_200_000_000, 1_793_404_800_000_000]


def test_accounts_of_a_snapshot_are_listed_and_others_signed_up() -> None:
    contacts = SNAPSHOT.replace("number.assigned", "account.created").replace('number = "number"', 'org_name = "number"')
    (event,) = events(b"number,holder\nHarbour,a1\n", reading(contacts))
    assert event.fields == {"account": "a1", "org_name": "Harbour", "listed": True}
    signed_up = 'kind = "account.created"\n[columns]\nat = "since"\naccount = "holder"\n'
    (event,) = events(b"since,holder\n2026-11-01T00:00:00Z,a1\n", reading(signed_up))
    assert event.fields == {"account": "a1"}


def test_a_missing_column_is_told_once() -> None:
    by = reading('kind = "auth.attempt"\n[columns]\nat = "when"')
    assert reasons(b"t,ip\n1,2\n", by) == ["there is no column `when` that the mapping speaks of; there are `t`, `ip`"]


def test_columns_of_one_name_are_borne_unless_the_mapping_asks_for_them() -> None:
    by = reading('kind = "auth.attempt"\n[columns]\nat = { column = "t", time = "s" }\nip = "ip"')
    (event,) = events(b"x,t,x,ip\n7,1,8,192.0.2.1\n", by)
    assert (event.at, event.fields) == (1_000_000, {"ip": "192.0.2.1"})
    assert reasons(b"ip,t,ip\n192.0.2.1,1,192.0.2.2\n", by) == [
        "there are several columns `ip`, and the mapping does not say which is meant"
    ]


PREFIXES = 'prefix = { "00" = "+", "0" = "+49", "0900" = "0900" }'


def test_what_a_text_begins_with_is_replaced_by_the_longest_that_suits() -> None:
    by = reading(f'kind = "call.started"\n[columns]\nat = {{ column = "t", time = "s" }}\nto = {{ column = "to", {PREFIXES} }}')
    told = events(b"t,to\n1,0088290\n2,030123\n3,0900123\n4,+3012\n5,112\n", by)
    assert [event.fields["to"] for event in told] == ["+88290", "+4930123", "0900123", "+3012", "112"]


def test_values_may_be_patterns_and_the_first_that_suits_is_taken() -> None:
    values = '{ "a*" = "inbound", "a-b" = "outbound", "?[x]" = "transit" }'
    by = reading(
        f'kind = "call.started"\n[columns]\nat = {{ column = "t", time = "s" }}\ndirection = {{ column = "d", values = {values} }}'
    )
    assert [event.fields["direction"] for event in events(b"t,d\n1,a\n2,a-b\n3,a-c\n4,q[x]\n", by)] == [
        "inbound",
        "outbound",
        "inbound",
        "transit",
    ]
    assert reasons(b"t,d\n1,qx\n", by) == ["`direction`: `qx` is not among the values of the mapping"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "a mapping needs `kind`, and either `columns` of a table or `members` of JSON objects"),
        ('kind = "a.b"\n[columns]\nat = "t"\n[members]\nat = "t"', "a mapping needs `kind`, and either"),
        ('kind = "a.b"\ndelimiter = ";"\n[members]\nat = "t"', "`delimiter` is said of tables, and `members` of JSON objects"),
        ('kind = "a.b"\n[members]\nat = { column = "t" }', "`members.at.column`: there is only `member`"),
        ('kind = "a.b"\n[members]\nat = ""', "`members.at`: a member is told by its name"),
        ('kind = "a.b"\n[where]\nx = { y = 1 }\n[columns]\nat = "t"', "`where.x` is a value, or a list of values"),
        ('kind = "a.b"\nheader = false\n[where]\nx = 1\n[columns]\nat = 1', "`where.x`: a column is told by its number, from 1"),
        ('kind = "a.b"\nxyz = 1', "`xyz`: there is only `kind`"),
        ('kind = 5\n[columns]\nat = "t"', "`kind` is of a wrong type"),
        ('kind = "a.b"\ndelimiter = ";;"\n[columns]\nat = "t"', "`delimiter` is one character"),
        ('kind = "a.b"\n[columns]\nat = 1', "`columns.at`: a column is told by its name"),
        ('kind = "a.b"\nheader = false\n[columns]\nat = 0', "`columns.at`: a column is told by its number, from 1"),
        ('kind = "a.b"\n[columns]\nat = { column = "t", time = "%H" }', "`columns.at`: its `time` has no offset (%z)"),
        (
            'kind = "a.b"\n[columns]\nat = { column = "t", time = "%H", zone = "../x" }',
            "`columns.at`: there is no time zone `../x`",
        ),
        ('kind = "a.b"\n[snapshot]\n[columns]\nn = "n"', "`snapshot` needs `at`, the time at which it was drawn up"),
        ('kind = "a.b"\n[snapshot]\nat = "noon"\n[columns]\nn = "n"', '`snapshot.at`: `"noon"` is no instant'),
        ('kind = "a.b"\n[snapshot]\nat = 2026-11-01T00:00:00\n[columns]\nn = "n"', "`snapshot.at`: "),
        ('kind = "a.b"\n[snapshot]\nof = "x"\n[columns]\nn = "n"', "`snapshot.of`: there is only `at`"),
        (
            'kind = "a.b"\n[constants]\nat = 1\n[snapshot]\nat = 2026-11-01T00:00:00Z\n[columns]\nn = "n"',
            "`snapshot` needs `at`, the time at which it was drawn up, and `constants` then tell none",
        ),
        (
            'kind = "call.record"\n[columns]\nanswerd_at = "t"',
            "`columns.answerd_at`: `call.record` has no such field; did you mean `answered_at`?",
        ),
        (
            'kind = "call.record"\n[constants]\nqx = 1\n[members]\nto = "t"',
            "`constants.qx`: `call.record` has no such field; `bylaws kinds call.record` lists them",
        ),
        ('kind = "a.b"\n[colums]\nx = 1', "`colums`: did you mean `columns`?"),
        ('kind = "a.b"\nencoding = "utf-16"\n[columns]\nat = "t"', "`encoding`: `utf-16` is unknown, or not made of bytes"),
        ('kind = "a.b"\n[constants]\nat = 1\n[columns]\nat = "t"', "`at` is both a column and a constant"),
    ],
)
def test_a_broken_mapping_is_refused_with_the_place(text: str, reason: str) -> None:
    with pytest.raises(ValueError) as error:
        parse_mapping(tomllib.loads(text))
    assert str(error.value).startswith(reason)
