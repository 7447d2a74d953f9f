"""`bylaws decide` and `bylaws reconcile`, as whoever stands in a request path uses them."""

from __future__ import annotations

import gc
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bylaws.cli import main
from bylaws.deciding import answers as answered
from bylaws.engine.decide import CONFLICT, Decider
from bylaws.events.readers.stream import Stream
from bylaws.policy.compile import compile_policy
from tests.cli.conftest import Desk, attempt

COMMAND = [sys.executable, "-c", "import sys; from bylaws.cli import main; sys.exit(main())"]
Said = pytest.CaptureFixture[str]


@contextmanager
def asked(desk: Desk, *words: str) -> Iterator[subprocess.Popen[str]]:
    """The command, which waits for events."""
    command = [*COMMAND, "decide", str(desk.policy), *words]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        yield process


def answers(desk: Desk, lines: list[object], *words: str) -> tuple[int, list[dict[str, Any]], str]:
    """Exit code, answers, and what was said beside them."""
    with asked(desk, *words) as process:
        text = "".join(f"{each if isinstance(each, str) else json.dumps(each)}\n" for each in lines)
        told, said = process.communicate(text, timeout=120)
    return process.returncode, [json.loads(line) for line in told.splitlines()], said


def test_each_event_is_answered_before_the_next_is_there(desk: Desk) -> None:
    with asked(desk) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        found = []
        for minute in range(10, 14):
            process.stdin.write(json.dumps(attempt(minute)) + "\n")
            process.stdin.flush()
            found.append(json.loads(process.stdout.readline()))
        process.stdin.close()
        assert process.wait(60) == 1
    assert [each["verdict"] for each in found] == ["allow", "allow", "review", "review"]
    third, fourth = found[2:]
    (finding,) = third["findings"]
    assert (finding["rule"], finding["clause"], finding["facts"]) == ("guessed", "guessing", {"failures": 3})
    assert fourth["joined"] == [{"finding": finding["id"], "rule": "guessed", "clause": "guessing", "severity": "medium"}]
    assert {each["provisional"] for each in found} == {True}
    assert {each["degraded"] for each in found} == {None}


def test_what_happened_before_counts(desk: Desk) -> None:
    code, found, _ = answers(desk, [attempt(20)], "--history", str(desk.events))
    assert code == 1
    assert [each["verdict"] for each in found] == ["review"]
    assert answers(desk, [attempt(20)])[1][0]["verdict"] == "allow"


def test_a_line_that_is_no_event_is_answered_too(desk: Desk) -> None:
    desk.policy.write_text(desk.policy.read_text().replace("{#guessing}", "{#guessing fallback=review}"))
    code, found, _ = answers(desk, ["{", {"kind": "nothing"}, attempt(1, outcome=7), {"kind": "message.sent", "id": "m"}])
    assert code == 3
    assert [each["line"] for each in found] == [1, 2, 3, 4]
    assert [each["verdict"] for each in found] == ["review", "review", "review", "allow"]
    assert all(each["degraded"].startswith("not understood: ") for each in found)


def test_an_event_that_claims_to_be_of_the_future_moves_no_clock(desk: Desk) -> None:
    ahead = (datetime.now(UTC) + timedelta(minutes=10)).isoformat()
    code, found, _ = answers(desk, [{**attempt(1), "at": ahead}, attempt(2)], "--max-rejects", "1")
    assert code == 0
    assert "more than 300 s in the future" in found[0]["degraded"]
    assert (found[1]["verdict"], found[1]["late"]) == ("allow", False)


def test_a_policy_that_does_not_compile_and_a_history_that_is_not_there(desk: Desk, capsys: Said) -> None:
    assert main(["decide", str(desk.policy), "--history", str(desk.folder / "none.jsonl")]) == 64
    assert "none.jsonl" in capsys.readouterr().err
    desk.policy.write_text(desk.policy.read_text().replace("outcome =", "outcom ="))
    assert main(["decide", str(desk.policy)]) == 2


def test_statement_2_an_event_told_again_with_other_contents_is_a_conflict_whatever_is_read_of_it(desk: Desk) -> None:
    told = [attempt(1, user_agent="one"), attempt(1, user_agent="one", lat=None), attempt(1, user_agent="other")]
    _, found, _ = answers(desk, told)
    assert [(each["repeated"], each["degraded"]) for each in found] == [(False, None), (True, None), (False, CONFLICT)]


def decided(desk: Desk, lines: list[object]) -> str:
    path = desk.folder / "decided.jsonl"
    path.write_text("".join(f"{json.dumps(each)}\n" for each in answers(desk, lines)[1]))
    return str(path)


def test_answers_in_order_are_those_of_a_replay(desk: Desk, capsys: Said) -> None:
    path = decided(desk, [attempt(minute) for minute in range(10, 15)])
    assert main(["reconcile", str(desk.policy), "--decided", path, "--events", str(desk.events), "--quiet"]) == 0
    assert main(["reconcile", str(desk.policy), "--decided", path, "--events", str(desk.events), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["compared"], told["same"], told["differences"], told["unknown"]) == (5, 5, [], [])
    assert main(["reconcile", str(desk.policy), "--decided", path, "--events", str(desk.events)]) == 0
    assert "5 answers compared: all are what the replay answers." in capsys.readouterr().out


def test_what_came_in_another_order_is_told_apart(desk: Desk, capsys: Said) -> None:
    """An event that was on its way for long makes an earlier one the third of three."""
    path = decided(desk, [attempt(minute) for minute in (11, 12, 10)])
    desk.write(*(attempt(minute) for minute in (10, 11, 12)))
    assert main(["reconcile", str(desk.policy), "--decided", path, "--events", str(desk.events)]) == 1
    said = capsys.readouterr().out
    assert "3 answers compared: 2 differ from the replay." in said
    assert "review (guessed)" in said
    assert "allow (nothing found)" in said


def test_answers_of_which_the_logs_know_nothing_and_such_as_are_none(desk: Desk, capsys: Said) -> None:
    path = decided(desk, [attempt(30)])
    assert main(["reconcile", str(desk.policy), "--decided", path, "--events", str(desk.events)]) == 1
    assert "1 answer to events that are not in the logs" in capsys.readouterr().out
    with Path(path).open("a", encoding="utf-8") as file:
        file.write('{"id": 7}\n')
    assert main(["reconcile", str(desk.policy), "--decided", path, "--events", str(desk.events)]) == 64
    assert "line 2: this is no answer of `bylaws decide`" in capsys.readouterr().err
    assert main(["reconcile", str(desk.policy), "--decided", f"{path}.none", "--events", str(desk.events)]) == 64


def test_where_there_are_no_answers_nothing_is_called_the_same(desk: Desk, capsys: Said) -> None:
    path = Path(decided(desk, [attempt(10)]))
    path.write_text("", encoding="utf-8")
    assert main(["reconcile", str(desk.policy), "--decided", str(path), "--events", str(desk.events)]) == 3
    assert "no answers in it, so nothing was compared" in capsys.readouterr().err
    path.write_text('{"garbage": 1}\n', encoding="utf-8")
    assert main(["reconcile", str(desk.policy), "--decided", str(path), "--events", str(desk.events)]) == 64
    assert "line 1: this is no answer" in capsys.readouterr().err


def test_whoever_reads_the_answers_may_go_away(desk: Desk) -> None:
    desk.write(*(attempt(number % 60, id=f"e{number}") for number in range(3000)))
    with desk.events.open() as events:
        process = subprocess.Popen([*COMMAND, "decide", str(desk.policy)], stdin=events, stdout=subprocess.PIPE)
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["verdict"] == "allow"
        process.stdout.close()
        assert process.wait(60) == 141


def test_the_page_shows_python_that_runs(desk: Desk) -> None:
    page = Path(__file__).parents[2] / "docs" / "how-to" / "answer-at-once.md"
    (code,) = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    done = subprocess.run([sys.executable, "-c", code], cwd=desk.folder, capture_output=True, text=True, timeout=120)
    assert (done.stdout, done.stderr) == ("allow\n", "")


def test_nothing_is_left_that_goes_in_circles(desk: Desk) -> None:
    """The command runs without the collector of circular garbage: neither answers nor refusals may need it."""
    lines = [attempt(number % 60, id=f"e{number}") if number % 3 else {"kind": "none", "id": number} for number in range(900)]
    data = "".join(f"{json.dumps(each)}\n" for each in [*lines, "{", 7]).encode()
    compiled = compile_policy(desk.policy).program
    assert compiled is not None
    decider = Decider(compiled)
    gc.collect()
    gc.disable()
    try:
        assert sum(1 for _ in answered(decider, Stream("-", iter([data])))) == 902
        assert gc.collect() < 100
    finally:
        gc.enable()
