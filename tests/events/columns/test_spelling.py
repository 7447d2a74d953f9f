"""A text that is said to be its own spelling is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaws.events.catalogue import Field
from bylaws.events.columns import spelling, spelling_kernel
from bylaws.events.columns.schema import slot_of
from bylaws.events.columns.spelling import Speller
from bylaws.events.columns.strings import Strings
from bylaws.events.columns.wide import padded
from bylaws.events.placeholders import PLACEHOLDERS, placeholder
from bylaws.events.types import TEXT, Type, entity
from bylaws.events.values import read_value

FIELDS = {
    "url": Field("a", Type("url"), ""),
    "domain": Field("a", Type("domain"), ""),
    "identifier": Field("a", TEXT, "", "identifier"),
    "hash": Field("a", Type("hash"), ""),
    "ip": Field("a", Type("ip"), ""),
    "phone": Field("a", Type("phone"), ""),
    "dialcode": Field("a", Type("dialcode"), ""),
    "country": Field("a", Type("country"), ""),
    "zone": Field("a", Type("zone"), ""),
    "cidr": Field("a", Type("cidr"), ""),
    "user": Field("a", entity("user"), ""),
    "text": Field("a", TEXT, ""),
    "anything": Field("a", TEXT, "", "any"),
}
TEXTS = (
    *(
        "",
        "a",
        "A",
        "-",
        "a-",
        "-a",
        "a.b",
        "a..b",
        ".",
        "a.",
        "a.b.",
        "*",
        "*.a",
        "_a.b",
        "a_b",
        "bücher.example",
        "xn--bcher-kva.a",
    ),
    *("a" * 63, "a" * 64, f"{'a' * 63}.b", f"{'a' * 64}.b", "a." * 126 + "a", "a." * 126 + "ab", "a." * 127 + "a"),
    *(
        "192.0.2.1",
        "192.0.2.01",
        "192.0.2",
        "2001:DB8::1",
        "2001:db8::1",
        "::ffff:192.0.2.1",
        "192.0.2.1/24",
        "A@B.Example",
        "me@example.com",
        "me@example.com.",
        "me@Example.com",
        "m e@example.com",
        "me@a@b",
        "<me@a>",
        "@a",
        "a@",
        f"{'a' * 64}@b",
        f"{'a' * 65}@b/",
        f"b@{'a' * 255}",
        f"10.0.0.1/8@{'a' * 256}",
        "tel:+49@a",
        "sha256:AB",
        "DE",
        "de",
        "D1",
        "UTC",
        "Asia/Kolkata",
        "user",
        "U-1",
        "a b",
    ),
    *(
        "+4930123456",
        "+49 30",
        "+",
        "+1234567890123456",
        "tel:+49",
        "004930",
        "110",
        "#31#",
        "http://a/b",
        "http://a/ b",
        "a\tb",
        "a\x7f",
    ),
    *("x" * 4096, "x" * 4097, "ä", "a\u00a0", "\u2028", "D41D8CD98F00B204E9800998ECF8427E", "d41d8cd98f00b204e9800998ecf8427e"),
)


def is_plain(field: Field, text: str) -> bool:
    raw = text.encode("utf-8", "surrogatepass")
    return bool(spelling_kernel.is_plain(padded(b"x" + raw + b"0:"), 1, 1 + len(raw), slot_of(field).way))


def read(field: Field, text: str) -> object:
    """The text's one spelling; None if it is none of its type, or in place of an identity."""
    if field.is_identity and placeholder(text) is not None:
        return None
    try:
        return read_value(field.type, text, field.unit)
    except ValueError:
        return None


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("text", TEXTS)
def test_a_text_that_is_plain_is_its_own_spelling(field: str, text: str) -> None:
    assert not is_plain(FIELDS[field], text) or read(FIELDS[field], text) == text


@settings(max_examples=1000, deadline=None)
@given(st.sampled_from(sorted(FIELDS)), st.text("aB09.-_:/@+* #ä%<", max_size=20))
def test_any_text_that_is_plain_is_its_own_spelling(field: str, text: str) -> None:
    assert not is_plain(FIELDS[field], text) or read(FIELDS[field], text) == text


@settings(max_examples=1000, deadline=None)
@given(st.lists(st.sampled_from(("0", "0", "1", "ffff", "a0", "")), min_size=1, max_size=9).map(":".join))
def test_any_groups_that_are_plain_are_an_address(text: str) -> None:
    spelled = read(FIELDS["ip"], text)
    assert is_plain(FIELDS["ip"], text) == (spelled == text and not text.startswith("::ffff"))


CAPITALS = [each for told in PLACEHOLDERS for each in sorted({told, told.upper(), told.title()})]


@pytest.mark.parametrize("field", [name for name, each in FIELDS.items() if each.is_identity])
@pytest.mark.parametrize("text", CAPITALS)
def test_what_stands_in_place_of_an_identity_is_not_plain(field: str, text: str) -> None:
    assert not is_plain(FIELDS[field], text)
    strings = Strings()
    assert Speller(strings).spell(FIELDS[field], strings.numbers([text])).tolist() == [spelling.UNTOLD]


@settings(max_examples=1000, deadline=None)
@given(st.sampled_from(("identifier", "user")), st.sampled_from(CAPITALS), st.text("-nulNULk\u212a0 ", max_size=2), st.booleans())
def test_any_text_like_those_is_plain_only_if_it_is_none(field: str, told: str, more: str, before: bool) -> None:
    text = more + told if before else told + more
    assert not is_plain(FIELDS[field], text) or read(FIELDS[field], text) == text


@pytest.mark.parametrize("text", ["none1", "nobody", "un", "nulls", "-5", "root", "anonymous", "unknow", "undefine", "undefinee"])
def test_a_name_like_those_is_plain(text: str) -> None:
    assert is_plain(FIELDS["user"], text)
    assert is_plain(FIELDS["identifier"], text)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("url", "https://www.a.example/p?q=1"),
        ("domain", "www.a-1.example"),
        ("identifier", "+4930123456"),
        ("identifier", "u-1"),
        ("identifier", "192.0.2.1"),
        ("identifier", "me+a/b@a-1.example"),
        ("ip", "192.0.2.1"),
        ("ip", "2001:db8::1:0:0:1"),
        ("ip", "2001:db8:0:1:2:3:4:5"),
        ("ip", "::1"),
        ("ip", "::"),
        ("hash", "d41d8cd98f00b204e9800998ecf8427e"),
        ("country", "DE"),
        ("phone", "+4930123456"),
        ("phone", "110"),
        ("user", "u1"),
        ("text", "ä"),
    ],
)
def test_an_ordinary_text_is_plain(field: str, text: str) -> None:
    assert is_plain(FIELDS[field], text)
    assert read(FIELDS[field], text) == text


def test_each_text_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, told = [], spelling.read_value
    monkeypatch.setattr(spelling, "read_value", lambda kind, text, unit: (asked.append(text), told(kind, text, unit))[1])
    strings = Strings()
    speller, numbers = Speller(strings), strings.numbers(["A.Example", "b", "", "A.Example"])
    found = [speller.spell(FIELDS["domain"], each).tolist() for each in (numbers, numbers)]
    assert found[0] == found[1]
    assert [-1 if each < 0 else strings.text(each) for each in found[0]] == ["a.example", "b", -1, "a.example"]
    assert sorted(asked) == ["", "A.Example", "b"]


def test_of_all_dotted_numbers_those_that_are_addresses_are_plain() -> None:
    parts = [*map(str, range(301)), "00", "01", "010", "0100", "1000", "", "a", "1a", "-1", "+1", "1 ", "/", ":"]
    for part in parts:
        for text in (f"{part}.10.200.3", f"10.{part}.200.255", f"9.0.{part}.25", f"198.51.100.{part}", f"1.1.1.1{part}"):
            told = read(FIELDS["ip"], text)
            assert is_plain(FIELDS["ip"], text) == (told == text), text
    for text in ("1.1.1", "1.1.1.", ".1.1.1", "1..1.1", "1.1.1.1.1", "....1111", "255.255.255.255", "255.255.255.2555"):
        assert is_plain(FIELDS["ip"], text) == (read(FIELDS["ip"], text) == text), text


@pytest.mark.parametrize("size", range(19))
@pytest.mark.parametrize("sign", ["", "+"])
def test_numbers_of_all_lengths(size: int, sign: str) -> None:
    digits = "01234567890123456789"[:size]
    odd = [digits[:at] + byte + digits[at + 1 :] for at in range(size) for byte in "/:+ a"]
    for text in (sign + each for each in (digits, *odd)):
        assert not is_plain(FIELDS["phone"], text) or read(FIELDS["phone"], text) == text
    assert is_plain(FIELDS["phone"], sign + digits) == (0 < size <= (15 if sign else 8))
