"""Exit codes and what a user is told who used a command wrongly."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from importlib.abc import MetaPathFinder
from pathlib import Path

import pytest

import bylaws.cli.command
from bylaws import __version__
from bylaws.cli import main
from bylaws.cli.exits import MEANINGS, Exit
from bylaws.cli.verbs import VERBS

BYLAWS = Path(sys.executable).with_name("bylaws")


def test_every_code_has_a_meaning() -> None:
    assert set(MEANINGS) == set(Exit)
    assert [int(code) for code in Exit] == [0, 1, 2, 3, 64, 65, 70, 130, 141, 143]


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


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("chek p.md", "there is no verb `chek`; did you mean `check`?\n`bylaws --help` shows how it is used"),
        ("check", "`bylaws check` needs POLICY\n`bylaws check --help` shows how it is used"),
        ("run p.md", "`bylaws run` needs --events\n`bylaws run --help` shows how it is used"),
        ("check p.md --format", "--format needs a value behind it\n`bylaws check --help` shows how it is used"),
        ("check p.md more", "`bylaws check` can do nothing with `more`\n`bylaws check --help` shows how it is used"),
        ("check p.md --formt json", "Unknown option: --formt. Did you mean --format?\n`bylaws check --help` shows how it is used"),
        ("check pp.md", "there is no file pp.md; did you mean p.md?"),
        ("check far.txt", "there is no file far.txt; a policy is a Markdown file, given by its path"),
        ("check no/p.md", "there is no file no/p.md, for there is no folder no"),
        ("test here", "here is a folder; a policy is one Markdown file, such as here/a.md"),
        ("render empty", "empty is a folder; a policy is one Markdown file"),
        ("check pipe", "pipe is no regular file; a policy is a file in a folder, for it may include others"),
        (
            "check -",
            "- is no regular file; a policy is a file in a folder, for it may include others\n"
            "`bylaws check --help` shows how it is used",
        ),
        (
            "tune p.md guessed --events a.log b.log",
            "`bylaws tune` can do nothing with `b.log`: several inputs are `--events A --events B`, and a pattern stands in "
            "quotation marks\n`bylaws tune --help` shows how it is used",
        ),
        ("kinds -", "`bylaws kinds` can do nothing with `-`\n`bylaws kinds --help` shows how it is used"),
        ("format p.md --check --stdout", "--check and --stdout do not go together; give one of them"),
        ("read empty", "there is no file in the folder `empty`"),
    ],
)
def test_wrong_usage_says_what_is_wrong_and_what_to_do(
    words: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("here", "empty"):
        (tmp_path / name).mkdir()
    for name in ("p.md", "here/a.md", "here/b.md"):
        (tmp_path / name).touch()
    os.mkfifo(tmp_path / "pipe")
    assert main(words.split()) == 64
    assert capsys.readouterr().err == f"{message}\n"


def test_an_error_of_bylaws_is_70_and_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def broken() -> None:
        raise RuntimeError("out of [luck]")

    monkeypatch.setattr(bylaws.cli.command, "build", broken)
    monkeypatch.delenv("BYLAWS_DEBUG", raising=False)
    assert main([]) == 70
    assert "bylaws failed: RuntimeError: out of [luck]" in capsys.readouterr().err
    monkeypatch.setenv("BYLAWS_DEBUG", "1")
    with pytest.raises(RuntimeError):
        main([])


def test_an_interruption_is_130_and_silent(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(bylaws.cli.command, "build", interrupted)
    assert main([]) == 130
    assert capsys.readouterr() == ("", "")


def test_an_interruption_while_the_command_is_loaded_is_as_silent(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Interrupting(MetaPathFinder):
        def find_spec(self, name: str, *_: object) -> None:
            if name == "bylaws.cli.command":
                raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, "bylaws.cli.command")
    monkeypatch.setattr(sys, "meta_path", [Interrupting(), *sys.meta_path])
    assert main(["--version"]) == 130
    assert capsys.readouterr() == ("", "")


def test_nothing_else_is_loaded_before_the_command() -> None:
    code = "import sys; before = set(sys.modules); import bylaws.cli; print(*sorted(set(sys.modules) - before))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert [name for name in loaded if "." in name or name == "numba"] == ["bylaws.cli", "collections.abc"]


@pytest.mark.parametrize("verb", ["check", "run", "read"])
def test_a_verb_loads_nothing_that_only_some_inputs_need(verb: str) -> None:
    code = f"import sys, bylaws.cli.{verb}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {"numba", "numpy", "dpkt", "tldextract"}.isdisjoint(loaded)


def test_what_the_shell_starts_ends_at_once_with_all_that_was_printed() -> None:
    code = "import atexit, sys; from bylaws.cli import shell; atexit.register(print, 'taken apart'); sys.exit(shell())"
    done = subprocess.run([sys.executable, "-c", code, "kinds", "no.such"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (64, "")
    assert done.stderr
    done = subprocess.run([sys.executable, "-c", code, "--version"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split(), done.stderr) == (0, [__version__], "")


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
    program, *words = shlex.split(example)
    assert program == "bylaws"
    bylaws.cli.command.build().parse_args(words, exit_on_error=False, print_error=False)


@pytest.mark.parametrize("words", ["kinds --format json", "kinds", "explain", "--help"])
def test_a_reader_that_goes_away_is_141_and_silent(words: str) -> None:
    shell = f"{BYLAWS} {words} | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (141, b"")
