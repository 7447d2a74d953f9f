"""Personal data in texts: synthetic ones with marked passages (presidio-research, MIT)."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np

from bylaws.content.pii.finding import found_in
from bylaws.training.evaluating import Figure, Judgement, Watch
from bylaws.training.measuring import f1, measured, precision, recall

NAME = "personal-data"
ABOUT = """\
Behind `personal_data(text)`: numbers of cards, accounts and registers by form and check digit, mail addresses, phone numbers.
Nothing is learnt; the forms of phone numbers were written with these texts in view, so that their figures flatter. Names of
people and places are not looked for. Judged on synthetic texts of presidio-research (MIT), the file
`pii/presidio-synth-dev.json`; a passage is found if one of its sort overlaps it."""
FROM = "presidio-research, synthetic, MIT"
SORTS = {
    "card number": "CREDIT_CARD",
    "IBAN": "IBAN_CODE",
    "US social security number": "US_SSN",
    "mail address": "EMAIL_ADDRESS",
    "phone number": "PHONE_NUMBER",
}
"""What we call a sort, and the data do."""
REACH = 0.9


class _Span(msgspec.Struct):
    entity_type: str
    start_position: int
    end_position: int


class _Text(msgspec.Struct):
    full_text: str
    spans: list[_Span]
    template_id: int


def judgements(data: Path, watch: Watch) -> list[Judgement]:
    """Sort by sort; texts of one template are of one group."""
    texts = msgspec.json.decode((data / "pii" / "presidio-synth-dev.json").read_bytes(), type=list[_Text])
    told = []
    for number, (sort, theirs) in enumerate(SORTS.items()):
        watch(NAME, number, len(SORTS))
        told.append(_judged(texts, sort, theirs))
    return told


def _judged(texts: list[_Text], sort: str, theirs: str) -> Judgement:
    """Each passage that is marked or found is one case: there or not, found or not."""
    cases: list[tuple[bool, bool, int]] = []
    for text in texts:
        marked = [(each.start_position, each.end_position) for each in text.spans if each.entity_type == theirs]
        found = [(each.start, each.end) for each in found_in(text.full_text) if each.what == sort]
        cases += [(True, _meets(each, found), text.template_id) for each in marked]
        cases += [(False, True, text.template_id) for each in found if not _meets(each, marked)]
    truth, is_found, groups = (np.array(each) for each in zip(*cases, strict=True))
    figures = {"F1": f1, "precision": precision, "recall": recall}
    measures = {name: measured(each, truth, is_found, groups) for name, each in figures.items()}
    return Judgement(
        NAME,
        FROM,
        f"{sort}, by template",
        len(texts),
        int(truth.sum()),
        tuple(Figure(name, each, REACH if name == "F1" else None) for name, each in measures.items()),
    )


def _meets(one: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(one[0] < end and start < one[1] for start, end in others)
