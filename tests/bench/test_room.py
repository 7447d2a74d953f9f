"""What `check --plan --rate` tells of memory, held against what the windows really take."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from bylaws.bench import law
from bylaws.bench.traffic import SHARES, Traffic, lines
from bylaws.bench.workload import CALL, DAY, KINDS, OUTBOUND, REQUEST, Fact, Workload, rules_on, workload
from bylaws.cli import main
from bylaws.engine.column_run import ColumnRun
from bylaws.engine.columns.groups import Group
from bylaws.engine.needs import fields_read, narrowed
from bylaws.engine.room import rooms
from bylaws.events.columns import blocks
from bylaws.events.columns.blocks import BlockReader
from bylaws.events.columns.tally import Tally
from bylaws.events.decode import Decoder
from bylaws.events.readers.stream import Stream
from bylaws.policy.compile import compile_policy
from bylaws.policy.filling import load_lists
from bylaws.policy.program import Program

FACTOR = 2.5
"""The formula may promise so many times what is taken, and may be short by no more than a tenth."""
A_DAY = 45_000
"""With which no table is so nearly full that room for the next batch makes it double."""


def taken(program: Program, data: bytes, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Bytes of each ring with its tables after a run, in the order of the policy."""
    monkeypatch.setattr(blocks, "BLOCK", 40_000)
    decoder = Decoder(narrowed(program.kinds, fields_read(program)), program.currency)
    run: ColumnRun[Any] = ColumnRun(
        program, load_lists(program), decoder, Tally(lambda reject: pytest.fail(str(reject))), BlockReader
    )
    for _ in run.findings([Stream.of("log", BytesIO(data))]):
        pass
    groups = [plan.facts._group for plan in run.batches.plan.groups.values()]
    return [group.bytes + _of_keys(group) for group in groups if group is not None]


def _of_keys(group: Group) -> int:
    return sum(level.pairs.nbytes + level._slots.nbytes for level in group.keys.levels)


LONG = (
    Fact("people", CALL, "distinct", "to", "account", DAY, 10_000),
    Fact("talk", CALL, "sum", "billed_s", "account", DAY, 1 << 30, (OUTBOUND,)),
    Fact("fetched", REQUEST, "sum", "bytes_out", "account", DAY, 1 << 40),
    Fact("hits", REQUEST, "count", "", "ip", DAY, 10_000),
)
"""Windows of which each holds far more than one batch, for which there is room besides."""


@pytest.mark.slow
def test_the_formula_is_near_what_windows_take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A day and a half, so that the windows let go, too; accounts enough for each event to have its own."""
    sized = Workload(LONG, tuple(rule for fact in LONG for rule in rules_on(fact)))
    program = compile_policy(law.write(sized, tmp_path)).program
    assert program is not None
    traffic = Traffic(A_DAY * 3 // 2, accounts=5_000_000, a_day=A_DAY, spread=True)
    data = "".join(line for part in lines(traffic) for line in part).encode()
    real = taken(program, data, monkeypatch)
    rates = dict(zip(KINDS, SHARES, strict=True))
    told = [
        next(room.bytes for room in rooms(program, A_DAY * rates[kind] / 86_400) if room.facts == facts)
        for kind, facts in ((room.kind, room.facts) for room in rooms(program, 1))
    ]
    assert len(told) == len(real)
    assert all(ring * 0.9 <= formula <= ring * FACTOR for formula, ring in zip(told, real, strict=True))


def test_a_ring_is_shared_and_grows_with_the_rate(tmp_path: Path) -> None:
    program = compile_policy(law.write(workload(), tmp_path)).program
    assert program is not None
    few, many = rooms(program, 1), rooms(program, 1000)
    assert sum(len(room.facts) for room in many) == 10
    assert len(many) == 8
    assert all(one.bytes <= other.bytes for one, other in zip(few, many, strict=True))
    assert all(one.bytes <= other.bytes for one, other in zip(rooms(program, 1000, 100), many, strict=True))


def test_check_tells_the_room(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy = law.write(workload(), tmp_path)
    assert main(["check", str(policy), "--plan", "--rate", "60/min", "--format", "json"]) == 0
    plan = json.loads(capsys.readouterr().out)["plan"]
    assert len(plan["room"]) == 8
    assert {number for room in plan["room"] for number in room["facts"]} == {fact["number"] for fact in plan["facts"]}
    day = next(room for room in plan["room"] if room["kind"] == "http.request" and room["by"] == "account")
    assert day["events"] == 86_400


@pytest.mark.parametrize("words", [["--rate", "1000"], ["--rate", "0/s"], ["--rate", "1/week"], ["--keys", "5"]])
def test_what_is_no_rate_is_refused(words: list[str], tmp_path: Path) -> None:
    assert main(["check", str(law.write(workload(), tmp_path)), *words]) == 64
