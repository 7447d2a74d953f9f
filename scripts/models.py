"""`make models`: judges the models on public data, and writes docs/reference/models.md."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from bylaws.content.models.files import shipped_digest
from bylaws.training.evaluating import Figure, Judgement, libraries
from bylaws.training.tasks import TASKS, Task
from scripts.evaluate.inputs import ROOT, data_folder

PAGE: Final = ROOT / "docs" / "reference" / "models.md"
HEAD: Final = """\
<!-- made by `make models`; do not edit -->

# How good content functions are

Of the functions that [look into content](functions.md#functions-that-look-into-content), those whose answers are a matter of
degree. What is learnt from examples is learnt by `bylaws train NAME --data FOLDER`, which makes the same bytes from the same
data and libraries, and needs the extra `train`; asking a model needs nothing but bylaws.

The figures are printed by `bylaws evaluate NAME --data FOLDER`. Those of models are of models made in the same way from a part
of the data, which decide on the rest. A threshold is the one with the best F1 among the texts learnt from, judged by models
that had not seen their groups; it is carried over as it is. The interval is that of nineteen in twenty drawings of the groups.
What they do on other data, of other years or in another language, the figures do not say. No score alone should suspend
anybody.
"""


def page(judgements: Sequence[tuple[Task, Judgement]]) -> str:
    """The whole page."""
    told = "\n".join(
        line for task, each in groupby(judgements, lambda each: each[0]) for line in _card(task, [one for _, one in each])
    )
    versions = ", ".join(f"{name} {version}" for name, version in libraries().items())
    return f"{HEAD}\n{told}\nMade with {versions}.\n"


def _card(task: Task, judgements: Sequence[Judgement]) -> Iterator[str]:
    yield f"## {task.name}\n"
    yield f"{task.about}\n"
    yield from (f"The shipped model `{name}` has the sha256 `{shipped_digest(name)}`.\n" for name in task.models)
    yield "| judged on | texts | sought | figure | value | 19 of 20 times | to reach |"
    yield "|---|---|---|---|---|---|---|"
    for each in judgements:
        yield from (_row(each, figure) for figure in each.figures)
    yield ""


def _row(judgement: Judgement, figure: Figure) -> str:
    value, low, high = figure.measure.value, figure.measure.low, figure.measure.high
    reach = "" if figure.reach is None else f"{figure.reach:.3f}"
    cells = (
        judgement.split,
        f"{judgement.judged:,}",
        f"{judgement.sought:,}",
        figure.name,
        f"{value:.4f}",
        f"{low:.4f} to {high:.4f}",
        reach,
    )
    return f"| {' | '.join(cells)} |"


def main() -> int:
    folder = data_folder()
    if not folder.is_dir():
        print(f"nothing judged: there is no folder {folder}; set BYLAWS_DATA to where the public data are")
        return 0
    judgements = [(task, each) for task in TASKS.values() for each in task.judgements(folder, _watch)]
    PAGE.write_text(page(judgements), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))
    return 0


def _watch(name: str, done: int, whole: int) -> None:
    print(f"{name}: {done + 1} of {whole}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
