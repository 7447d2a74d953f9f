"""Drawn images, by which hashes of images are judged, are each their own; what is counted of them is what there is to count."""

from __future__ import annotations

import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from bylaws.training import images


def test_an_image_is_the_same_each_time_and_no_other() -> None:
    told = [images.packed(images.drawn(number)) for number in range(30)]
    assert told == [images.packed(images.drawn(number)) for number in range(30)]
    assert len(set(told)) == len(told)


@pytest.mark.parametrize("how", images.CHANGES)
def test_a_change_changes_an_image_and_leaves_one(how: str) -> None:
    original = images.drawn(4)
    changed = images.CHANGES[how](original)
    assert changed != images.packed(original)
    assert images._hashes({1: changed})


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=2, max_size=12), st.integers(0, 255))
def test_pairs_are_counted_as_one_by_one(made: list[bytes], bits: int) -> None:
    made.append((int.from_bytes(made[0]) ^ ((1 << bits % 40) - 1)).to_bytes(32))
    pairs = list(combinations(made, 2))
    near = sum((int.from_bytes(one) ^ int.from_bytes(other)).bit_count() <= images.NEAR for one, other in pairs)
    assert images._matches(np.frombuffer(b"".join(made), np.uint64).reshape(-1, 4)) == (len(pairs), near)


@given(st.integers(0, 50), st.integers(50, 10**7))
def test_the_interval_is_wilsons(hits: int, of: int) -> None:
    told = images._in_a_million(hits, of)
    known = binomtest(hits, of).proportion_ci(0.95, "wilson")
    assert (told.low, told.high) == pytest.approx((known.low * 1e6, known.high * 1e6), rel=1e-4, abs=1e-6)
    assert told.value == pytest.approx(hits / of * 1e6)


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pdqhash", None)
    monkeypatch.delitem(sys.modules, "bylaws.content.images.hashing", raising=False)
    with pytest.raises(ValueError, match="extra `images`"):
        images._hashes({1: b""})


def test_few_images_are_judged_as_many_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "DRAWN", 12)
    monkeypatch.setattr(images, "CHANGED", 6)
    told = {each.split: each for each in images.judgements(Path(), lambda *_: None)}
    assert len(told) == len(images.CHANGES) + 1
    assert told["copies as JPEG of quality 40"].figures[0].measure.value == 1.0
    assert told["copies mirrored"].figures[0].measure.value == 0.0
    assert told["every two of different images"].judged == 66
