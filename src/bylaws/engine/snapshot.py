"""The state of a step executor as bytes, so that a run can stop and go on.

A snapshot belongs to one policy (its digest). Like all pickled data it must only be read from where this program itself wrote it.
"""

from __future__ import annotations

import pickle

from bylaws.engine.step import Stepper


def save(stepper: Stepper) -> bytes:
    """Everything that a `Stepper` has learnt from events."""
    held = [{name: getattr(part, name) for name in part.HELD} for part in stepper.parts()]
    return pickle.dumps((stepper.program.digest, held), pickle.HIGHEST_PROTOCOL)


def restore(stepper: Stepper, snapshot: bytes) -> None:
    """Brings a fresh `Stepper` of the same policy to where another stood. Raises ValueError for a snapshot of another policy."""
    digest, held = pickle.loads(snapshot)
    parts = list(stepper.parts())
    if digest != stepper.program.digest or len(held) != len(parts):
        raise ValueError("the snapshot is one of another policy")
    for part, state in zip(parts, held, strict=True):
        for name, value in state.items():
            setattr(part, name, value)
