"""A table in parts is a dict in no order."""

from __future__ import annotations

import pickle

from hypothesis import given
from hypothesis import strategies as st

from bylaws.engine.parted import PARTS, Parted

KEYS = st.one_of(st.integers(-3, 300), st.text(max_size=2), st.tuples(st.text(max_size=1), st.integers(0, 3)))


@given(st.lists(st.tuples(st.sampled_from(["set", "set", "delete"]), KEYS, st.integers())))
def test_it_holds_what_a_dict_holds(done: list[tuple[str, object, int]]) -> None:
    parted: Parted[object, int] = Parted()
    plain: dict[object, int] = {}
    for what, key, value in done:
        if what == "set":
            parted[key] = plain[key] = value
        elif key in parted:
            del parted[key], plain[key]
        assert parted.get(key) == plain.get(key)
        assert (key in parted) == (key in plain)
    again = pickle.loads(pickle.dumps(parted))
    for each in (parted, again):
        assert dict(each.items()) == plain
        assert len(each) == len(plain)
        assert set(each) == set(plain)
        assert sorted(each.values()) == sorted(plain.values())
        assert {key for part in range(PARTS) for key in each.some(part)} == set(plain)


def test_keys_lie_in_all_parts() -> None:
    parted: Parted[str, int] = Parted()
    for number in range(10_000):
        parted[f"c{number:07}"] = number
    assert max(len(parted.some(part)) for part in range(PARTS)) < 200
