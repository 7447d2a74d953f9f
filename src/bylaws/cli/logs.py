"""What verbs share that study a policy over logs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Protocol

from cyclopts import Parameter

from bylaws.cli.bounds import Bound
from bylaws.cli.exits import Exit
from bylaws.study.inputs import Inputs
from bylaws.study.mask import Mask
from bylaws.study.outputs import mask_of
from bylaws.study.request import UsageError

Events = Annotated[
    list[str],
    Parameter(
        allow_leading_hyphen=True,
        help="a file, a folder, a pattern, or `-` for standard input; `--events A --events B` reads both",
    ),
]
MaxRejects = Annotated[
    str,
    Parameter(help="how many pieces of the input may be rejected before the exit code is 3: a number, or a share such as `5%`"),
]
Law = Annotated[Path | None, Parameter(show=False)]
"""An option that only `run` has; it is known here so that it can be said."""


def refuse_law(law: Path | None, verb: str) -> None:
    """Raises UsageError if versions were to be judged side by side."""
    if law is not None:
        raise UsageError(f"`bylaws {verb}` judges all events by the policy as it is given; only `bylaws run` takes `--law`")


def mask_in(out: Path | None, *, unmask: bool) -> Mask:
    """The mask under which names are shown. Raises UsageError if the folder cannot be written to."""
    try:
        return mask_of(out, unmask=unmask)
    except OSError as error:
        raise _unwritable(out, error) from None


def folder_of(out: Path) -> Path:
    """A folder for outputs, made if need be. Raises UsageError if it cannot be."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(out, error) from None
    return out


def _unwritable(out: Path | None, error: OSError) -> UsageError:
    return UsageError(f"nothing can be written to {out}: {error.strerror}; `--out` names a folder")


class Learnt(Protocol):
    """What was learnt from events."""

    @property
    def events(self) -> int: ...
    @property
    def rejects(self) -> int: ...
    @property
    def ill_read(self) -> Mapping[str, tuple[int, int]]: ...
    @property
    def inputs(self) -> Inputs: ...


def poorly_read(result: Learnt, bound: Bound) -> Exit | None:
    """The exit code for an input that was not read whole or not understood, in all or of a kind; None if it was."""
    counts = ((result.rejects, result.events + result.rejects), *result.ill_read.values())
    if result.inputs.at_fault or any(bound.exceeded(rejected, of) for rejected, of in counts):
        return Exit.REJECTS
    return None
