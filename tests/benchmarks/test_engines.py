"""The twenty conditions mean the same in every language in which they are written out."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.engines import closures, requests
from benchmarks.engines.__main__ import ENGINES, WARM, judged_by_bylaws
from benchmarks.engines.bylaws import policy
from benchmarks.engines.predicates import PREDICATES


def by_hand(count: int) -> set[tuple[str, str]]:
    matching = closures.matcher()
    return {(name, event["id"]) for event in map(json.loads, requests.lines(count)) for name in matching(event)}


def test_each_condition_is_met_now_and_then() -> None:
    assert {name for name, _ in by_hand(40_000)} == set(PREDICATES)


def test_a_longer_log_begins_like_a_shorter_one() -> None:
    assert list(requests.lines(500))[:300] == list(requests.lines(300))


@pytest.mark.slow
def test_bylaws_matches_what_plain_python_does(tmp_path: Path) -> None:
    law, traffic = tmp_path / "twenty.md", tmp_path / "requests.jsonl"
    law.write_text(policy(), encoding="utf-8")
    requests.write(WARM, traffic)
    assert judged_by_bylaws(law, traffic, tmp_path / "out")[1] == by_hand(WARM)


@pytest.mark.parametrize("engine", [name for name in ENGINES if ENGINES[name]])
def test_an_engine_matches_what_plain_python_does(engine: str) -> None:
    """Engines that are not installed are tried by `make engines` alone."""
    module = Path(closures.__file__).with_name(f"{engine}.py")
    try:
        matching = importlib.import_module(f"benchmarks.engines.{engine}").matcher()
    except ModuleNotFoundError:
        assert module.is_file()
        pytest.skip(f"{ENGINES[engine]} is not installed")
    found = {(name, event["id"]) for event in map(json.loads, requests.lines(3000)) for name in matching(event)}
    assert found == by_hand(3000)
