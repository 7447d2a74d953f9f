"""The page of docs/reference about real data says what the policies find today."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest
from scripts.evaluate import __main__ as evaluate
from scripts.evaluate import drawn, files
from scripts.evaluate.inputs import Input, data_folder, inputs_in, opened
from scripts.evaluate.runs import Finding, Run, Sights


@pytest.mark.slow
def test_the_page_about_real_data_is_up_to_date() -> None:
    folder = data_folder()
    if not folder.is_dir():
        pytest.skip(f"the public data are not at {folder}; set BYLAWS_DATA")
    assert evaluate.PAGE.read_text(encoding="utf-8") == evaluate.page(folder), "run `make evaluate`"


def test_without_the_data_nothing_is_done(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BYLAWS_DATA", str(tmp_path / "nowhere"))
    before = evaluate.PAGE.read_bytes()
    assert evaluate.main() == 0
    assert "set BYLAWS_DATA" in capsys.readouterr().out
    assert evaluate.PAGE.read_bytes() == before


def test_every_finding_on_the_page_was_looked_at() -> None:
    assert drawn.UNDECIDED not in evaluate.PAGE.read_text(encoding="utf-8")
    assert {frozenset(each) for each in drawn.verdicts().values()} == {frozenset(("verdict", "because"))}
    assert {each["verdict"] for each in drawn.verdicts().values()} <= {"right", "wrong", "fair", "idle"}


def test_every_file_is_an_input_alone_or_in_a_folder_that_is_one(tmp_path: Path) -> None:
    for name in ("README.md", "LICENSE", "net/LICENSE.them", "net/new.pcap", "reports/xarf-v4/a.json", "reports/xarf-v4/b.json"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert inputs_in(tmp_path) == [Input("net/new.pcap"), Input("reports/xarf-v4")]


def test_an_archive_is_unpacked_for_as_long_as_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "mail.eml").write_text("Subject: hello\n")
    with tarfile.open(tmp_path / "mails.tar.xz", "w:xz") as archive:
        archive.add(tmp_path / "mail.eml", "ham/mail.eml")
    with opened(Input("mails.tar.xz"), tmp_path) as unpacked:
        assert (unpacked / "ham" / "mail.eml").read_text() == "Subject: hello\n"
    assert not unpacked.exists()
    with opened(Input("mail.eml"), tmp_path) as path:
        assert path == tmp_path / "mail.eml"


def finding(number: int, *, state: str = "settled", rule: str = "scan", clause: str = "scanning") -> Finding:
    event = {"source": "log", "id": f"e{number}", "element": 0, "fields": {}}
    return {"state": state, "rule": rule, "clause": clause, "says": "somebody scanned", "missing": [], "event": event}


LOG = Input("a.log")
SIGHTS = Sights(3, 2, 1_075)


def run_of(*findings: Finding, given: Input = LOG, rejects: int = 0, sights: Sights = SIGHTS) -> Run:
    return Run(given, "`log`", 1, {"net.flow": 2000}, rejects, 0, sights, list(findings))


def test_the_draw_is_the_same_whatever_the_order_and_changes_little_with_what_is_found() -> None:
    all_of_them = [finding(number) for number in range(100)]
    first = [each.id for each in drawn.accusing([run_of(*all_of_them)])]
    assert len(set(first)) == 10
    assert [each.id for each in drawn.accusing([run_of(*reversed(all_of_them))])] == first
    assert [each.id for each in drawn.accusing([run_of(*all_of_them, finding(1, state="excused"))])] == first
    more = {each.id for each in drawn.accusing([run_of(*all_of_them, finding(100))])}
    assert len(more & set(first)) >= 9


def test_one_of_each_rule_is_drawn_before_a_second_of_any() -> None:
    many = [finding(number) for number in range(100)]
    few = [finding(number, rule=rule) for rule in ("guess", "spam") for number in range(2)]
    rules = [each.finding["rule"] for each in drawn.accusing([run_of(*many, *few)])]
    assert [set(rules[:3]), set(rules[3:6]), set(rules[6:])] == [{"scan", "guess", "spam"}] * 2 + [{"scan"}]
    assert len(rules) == 10


def test_one_question_of_each_rule_is_drawn() -> None:
    asked = [finding(number, state="unsettled", rule=rule) for rule in "gecafbd" for number in range(9)]
    assert [each.finding["rule"] for each in drawn.asking([run_of(finding(1), *asked)])] == list("abcdefg")


def test_a_drawn_finding_without_a_verdict_is_said_to_be_so() -> None:
    (one, other) = drawn.accusing([run_of(finding(1), finding(2))])
    seen = {one.id: {"verdict": "right", "because": "so it is"}}
    assert drawn.undecided([one, other], seen) == [other]
    shown = drawn.table([one, other], seen)
    assert f"| `{one.id}` | `scanning`, rule `scan`, in `a.log`: somebody scanned | right | so it is |" in shown
    assert drawn.UNDECIDED in shown.splitlines()[-1]


def test_the_table_of_files() -> None:
    runs = [
        run_of(finding(1), finding(2), finding(3, state="unsettled", clause="spam"), rejects=1234),
        run_of(given=Input("b.txt", silent="a list, and no log")),
        run_of(given=Input("c.csv", mapping="calls.toml"), sights=Sights(0, 1, 79)),
        run_of(given=Input("d.csv"), sights=Sights(0, 0, 80)),
        run_of(finding(4, state="unsettled", clause="spam"), given=Input("e.csv"), sights=Sights(0, 0, 80)),
    ]
    assert files.table(runs).splitlines()[2:] == [
        "| `a.log` | `log` | 2,000 `net.flow` | 1,234 | 3 / 2 / 1,075 | `scanning` 2 | `spam` 1 |",
        "| `b.txt` | `log` | 2,000 `net.flow`: a list, and no log | 0 | 3 / 2 / 1,075 | – | – |",
        "| `c.csv` | `csv` by `log` | 2,000 `net.flow` | 0 | 0 / 1 / 79 | – | – |",
        "| `d.csv` | `log` | 2,000 `net.flow` | 0 | 0 / 0 / 80 | blind | blind |",
        "| `e.csv` | `log` | 2,000 `net.flow` | 0 | 0 / 0 / 80 | blind | `spam` 1 |",
    ]
