"""The state of whatever learns from events as bytes, so that a run can stop and go on.

A snapshot belongs to one policy (its digest). Like all pickled data it must only be read from where this program itself wrote it.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from typing import Protocol

from bylaws.engine.ways import Held
from bylaws.policy.program import Program


class Learner(Protocol):
    """Runs a policy: a `Stepper`, a `Decider`."""

    program: Program

    def parts(self) -> Iterator[Held]:
        """All that learns from events, in an order that depends on the policy alone."""
        ...


def save(learner: Learner) -> bytes:
    """Everything that was learnt from events."""
    return pickle.dumps((_shape(learner), [_held(part) for part in learner.parts()]), pickle.HIGHEST_PROTOCOL)


def restore(learner: Learner, snapshot: bytes) -> None:
    """Brings a fresh learner of the same policy to where another stood. Raises ValueError for a snapshot of another policy."""
    shape, held = pickle.loads(snapshot)
    if shape != _shape(learner):
        raise ValueError("the snapshot is one of another policy")
    for part, state in zip(learner.parts(), held, strict=True):
        for name, value in zip(part.HELD, state, strict=True):
            setattr(part, name, value)


def _held(part: Held) -> list[object]:
    return [getattr(part, name) for name in part.HELD]


def _shape(learner: Learner) -> tuple[str, list[tuple[str, tuple[str, ...]]]]:
    """The policy, and what its parts are."""
    return learner.program.digest, [(type(part).__name__, part.HELD) for part in learner.parts()]
