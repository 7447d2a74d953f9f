"""The scanner reads what the ordinary reader reads, whatever the line."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bylaws.events.columns import blocks, scan
from bylaws.events.columns.scan import is_compiled
from bylaws.events.columns.unreadable import Unreadable
from bylaws.events.placeholders import PLACEHOLDERS, placeholder
from bylaws.events.readers import json_objects
from bylaws.events.readers.lines import LINE_LIMIT

from .scanning import ALL, KINDS, ordinarily, over_columns, reader_of

Draw = st.DrawFn

START = datetime(2026, 3, 2, 9, 59, 50, tzinfo=UTC)
RAW = "\0raw "
"""Marks a text that stands in the line as it is, without quotes."""

NUMBERS = (
    *("0", "-0", "-0.0", "1", "1.5", "-1", "01", "1.", ".5", "+1", "1e3", "1E-3", "1.0", "0.000001", "0.0000005", "2.5e0"),
    *("123456789012345", "1234567890123456", "999999999999999999", "9223372036854775807", "-9223372036854775808"),
    *("9223372036854775808", "123456789.123456789", "1.0000000000000000001", "9" * 400, "0." + "1" * 400, "NaN", "-", "1-2"),
)
INSTANTS = (
    *("2026-03-02T09:59:50Z", "2026-03-02T09:59:50.5Z", "2026-03-02T09:59:50.123456Z", "2026-03-02T09:59:50.1234567Z"),
    *("2026-03-02T09:59:60Z", "2026-03-02T09:59:50+05:30", "2026-03-02T09:59:50-00:00", "2026-03-02t09:59:50z"),
    *("2026-03-02 09:59:50Z", "2026-02-29T00:00:00Z", "2024-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-03-02T24:00:00Z"),
    *("2026-03-02T09:59:50", "2026-03-02", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z"),
    *("2026-03-02T09:59:50+24:00", "2026-03-02T09:59:50.Z", "2026-03-02T09:59:50+0530", "1769-12-31T23:59:59.999999Z"),
)
TEXTS = (
    *(
        "",
        " ",
        "a",
        " a",
        "a ",
        "\t",
        "ä",
        "é",
        "e\u0301",
        "日本",
        "\U0001f600",
        "\u00a0",
        "\u2028",
        "\x7f",
        "\x85",
        'a"b',
        "a\\b",
        "a/b",
    ),
    *(
        "\x00",
        "\x01",
        "\ud800",
        "a\nb",
        "one",
        "two",
        "+4930123456",
        "004930123456",
        "+49 30 123456",
        "110",
        "+",
        "123456789",
        "+0",
    ),
    *("192.0.2.1", "192.0.2.01", "256.0.0.1", "2001:DB8::1", "::ffff:192.0.2.1", "192.0.2.0/24", "Example.COM", "bücher.example"),
    *("example.com.", "https://example.com/ä b", "https://Example.com/", "DE", "de", "Asia/Kolkata", "me@Example.COM", "sha256:AB"),
    *("D41D8CD98F00B204E9800998ECF8427E", "EUR 1.20", "USD 1", "5MiB", "90s", "1h 30m", "60%", "true", "10 business days", "08:00"),
    *("x" * 1025, "y" * 5000, "1", "1.5"),
    *("-", "null", "NULL", "(null)", "none", "Nil", "n/a", "unknown", "UNdefined", "un\u212anown", "- ", "--", "nulls", "nobody"),
)


BARE = {
    "integer": ("5", "-7"),
    "decimal": ("1.5", "2"),
    "share": ("0.25",),
    "money": ("1.20",),
    "size": ("1024",),
    "distance": ("1.5",),
    "duration": ("30", "0.5"),
    "truth": ("true", "false"),
}
QUOTED = {
    "instant": INSTANTS[:3],
    "text": ("a", "ä"),
    "phone": ("+4930123456", "110"),
    "ip": ("192.0.2.1",),
    "domain": ("example.com", "Example.COM"),
    "word": ("one", "two"),
    "user": ("u1", "u2", "-"),
    "named": ("a", "me@Example.COM", "n/a"),
    "country": ("DE", "de"),
    "cidr": ("192.0.2.0/24",),
}


@st.composite
def values(draw: Draw) -> object:
    return draw(
        st.one_of(
            st.sampled_from(NUMBERS).map(lambda each: RAW + each),
            st.sampled_from(TEXTS),
            st.sampled_from(INSTANTS),
            st.sampled_from((None, True, False)),
            st.lists(st.sampled_from(TEXTS), max_size=3),
            st.lists(st.one_of(st.sampled_from(TEXTS), st.none(), st.integers(), st.lists(st.integers(), max_size=1)), max_size=2),
            st.dictionaries(st.sampled_from(TEXTS), st.sampled_from(TEXTS), max_size=2),
            st.text(max_size=4),
            st.integers(-(2**70), 2**70),
            st.floats(allow_nan=False, allow_infinity=False),
            st.sampled_from(("tru", "True", "nul", "{", "[", "[1,]", '"a', '"\\x"', '"\\u12"', "'a'", "")).map(
                lambda each: RAW + each
            ),
        )
    )


def fitting(name: str) -> st.SearchStrategy[object]:
    """Values that a field of this name is likely to have."""
    kind = name.removeprefix("a_").removeprefix("many_").split("_")[0]
    if kind in BARE:
        found: st.SearchStrategy[object] = st.sampled_from(BARE[kind]).map(lambda each: RAW + each)
    else:
        found = st.sampled_from(QUOTED.get(kind, ("a", "b")))
    return st.lists(found, max_size=3) if name.startswith("many_") else found


def moment(seconds: int) -> str:
    return (START + timedelta(seconds=seconds)).isoformat().replace("+00:00", "Z")


@st.composite
def members(draw: Draw) -> list[tuple[str, object]]:
    """The members of one line, in order; now and then one twice, missing or odd."""
    kind = draw(st.sampled_from((*KINDS.kinds, "made.up", "made.up", "permission.granted", "action.applied", "made.wrong", "once")))
    names = [f.name for f in KINDS.kinds[kind].fields] if kind in KINDS.kinds else ["account", "permission", "at"]
    own = draw(st.lists(st.sampled_from(names), max_size=4, unique=True))
    if draw(st.integers(0, 1)):
        found: list[tuple[str, object]] = [(each, draw(fitting(each))) for each in own if each not in ("at", "kind", "received_at")]
    else:
        found = [(each, draw(values())) for each in own if each != "kind"]
    found.append(("kind", kind))
    time = "ended_at" if kind in ("made.longer", "call.record") else "at"
    found.append((draw(st.sampled_from((time, time, time, "at"))), moment(draw(st.integers(0, 9)))))
    found += [("id", f"e{draw(st.integers(0, 9))}"), ("source", draw(st.sampled_from(("s1", "s2", "json-lines"))))]
    if draw(st.integers(0, 3)) == 0:
        found.append(("received_at", moment(draw(st.sampled_from((0, 3600, 3605, 90000))))))
    odd = (
        "id",
        "source",
        "kind",
        "at",
        "received_at",
        "currency",
        "fields",
        "event_id",
        "permission_ref",
        "permit_ref",
        "account",
        "é",
        "",
    )
    for _ in range(draw(st.sampled_from((0, 0, 1, 2)))):
        match draw(st.integers(0, 2)):
            case 0:
                found.pop(draw(st.integers(0, len(found) - 1)))
            case 1:
                found.append((draw(st.sampled_from(odd)), draw(values())))
            case _:
                found.append(("fields", dict([found.pop(draw(st.integers(0, len(found) - 1)))])))
    return draw(st.permutations(found))


def written(value: object, ascii_only: bool) -> str:
    if isinstance(value, str) and value.startswith(RAW):
        return value.removeprefix(RAW)
    if isinstance(value, list):
        return "[" + ",".join(written(each, ascii_only) for each in value) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(name)}:{written(each, ascii_only)}" for name, each in value.items()) + "}"
    return json.dumps(value, ensure_ascii=ascii_only)


SPACES = ("", "", "", " ", "\t", "  ", "\r", "\x0b", "\xa0")


@st.composite
def line(draw: Draw) -> bytes:
    space = st.sampled_from(SPACES[:6] if draw(st.integers(0, 3)) else SPACES)
    ascii_only = draw(st.booleans())
    parts = [
        f"{json.dumps(name)}{draw(space)}:{draw(space)}{written(value, ascii_only)}{draw(space)}" for name, value in draw(members())
    ]
    text = f"{draw(space)}{{{draw(space)}" + f",{draw(space)}".join(parts) + f"}}{draw(space)}"
    found = text.encode("utf-8", "surrogatepass")
    if draw(st.integers(0, 9)) == 0:
        at = draw(st.integers(0, len(found)))
        found = (
            found[:at]
            + draw(st.sampled_from((b"", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\x00", b",", b'"', b"}", b"\\")))
            + found[at + 1 :]
        )
    return found.replace(b"\n", b" ")


ODD_LINES = (b"", b" ", b"\r", b"\x0b", b"\x0c \t", b"\x00", b"[]", b"{}", b"null", b"\xef\xbb\xbf", b"{" * 2000, b'"' * 50)


@st.composite
def inputs(draw: Draw) -> bytes:
    lines = [
        draw(st.sampled_from(ODD_LINES)) if draw(st.integers(0, 7)) == 0 else draw(line()) for _ in range(draw(st.integers(1, 6)))
    ]
    head = draw(st.sampled_from((b"", b"", b"", b"\xef\xbb\xbf")))
    end = draw(st.sampled_from((b"\n", b"\n", b"\r\n")))
    return head + end.join(lines) + draw(st.sampled_from((b"", b"\n", b"\r\n", b"\n\n")))


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=inputs(), currency=st.sampled_from(("EUR", "EUR", "", "JPY")), block=st.sampled_from((0, 1, 64, 700)))
def test_any_line_is_read_as_the_ordinary_reader_reads_it(data: bytes, currency: str, block: int) -> None:
    assert over_columns(data, currency, block) == ordinarily(data, currency)


def told(**given: object) -> bytes:
    return json.dumps(
        {"kind": "made.up", "at": "2026-03-02T09:59:50Z", "id": "e1", "source": "s"} | given, ensure_ascii=False
    ).encode()


@pytest.mark.parametrize(
    "data",
    [
        told(é=1),
        told(many_text=["a"] * 65537),
        told(many_text=["a"] * 65536),
        told(many_text=["a" * (2**20 + 1)]),
        told(a_text="ä" * 2**19),
        told(a_text="ä" * 2**19 + "a"),
        told(many_phone=["0049 30 123456"], many_ip=["2001:DB8::1"], many_user=[" "]),
        told(a_phone="Anonymous") + b"\n" + told(a_phone="sip:anonymous@anonymous.invalid"),
        told(a_phone="anonymously", a_text="a") + b"\n" + told(a_dialcode="anonymous") + b"\n" + told(many_phone=["anonymous"]),
        told(event_id="e2"),
        told(id=None, event_id="e2"),
        told(id="", source=""),
        told(id=5, source=2**62),
        told(id="ä" * 1000),
        told(a_integer=-(2**63) + 1),
        told(fields=5),
        told(fields=None),
        told(fields={"id": "e7", "a_text": "a"}),
        told(kind="permit.granted", fields={"kind": "resale"}),
        told(kind="permit.granted"),
        told(kind="step.applied", received_at="2026-03-09T09:59:50Z"),
        told(at=1_790_000_000 + 86400),
        told(at=1_790_000_000 + 86401),
        told(received_at="2099-01-01T00:00:00Z"),
        told(kind="message.sent", permission_ref="p"),
        told(kind="message.sent", permission_ref="p", permit_ref="q"),
        told(currency="USD", a_money=1),
        told(kind="call.record", at=5, ended_at=None),
        told() + b"\n" + told(),
        b"\xef\xbb\xbf" + told() + b"\n\xef\xbb\xbf" + told(),
        told()[:-1] + b', "x": ' + b"9" * 400 + b"}",
        told()[:-1] + b', "x": 0.' + b"1" * 400 + b"}",
    ],
)  # fmt: skip
def test_an_odd_line_is_read_as_the_ordinary_reader_reads_it(data: bytes) -> None:
    assert over_columns(data) == ordinarily(data)


def test_a_plain_line_needs_no_second_reading() -> None:
    """Else all of this would only test the ordinary reader against itself."""
    plausible = {
        "a_integer": 5,
        "a_decimal": 1.5,
        "a_share": 0.25,
        "a_money": 1.2,
        "a_text": "ä",
        "a_phone": "+49301",
        "a_ip": "192.0.2.1",
    }
    plausible |= {
        "a_domain": "Example.COM",
        "a_word": "one",
        "a_user": "u1",
        "a_truth": True,
        "many_text": ["a", "b"],
        "duration_s": 0.5,
    }
    assert set(plausible) <= {each.name for each in ALL.fields}
    assert reader_of(told(**plausible) + b"\n" + told()) == (2, 0)
    assert reader_of(told(a_ip="2001:db8::1") + b"\n" + told(a_ip="2001:0DB8:0::1")) == (2, 0)
    assert reader_of(told(a_phone="+49 30 1") + b"\n" + told(a_user="é", many_user=["a", "é"], many_word=["one"])) == (2, 0)


@pytest.mark.parametrize("ip", ["2001:db8::1", "2001:0DB8:0::1", "::ffff:192.0.2.1", "192.0.2.1", "192.0.2.01", "nowhere", ""])
def test_an_address_has_one_spelling_or_is_none(ip: str) -> None:
    assert over_columns(told(a_ip=ip)) == ordinarily(told(a_ip=ip))


@pytest.mark.parametrize("said", [*PLACEHOLDERS, "NULL", "N/A", "  ", "\u00a0"])
def test_what_stands_in_place_of_an_identity_is_counted_alike(said: str) -> None:
    """By field; not of lines that are rejected for another field, and of lists once for a line."""
    lists = [told(id="l", many_user=[said, "u1", said], many_ip=["192.0.2.1"]), told(id="m", many_user=[said], many_phone=said)]
    plain = [told(id=f"e{n}", a_user=said, named=said, a_ip=said, a_phone=said) for n in range(3)]
    odd = [told(id="x", a_user=said, a_ip="192.0.2"), told(id="y", a_user=said, anything=5), told(id="z", a_text=said)]
    data = b"\n".join((*plain, *lists, *odd))
    found = over_columns(data)
    assert found == ordinarily(data)
    names = {**dict.fromkeys(("named", "a_ip", "a_phone"), 3), "a_user": 4, "many_user": 2, "many_phone": 1}
    assert found.placeholders == {("made.up", name, placeholder(said)): count for name, count in names.items()}
    given = {event.id: event.fields for event in found.events}
    assert given["e0"] == {}
    assert (given["l"]["many_user"], given["m"]) == (("u1",), {})


def test_lines_without_identities_are_scanned_all_the_same() -> None:
    lines = [told(id=f"e{n}", a_user=said, named=said, a_ip=said) for n, said in enumerate(PLACEHOLDERS) if "\\" not in said]
    # What JSON writes with a sign before it, the ordinary reader reads.
    assert reader_of(b"\n".join(lines)) == (len(lines), 0)


def test_a_line_beyond_the_limit_wants_the_ordinary_reader() -> None:
    with pytest.raises(Unreadable, match="a line of more than"):
        over_columns(b'{"x": "' + b"a" * LINE_LIMIT + b'"}\n')


def test_short_lines_are_scanned_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each takes room in the tables, however short it is."""
    rows_for, room = scan.rows_for, []
    monkeypatch.setattr(scan, "rows_for", lambda lines, width: (room.append(lines), rows_for(lines, width))[1])
    monkeypatch.setattr(blocks, "LINES", 5)
    lines = [told(id=f"e{n}", many_text=[f"{n}", "b"]) if n % 3 else b"" for n in range(24)]
    data = b"\n".join(lines) + b"\n"
    assert over_columns(data) == ordinarily(data)
    assert room == [5, 5, 5, 5, 4]


@pytest.mark.parametrize("texts", [1, 7, 100])
def test_texts_get_their_numbers_some_at_a_time(monkeypatch: pytest.MonkeyPatch, texts: int) -> None:
    monkeypatch.setattr(blocks, "TEXTS", texts)
    lines = [told(id=f"e{n}", many_text=[f"{n}-{m}" for m in range(n)], a_text=f"t{n}") for n in range(40)]
    data = b"\n".join(lines)
    assert over_columns(data) == ordinarily(data)


def test_a_long_line_of_many_parts_is_read_as_the_ordinary_reader_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_objects, "PARTS_LIMIT", 30)
    monkeypatch.setattr(json_objects, "PLAIN", 100)
    monkeypatch.setattr(blocks, "PLAIN", 100)
    data = b"\n".join((told(x=[{}] * 20), told(x=[{}] * 5), b" " * 200, told(x="a" * 200)))
    assert over_columns(data) == ordinarily(data)
    assert len(ordinarily(data).rejects) == 1


def test_many_texts_and_a_growing_table_lose_nothing() -> None:
    lines = [
        told(id=f"e{n}", many_text=[f"{n}-{m}" for m in range(40)], many_domain=[f"d{m}.example" for m in range(n)])
        for n in range(60)
    ]
    data = b"\n".join(lines)
    assert over_columns(data, block=3000) == ordinarily(data)


ODD = ("ä", "日", "\U0001f600", 'a"b', "\\", '\\"', "\n", "\x01", '","', "}\n{", "a/b", "\ud800", '"' * 20)


@pytest.mark.parametrize("space", ["", " ", "\t", "\r", "\t \t"])
def test_odd_bytes_are_read_wherever_they_stand(space: str) -> None:
    """The bytes are looked at many at a time: each odd one must be seen at any place among them."""
    lines = []
    for shift in range(65):
        for n, odd in enumerate(ODD):
            line = json.loads(told(id=f"e{shift}-{n}", x="a" * shift)) | {"a_text": odd, "many_text": [odd, "b"]}
            parts = [
                f"{json.dumps(name)}{space}:{space}{json.dumps(value, ensure_ascii=n % 2 == 0)}" for name, value in line.items()
            ]
            lines.append(f"{space}{{{space}{f'{space},{space}'.join(parts)}{space}}}{space}".encode("utf-8", "surrogatepass"))
    data = b"\n".join(lines)
    assert over_columns(data) == ordinarily(data)


@pytest.mark.parametrize("byte", range(256))
def test_no_byte_is_taken_where_the_ordinary_reader_does_not_take_it(byte: int) -> None:
    line = told(a_text="abc", a_integer=12, a_truth=True, many_text=["a", "b"], x=None)
    odd = bytes([byte]) if byte != ord("\n") else b""
    lines = [line[:at] + odd + line[at + more :] for at in range(len(line) + 1) for more in (0, 1)]
    data = b"\n".join(lines)
    assert over_columns(data) == ordinarily(data)


def test_names_that_are_nearly_those_of_members_are_others() -> None:
    names = [*(each.name for each in ALL.fields), "id", "source", "kind", "received_at", "currency", "event_id", "fields"]
    near = {other for name in names for other in (name + "a", name[:-1], name[:-1] + "!", "!" + name[1:], name + "\0")} - set(names)
    lines = [told(id=f"e{n}", **{name: 5}) for n, name in enumerate(sorted(near))]
    data = b"\n".join(lines)
    assert over_columns(data) == ordinarily(data)


def test_the_end_of_a_line_is_not_read_into_the_next() -> None:
    """Each line cut off at each of its bytes, at the end of a block and within it."""
    line = told(a_text="abc", a_integer=12, a_truth=True, many_text=["a", "b"], x=None)
    data = b"\n".join(line[:end] for end in range(len(line) + 1))
    for block in (0, 1, 100):
        assert over_columns(data, block=block) == ordinarily(data)


@pytest.mark.parametrize("name", ["a_integer", "a_decimal", "a_money", "duration_ms"])
def test_numbers_of_all_lengths(name: str) -> None:
    """Digits are read eight at a time: all of them must count, whatever comes before and behind."""
    digits = "1234567890" * 2
    shapes = ("{}", "-{}", "{}.5", "0{}", "{} ", "{}.", "{}e0", "0.{}", "{}\t", "{}-", "9{}", "{}x")
    values = [shape.format(digits[:size]) for size in range(21) for shape in shapes]
    lines = [
        told(id=f"e{n}")[:-1] + f', "{name}": {value}'.encode() + end
        for n, value in enumerate(values)
        for end in (b"}", b', "x": 1}')
    ]
    data = b"\n".join(lines)
    assert over_columns(data) == ordinarily(data)


def test_a_date_is_read_whatever_the_one_before_it_was() -> None:
    dates = (
        "2026-03-02",
        "2026-03-12",
        "2025-03-02",
        "2026-13-02",
        "2026-02-29",
        "2024-02-29",
        "0000-03-02",
        "0001-01-01",
        "2026-03-0a",
    )
    dates += ("2026/03-02", "2026-03/02", "1970-01-01", "1969-12-31", "2026-03-00", "2026-04-31", "2026-00-10", "a026-03-02")
    instants = [
        f"{date}T{rest}" for one in dates for other in dates for date, rest in ((one, "23:59:59.999Z"), (other, "00:00:00Z"))
    ]
    data = b"\n".join(told(at=each, received_at="2026-03-02T10:00:00Z", id=f"e{n}") for n, each in enumerate(instants))
    assert over_columns(data) == ordinarily(data)


def test_what_was_compiled_is_known_to_be() -> None:
    over_columns(told() + b"\n")
    assert is_compiled()
