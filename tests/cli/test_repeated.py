"""What is told more than once: `run`, `doctor` and `read` count alike, and say so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bylaws import app
from bylaws.cli import main
from tests.cli.conftest import Desk, attempt

Said = pytest.CaptureFixture[str]
Paths = pytest.mark.parametrize("worth", [0, 1 << 62], ids=["columns", "steps"])

AGAIN = [attempt(10, id="tick")] * 300
CONTRADICTING = [{**attempt(10, id="x"), "at": f"2026-11-22T10:{minute:02}:00Z"} for minute in range(60)]
APART = [attempt(minute) for minute in range(10, 20)]
SENT = {"kind": "message.sent", "id": "x", "at": "2026-11-22T10:01:00Z", "received_at": "2026-11-22T10:01:01Z"}
APPLIED = {**SENT, "kind": "step.applied", "received_at": "2026-11-22T10:01:00Z"}


def counts(desk: Desk, capsys: Said) -> list[tuple[int, int, int, dict[str, int]]]:
    """By `run`, `doctor` and `read`: events, how many of them are told again, rejects, events by kind."""
    desk.run("--quiet")
    ran = desk.summary()
    capsys.readouterr()
    main(["doctor", str(desk.policy), "--events", str(desk.events), "--format", "json"])
    examined = json.loads(capsys.readouterr().out)["events"]
    main(["read", str(desk.events), "--format", "json"])
    read: dict[str, Any] = json.loads(capsys.readouterr().out)
    return [
        (ran["events"]["read"], ran["events"]["duplicates"], ran["rejects"]["count"], ran["events"]["kinds"]),
        (examined["read"], examined["duplicates"], examined["rejected"], examined["kinds"]),
        (read["events"], read["duplicates"], read["rejects"]["count"], dict(sorted(read["kinds"].items()))),
    ]


@Paths
@pytest.mark.parametrize(
    ("events", "told"),
    [
        (AGAIN, (300, 299, 0, {"auth.attempt": 300})),
        (CONTRADICTING, (1, 0, 59, {"auth.attempt": 1})),
        # The same again, far apart, out of order, and one that contradicts of a kind that nobody reads.
        ([*APART, *APART[::-1]], (20, 10, 0, {"auth.attempt": 20})),
        ([*APART, SENT, APPLIED, *APART], (21, 10, 1, {"auth.attempt": 20, "step.applied": 1})),
        ([*APART, "no json"], (10, 0, 1, {"auth.attempt": 10})),
    ],
    ids=["again", "contradicting", "backwards", "of another kind", "broken"],
)
def test_all_count_alike(
    desk: Desk,
    capsys: Said,
    worth: int,
    events: list[object],
    told: tuple[int, int, int, dict[str, int]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    desk.write(*events)
    assert counts(desk, capsys) == [told] * 3


BROWSERS = [attempt(10, id="x", user_agent=name) for name in ("one", "other", "one")]
SPELLED = [attempt(10, id="x", lat=52.5, colour="red"), attempt(10, lat="52.50", id="x", colour="blue", device=None)]


@Paths
@pytest.mark.parametrize("stamped", [False, True], ids=["undated", "received"])
def test_statement_2_what_differs_only_in_what_no_rule_reads_is_a_conflict_all_the_same(
    desk: Desk, capsys: Said, worth: int, stamped: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    received = [{"received_at": f"2026-11-22T10:1{9 - n}:00Z"} if stamped else {} for n in range(3)]
    desk.write(*({**told, **more} for told, more in zip(BROWSERS, received, strict=True)))
    found = counts(desk, capsys)
    assert found[0][:3] in {(2, 1, 1), (1, 0, 2)}, "one of the two contents stands"
    assert found == [found[0]] * 3
    # The latest line was received first.
    assert not stamped or found[0][:3] == (2, 1, 1)


@Paths
def test_statement_2_what_says_the_same_in_another_spelling_is_one_event(
    desk: Desk, capsys: Said, worth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    desk.write(*SPELLED)
    assert counts(desk, capsys) == [(2, 1, 0, {"auth.attempt": 2})] * 3


MAPPING = """kind = "auth.attempt"

[columns]
at = "when"
id = "number"
outcome = { column = "result", values = { fail = "fail" } }
user_agent = "program"
"""


@Paths
def test_statement_2_holds_for_other_formats(desk: Desk, capsys: Said, worth: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader of a format with a mapping makes events one by one."""
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    mapping = desk.folder / "attempts.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    table = desk.folder / "attempts.csv"
    lines = [f"2026-11-22T10:10:00Z,x,fail,{name}" for name in ("one", "other", "one")]
    table.write_text("\n".join(["when,number,result,program", *lines, ""]), encoding="utf-8")
    mapped = ["--mapping", str(mapping)]
    main(["run", str(desk.policy), "--events", str(table), "--out", str(desk.out), "--quiet", *mapped])
    ran = desk.summary()
    capsys.readouterr()
    main(["read", str(table), *mapped, "--format", "json"])
    read = json.loads(capsys.readouterr().out)
    assert (ran["events"]["duplicates"], ran["rejects"]["count"]) == (read["duplicates"], read["rejects"]["count"])
    assert ran["rejects"]["count"] in {1, 2}


def test_what_is_told_again_is_said_and_doubted_only_beyond_a_half(desk: Desk, capsys: Said) -> None:
    for events, words, is_doubted in ((AGAIN, "299 of 300 events (99.7 %)", True), (APART * 2, "10 of 20 events (50 %)", False)):
        desk.write(*events)
        for verb in (["run", str(desk.policy), "--events", str(desk.events), "--out", str(desk.out)], *verbs(desk)):
            main(verb)
            said = " ".join(capsys.readouterr().out.split())
            assert f"{words} tell again what others told, and count once" in said, verb
            assert ("their `id` does not tell them apart" in said) is is_doubted, verb
        page = (desk.out / "report.html").read_text(encoding="utf-8")
        assert words in page
        assert ("does not tell them apart.</p>" in page) is is_doubted


def verbs(desk: Desk) -> list[list[str]]:
    return [["doctor", str(desk.policy), "--events", str(desk.events)], ["read", str(desk.events)]]


def test_nothing_is_said_where_nothing_is_told_again(desk: Desk, capsys: Said) -> None:
    desk.run()
    for verb in verbs(desk):
        main(verb)
    assert "again" not in capsys.readouterr().out


@Paths
def test_what_contradicts_is_rejected_of_its_kind(desk: Desk, worth: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of one kind most, and few of all."""
    monkeypatch.setattr(app, "WORTH_COLUMNS", worth)
    mails = [{"kind": "message.sent", "id": f"m{n}", "at": f"2026-11-22T09:{n % 60:02}:00Z"} for n in range(1000)]
    desk.write(*CONTRADICTING[:9], *mails)
    assert desk.run() == 3
    assert "auth.attempt" in str(desk.summary()["in_part"]["guessed"])
    assert main(["doctor", str(desk.policy), "--events", str(desk.events)]) == 3


def test_read_is_3_where_most_contradicts(desk: Desk) -> None:
    desk.write(*CONTRADICTING)
    assert main(["read", str(desk.events)]) == 3


def test_a_log_beside_its_copy_is_half_told_again(desk: Desk, tmp_path: Path) -> None:
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(desk.events.read_bytes())
    desk.run("--events", str(copy))
    assert desk.summary()["events"]["duplicates"] == 5
    assert desk.summary()["events"]["read"] == 10
