"""`bylaws diff`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bylaws.cli import main
from tests.cli.conftest import POLICY, Desk, attempt

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "src" / "bylaws" / "policies"
SIGN_INS = ROOT / "samples" / "logs" / "sign-ins.jsonl.gz"

Said = pytest.CaptureFixture[str]


@pytest.fixture
def next_(desk: Desk) -> Path:
    """The version to come, not changed yet."""
    path = desk.folder / "next.md"
    path.write_text(POLICY, encoding="utf-8")
    return path


def _change(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def _diff(desk: Desk, next_: Path, *words: str) -> int:
    return main(["diff", str(desk.policy), str(next_), *words])


def _json(desk: Desk, next_: Path, capsys: Said, *words: str) -> dict[str, Any]:
    _diff(desk, next_, "--format", "json", *words)
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_no_difference_is_0(desk: Desk, next_: Path, capsys: Said) -> None:
    assert _diff(desk, next_, "--events", str(desk.events), "--out", str(desk.out)) == 0
    said = capsys.readouterr().out
    assert "The texts do not differ." in said
    assert "Every finding would be the same." in said
    assert "Every finding would be the same." in (desk.out / "diff.html").read_text(encoding="utf-8")


def test_only_layout_is_said_and_is_0(desk: Desk, next_: Path, capsys: Said) -> None:
    _change(next_, ("  when failures >= most", "  when   failures >=   most"))
    assert _diff(desk, next_) == 0
    said = capsys.readouterr().out
    assert "1 text only written differently, with the same meaning" in said
    assert "written differently, with the same meaning: guessing" in said


def test_words_and_rules_stand_side_by_side(desk: Desk, next_: Path, capsys: Said) -> None:
    _change(next_, ("You must not try", "You must never try"), ("severity high", "severity low"), ("most = 3", "most = 30"))
    assert _diff(desk, next_) == 1
    said = capsys.readouterr().out
    assert "1 clause reworded; 1 parameter changed; 1 rule changed." in said
    assert "[-not-]" in said
    assert "{+never+}" in said
    assert "parameter most changed: [-3-] → {+30+}" in said
    assert re.search(r"severity \[-high-\] +.*severity \{\+low\+\}|severity \[-high-\]", said)


def test_the_page_is_whole_and_masks_names(desk: Desk, next_: Path, capsys: Said) -> None:
    _change(next_, ("most = 3", "most = 1"), ("You must not try", "You must <never> try"))
    desk.write(attempt(10))
    assert _diff(desk, next_, "--events", str(desk.events), "--out", str(desk.out)) == 1
    page = (desk.out / "diff.html").read_text(encoding="utf-8")
    said = capsys.readouterr().out
    for each in (page, said):
        assert "203.0.113.9" not in each
        assert re.search(r"ip-[0-9a-f]{8}", each)
        assert "1 subject would be accused under a clause under which nothing was found before." in each
    assert "<li>parameter most (clause guessing): 3 before, 1 after</li>" in page[: page.index("<section")]
    assert "<del>not</del>" in page
    assert "<ins>&lt;never&gt;</ins>" in page
    assert "<script" not in page
    assert desk.run("--quiet") == 0
    desk.write(*(attempt(minute) for minute in (1, 2, 3)))
    desk.run("--quiet")
    name = desk.summary()["subjects"][0]["subject"]
    assert name in page, "a subject has one name in a folder of outputs"


def test_one_finding_is_not_spoken_of_as_many(desk: Desk, next_: Path, capsys: Said) -> None:
    _change(next_, ("most = 3", "most = 1"))
    desk.write(attempt(10))
    assert _diff(desk, next_, "--events", str(desk.events)) == 1
    assert "\n1 finding would be new, 0 gone, 0 changed." in capsys.readouterr().out


def test_unmasked_names_are_the_names(desk: Desk, next_: Path, capsys: Said) -> None:
    _change(next_, ("most = 3", "most = 1"))
    desk.write(attempt(10))
    assert _diff(desk, next_, "--events", str(desk.events), "--unmask") == 1
    assert "203.0.113.9" in capsys.readouterr().out


def test_json_tells_findings_by_change_and_severity(desk: Desk, next_: Path, capsys: Said) -> None:
    _change(next_, ("severity medium", "severity critical"), ("most = 3", "most = 4"))
    desk.write(
        *(attempt(minute, target_account="t1") for minute in range(10, 13)),
        *(attempt(minute, id=f"f{minute}", target_account="t2", ip="203.0.113.8") for minute in range(20, 25)),
    )
    told = _json(desk, next_, capsys, "--events", str(desk.events))
    impact = told["impact"]
    assert not told["same"]
    assert impact["counts"] == {"new": 0, "gone": 1, "changed": 0, "earlier": 0, "later": 1}
    assert [(each["change"], each["rule"]) for each in impact["findings"]] == [
        ("gone", "guessed"),
        ("later", "guessed"),
    ]
    later = impact["findings"][1]
    assert (later["old"]["at"], later["new"]["at"]) == ("2026-11-22T10:22:00Z", "2026-11-22T10:23:00Z")
    assert (later["old"]["severity"], later["new"]["severity"]) == ("medium", "critical")
    assert [(each["change"], each["old"]["severities"], each["new"]["severities"]) for each in impact["subjects"]] == [
        ("gone", {"medium": 1}, {}),
        ("changed", {"medium": 1}, {"critical": 1}),
    ]
    assert "203.0.113" not in json.dumps(told)
    parameter = told["clauses"][0]["declared"][0]
    assert (parameter["sort"], parameter["name"], parameter["old"], parameter["new"]) == ("parameter", "most", "3", "4")
    _change(next_, ("most = 4", "most = 3"))
    told = _json(desk, next_, capsys, "--events", str(desk.events))
    assert {(each["change"], each["old"]["severity"], each["new"]["severity"]) for each in told["impact"]["findings"]} == {
        ("changed", "medium", "critical")
    }


def test_what_a_run_only_counts_is_compared_one_by_one(desk: Desk, next_: Path, capsys: Said) -> None:
    desk.write(*({**attempt(1), "id": f"e{n}", "target_account": None, "method": f"m{n}"} for n in range(150)))
    _change(next_, ('where outcome = "fail"', 'where outcome = "fail" and method <> "m0"'))
    impact = _json(desk, next_, capsys, "--events", str(desk.events))["impact"]
    assert impact["counts"] == {"new": 0, "gone": 1, "changed": 0, "earlier": 0, "later": 0}


def test_without_events_there_is_no_impact(desk: Desk, next_: Path, capsys: Said) -> None:
    assert _json(desk, next_, capsys)["impact"] is None


def test_a_rule_that_could_not_see_is_said_to_be_blind(desk: Desk, next_: Path, capsys: Said) -> None:
    _change(next_, ('when purpose = "promotional"', 'when purpose <> "promotional"'))
    assert _diff(desk, next_, "--events", str(desk.events), "--out", str(desk.out)) == 3
    said = capsys.readouterr().out
    assert "1 blind: they saw nothing here, so that nothing differs says nothing" in said
    assert "under both: no event of kind message.sent was read: mailed" in said
    assert "under both: no event of kind message.sent was read" in (desk.out / "diff.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("reasons", "told"), [(7, "and for 1 more reason\n"), (8, "and for 2 more reasons\n")])
def test_reasons_that_are_left_out_are_counted(desk: Desk, next_: Path, capsys: Said, reasons: int, told: str) -> None:
    """Each kind that was not read is a reason; one is that of a rule of the policy as it is."""
    kinds = ("net.flow", "http.request", "call.record", "content.posted", "file.uploaded", "data.exported", "session.seen")
    more = (f"rule r{n} on {kind} when true against provider" for n, kind in enumerate(kinds[: reasons - 1]))
    next_.write_text(f"{next_.read_text('utf-8')}\n## More {{#more}}\n\n```bylaw\n" + "\n".join(more) + "\n```\n", "utf-8")
    _diff(desk, next_, "--events", str(desk.events))
    assert told in capsys.readouterr().out


def test_nobody_could_tell_what_a_change_does_to_a_rule_that_saw_nothing(desk: Desk, next_: Path, capsys: Said) -> None:
    _change(next_, ('when purpose = "promotional"', 'when purpose <> "promotional"'))
    assert _diff(desk, next_, "--events", str(desk.events), "--out", str(desk.out)) == 3
    told = "Nobody could tell what the change does to mailed, which saw nothing in these events."
    for said in (capsys.readouterr().out, (desk.out / "diff.html").read_text(encoding="utf-8")):
        assert told in said
        assert "Every other finding would be the same." in said
        assert "Every finding would be the same." not in said
    assert _json(desk, next_, capsys, "--events", str(desk.events))["impact"]["untold"] == ["mailed"]


def test_a_rule_is_changed_by_what_it_leans_on(desk: Desk, next_: Path, capsys: Said) -> None:
    _change(next_, ("most = 3", "most = 4"))
    desk.write({"kind": "message.sent", "id": "m1", "at": "2026-11-22T10:00:00Z", "account": "a1", "purpose": "promotional"})
    assert _diff(desk, next_, "--events", str(desk.events)) == 3
    assert "Nobody could tell what the change does to guessed, which" in capsys.readouterr().out


def test_a_rule_that_sees_and_one_that_nobody_changed_hinder_no_answer(desk: Desk, next_: Path) -> None:
    _change(next_, ("most = 3", "most = 4"))
    desk.write(attempt(10))
    assert _diff(desk, next_, "--events", str(desk.events)) == 1


def test_nobody_could_tell_what_a_change_does_to_a_rule_that_had_nothing_to_judge(desk: Desk, next_: Path, capsys: Said) -> None:
    _change(next_, ("most = 3", "most = 4"))
    desk.write(attempt(10, outcome="success"), {"kind": "message.sent", "id": "m", "at": "2026-11-22T10:00:00Z", "account": "a"})
    assert _diff(desk, next_, "--events", str(desk.events)) == 3
    said = capsys.readouterr().out
    assert "Nobody could tell what the change does to guessed, which had nothing to judge in these events." in said
    assert "Every other finding would be the same." in said
    desk.write(attempt(10))
    assert _diff(desk, next_, "--events", str(desk.events)) == 1
    assert "nothing to judge" not in capsys.readouterr().out


def test_nobody_could_tell_what_a_change_does_to_a_rule_whose_events_lie_before_the_time_asked_for(
    desk: Desk, next_: Path, capsys: Said
) -> None:
    _change(next_, ("most = 3", "most = 4"))
    desk.write(attempt(10), {"kind": "message.sent", "id": "m", "at": "2026-11-22T12:00:00Z", "account": "a"})
    assert _diff(desk, next_, "--events", str(desk.events), "--since", "2026-11-22T11:00:00Z") == 3
    assert "Nobody could tell what the change does to guessed, which saw nothing in these events." in capsys.readouterr().out
    assert _diff(desk, next_, "--events", str(desk.events)) == 1


def test_where_no_rule_saw_anything_nothing_is_said_to_be_the_same(desk: Desk, next_: Path, capsys: Said) -> None:
    desk.events.write_text("")
    assert _diff(desk, next_, "--events", str(desk.events), "--out", str(desk.out)) == 3
    for said in (capsys.readouterr().out, (desk.out / "diff.html").read_text(encoding="utf-8")):
        assert "Nobody could tell whether a finding would differ: no rule saw anything in these events." in said
        assert "would be the same" not in said


@pytest.mark.parametrize(
    ("asked", "why"), [(("--since", "2026-11-23"), "from 2026-11-23"), (("--until", "2020-01-01"), "before 2020")]
)
def test_where_no_event_lies_in_the_time_asked_for_nothing_is_said_to_be_the_same(
    desk: Desk, next_: Path, asked: tuple[str, str], why: str, capsys: Said
) -> None:
    assert _diff(desk, next_, "--events", str(desk.events), *asked) == 3
    said = capsys.readouterr().out
    assert f"Nobody could tell whether a finding would differ: no event lies {why}" in said
    assert "would be the same" not in said
    assert _json(desk, next_, capsys, "--events", str(desk.events), *asked)["impact"]["outside"].startswith(f"no event lies {why}")


def test_a_number_on_the_page_stands_beside_the_words_and_the_rules_that_it_decides(desk: Desk, next_: Path) -> None:
    _change(next_, ("most = 3", "most = 30"))
    assert _diff(desk, next_, "--out", str(desk.out)) == 1
    page = (desk.out / "diff.html").read_text(encoding="utf-8")
    assert "<del>3</del> → <ins>30</ins>" in page
    assert re.search(r"<blockquote[^>]*>[^<]*You must not try", page)
    assert "<strong>most</strong> is read by" in page
    assert "when failures &gt;= most" in page


def test_versions_that_are_called_the_same_are_warned_of(desk: Desk, next_: Path, capsys: Said) -> None:
    _change(next_, ("most = 3", "most = 30"))
    _diff(desk, next_, "--out", str(desk.out))
    for said in (capsys.readouterr().out, (desk.out / "diff.html").read_text(encoding="utf-8")):
        assert "Both are called version 2026-11-21, though they differ" in said
    _change(next_, ("version: 2026-11-21", "version: 2026-11-22"))
    assert _json(desk, next_, capsys)["warnings"] == []


@pytest.mark.parametrize(
    ("value", "prose", "told"),
    [
        ("3", "after three failures", "three"),
        ("3", "after 3 failures", "3"),
        ("3", "after 3.5 hours, 13 times or 3,000 times, in threesomes", ""),
        ("1", "one of them", ""),
        ("24", "Twenty-four guesses", "Twenty-four"),
        ("24", "twenty four guesses", "twenty four"),
        ("100", "a hundred", "a hundred"),
        ("2000", "2,000 or two thousand", "2,000"),
        ("3 until 2026-12-31 then 4", "three, then four", "three"),
        ("4", "four, as after", ""),
    ],
)
def test_prose_that_names_the_old_number_is_warned_of(
    desk: Desk, next_: Path, capsys: Said, value: str, prose: str, told: str
) -> None:
    for path, most in ((desk.policy, value), (next_, "4")):
        _change(path, ("most = 3", f"most = {most}"), ("You must not try", f"You must not, {prose}, try"))
    _change(next_, ("version: 2026-11-21", "version: 2026-11-22"))
    warned = [f"Clause guessing still says “{told}”, as most was before: must its words follow?"] if told else []
    assert _json(desk, next_, capsys)["warnings"] == warned


def test_versions_that_read_different_events_are_told_apart(desk: Desk, next_: Path, capsys: Said) -> None:
    for path, currency in ((desk.policy, "EUR"), (next_, "USD")):
        _change(
            path,
            ("timezone: UTC", f"timezone: UTC\ncurrency: {currency}"),
            ("message.sent", "call.record"),
            ('purpose = "promotional"', f"cost > {currency} 1.00"),
            ('purpose "promotional"', f"cost {currency} 2.00"),
        )
    desk.write(attempt(10), {"kind": "call.record", "id": "c1", "at": "2026-11-22T10:00:00Z", "account": "a1", "cost": "EUR 5.00"})
    assert _diff(desk, next_, "--events", str(desk.events)) == 3
    said = capsys.readouterr().out
    assert "the old one read 2 and rejected 0, the new one read 1 and rejected 1" in said
    assert _diff(desk, next_, "--events", str(desk.events), "--max-rejects", "1") == 1


def test_times_are_shown_and_read_in_the_new_zone(desk: Desk, next_: Path, capsys: Said) -> None:
    _change(next_, ("timezone: UTC", "timezone: Asia/Kolkata"), ("most = 3", "most = 1"))
    desk.write(attempt(10), attempt(11, outcome="success"))
    assert _diff(desk, next_, "--events", str(desk.events), "--since", "2026-11-22T15:40") == 1
    assert "2026-11-22 15:40:00 UTC+05:30" in capsys.readouterr().out
    _diff(desk, next_, "--events", str(desk.events), "--since", "2026-11-22T15:41")
    assert "Every finding would be the same." in capsys.readouterr().out


def test_what_cannot_be_compared(desk: Desk, next_: Path, capsys: Said) -> None:
    assert _diff(desk, next_, "--events", "-") == 64
    assert "standard input cannot be read twice" in capsys.readouterr().err
    assert _diff(desk, next_, "--events", str(desk.events), "--law", str(desk.folder)) == 64
    assert "only `bylaws run` takes `--law`" in capsys.readouterr().err
    assert _diff(desk, next_, "--events", str(desk.folder / "none.jsonl")) == 64
    _change(next_, ("outcome =", "outcom ="))
    assert _diff(desk, next_) == 2


def test_a_number_mistyped_by_ten_is_stopped_by_the_names_it_prints(tmp_path: Path, capsys: Said) -> None:
    """Ten failures in an hour become one: whoever once mistyped a password would be accused."""
    for name in ("old", "new"):
        assert main(["start", str(tmp_path / name)]) == 0
    _change(tmp_path / "new" / "canonical.md", ("parameter guesses = 10\n", "parameter guesses = 1\n"))
    words = [str(tmp_path / name / "northwind.md") for name in ("old", "new")]
    capsys.readouterr()
    assert main(["diff", *words, "--events", str(SIGN_INS), "--unmask"]) == 1
    said = capsys.readouterr().out
    assert "parameter guesses changed: [-10-] → {+1+}" in said
    assert "88 subjects would be accused under a clause under which nothing was found before." in said
    assert re.search(r"^192\.0\.2\.\d+ +unauthorized-access +new +nothing +1 critical, 3 medium", said, re.M)
