"""How surely a text is hatred, harassment, a threat, violence, sexual, or of somebody who may harm himself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np

from bylaws.content.models.linear import shipped, shipped_together
from bylaws.content.port import Given, Judged
from bylaws.content.text.plain import plain
from bylaws.content.text.stance import signs
from bylaws.events.types import BILLION

ANY: Final = "harm"
"""The model of harm of any sort. Its sum, and the greatest of the others', together are what the score tells."""
SORTS: Final = {
    "hate": "harm-hate",
    "harassment": "harm-harassment",
    "threat": "harm-threat",
    "violence": "harm-violence",
    "sexual": "harm-sexual",
    "self_harm": "harm-self-harm",
}
"""By sort its model."""
MODELS: Final = (ANY, *SORTS.values())
_TOLD_AMONG: Final = 400
_AROUND: Final = ".,;:!?()[]\"'"


def harm(text: str) -> Mapping[str, object]:
    """How surely a text is harmful, of which sort, and the words and signs that speak most for it."""
    return harm_of([(text,)])[0]


def harm_of(calls: Sequence[Given]) -> list[Mapping[str, object]]:
    """The same of many."""
    texts = [plain(text) for (text,) in calls]
    shown = [signs(text) for text in texts]
    any_sort, *sorts = shipped_together(MODELS).sums(texts, shown)
    totals = (any_sort + np.max(sorts, axis=0)).tolist()
    sums = zip(*(each.tolist() for each in sorts), strict=True)
    return [_told(text, total, dict(zip(SORTS, each, strict=True))) for text, total, each in zip(texts, totals, sums, strict=True)]


def _told(text: str, total: float, sums: Mapping[str, float]) -> Mapping[str, object]:
    shares = {sort: shipped(SORTS[sort]).share(each) for sort, each in sums.items()}
    sort = max(shares, key=lambda each: shares[each])
    told = {name: round(share * BILLION) for name, share in shares.items()}
    return Judged(shipped(ANY).share(total), _telling, text, sort, **{"class": sort}, **told)


def _telling(text: str, sort: str) -> Iterable[str]:
    """Words as they are read; what the text does with them stands in braces."""
    words = (word.strip(_AROUND) for word in text.split()[:_TOLD_AMONG])
    return shipped(SORTS[sort]).speaking(words, signs(text))
