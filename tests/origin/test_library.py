"""What stands in for the library's own says the same."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from bylaws.origin.library import without_trailing_blanks, without_trailing_lines

TEXTS = st.lists(st.sampled_from([b"\r\n", b"\n", b"\r", b" ", b"\t", b"a"]), max_size=30).map(b"".join)


@given(TEXTS)
def test_trailing_blanks(text: bytes) -> None:
    assert without_trailing_blanks(text) == re.sub(rb"[\t ]+\r\n", b"\r\n", text)


@given(TEXTS)
def test_trailing_lines(text: bytes) -> None:
    rest = text
    while rest.endswith(b"\r\n"):
        rest = rest[:-2]
    assert without_trailing_lines(text) == rest + b"\r\n"
