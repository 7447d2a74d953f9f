"""`bylaws decide --state` and `bylaws journal`, as whoever runs them sees them."""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bylaws.cli import main
from tests.cli.conftest import Desk, attempt

COMMAND = [sys.executable, "-c", "import sys; from bylaws.cli import main; sys.exit(main())"]
Said = pytest.CaptureFixture[str]


def asked(desk: Desk, *words: str) -> subprocess.Popen[str]:
    """The command, which waits for events."""
    command = [*COMMAND, "decide", str(desk.policy), "--state", str(desk.folder / "state"), *words]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def answers(desk: Desk, events: list[dict[str, object]], *words: str) -> tuple[int, list[dict[str, Any]], str]:
    """Exit code, answers, and what was said beside them."""
    with asked(desk, *words) as process:
        told, said = process.communicate("".join(f"{json.dumps(each)}\n" for each in events), timeout=120)
    return process.returncode, [json.loads(line) for line in told.splitlines()], said


def test_each_event_is_answered_before_the_next_is_there_and_counts_at_the_next_start(desk: Desk) -> None:
    with asked(desk) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for minute in (10, 11):
            process.stdin.write(json.dumps(attempt(minute)) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["verdict"] == "allow"
        process.kill()
    code, (found,), said = answers(desk, [attempt(12)])
    assert (code, found["verdict"], said) == (1, "review", "")
    again = answers(desk, [attempt(minute) for minute in (10, 11, 12)])[1]
    assert [(each["verdict"], each["repeated"]) for each in again] == [("allow", True), ("allow", True), ("review", True)]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_asked_to_end_it_answers_what_it_took_in_and_writes_its_state(desk: Desk, number: int, code: int) -> None:
    with asked(desk) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(attempt(10)) + "\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["verdict"] == "allow"
        process.send_signal(number)
        assert process.wait(60) == code
        assert process.stderr is not None
        assert process.stderr.read() == ""
    (snapshot,) = (desk.folder / "state" / "snapshots").glob("*.snapshot")
    assert int(snapshot.stem) == 1


def test_a_second_process_is_refused(desk: Desk) -> None:
    with asked(desk) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(attempt(10)) + "\n")
        process.stdin.flush()
        process.stdout.readline()
        code, _, said = answers(desk, [attempt(11)])
        assert (code, "another process uses this state" in said) == (64, True)
        process.stdin.close()
        assert process.wait(60) == 0


def test_a_disk_that_is_full_is_told_and_the_next_start_goes_on(desk: Desk) -> None:
    """Files may not grow beyond a bound here, which fails as a full disk does."""
    events = [attempt(minute % 60, id=f"e{minute}", target_account=f"t{minute}") for minute in range(200)]
    command = [*COMMAND, "decide", str(desk.policy), "--state", str(desk.folder / "state")]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        found = []
        for each in events:
            process.stdin.write(json.dumps(each) + "\n")
            process.stdin.flush()
            found.append(json.loads(process.stdout.readline()))
        _, said = process.communicate(timeout=60)
    assert process.returncode == 70
    degraded = [each["degraded"] is not None for each in found]
    first = degraded.index(True)
    assert 10 < first < 190
    assert all(degraded[first:])
    assert "nothing more can be written: File too large; all further answers are what the clauses say for that" in said
    _, again, said = answers(desk, events)
    assert [each["repeated"] for each in again] == [True] * first + [False] * (200 - first)
    assert said == ""


def test_the_journal_is_shown_verified_mended_and_someone_erased(desk: Desk, capsys: Said) -> None:
    state = str(desk.folder / "state")
    answers(desk, [attempt(10), attempt(11, target_account="t2"), attempt(12)], "--keep", "auth.*=30d")
    assert main(["journal", "show", "--state", state]) == 0
    said = capsys.readouterr().out
    assert "30d       3 " in said
    assert "1 segment" in said
    assert "a snapshot of the state after event 3" in said
    assert main(["journal", "verify", "--state", state]) == 0
    assert "nothing is damaged" in capsys.readouterr().out
    assert main(["journal", "erase", "t2", "--state", state]) == 0
    assert "1 event erased" in capsys.readouterr().out
    assert main(["journal", "show", "--state", state, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["gone"], told["snapshots"], told["classes"]["30d"]["events"]) == (1, [], 2)
    damage(Path(state))
    assert main(["journal", "verify", "--state", state]) == 1
    assert "bylaws journal mend" in capsys.readouterr().out
    code, _, damaged = answers(desk, [attempt(13)])
    assert code == 70
    assert "damaged at byte" in damaged
    assert main(["journal", "mend", "--state", state]) == 1
    assert main(["journal", "verify", "--state", state]) == 0
    assert answers(desk, [attempt(12)])[1][0]["repeated"]


def damage(state: Path) -> None:
    """A bit of the first record."""
    (path,) = (state / "journal").iterdir()
    data = bytearray(path.read_bytes())
    data[data.index(b"\n") + 30] ^= 1
    path.write_bytes(data)


def test_a_list_that_a_file_fills_is_read_at_each_start(desk: Desk) -> None:
    """It is no part of the state, and no reason to make that anew."""
    known = 'list bad by name text from "bad.csv"\n\nrule known on auth.attempt\n  when target_account in bad\n  against ip'
    desk.policy.write_text(desk.policy.read_text().replace("rule guessed", f"{known}\n\nrule guessed"))
    (desk.folder / "bad.csv").write_text("name\nt9\n")
    assert [each["verdict"] for each in answers(desk, [attempt(10), attempt(11)])[1]] == ["allow", "allow"]
    (desk.folder / "bad.csv").write_text("name\nt1\n")
    _, (found,), said = answers(desk, [attempt(12)])
    assert [each["rule"] for each in found["findings"]] == ["known", "guessed"]
    assert said == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["decide", "POLICY", "--keep", "30d"], "`--state` where; there is none"),
        (["decide", "POLICY", "--state", "state", "--keep", "soon"], "--keep is an age in days"),
        (["decide", "POLICY", "--snapshot-every", "0"], "1 at least"),
        (["journal", "erase", "--state", "."], "names a subject"),
        (["journal", "show", "a1", "--state", "."], "names a subject"),
        (["journal", "show", "--state", "none"], "there is no such folder"),
        (["journal", "eat", "--state", "."], "eat"),
    ],
)
def test_wrong_use_is_told(desk: Desk, capsys: Said, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str) -> None:
    monkeypatch.chdir(desk.folder)
    assert main([str(desk.policy) if each == "POLICY" else each for each in words]) == 64
    assert said in capsys.readouterr().err
    assert not (desk.folder / "state").exists()
