"""What can be learnt, by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from bylaws.training import sms
from bylaws.training.evaluating import Judgement, Watch
from bylaws.training.fitting import Labelled, Way


class Task(Struct, frozen=True):
    """`about`: what is learnt from what, for whoever relies on it. `labelled`: the texts of a folder of data; raises OSError and

    ValueError. `judgements`: how good models of them are.
    """

    way: Way
    about: str
    labelled: Callable[[Path], Labelled]
    judgements: Callable[[Labelled, Watch], Sequence[Judgement]]


TASKS: Final = {task.way.name: task for task in (Task(sms.WAY, sms.ABOUT, sms.labelled, sms.judgements),)}
