"""Exit codes and what a user is told who used a command wrongly."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import bylaws.cli
from bylaws import __version__
from bylaws.cli import main
from bylaws.cli.exits import MEANINGS, Exit
from bylaws.cli.verbs import VERBS

BYLAWS = Path(sys.executable).with_name("bylaws")


def test_every_code_has_a_meaning() -> None:
    assert set(MEANINGS) == set(Exit)
    assert [int(code) for code in Exit] == [0, 1, 2, 3, 64, 70, 130, 141]


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["check"],
        ["check", "nowhere.md"],
        ["check", "p.md", "--format", "yaml"],
        ["kinds", "no.such"],
        ["explain", "no-such-code"],
        ["why", "0123", "--out", "nowhere"],
        ["run", "nowhere.md", "--events", "x"],
        ["read", "nowhere.jsonl"],
    ],
)
def test_wrong_usage_is_64_and_one_plain_message(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 64
    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    assert said.err.strip()


def test_an_error_of_bylaws_is_70_and_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def broken() -> None:
        raise RuntimeError("out of [luck]")

    monkeypatch.setattr(bylaws.cli, "build", broken)
    monkeypatch.delenv("BYLAWS_DEBUG", raising=False)
    assert main([]) == 70
    assert "bylaws failed: RuntimeError: out of [luck]" in capsys.readouterr().err
    monkeypatch.setenv("BYLAWS_DEBUG", "1")
    with pytest.raises(RuntimeError):
        main([])


def test_an_interruption_is_130_and_silent(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(bylaws.cli, "build", interrupted)
    assert main([]) == 130
    assert capsys.readouterr() == ("", "")


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.strip() == __version__


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_with_an_example(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([verb, "--help"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert VERBS[verb].help.split(":")[0] in text
    assert VERBS[verb].examples[0] in text


@pytest.mark.parametrize("example", [example for verb in VERBS.values() for example in verb.examples])
def test_examples_in_help_are_valid_commands(example: str) -> None:
    program, *words = example.split()
    assert program == "bylaws"
    bylaws.cli.build().parse_args(words, exit_on_error=False, print_error=False)


@pytest.mark.parametrize("words", ["kinds --format json", "kinds", "explain", "--help"])
def test_a_reader_that_goes_away_is_141_and_silent(words: str) -> None:
    shell = f"{BYLAWS} {words} | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (141, b"")
