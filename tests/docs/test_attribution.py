"""The page about attribution: what it shows is in the sample, and the sample does what it says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import bylaws.policies
from bylaws.cli import main

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-to" / "attribute-events.md").read_text(encoding="utf-8")
SAMPLE = ROOT / "samples" / "attribution"
CANONICAL = Path(bylaws.policies.__file__).parent / "canonical.md"


def test_what_the_page_quotes_is_in_the_sample() -> None:
    (lists,) = re.findall(r"^```bylaw\n(.*?)```", PAGE, re.MULTILINE | re.DOTALL)
    assert lists in (SAMPLE / "policy.md").read_text()
    (mapping,) = re.findall(r"^```toml\n(.*?)```", PAGE, re.MULTILINE | re.DOTALL)
    assert mapping == (SAMPLE / "numbers.toml").read_text()
    (event,) = re.findall(r"^    (\{.*)$", PAGE, re.MULTILINE)
    assert json.loads(event).items() <= json.loads(_line("n1")).items()


def _line(name: str) -> str:
    return next(line for line in (SAMPLE / "events.jsonl").read_text().splitlines() if json.loads(line)["id"] == name)


def test_the_sample_s_examples_hold(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", str(SAMPLE / "policy.md")]) == 0
    assert "3 examples hold" in capsys.readouterr().out


def test_each_answers_for_what_happened_while_it_held_the_number_or_the_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    (command,) = re.findall(r"^    bylaws (run .*)$", PAGE, re.MULTILINE)
    arguments = command.replace("out/attribution", str(tmp_path / "out")).split()
    assert main(arguments) == 1, capsys.readouterr().err
    findings = map(json.loads, (tmp_path / "out" / "findings.jsonl").read_text().splitlines())
    assert [(each["at"][:10], each["rule"], each["subject"]) for each in findings] == [
        ("2026-11-02", "burst", "harbour-voice"),
        ("2026-11-02", "scan", "harbour-hosting"),
        ("2026-11-04", "scan", "pine-labs"),
        ("2026-11-06", "scan", "harbour-hosting"),
        ("2026-11-07", "burst", "ruby-lines"),
    ]


@pytest.mark.parametrize(
    ("most_gone", "code", "last"),
    [('most_gone = "50%"', 1, [("2026-11-06", "pine")]), ("", 3, [("2026-11-06", "harbour"), ("2026-11-06", "pine")])],
    ids=["believed", "not believed"],
)
def test_who_is_not_in_the_next_snapshot_answers_no_more_if_that_is_believed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], most_gone: str, code: int, last: list[tuple[str, str]]
) -> None:
    mapping = tmp_path / "numbers.toml"
    mapping.write_text(
        'kind = "number.assigned"\n[snapshot]\nat = { file = "%Y-%m-%d.csv", zone = "UTC" }\n'
        f'key = "number"\n{most_gone}\n'
        '[columns]\nnumber = "number"\naccount = "customer"\n'
    )
    (tmp_path / "2026-11-01.csv").write_text("number,customer\n+4930111,harbour\n+4930112,pine\n")
    (tmp_path / "2026-11-05.csv").write_text("number,customer\n+4930112,pine\n")
    calls = [
        {"kind": "call.record", "ended_at": f"2026-11-0{day}T10:0{minute}:00Z", "from": number, "direction": "outbound"}
        for day in (2, 6)
        for minute in range(5)
        for number in ("+4930111", "+4930112")
    ]
    (tmp_path / "calls.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in calls))
    out = tmp_path / "out"
    given = [f"--events={tmp_path / name}" for name in ("2026-11-01.csv", "2026-11-05.csv", "calls.jsonl")]
    assert main(["run", str(SAMPLE / "policy.md"), *given, f"--mapping={mapping}", f"--out={out}"]) == code
    assert ("Not believed" in capsys.readouterr().out) == (code == 3)
    assert main(["doctor", str(SAMPLE / "policy.md"), *given, f"--mapping={mapping}"]) == code
    assert ("Not believed" in capsys.readouterr().out) == (code == 3)
    findings = map(json.loads, (out / "findings.jsonl").read_text().splitlines())
    assert [(each["at"][:10], each["subject"]) for each in findings] == [
        ("2026-11-02", "harbour"),
        ("2026-11-02", "pine"),
        *last,
    ]


def test_a_list_of_contacts_tells_who_is_there_and_not_who_signed_up(tmp_path: Path) -> None:
    contacts = (
        'kind = "account.created"\nfiles = "contacts-*.csv"\n'
        '[snapshot]\nat = { file = "contacts-%Y-%m-%d.csv", zone = "UTC" }\n'
        '[columns]\naccount = "account"\nemail = "mail"\nsign_in = "sign-in"\npayment_fingerprint = "card"\n'
    )
    (tmp_path / "contacts.toml").write_text(contacts)
    rows = "".join(f"c{n},k{n}@works.example,{'sso' if n else 'password'},aa01\n" for n in range(6))
    for day in ("2026-11-01", "2026-11-02", "2026-11-20"):
        (tmp_path / f"contacts-{day}.csv").write_text(f"account,mail,sign-in,card\n{rows}")
    seen = {"kind": "credential.state", "at": "2026-11-03T00:00:00Z", "user": "u", "in_breach_list": True}
    audits = [seen | {"account": "c0"}, seen | {"account": "c1", "user": "v"}]
    (tmp_path / "audits.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in audits))
    out = tmp_path / "out"
    given = [f"--events={each}" for each in (*sorted(tmp_path.glob("*.csv")), tmp_path / "audits.jsonl")]
    assert main(["run", str(CANONICAL), *given, f"--mapping={tmp_path / 'contacts.toml'}", f"--out={out}"]) == 1
    findings = map(json.loads, (out / "findings.jsonl").read_text().splitlines())
    assert {(each["rule"], each["subject"], each["state"]) for each in findings} == {
        ("weak-credential", "u", "settled"),
        ("weak-credential", "v", "excused"),  # signed in by the firm, as the list tells
    }
