"""What was kept of fuzzing is tried again: no fault shows, in bounded time and memory."""

from __future__ import annotations

from random import Random

import pytest

from .drive import not_followed
from .mutate import HOSTILE, Mutator
from .page import PAGE, page
from .target import CORPUS, MEMORY, MOST, Target, TooMuchMemoryError, TooSlowError
from .targets import targets

TARGETS = targets()


@pytest.mark.parametrize("target", TARGETS, ids=lambda each: each.name)
def test_no_input_that_was_kept_shows_a_fault(target: Target) -> None:
    target.seeds()  # compiled code is compiled here, and not at the cost of an input
    assert target.kept, "there is nothing to try"
    for path in target.kept:
        target.hold(path.read_bytes())


def test_what_was_kept_is_of_a_target_and_small() -> None:
    assert {path.name for path in CORPUS.iterdir()} == {each.name for each in TARGETS}
    for target in TARGETS:
        kept = [path.read_bytes() for path in target.kept]
        assert len(set(kept)) == len(kept)
        assert max(map(len, kept)) <= 4096
        assert target.inputs()


def test_what_takes_too_much_time_or_memory_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(_: bytes) -> None:
        while True:
            pass

    def large(_: bytes) -> None:
        bytes(MEMORY + 1)

    monkeypatch.setattr("tests.fuzz.target.SECONDS", 0.1)
    with pytest.raises(TooSlowError):
        Target("slow", slow, list).hold(b"")
    with pytest.raises(TooMuchMemoryError):
        Target("large", large, list).hold(b"")


def test_what_takes_time_or_memory_only_at_first_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[bytes] = []

    def slow_at_first(data: bytes) -> None:
        tried.append(data)
        while len(tried) == 1:
            pass

    def large_at_first(data: bytes) -> None:
        tried.append(data)
        bytes(MEMORY + 1 if len(tried) == 1 else 0)

    monkeypatch.setattr("tests.fuzz.target.SECONDS", 0.1)
    for check in (slow_at_first, large_at_first):
        tried.clear()
        Target("first", check, list).hold(b"")
        assert len(tried) == 3


def test_compiled_code_is_not_followed() -> None:
    assert {"bylaws.events.columns", "bylaws.events.columns.merge", "bylaws.engine.columns.kernel"} <= set(not_followed())


def test_mutants_are_many_and_bounded() -> None:
    good = b'{"kind": "auth.attempt", "at": 1}\n' * 3
    mutator = Mutator([good, b"x" * MOST])
    mutants = {mutator.changed(each, Random(seed)) for seed in range(200) for each in (good, b"", *HOSTILE[:3])}
    assert len(mutants) > 400
    assert max(map(len, mutants)) <= MOST


def test_the_page_tells_what_the_log_tells() -> None:
    """Run `python -m tests.fuzz.page` when this fails."""
    told = PAGE.read_text("utf-8")
    assert page(told) == told
