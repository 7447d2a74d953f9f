"""`make models`: judges the models on public data, and writes docs/reference/models.md.

With names of tasks behind it, as in `python -m scripts.models crawler`, only these are judged anew.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from bylaws.content.models.files import shipped_digest
from bylaws.training.evaluating import Figure, Judgement, libraries
from bylaws.training.tasks import TASKS, Task
from scripts.evaluate.inputs import ROOT, data_folder

PAGE: Final = ROOT / "docs" / "reference" / "models.md"
_CARD: Final = re.compile(r"^## (\S+)\n", re.MULTILINE)
HEAD: Final = """\
<!-- made by `make models`; do not edit -->

# How good content functions are

Of the functions that [look into content](functions.md#functions-that-look-into-content), those whose answers are a matter of
degree. What is learnt from examples is learnt by `bylaws train NAME --data FOLDER`, which makes the same bytes from the same
data and libraries, and needs the extra `train`; asking a model needs nothing but bylaws.

The figures are printed by `bylaws evaluate NAME --data FOLDER`. Those of models are of models made in the same way from a part
of the data, which decide on the rest. Where a card says nothing else, a threshold is the one with the best F1 among the texts
learnt from, judged by models that had not seen their groups; it is carried over as it is. The interval is that of nineteen in
twenty drawings of the groups. What they do on other data, of other years or in another language, the figures do not say. No score
alone should suspend anybody.
"""


def page(cards: Mapping[str, str]) -> str:
    """The whole page, of the card of each task."""
    versions = ", ".join(f"{name} {version}" for name, version in libraries().items())
    return f"{HEAD}\n{''.join(cards[name] for name in TASKS if name in cards)}Made with {versions}.\n"


def cards_of(told: str) -> dict[str, str]:
    """The cards of a page by task."""
    parts = _CARD.split(told.rpartition("Made with ")[0])
    return {name: f"## {name}\n{text}" for name, text in zip(parts[1::2], parts[2::2], strict=True)}


def card(task: Task, judgements: Sequence[Judgement]) -> str:
    """What a task is, and how good it is."""
    return "\n".join(_card(task, judgements)) + "\n"


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
    cards = cards_of(PAGE.read_text("utf-8")) if PAGE.is_file() else {}
    for name in sys.argv[1:] or TASKS:
        cards[name] = card(TASKS[name], TASKS[name].judgements(folder, _watch))
    PAGE.write_text(page(cards), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))
    return 0


def _watch(name: str, done: int, whole: int) -> None:
    print(f"{name}: {done + 1} of {whole}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
