"""Spam among short messages: the UCI SMS Spam Collection (Almeida and Hidalgo, 2011; CC BY 4.0)."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bylaws.content.text.short import MODEL, normal, signs
from bylaws.training import fitting
from bylaws.training.evaluating import Judgement, Watch, judged
from bylaws.training.fitting import Labelled, Way
from bylaws.training.grouping import groups_of

WAY = Way(MODEL)
FROM = "UCI SMS Spam Collection, CC BY 4.0"
ABOUT = """\
Behind `spam(text)`: whether a short message is spam. Learnt from the UCI SMS Spam Collection (Almeida, Hidalgo, 2011; CC BY 4.0),
the file `sms/uci.tsv`: messages in English, older than smartphones, most of the spam of them British. Newer sorts of spam it knows
by their words alone, and other languages not at all."""


def labelled(data: Path) -> Labelled:
    """The messages of `data/sms/uci.tsv`, each text once. Raises OSError, ValueError."""
    told: dict[str, str] = {}
    for line in (data / "sms" / "uci.tsv").read_text("utf-8").splitlines():
        label, _, text = line.partition("\t")
        if label not in ("ham", "spam"):
            raise ValueError(f"a line of sms/uci.tsv begins with neither ham nor spam: {label[:20]}")
        told.setdefault(text.strip(), label)
    texts = [normal(each) for each in told]
    truth = np.array([label == "spam" for label in told.values()])
    return Labelled(texts, [signs(each) for each in told], truth, np.array(groups_of(texts)))


def trained(data: Path) -> bytes:
    """The model."""
    return fitting.trained(WAY, labelled(data))


def judgements(data: Path, watch: Watch) -> list[Judgement]:
    """Over all messages, each text once, and over one message of each group that is nearly the same."""
    told = labelled(data)
    alone = told.some(np.unique(told.groups))
    return [
        judged(WAY, told, (FROM, "five folds, near-duplicates kept together"), 0.975, watch),
        judged(WAY, alone, (FROM, "five folds, without near-duplicates"), 0.96, watch),
    ]
