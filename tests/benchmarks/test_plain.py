"""The hand-written rules of the benchmark and bylaws agree on its traffic."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.__main__ import bylaws, findings_of_bylaws
from benchmarks.plain.mail import lower_share
from benchmarks.plain.windows import counter, distincter, once, summer

from benchmarks import plain, traffic


def test_the_same_seed_makes_the_same_traffic() -> None:
    first, again, other = (list(traffic.traffic(1500, seed=seed)) for seed in (7, 7, 8))
    assert first == again
    assert first != other
    assert len(first) == 1500


@pytest.mark.slow
def test_both_find_the_same(tmp_path: Path) -> None:
    path = tmp_path / "traffic.jsonl"
    traffic.write(15_000, path)
    bylaws(path, tmp_path / "out")
    by_hand = Counter(plain.run(path))
    assert by_hand == findings_of_bylaws(tmp_path / "out")
    assert len({rule for rule, *_ in by_hand}) >= 15


def test_windows_leave_out_what_is_exactly_their_length_ago() -> None:
    count, total, kinds, opens = counter(10), summer(10), distincter(10), once(10)
    assert [count("k", at) for at in (0, 9, 10, 19)] == [1, 2, 2, 2]
    assert [total("k", at, 5, 1) for at in (0, 9, 10, 21)] == [(5, 1), (10, 2), (10, 2), (5, 1)]
    assert [kinds("k", at, value) for at, value in ((0, "a"), (5, "b"), (10, "b"))] == [1, 2, 1]
    assert [opens("k", at) for at in (0, 9, 10)] == [True, False, True]


def test_the_lower_end_of_wilsons_interval() -> None:
    assert lower_share(10, 1000) == pytest.approx(0.005441, abs=1e-6)
