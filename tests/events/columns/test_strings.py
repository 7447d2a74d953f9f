"""Texts get equal numbers if and only if they are equal."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaws.events.columns.names import name_table, named
from bylaws.events.columns.strings import Strings, digest
from bylaws.events.columns.wide import padded

SIZES = (*range(20), 31, 32, 33, 47, 48, 49, 64, 100, 1000)


def near(size: int) -> list[bytes]:
    """Texts of one size that differ from each other in one byte, at any place."""
    plain = bytes(97 + place % 26 for place in range(size))
    return [plain, *(plain[:place] + b"\0" + plain[place + 1 :] for place in range(size))]


def test_texts_that_differ_anywhere_get_numbers_of_their_own() -> None:
    texts = [each.decode() for size in SIZES for each in near(size)] + ["\0" * size for size in SIZES[2:]]
    strings = Strings(4)
    numbers = [strings.number(each) for each in texts]
    assert numbers == list(range(len(texts)))
    assert [strings.number(each) for each in texts] == numbers
    assert strings.numbers(texts).tolist() == numbers
    assert [strings.text(each) for each in numbers] == texts


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(max_size=40), unique=True, max_size=30), st.data())
def test_what_is_kept_keeps_its_text(texts: list[str], data: st.DataObject) -> None:
    strings = Strings(4)
    numbers = [strings.number(each) for each in texts]
    assert numbers == list(range(len(texts)))
    alive = sorted(data.draw(st.sets(st.sampled_from(numbers)))) if numbers else []
    places = strings.keep(np.array(alive, np.int64))
    assert [strings.text(int(places[each])) for each in alive] == [texts[each] for each in alive]
    assert [strings.number(texts[each]) for each in alive] == list(range(len(alive)))
    assert len(strings) == len(alive)


def test_no_texts_take_no_room() -> None:
    strings = Strings(4)
    strings.numbers(["a", "b"])
    before = strings.arena.size
    for _ in range(100):
        assert strings.numbers([]).size == 0
    assert strings.arena.size == before


@pytest.mark.parametrize("size", SIZES)
def test_what_stands_around_a_text_is_no_part_of_it(size: int) -> None:
    text = bytes(97 + place % 26 for place in range(size))
    assert len({int(digest(padded(b"\xff" * at + text + b"\xff"), at, at + size, np.uint64(7))) for at in range(10)}) == 1


def test_texts_do_not_collide_by_bits_that_cancel() -> None:
    """Two bits of one word against two of the next: what a chain of multiplications cannot tell apart, whatever its seed."""
    found = set[int]()
    for flips in range(1 << 10):
        words = [0x6161616161616161] * 20
        for pair in range(10):
            if flips >> pair & 1:
                words[2 * pair] ^= 1 << 63
                words[2 * pair + 1] ^= 1 << 63 | 1 << 34
        text = b"".join(word.to_bytes(8, "little") for word in words)
        found.add(int(digest(padded(text), 0, len(text), np.uint64(12345))))
    assert len(found) == 1 << 10


def test_a_word_is_recognised_and_nothing_near_it() -> None:
    words = [each for size in SIZES[1:] for each in near(size)]
    names = name_table(tuple(words))

    def number(word: bytes) -> int:
        return named(padded(b"zz" + word + b"zz"), 2, 2 + len(word), *names)

    assert [number(each) for each in words] == list(range(len(words)))
    others = {each for word in words for each in (word + b"\0", word + b"a", word[:-1], word[:-1] + b"!", b"!" + word[1:])}
    assert {number(each) for each in others - set(words)} == {len(words)}
