"""The rejects file is private and says why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bylaws.events.record import Reject
from bylaws.events.rejects import RejectsFile, form_of


def test_rejects_are_written_for_the_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "rejects.jsonl"
    path.write_text("old")
    path.chmod(0o644)
    with RejectsFile(path) as rejects:
        rejects.write(Reject("log", 3, 40, "no JSON", "{"))
        rejects.write(Reject("cap", 0, 24, "cut off"))
    assert path.stat().st_mode & 0o777 == 0o600
    assert [json.loads(line) for line in path.read_text().splitlines()] == [
        {"file": "log", "line": 3, "offset": 40, "reason": "no JSON", "excerpt": "{"},
        {"file": "cap", "line": None, "offset": 24, "reason": "cut off", "excerpt": ""},
    ]
    assert rejects.count == 2
    assert [(each.first.reason, each.count) for each in rejects.reasons] == [("no JSON", 1), ("cut off", 1)]


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    target, path = tmp_path / "precious", tmp_path / "rejects.jsonl"
    target.write_text("precious")
    path.symlink_to(target)
    with RejectsFile(path) as rejects:
        rejects.write(Reject("log", 1, 0, "no JSON"))
    assert target.read_text() == "precious"
    assert not path.is_symlink()


def test_without_rejects_there_is_no_file(tmp_path: Path) -> None:
    with RejectsFile(tmp_path / "rejects.jsonl"):
        pass
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ('`to`: `"+12"` is no telephone number', '`to`: `"a b"` is no telephone number', True),
        ('`to`: `"+12"` is no telephone number', '`from`: `"+12"` is no telephone number', False),
        ("`at`: `1.5` is no instant", "`at`: `-77` is no instant", True),
        ("`s` had already told of `x` with", "`s` had already told of `y` with", True),
        ("`s` had already told of `x` with", "`edge-7` had already told of `y` with", False),
        ("there is no kind of event `auth.atempt`", "there is no kind of event `call.recrd`", False),
        ("there is no kind of event `a/1`", "there is no kind of event `B 2`", True),
        ("a list of 3", "a list of 17", True),
    ],
)
def test_reasons_that_differ_in_what_they_quote_are_one(one: str, other: str, alike: bool) -> None:
    assert (form_of(one) == form_of(other)) is alike


def test_of_one_form_the_first_is_kept_and_the_commonest_comes_first() -> None:
    rejects = RejectsFile(None)
    for number, reason in enumerate(["no JSON", *(f'`to`: `"{n}x"` is no telephone number' for n in range(2000))], 1):
        rejects.write(Reject("log", number, 0, reason))
    assert [(each.first.line, each.count) for each in rejects.reasons] == [(2, 2000), (1, 1)]


def test_of_very_many_forms_the_first_are_kept() -> None:
    rejects = RejectsFile(None)
    for number in range(1500):
        rejects.write(Reject("log", number, 0, "no " + "".join("abcdefghij"[int(digit)] for digit in str(number))))
    assert (rejects.count, len(rejects.reasons)) == (1500, 1000)
