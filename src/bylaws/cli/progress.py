"""A bar on standard error while long work goes on; nothing where nobody watches."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Column
from rich.text import Text

from bylaws.cli.console import err


class _Done(ProgressColumn):
    """How much is done, and how fast."""

    def render(self, task: Task) -> Text:
        unit = task.fields["unit"]
        speed = f", {_amount(task.speed, 'bytes' if unit == 'bytes' else '').strip()}/s" if task.speed else ""
        return Text(_amount(task.completed, unit) + speed, style="cyan")


def _amount(number: float, unit: str) -> str:
    return f"{number / 1e6:,.1f} MB" if unit == "bytes" else f"{number:,.0f} {unit}"


class Bar:
    """Shows the stages of a run: how many are done, how fast, and how long it will take."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            _Done(table_column=Column(no_wrap=True)),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=err,
            transient=True,
            disable=quiet or not err.is_terminal,
        )
        self._task = self._progress.add_task("", total=None, visible=False, unit="events")

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._progress.stop()

    def stage(self, name: str, total: int | None, unit: str) -> None:
        """Begins a stage of `total` bytes or events; None where that is not known beforehand."""
        self._progress.reset(self._task, description=name, total=total, visible=True, unit=unit)

    def advance(self, done: int) -> None:
        self._progress.advance(self._task, done)
