"""Harmful texts: OpenAI's moderation evaluation set (MIT), and sentences of our own about people."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np

from bylaws.content.text.harm import ANY, SORTS
from bylaws.content.text.plain import plain
from bylaws.content.text.stance import signs
from bylaws.training import fitting
from bylaws.training.evaluating import Figure, Judgement, Watch
from bylaws.training.fitting import FOLDS, SEED, Labelled, Way, curve_of, fitted, folds
from bylaws.training.grouping import groups_of
from bylaws.training.measuring import area, average_precision, measured
from bylaws.training.stances import Stance, stances

Array = np.ndarray[Any, Any]

NAME: Final = "harm"
FROM: Final = "moderation-api-release, MIT"
OWN: Final = "sentences of our own, synthetic"
SPLIT: Final = "five folds, near-duplicates kept together"
ABOUT: Final = """\
Behind `harm(text)`: how surely a text is hatred, harassment, a threat, violence, sexual, or of somebody who may harm himself.
Learnt from half of OpenAI's moderation evaluation set (Markov and others, 2023; MIT), the file `text/moderation-dev.jsonl.gz`: some
800 English texts, of which 224 are harmful; and, of hatred and threats, from sentences that patterns of ours make (synthetic, with
declared truth). Beside their words the models weigh what a text does with them (`content/text/stance.py`): whom a statement is
about, whether it is denied, quoted or opposed. The average precision is over all thresholds; violence, threats and harassment
stand on few texts, as their intervals show. How well sentences about people are told apart was judged on patterns that nothing was
learnt from; but one hand wrote all of them, and the lists of words, so that on sentences of others it will be less. What a group
is called changes what is found: the row of the worst group says by how much. Other languages these models do not know."""
LABELS: Final = {
    "hate": ("H", "H2"), "harassment": ("HR",), "threat": ("H2",), "violence": ("V", "V2"), "sexual": ("S",), "self_harm": ("SH",),
}  # fmt: skip
WAYS: Final = {"hate": Way(SORTS["hate"], 0.3, 1.0), "threat": Way(SORTS["threat"], 0.3, 1.0)}
EACH: Final = 4
"""Sentences that are made of each pattern."""
_REACH: Final = {"any sort": 0.78, "functions": 0.91}
_AT: Final = 0.1
_THREATS: Final = ("threatens", "i will {do} you", "i will {do} all {others}")


class Texts(msgspec.Struct, frozen=True):
    """Texts as models read them; by sort, of each whether it is that (1, 0; -1: not said); whether it is harmful at all; groups."""

    texts: Sequence[str]
    signs: Sequence[Sequence[str]]
    sorts: dict[str, Array]
    harmful: Array
    groups: Array

    def of(self, sort: str, which: Array) -> Labelled:
        """Those of a sort, among some, that are known to be of it or not to be, and sentences of our own where there are such."""
        if sort == ANY:
            return Labelled(*self._some(which), self.harmful[which], self.groups[which])
        told = self.sorts[sort]
        known = which[(told[which] >= 0) | ~self.harmful[which]]
        found = Labelled(*self._some(known), told[known] == 1, self.groups[known])
        return _with(found, _own(sort)) if sort in WAYS else found

    def _some(self, which: Array) -> tuple[list[str], list[Sequence[str]]]:
        return [self.texts[at] for at in which.tolist()], [self.signs[at] for at in which.tolist()]


@cache
def texts_of(data: Path) -> Texts:
    """The texts of `data/text/moderation-dev.jsonl.gz`. Raises OSError, ValueError."""
    with gzip.open(data / "text" / "moderation-dev.jsonl.gz", "rb") as file:
        rows: list[dict[str, Any]] = [msgspec.json.decode(line) for line in file]
    texts = [plain(row["prompt"]) for row in rows]
    sorts = {sort: np.array([_label(row, keys) for row in rows]) for sort, keys in LABELS.items()}
    harmful = np.max([*sorts.values()], axis=0) == 1
    return Texts(texts, [signs(text) for text in texts], sorts, harmful, np.array(groups_of(texts)))


def trained(name: str, data: Path) -> bytes:
    """The model of a sort, or of any."""
    told = texts_of(data)
    everything = np.arange(len(told.texts))
    if name != ANY:
        return fitting.trained(_way(name), told.of(name, everything))
    return fitting.learnt(Way(ANY), told.of(ANY, everything), curve_of(_together(told, lambda *_: None)[ANY], told.harmful))


def judgements(data: Path, watch: Watch) -> list[Judgement]:
    """Any sort, sort by sort, and sentences of our own whose patterns were not learnt from."""
    told = texts_of(data)
    sums = _together(told, watch)
    found = [_judged("any sort", told.harmful, sums[ANY], told.groups)]
    for sort, each in told.sorts.items():
        known = each >= 0
        found.append(_judged(sort, each[known] == 1, sums[sort][known], told.groups[known]))
    return [*found, *_of_functions(told)]


def _label(row: dict[str, Any], keys: Sequence[str]) -> int:
    told = [row[key] for key in keys if key in row]
    return max(told) if told else -1


def _way(sort: str) -> Way:
    return WAYS.get(sort) or Way(SORTS[sort])


def _together(told: Texts, watch: Watch) -> dict[str, Array]:
    """By sort the sums of models that had not seen the text's group; of any sort with the greatest of all others."""
    sums = {sort: np.zeros(len(told.texts)) for sort in (ANY, *SORTS)}
    everything = told.of(ANY, np.arange(len(told.texts)))
    for number, (known, unknown) in enumerate(folds(everything)):
        watch(NAME, number, FOLDS)
        judged = everything.some(unknown)
        for sort in sums:
            way = Way(ANY) if sort == ANY else _way(sort)
            sums[sort][unknown] = fitted(way, told.of(sort, known)).sums(judged.texts, judged.signs)
    sums[ANY] = sums[ANY] + np.max([sums[sort] for sort in SORTS], axis=0)
    return sums


def _judged(name: str, truth: Array, sums: Array, groups: Array) -> Judgement:
    figure = Figure("average precision", measured(average_precision, truth, sums, groups), _REACH.get(name))
    return Judgement(NAME, FROM, f"{name}; {SPLIT}", truth.size, int(truth.sum()), (figure,))


@cache
def _sentences() -> list[Stance]:
    return list(stances(EACH, SEED))


@cache
def _own(sort: str) -> Labelled:
    """Sentences of our own for a sort; those of a pattern are of one group."""
    made = _sentences()
    texts = [plain(each.text) for each in made]
    patterns = {each.pattern: number for number, each in enumerate(made)}
    truth = [each.hateful if sort == "hate" else each.function in _THREATS or each.pattern in _THREATS for each in made]
    return Labelled(texts, [signs(text) for text in texts], np.array(truth), np.array([patterns[each.pattern] for each in made]))


def _with(one: Labelled, other: Labelled) -> Labelled:
    groups = np.concatenate([one.groups, other.groups + int(one.groups.max(initial=0)) + 1])
    return Labelled([*one.texts, *other.texts], [*one.signs, *other.signs], np.concatenate([one.truth, other.truth]), groups)


def _of_functions(told: Texts) -> list[Judgement]:
    """Hatred among sentences of patterns that were not learnt from, and the worst group at one false finding in ten."""
    own, sums = _own("hate"), np.zeros(len(_sentences()))
    everything = np.arange(len(told.texts))
    for known, unknown in folds(own):
        some = told.of("hate", everything)
        mine = np.concatenate([np.arange(len(some.texts) - len(own.texts)), known + len(some.texts) - len(own.texts)])
        judged = own.some(unknown)
        sums[unknown] = fitted(_way("hate"), some.some(mine)).sums(judged.texts, judged.signs)
    split = f"hatred of people, sentences of patterns not learnt from; {FOLDS} folds"
    threshold = float(np.quantile(sums[~own.truth], 1 - _AT))
    names = np.array([each.group for each in _sentences()])
    rates = {name: float((sums[~own.truth & (names == name)] > threshold).mean()) for name in sorted(set(names) - {""})}
    worst = max(rates, key=lambda name: rates[name])
    here = ~own.truth & (names == worst)
    rate = measured(lambda _, wrong: float(wrong.mean()), here[here], (sums > threshold)[here], own.groups[here])
    return [
        Judgement(
            NAME, OWN, split, len(sums), int(own.truth.sum()),
            (Figure("area under the curve", measured(area, own.truth, sums, own.groups), _REACH["functions"]),),
        ),
        Judgement(
            NAME, OWN, f"the worst group ({worst}), {round(_AT * 100)} % of all others found", int(here.sum()), 0,
            (Figure("false positives", rate, None),),
        ),
    ]  # fmt: skip
