"""What content functions are judged by, by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from bylaws.training import pii, sms
from bylaws.training.evaluating import Judgement, Watch


class Task(Struct, frozen=True):
    """`about`: what it is, for whoever relies on it. `judgements`: how good it is on a folder of data; `trained`: the model that is

    learnt from such a folder, None where nothing is learnt. Both raise OSError and ValueError.
    """

    name: str
    about: str
    judgements: Callable[[Path, Watch], Sequence[Judgement]]
    trained: Callable[[Path], bytes] | None = None


TASKS: Final = {
    task.name: task
    for task in (
        Task(sms.WAY.name, sms.ABOUT, sms.judgements, sms.trained),
        Task(pii.NAME, pii.ABOUT, pii.judgements),
    )
}
