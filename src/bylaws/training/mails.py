"""Spam among mails: the public corpus of SpamAssassin."""

from __future__ import annotations

import re
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
from msgspec import Struct

from bylaws.content.mail.heading import heading_of
from bylaws.content.mail.spam import HEADERS, SHARE, TEXTS, normal, signs
from bylaws.content.models.linear import Linear
from bylaws.events.readers.mail.content import content_of
from bylaws.events.readers.mail.headers import Headers, clean
from bylaws.events.readers.mail.parts import header_block, part_of
from bylaws.training import fitting
from bylaws.training.evaluating import Figure, Judgement, Watch
from bylaws.training.fitting import FOLDS, Labelled, Way, curve_of, folds, learnt, out_of_fold
from bylaws.training.grouping import groups_of, joined
from bylaws.training.measuring import f1, false_positives, measured, precision, recall, strict_threshold

Array = np.ndarray[Any, Any]

NAME: Final = "mail-spam"
FILE: Final = "mail/spamassassin-dev.tar.xz"
FROM: Final = "SpamAssassin public corpus, CC0"
ABOUT: Final = """\
Behind `spam_mail(subject, body, headers)`: whether a mail is spam. Learnt from the public corpus of SpamAssassin (CC0), the file
`mail/spamassassin-dev.tar.xz`: mails in English of 2002, the innocent of them those of one man and the lists he read, hardly a
receipt among them: such mails get high scores by their words. Spam of today looks otherwise. The figures say what is reached among
mails of that time. One model reads subject and body, another what the headers show of the program that wrote the mail and of its
sender; of a mail without headers the first decides alone. Left out is what tells one pile from the other only because of how the
corpus was gathered: all that servers and lists add to headers
(`Received`, `Delivered-To`, `List-*`, `Sender`, `X-*` but the mailer and its priority), names of lists in subjects, what lists put
under a mail, and addresses of the corpus' owner and his lists. Mails of one sender, and those that are nearly the same, are of one
group, with all that are linked by either. The threshold is the one above which six of a thousand of the innocent mails learnt from
lie, judged by models that had not seen their groups."""
INNOCENT: Final = 0.006
"""The share of innocent mails beyond the threshold, among those learnt from, by models that had not seen their groups."""
REACH: Final = {"F1": 0.985, "false positives": 0.008}
_TEXTS: Final = Way(TEXTS)
_HEADERS: Final = Way(HEADERS)
_LIST: Final = re.compile(r"(?im)^(?:list-id|mailing-list|x-mailing-list|x-mailman-version):")
_TAG: Final = re.compile(r"\[[\w .:-]{2,30}\]\s*")
_UNDER: Final = re.compile(r"_{20,}|-{30,}|-+ ?~-->|To unsubscribe from this group|-- $")
_OF_A_LIST: Final = re.compile(
    r"(?i)mailing list|mailman|unsubscribe|sourceforge|sf\.net|sponsored|yahoo|maintainer|listinfo|http://"
)
_OWNER: Final = re.compile(
    r"(?i)\b(?:zzzz\w*|yyyy\w*|jm\d?@\S+|jmason\w*|\S*spamassassin\S*|\S*(?:ilug|fork|razor|exmh|rpm-list)(?:-\w+)?@\S+"
    r"|\S*example\.(?:com|net|org)\S*|\S*xent\.com\S*|\S*taint\.org\S*)"
)
_LINES: Final = 16


class Mail(Struct, frozen=True):
    """A mail without what tells how the corpus was gathered; `sender`: its author's address, empty if there is none."""

    is_spam: bool
    sender: str
    subject: str
    body: str
    headers: str


class _Mails(Struct, frozen=True):
    """The same mails as either model reads them. `lists`: which came by a list."""

    texts: Labelled
    headers: Labelled
    lists: Array

    def some(self, which: Array) -> _Mails:
        return _Mails(self.texts.some(which), self.headers.some(which), self.lists[which])


def corpus(data: Path) -> list[Mail]:
    """All mails of the corpus. Raises OSError, ValueError."""
    return list(_mails(data / FILE))


def trained(name: str, data: Path) -> bytes:
    """A model. That of headers says what the sum of both means."""
    mails = labelled(data)
    if name == TEXTS:
        return fitting.trained(_TEXTS, mails.texts)
    both = _both(lambda way, part: out_of_fold(way, part), mails)
    return learnt(_HEADERS, mails.headers, curve_of(both, mails.texts.truth))


def labelled(data: Path) -> _Mails:
    """Raises OSError, ValueError."""
    mails = corpus(data)
    texts = [normal(each.subject, each.body) for each in mails]
    headings = [heading_of(each.headers) for each in mails]
    truth = np.array([each.is_spam for each in mails])
    groups = np.array(joined(groups_of(texts), [each.sender or str(number) for number, each in enumerate(mails)]))
    shown = [signs(each.subject, each.body, heading) for each, heading in zip(mails, headings, strict=True)]
    return _Mails(
        Labelled(texts, [()] * len(mails), truth, groups),
        Labelled([heading.text for heading in headings], shown, truth, groups),
        np.array([_LIST.search(each.headers) is not None for each in mails]),
    )


def judgements(data: Path, watch: Watch) -> list[Judgement]:
    """With headers and without; and of the first, mails that came by no list, and one of each group."""
    mails = labelled(data)
    texts, both = np.zeros(mails.lists.size, np.bool_), np.zeros(mails.lists.size, np.bool_)
    for number, (known, unknown) in enumerate(folds(mails.texts)):
        watch(NAME, number, FOLDS)
        mine, others = mails.some(known), mails.some(unknown)
        truth = mine.texts.truth
        texts[unknown] = _sums(_TEXTS, mine.texts, others.texts) > strict_threshold(
            truth, out_of_fold(_TEXTS, mine.texts), INNOCENT
        )
        threshold = strict_threshold(truth, _both(out_of_fold, mine), INNOCENT)
        both[unknown] = _sums(_TEXTS, mine.texts, others.texts) + SHARE * _sums(_HEADERS, mine.headers, others.headers) > threshold
    every = np.ones(both.size, np.bool_)
    first = np.zeros(both.size, np.bool_)
    first[np.unique(mails.texts.groups, return_index=True)[1]] = True
    split = "five folds, by sender and near-duplicates"
    rows = (
        (split, both, every),
        (f"{split}; of these, that came by no list", both, ~mails.lists),
        (f"{split}; of these, one of each group", both, first),
        (f"{split}; by subject and body alone", texts, every),
    )
    return [_judgement(split, mails.texts, found, which) for split, found, which in rows]


def _judgement(split: str, mails: Labelled, found: Array, which: Array) -> Judgement:
    figures = {"F1": f1, "precision": precision, "recall": recall, "false positives": false_positives}
    rows = mails.truth[which], found[which], mails.groups[which]
    told = (Figure(name, measured(each, *rows), REACH.get(name)) for name, each in figures.items())
    return Judgement(NAME, FROM, split, int(which.sum()), int(rows[0].sum()), tuple(told))


def _sums(way: Way, known: Labelled, unknown: Labelled) -> Array:
    model: Linear = fitting.fitted(way, known)
    return model.sums(unknown.texts, unknown.signs)


def _both(sums: Callable[[Way, Labelled], Array], mails: _Mails) -> Array:
    return sums(_TEXTS, mails.texts) + SHARE * sums(_HEADERS, mails.headers)


def _mails(file: Path) -> Iterator[Mail]:
    with tarfile.open(file) as pile:
        members = {member.name: member for member in pile.getmembers() if member.isfile()}
        for name in sorted(members):
            content = pile.extractfile(members[name])
            sort = Path(name).parent.name
            if content is None or sort not in ("ham", "spam"):
                raise ValueError(f"{name} in {FILE} is neither ham nor spam")
            yield _mail(content.read(), sort == "spam")


def _mail(raw: bytes, is_spam: bool) -> Mail:
    """Without what tells how the corpus was gathered."""
    raw = re.sub(rb"\AFrom .*\n", b"", raw)
    mail = part_of(raw)
    headers = Headers.of(mail)
    author = next(iter(headers.addresses("from", "sender")), None)
    subject = _TAG.sub("", headers.text("subject") or "")
    body = _OWNER.sub(" ", _without_list(content_of(mail).text))
    told = clean(header_block(raw).decode("utf-8", "backslashreplace"))
    return Mail(is_spam, author.address.lower() if author else "", subject, body, told)


def _without_list(body: str) -> str:
    """A body without what a list puts under it."""
    lines = body.split("\n")
    for at in range(max(0, len(lines) - _LINES), len(lines)):
        if _UNDER.match(lines[at]) and _OF_A_LIST.search(" ".join(lines[at:])):
            return "\n".join(lines[:at])
    return body
