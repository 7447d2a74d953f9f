"""Lines are cut in bounded memory, each with its number and offset."""

from __future__ import annotations

import gzip

from hypothesis import given
from hypothesis import strategies as st

from bylaws.events.readers.lines import Line, lines_of
from bylaws.events.readers.stream import Stream
from bylaws.events.record import EXCERPT, Reject
from tests.events.readers.reading import stream


@given(st.lists(st.binary(max_size=6), max_size=12), st.integers(1, 5))
def test_lines_do_not_depend_on_how_the_bytes_come(pieces: list[bytes], size: int) -> None:
    content = b"\n".join(pieces)
    chunks = (content[at : at + size] for at in range(0, len(content), size))
    told = [line for line in lines_of(Stream("file", chunks)) if isinstance(line, Line)]
    for line in told:
        assert content[line.offset :].startswith(line.text)
        assert content[: line.offset].count(b"\n") == line.number - 1
    assert [line.text for line in told] == [piece.rstrip(b"\r") for piece in content.split(b"\n") if piece.strip()]


@given(st.lists(st.integers(0, 40), max_size=8), st.integers(1, 7))
def test_a_line_beyond_the_limit_is_rejected_and_the_next_is_read(lengths: list[int], size: int) -> None:
    content = b"".join(b"x" * length + b"\n" for length in lengths)
    chunks = (content[at : at + size] for at in range(0, len(content), size))
    told = list(lines_of(Stream("file", chunks), limit=20))
    numbers = {item.line if isinstance(item, Reject) else item.number: item for item in told}
    assert set(numbers) == {at for at, length in enumerate(lengths, 1) if length}
    for number, item in numbers.items():
        assert isinstance(item, Reject) == (lengths[number - 1] > 20)
        assert item.offset == sum(lengths[: number - 1]) + number - 1


def test_a_hundred_megabytes_without_an_end_are_not_held() -> None:
    chunks = (b"x" * 2**20 for _ in range(100))
    (reject,) = lines_of(Stream("file", chunks))
    assert isinstance(reject, Reject)
    assert (reject.reason, len(reject.excerpt)) == ("a line of more than 16777216 bytes", EXCERPT)


def test_half_a_line_of_a_broken_input_is_not_handed_out() -> None:
    packed = gzip.compress(b"whole\n" + b"0123456789" * 1000, compresslevel=0)
    opened = stream(packed[:-100])
    assert [line.text for line in lines_of(opened) if isinstance(line, Line)] == [b"whole"]
    assert opened.broken
