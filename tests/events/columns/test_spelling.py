"""A text that is said to be its own spelling is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaws.events.catalogue import Field
from bylaws.events.columns.spelling import Speller
from bylaws.events.columns.strings import Strings
from bylaws.events.types import TEXT, Type
from bylaws.events.values import read_value

FIELDS = {
    "url": Field("a", Type("url"), ""),
    "domain": Field("a", Type("domain"), ""),
    "identifier": Field("a", TEXT, "", "identifier"),
    "hash": Field("a", Type("hash"), ""),
    "ip": Field("a", Type("ip"), ""),
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


def spelled(field: Field, text: str) -> str | None:
    strings = Strings()
    number = Speller(strings).spell(field, np.array([strings.number(text)]))[0]
    return None if number < 0 else strings.text(number)


def read(field: Field, text: str) -> object:
    try:
        return read_value(field.type, text, field.unit)
    except ValueError:
        return None


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_spelled_as_the_ordinary_reader_spells_it(field: str, text: str) -> None:
    assert spelled(FIELDS[field], text) == read(FIELDS[field], text)


@settings(max_examples=500, deadline=None)
@given(st.sampled_from(sorted(FIELDS)), st.text("aB09.-_:/@+* #ä%", max_size=20))
def test_any_text_is_spelled_as_the_ordinary_reader_spells_it(field: str, text: str) -> None:
    assert spelled(FIELDS[field], text) == read(FIELDS[field], text)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("url", "https://www.a.example/p?q=1"),
        ("domain", "www.a-1.example"),
        ("identifier", "+4930123456"),
        ("identifier", "u-1"),
        ("ip", "192.0.2.1"),
    ],
)
def test_an_ordinary_text_is_not_read_singly(field: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Speller, "_spelled", lambda *_: pytest.fail("read"))
    assert spelled(FIELDS[field], text) == text
