"""The policy for images that look like listed ones, with the example list that stands beside it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bylaws.cli import main
from bylaws.content.images.listed import SETTING, operators_list
from bylaws.content.images.near import hasher
from bylaws.engine.examples import run_example
from bylaws.policy.format import format_text
from tests.policies.test_shipped import FOLDER, program

NAME = "near-images.md"


@pytest.fixture(autouse=True)
def _listed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(SETTING, str(FOLDER / "image-hashes.example.csv"))
    operators_list.cache_clear()
    yield
    operators_list.cache_clear()
    hasher().close()


def test_its_own_examples_hold() -> None:
    own = [each for each in program(NAME).examples if each.span.file.path.endswith(NAME)]
    outcomes = [run_example(program(NAME), each) for each in own]
    assert len(outcomes) == 1
    assert [each.span.text for outcome in outcomes for each in outcome.expectations if not each.met] == []


def test_it_compiles_and_is_laid_out() -> None:
    text = (FOLDER / NAME).read_text(encoding="utf-8")
    assert main(["check", str(FOLDER / NAME)]) == 0
    assert format_text(text, NAME) == text


def test_without_a_list_it_says_which_setting_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(SETTING)
    operators_list.cache_clear()
    assert main(["test", str(FOLDER / NAME)]) == 64
    assert SETTING in capsys.readouterr().err


def test_nothing_of_a_look_alike_is_sealed() -> None:
    """The near lane leads to a review by somebody trained, and to nothing else."""
    (rule,) = (each for each in program(NAME).rules if each.name == "like-listed")
    assert [level for level, _ in rule.severity] == ["info"]
    assert rule.steps == "trained-eyes"
