"""The process is killed at random, again and again: nobody is answered otherwise than if it had not been.

`make soak` does so hundreds of times.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from .conftest import lines

ROUNDS = int(os.environ.get("BYLAWS_ROUNDS", "20"))
EACH = 150
COMMAND = [sys.executable, "-c", "import sys; from bylaws.cli import main; sys.exit(main())", "decide"]


def told(answer: bytes) -> dict[str, Any]:
    """An answer, whether or not it was given before; lines are counted from each start."""
    found: dict[str, Any] = json.loads(answer)
    return {key: value for key, value in found.items() if key not in ("repeated", "line")}


def uninterrupted(policy: Path, asked: list[bytes]) -> list[dict[str, Any]]:
    done = subprocess.run([*COMMAND, str(policy)], input=b"".join(asked), capture_output=True, timeout=120)
    return [told(line) for line in done.stdout.splitlines()]


def killed(policy: Path, state: Path, asked: list[bytes], dice: random.Random) -> list[bytes]:
    """The answers that were given until the process was killed: after some of them, or some time, at whatever it was doing."""
    command = [*COMMAND, str(policy), "--state", str(state), "--snapshot-every", "100", "--quiet"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        asking = threading.Thread(target=ask, args=(process, asked, random.Random(dice.random())))
        asking.start()
        answers: list[bytes] = []
        if dice.random() < 0.2:
            time.sleep(dice.random() * 0.8)
        else:
            while len(answers) < dice.randrange(2 * EACH) and (answer := process.stdout.readline()):
                answers.append(answer)
            time.sleep(dice.random() * 0.01)
        process.kill()
        answers += process.stdout
        said = process.stderr.read()
        asking.join()
    assert b"bylaws failed" not in said, said
    assert process.returncode in (-9, 0, 1, 3), said
    return [each for each in answers if each.endswith(b"\n")]


def ask(process: subprocess.Popen[bytes], asked: list[bytes], dice: random.Random) -> None:
    """Some lines at a time, cut anywhere."""
    assert process.stdin is not None
    left = b"".join(asked)
    try:
        while left:
            size = dice.choice((50, 400, 3000, 20_000))
            left = left[process.stdin.write(left[:size]) or 0 :]
        process.stdin.close()
    except BrokenPipeError:
        pass


@pytest.mark.slow
def test_nothing_is_lost_and_nothing_found_twice(policy: Path, tmp_path: Path) -> None:
    seed = os.environ.get("BYLAWS_SEED", "7")
    dice = random.Random(seed)
    asked = lines(ROUNDS * EACH)
    expected = uninterrupted(policy, asked)
    assert len(expected) == len(asked)
    assert sum(bool(each["findings"]) for each in expected if "findings" in each) > ROUNDS
    found: list[dict[str, Any]] = []
    for number in range(1, ROUNDS + 1):
        # Whoever asks begins with what was not answered, and has no way to know what of that was taken in.
        answers = killed(policy, tmp_path / "state", asked[len(found) :], dice)
        found += map(told, answers)
        assert found == expected[: len(found)], f"BYLAWS_SEED={seed}"
        print(f"round {number}: killed after {len(answers)} answers; all {len(found)} so far as without a kill")
    assert len(found) > 3 * ROUNDS
    findings = [each["id"] for answer in found for each in answer.get("findings", ())]
    assert len(findings) == len(set(findings))
    print(f"{ROUNDS} kills, {len(found)} answers, {len(findings)} findings: none lost, none told twice; BYLAWS_SEED={seed}")
