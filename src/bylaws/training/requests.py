"""Attacks in request parameters: the HttpParamsDataset (Morzeux, MIT)."""

from __future__ import annotations

import csv
import gzip
import re
from pathlib import Path
from typing import Any

import numpy as np

from bylaws.content.http.attacks import MODELS, is_innocent, normal
from bylaws.training import fitting
from bylaws.training.evaluating import Figure, Judgement, Watch
from bylaws.training.fitting import FOLDS, Labelled, Way, fitted, folds
from bylaws.training.measuring import f1, measured, precision, recall

Array = np.ndarray[Any, Any]

NAME = "request-attacks"
SPLIT = "five folds, payloads of one shape kept together"
FROM = "HttpParamsDataset, MIT"
LABELS = {
    "sql injection": "sqli",
    "cross-site scripting": "xss",
    "path traversal": "path-traversal",
    "command injection": "cmdi",
}
"""What we call a class, and the data do."""
ABOUT = """\
Behind `request_attack(text)`: whether a path, a query or a parameter is an attack, and of which class. Learnt from the
HttpParamsDataset (MIT), the file `http/httpparams.csv.gz`: honest values of Spanish web forms and payloads of well-known tools.
What has only words, numbers and plain paths is called none without asking a model, though the data call some bare numbers
attacks: they stand beside these payloads, and are none by themselves. Values of other sites, and attacks of other tools, the
figures do not know."""
REACH = 0.98
_SHAPES = (
    (re.compile(r"0x[0-9a-f]+"), "0x"),
    (re.compile(r"'[a-z]{3,6}'"), "'s'"),
    (re.compile(r"(?:chr\(0+\)\|\|)+"), "chr"),
    (re.compile(r"0+"), "0"),
)
"""What tools draw anew each time: payloads that differ in nothing else are of one group."""


def labelled(data: Path) -> tuple[Labelled, Array]:
    """The parameters, each once, and the class of each as the data call it. Raises OSError, ValueError."""
    told: dict[str, str] = {}
    with gzip.open(data / "http" / "httpparams.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row.get("attack_type") not in ("norm", *LABELS.values()):
                raise ValueError(f"http/httpparams.csv.gz has a row of the class {row.get('attack_type')}")
            told.setdefault(normal(row["payload"]), row["attack_type"])
    groups: dict[str, int] = {}
    numbers = [groups.setdefault(_shape(text), len(groups)) for text in told]
    classes = np.array(list(told.values()))
    return Labelled(list(told), [()] * len(told), classes != "norm", np.array(numbers)), classes


def trained(name: str, data: Path) -> bytes:
    """The model of one class."""
    texts, classes = labelled(data)
    return fitting.trained(Way(MODELS[name]), _of_class(texts, classes, name))


def judgements(data: Path, watch: Watch) -> list[Judgement]:
    """Class by class, and all classes and none with the same weight."""
    texts, classes = labelled(data)
    found = _decided(texts, classes, watch)
    told = []
    for name, label in (*LABELS.items(), ("none", "norm")):
        truth, mine = classes == label, found == label
        measures = {each.__name__: measured(each, truth, mine, texts.groups) for each in (f1, precision, recall)}
        figures = (Figure("F1", measures["f1"]), Figure("precision", measures["precision"]), Figure("recall", measures["recall"]))
        told.append(Judgement(NAME, FROM, f"{name}; {SPLIT}", classes.size, int(truth.sum()), figures))
    rows = np.arange(classes.size)
    macro = Figure("F1", measured(_macro(classes, found), rows, rows, texts.groups), REACH)
    return [Judgement(NAME, FROM, f"each class and none alike; {SPLIT}", classes.size, int(texts.truth.sum()), (macro,)), *told]


def _macro(classes: Array, found: Array) -> Any:
    """The mean F1 of all classes over some rows, which `measured` draws."""

    def figure(rows: Array, _same: Array) -> float:
        truth, mine = classes[rows], found[rows]
        return float(np.mean([f1(truth == each, mine == each) for each in ("norm", *LABELS.values())]))

    return figure


def _decided(texts: Labelled, classes: Array, watch: Watch) -> Array:
    """The class that models which learnt on other groups give each text."""
    sums = np.zeros((len(MODELS), classes.size))
    for number, (known, unknown) in enumerate(folds(texts)):
        watch(NAME, number, FOLDS)
        others = texts.some(unknown)
        for place, name in enumerate(MODELS):
            mine = _of_class(texts, classes, name).some(known)
            sums[place, unknown] = fitted(Way(MODELS[name]), mine).sums(others.texts, others.signs)
    names = np.array([LABELS[name] for name in MODELS])
    innocent = np.array([is_innocent(text) for text in texts.texts])
    return np.where((sums.max(axis=0) > 0) & ~innocent, names[sums.argmax(axis=0)], "norm")


def _of_class(texts: Labelled, classes: Array, name: str) -> Labelled:
    return Labelled(texts.texts, texts.signs, classes == LABELS[name], texts.groups)


def _shape(text: str) -> str:
    for pattern, mark in _SHAPES:
        text = pattern.sub(mark, text)
    return text
