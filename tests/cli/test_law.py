"""`bylaws run --law`: each event by the version in force when it happened."""

from __future__ import annotations

from pathlib import Path

import pytest

from bylaws.cli import main
from tests.cli.conftest import POLICY, Desk

OLD_WORDS = "Guessing is not allowed."


@pytest.fixture
def law(desk: Desk) -> Path:
    """An older version, stricter and in other words; the policy itself takes effect in the middle of the events."""
    folder = desk.folder / "law"
    folder.mkdir()
    old = POLICY.replace("2026-11-21T00:00:00Z", "2026-01-01T00:00:00Z").replace("2026-11-21", "2026-01-01")
    old = old.replace("most = 3", "most = 2").replace("You must not try to get into an account by guessing.", OLD_WORDS)
    (folder / "2026-01.md").write_text(old, encoding="utf-8")
    desk.policy.write_text(POLICY.replace("2026-11-21T00:00:00Z", "2026-11-22T10:12:00Z"), encoding="utf-8")
    return folder


def test_a_finding_cites_the_version_in_force(desk: Desk, law: Path) -> None:
    assert desk.run("--law", str(law)) == 1
    (finding,) = desk.findings()
    assert (finding["version"], finding["at"], finding["hypothetical"]) == ("2026-01-01", "2026-11-22T10:11:00Z", False)
    assert finding["repeats"] == 3


def test_under_the_policy_alone_what_came_before_it_is_hypothetical(
    desk: Desk, law: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.policy.write_text(desk.policy.read_text(encoding="utf-8").replace("most = 3", "most = 2"), encoding="utf-8")
    assert law.exists()
    desk.run()
    (finding,) = desk.findings()
    assert (finding["version"], finding["hypothetical"]) == ("2026-11-21", True)
    assert "1 of them hypothetical: the clause was not yet in force" in capsys.readouterr().out
    assert desk.summary()["findings"]["hypothetical"] == 1
    assert main(["why", str(finding["id"]), "--out", str(desk.out)]) == 0
    assert "Hypothetical: the clause was not yet in force" in capsys.readouterr().out


def test_the_report_quotes_the_clause_as_it_was_worded(desk: Desk, law: Path) -> None:
    desk.run("--law", str(law))
    page = (desk.out / "report.html").read_text(encoding="utf-8")
    assert OLD_WORDS in page
    assert "as worded in version 2026-01-01" in page
    assert "You must not try to get into an account" not in page


def test_events_before_the_first_version_are_told_of(desk: Desk, law: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = law / "2026-01.md"
    old.write_text(old.read_text(encoding="utf-8").replace("2026-01-01T00:00:00Z", "2026-11-22T10:11:30Z"), encoding="utf-8")
    assert desk.run("--law", str(law)) == 1
    told = "2 events lie before the first version and were judged by none"
    assert told in capsys.readouterr().out
    assert told in (desk.out / "report.html").read_text(encoding="utf-8")
    assert desk.summary()["events"]["before_law"] == 2


def test_where_all_events_lie_before_every_version_nothing_is_known_and_that_is_3(
    desk: Desk, law: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path, effect in ((law / "2026-01.md", "2026-01-01T00:00:00Z"), (desk.policy, "2026-11-22T10:12:00Z")):
        later = effect.replace("2026", "2027")
        path.write_text(path.read_text(encoding="utf-8").replace(f"effective: {effect}", f"effective: {later}"), encoding="utf-8")
    assert desk.run("--law", str(law)) == 3
    why = "every event lies before the first version, which takes effect at 2027-01-01 00:00:00 UTC"
    assert f"nothing is known of findings: {why}\n" in capsys.readouterr().out
    assert set(desk.summary()["blind"].values()) == {why}


def test_where_a_version_holds_from_the_first_event_on_nothing_is_said(
    desk: Desk, law: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.run("--law", str(law))
    assert "before the first version" not in capsys.readouterr().out
    assert desk.summary()["events"]["before_law"] == 0


def test_why_retells_it_under_that_version(desk: Desk, law: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk.run("--law", str(law), "--quiet")
    assert main(["why", str(desk.findings()[0]["id"]), "--out", str(desk.out)]) == 0
    said = capsys.readouterr().out
    assert OLD_WORDS in said
    assert "2 events" in said


@pytest.mark.parametrize(("accepts", "version"), [("old", "2026-01-01"), ("other", "2026-11-21")])
def test_who_accepted_a_version_is_judged_by_it_though_no_rule_reads_acceptances(
    desk: Desk, law: Path, accepts: str, version: str
) -> None:
    accepted = {"kind": "policy.accepted", "id": "p", "at": "2026-11-01T00:00:00Z", "account": accepts}
    mail = {"kind": "message.sent", "id": "m", "at": "2026-11-23T00:00:00Z", "account": "old", "purpose": "promotional"}
    desk.write({**accepted, "policy": "acceptable-use", "version": "2026-01-01"}, mail)
    desk.run("--law", str(law))
    (finding,) = desk.findings()
    assert finding["version"] == version


def test_a_version_that_does_not_compile_is_2(desk: Desk, law: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (law / "broken.md").write_text(POLICY.replace("outcome =", "outcom ="), encoding="utf-8")
    assert desk.run("--law", str(law)) == 2
    said = capsys.readouterr().err
    assert "error[unknown-name]" in said
    assert "broken.md:" in said


def test_two_versions_that_cannot_be_told_apart_are_64(desk: Desk, law: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = (law / "2026-01.md").read_text(encoding="utf-8")
    (law / "again.md").write_text(old.replace("most = 2", "most = 4"), encoding="utf-8")
    assert desk.run("--law", str(law)) == 64
    assert "take effect at the same instant" in capsys.readouterr().err
    (law / "again.md").write_text(old.replace("2026-01-01T", "2026-02-01T"), encoding="utf-8")
    assert desk.run("--law", str(law)) == 64
    assert "two different texts" in capsys.readouterr().err


def test_a_folder_without_a_version_is_64(desk: Desk, law: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert law.exists()
    assert desk.run("--law", str(desk.out)) == 64
    assert "there is no version" in capsys.readouterr().err
    assert desk.run("--law", str(law / "nowhere")) == 64
    assert f"there is no folder {law / 'nowhere'}" in capsys.readouterr().err
