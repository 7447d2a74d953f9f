"""The bytes that give lines their structure are found wherever they stand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaws.events.columns.marks import marks_of
from bylaws.events.columns.wide import PAD

MARKS = frozenset((*range(32), ord('"'), ord("\\"), *range(128, 256)))


def marked(data: bytes) -> tuple[list[int], int]:
    marks, lines = marks_of(np.frombuffer(data + b" " * PAD, np.uint8))
    return marks.tolist(), lines


def looked_for(data: bytes) -> tuple[list[int], int]:
    return [place for place, each in enumerate(data) if each in MARKS], data.count(b"\n")


@pytest.mark.parametrize("byte", range(256))
def test_each_byte_is_a_mark_or_none(byte: int) -> None:
    data = b"a" * byte + bytes([byte]) + b"a"
    assert marked(data) == looked_for(data)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300) | st.text('"\\\n aä', max_size=300).map(str.encode))
def test_marks_are_found_in_order(data: bytes) -> None:
    assert marked(data) == looked_for(data)


@pytest.mark.parametrize("size", [0, 1, 15, 16, 17, 63, 64, 65, 128, 1000])
def test_nothing_but_marks(size: int) -> None:
    assert marked(b"\n" * size) == looked_for(b"\n" * size)
