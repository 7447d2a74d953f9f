"""Fixed cases: a small policy with events that tell a fault of the engine from the engine.

`python -m tests.oracle.fixed [NAME …]` looks for the cases of the faults that have none, by random search, and writes them.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from bylaws.policy.compile import compile_text
from bylaws.policy.program import Program

from .events import inputs, kinds_for
from .executors import run_step, verdicts
from .faults import FAULTS, Fault
from .judge import Verdict
from .policies import policies

FOLDER = Path(__file__).parent / "cases"


@dataclass(frozen=True, slots=True)
class Case:
    policy: str
    events: Sequence[Mapping[str, object]]

    def found(self) -> list[Verdict]:
        """What the step executor says of it."""
        program = _compiled(self.policy)
        assert program is not None
        return verdicts(program, run_step(program, self.events))

    def found_with(self, fault: Fault) -> list[Verdict]:
        """The same with a fault put in."""
        sound = fault.target.__code__
        fault.target.__code__ = fault.code()
        try:
            return self.found()
        finally:
            fault.target.__code__ = sound

    def shows(self, fault: Fault) -> bool:
        return self.found_with(fault) != self.found()


@st.composite
def random_cases(draw: st.DrawFn) -> Case:
    text = draw(policies())
    return Case(text, draw(inputs(kinds_for(text))))


def slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def load(name: str) -> Case:
    folder = FOLDER / slug(name)
    lines = (folder / "events.jsonl").read_text().splitlines()
    return Case((folder / "policy.md").read_text(), [json.loads(line) for line in lines])


def save(name: str, case: Case) -> None:
    folder = FOLDER / slug(name)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "policy.md").write_text(case.policy.rstrip("\n") + "\n")
    (folder / "events.jsonl").write_text("".join(json.dumps(event) + "\n" for event in case.events))


def pool(many: int, start: int) -> list[Case]:
    """Random cases that compile, always the same ones of a seed."""
    drawn: list[Case] = []

    @seed(start)
    @settings(max_examples=many, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(random_cases())
    def draw(case: Case) -> None:
        drawn.append(case)

    draw()
    return drawn


def smaller(case: Case, fault: Fault) -> Case:
    """Leaves out events and lines of the policy as long as the fault still shows."""
    while True:
        shorter = next((each for each in _shorter(case) if _still(each, fault)), None)
        if shorter is None:
            return case
        case = shorter


def _shorter(case: Case) -> Iterator[Case]:
    for size in (8, 4, 2, 1):
        for n in range(0, len(case.events), size):
            yield replace(case, events=[*case.events[:n], *case.events[n + size :]])
    lines = case.policy.split("\n")
    head = lines.index("---", 1) + 1
    for size in (12, 4, 2, 1):
        for n in range(head, len(lines), size):
            yield replace(case, policy="\n".join([*lines[:n], *lines[n + size :]]))
    for n, event in enumerate(case.events):
        for name in event.keys() - {"kind", "id", "source", "at", "ended_at"}:
            fewer = {key: value for key, value in event.items() if key != name}
            yield replace(case, events=[*case.events[:n], fewer, *case.events[n + 1 :]])


def _still(case: Case, fault: Fault) -> bool:
    return _compiled(case.policy) is not None and case.shows(fault)


@lru_cache(1 << 12)
def _compiled(text: str) -> Program | None:
    return compile_text(text).program


def main(names: Sequence[str]) -> None:
    wanted = [each for each in FAULTS if each.name in names or not names]
    wanted = [each for each in wanted if names or not (FOLDER / slug(each.name)).exists()]
    for start in range(8):
        cases = [(case, case.found()) for case in pool(300, start)]
        for each in wanted[:]:
            case = next((case for case, sound in cases if case.found_with(each) != sound), None)
            if case is not None:
                wanted.remove(each)
                save(each.name, smaller(case, each))
                print("found:", each.name, flush=True)
    for each in wanted:
        print("not found:", each.name)


if __name__ == "__main__":
    main(sys.argv[1:])
