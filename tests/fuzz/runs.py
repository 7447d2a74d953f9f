"""What must hold of a policy that compiles: it judges, in bounded time, and both executors find the same."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from random import Random
from zlib import crc32

from hypothesis import HealthCheck, Phase, given, seed, settings

from bylaws.engine.examples import run_examples
from bylaws.policy.compile import compile_text
from tests.oracle.policies import policies

from .observed import observed
from .policies import HEAD, POLICY, texts
from .target import Target

DRAWN = 40


def check_run(data: bytes) -> None:
    """A policy that compiles judges a few events of all kinds that it reads, and its own examples."""
    from tests.engine.columns.running import agreeing, lines_of  # here, for compiled code takes its time to load

    program = compile_text(data.decode("utf-8", "replace"), POLICY).program
    if program is None:
        return
    agreeing(program, [lines_of(observed(program, Random(crc32(data))))])
    for outcome in run_examples(program):
        assert all(each.span for each in outcome.expectations)


def _seeds() -> Iterator[bytes]:
    drawn = _drawn()
    for text in drawn:
        check_run(text)  # compiles the kernels, where that was not done before: no input is to be blamed for it
    return chain(drawn, _whole())


def _whole() -> Iterator[bytes]:
    """Texts of the project that compile by themselves or with front matter."""
    for text in texts():
        for whole in (text, f"---\n{HEAD}---\n".encode() + text):
            if compile_text(whole.decode(), POLICY).program is not None:
                yield whole


def _drawn() -> list[bytes]:
    """Random policies."""
    drawn: list[bytes] = []

    @seed(1)
    @settings(max_examples=DRAWN, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(text=policies())
    def draw(text: str) -> None:
        drawn.append(text.encode())

    draw()
    return drawn


TARGETS = (Target("run", check_run, _seeds),)
