"""A run over columns forgets the texts that no state holds, and finds the same."""

from pathlib import Path

import pytest
from benchmarks.traffic import write

from bylaws.events.columns import batching
from bylaws.policy.compile import compile_policy
from bylaws.policy.filling import load_lists
from tests.engine.columns.running import over_columns, step_by_step

POLICY = Path(__file__).parents[2] / "src" / "bylaws" / "policies" / "northwind.md"


@pytest.mark.slow
def test_texts_are_forgotten_after_every_batch_and_the_findings_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = compile_policy(POLICY).program
    assert program is not None
    write(6000, tmp_path / "traffic.jsonl")
    data, lists = (tmp_path / "traffic.jsonl").read_bytes(), load_lists(program)
    monkeypatch.setattr(batching, "CROWDED", 0)
    forgotten = over_columns(program, [data], lists, block=1 << 18)
    steps = step_by_step(program, [data], lists)
    assert forgotten.findings == steps.findings
    assert forgotten.findings
