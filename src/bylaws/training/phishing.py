"""Phishing among mails: learnt from templates and innocent mails, judged on families of templates that were left out."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from bylaws.content.mail.heading import heading_of
from bylaws.content.mail.phishing import MODEL, signs
from bylaws.content.mail.spam import normal
from bylaws.training import fitting, mails
from bylaws.training.evaluating import Figure, Judgement, Watch
from bylaws.training.fitting import FOLDS, Labelled, Way, fitted, folds, out_of_fold
from bylaws.training.grouping import groups_of, joined
from bylaws.training.measuring import false_positives, measured, recall, strict_threshold
from bylaws.training.phishing_templates import Mail as Made
from bylaws.training.phishing_templates import mails as made

Array = np.ndarray[Any, Any]

WAY: Final = Way(MODEL, strictness=0.1, loud=0.5)
EACH: Final = 30
"""Mails that are made of each line of the templates."""
SEED: Final = 20261124
FROM: Final = "templates of ours, and SpamAssassin, CC0"
ABOUT: Final = """\
Behind `phishing_mail(subject, body, headers)`: whether a mail wants a password, a payment or data under a name that is not its
sender's. **Synthetic, and of one hand**: there is no public phishing mail here, so it is learnt from mails that templates of ours
make (`phishing_mails.txt`), fourteen families of phishing and fourteen of innocent mails on the like subjects, with links to hosts
that blocklistproject reports (Unlicense) among them; and from the innocent mails of SpamAssassin's corpus (CC0), of 2002. Besides
the words it looks at whose domain writes, where replies go, where links lead, and which well-known names are borrowed. Judged on
families that were left out, phishing and innocent twin together, five parts in turn; the threshold is the one above which one of a
hundred innocent mails learnt from lies, judged by models that had not seen their families or senders. What it does on real
phishing nobody has measured. A lure that is forwarded with a warning, and a real mail with a link to set a new password, get high
scores: count such mails, and let a person look. Of the spam of that corpus, which is neither learnt nor judged as either, the last
row says how much is told to be phishing."""
_STRICT: Final = 0.01
_REACH: Final = 0.94


class _Known(Struct, frozen=True):
    """`made`: which come from templates; the others are of the corpus."""

    labelled: Labelled
    made: Array


def trained(data: Path) -> bytes:
    """The model."""
    return fitting.trained(WAY, _known(data).labelled)


def judgements(data: Path, watch: Watch) -> list[Judgement]:
    """With all signs; by words alone; and what is said of spam."""
    known, spam = _known(data), _spam(data)
    split = "families left out, five parts"
    bare = replace(known, labelled=replace(known.labelled, signs=[()] * len(known.labelled.texts)))
    told = []
    for number, (name, each) in enumerate(((split, known), (f"{split}; by words alone", bare))):
        watch(MODEL, number, 3)
        sums, found = _unseen(each.labelled)
        told.append(_judgement(name, each, found, sums, each.made))
        if each is known:
            told.append(_judgement("innocent mails of the corpus, senders left out", each, found, sums, ~each.made))
    watch(MODEL, 2, 3)
    model = fitted(WAY, known.labelled)
    threshold = strict_threshold(known.labelled.truth, out_of_fold(WAY, known.labelled), _STRICT)
    found = model.sums(spam.texts, spam.signs) > threshold
    share = Figure("told to be phishing", measured(recall, spam.truth, found, spam.groups))
    return [*told, Judgement(MODEL, FROM, "spam of the corpus", found.size, 0, (share,))]


def _unseen(labelled: Labelled) -> tuple[Array, Array]:
    """The sums of mails whose groups were not learnt from, less the threshold of each part; and which are beyond it."""
    sums = np.zeros(len(labelled.texts))
    for known, unknown in folds(labelled, FOLDS):
        mine, others = labelled.some(known), labelled.some(unknown)
        threshold = strict_threshold(mine.truth, out_of_fold(WAY, mine), _STRICT)
        sums[unknown] = fitted(WAY, mine).sums(others.texts, others.signs) - threshold
    return sums, sums > 0


def _judgement(split: str, known: _Known, found: Array, sums: Array, which: Array) -> Judgement:
    truth, groups = known.labelled.truth[which], known.labelled.groups[which]
    told = [Figure("false positives", measured(false_positives, truth, found[which], groups))]
    if truth.any():
        strict = sums[which] > strict_threshold(known.labelled.truth, sums, _STRICT)
        told = [
            Figure("recall", measured(recall, truth, found[which], groups), _REACH),
            *told,
            Figure("recall at 1 % of all innocent", measured(recall, truth, strict, groups)),
        ]
    return Judgement(MODEL, FROM, split, truth.size, int(truth.sum()), tuple(told))


def _known(data: Path) -> _Known:
    """Raises OSError, ValueError."""
    with gzip.open(data / "urls" / "phishing-domains.txt.gz", "rt", encoding="utf-8") as file:
        reported = [line.strip() for line in file if line.strip() and not line.startswith("#")]
    templates = list(made(EACH, SEED, reported))
    corpus = [each for each in mails.corpus(data) if not each.is_spam]
    texts, shown = _read([*templates, *corpus])
    truth = np.array([each.is_phishing for each in templates] + [False] * len(corpus))
    senders = joined(groups_of(texts[len(templates) :]), [each.sender or str(number) for number, each in enumerate(corpus)])
    groups = np.array([each.pair for each in templates] + [1000 + each for each in senders])
    return _Known(Labelled(texts, shown, truth, groups), np.arange(truth.size) < len(templates))


def _read(all: Sequence[Made | mails.Mail]) -> tuple[list[str], list[list[str]]]:
    texts = [normal(each.subject, each.body) for each in all]
    return texts, [signs(each.subject, each.body, heading_of(each.headers)) for each in all]


def _spam(data: Path) -> Labelled:
    corpus = [each for each in mails.corpus(data) if each.is_spam]
    texts, shown = _read(corpus)
    return Labelled(texts, shown, np.ones(len(corpus), np.bool_), np.arange(len(corpus)))
