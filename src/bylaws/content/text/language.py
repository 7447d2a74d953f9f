"""`language`: in which language a text is, by the library py3langid and the model that it ships."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

LONGEST: Final = 1 << 12
"""Signs of a text that are looked at."""
FEWEST: Final = 12
"""Letters of a text, below which nobody could say."""
SURE: Final = 0.5
"""From so sure on the library's word is taken; what it says are probabilities of all languages that it knows."""
NONE: Final = "zxx"
"""How it calls what is in no language."""


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def language(text: str) -> str | None:
    """Its code by ISO 639, of two letters where there is such; None if it is too short, or in none that can be told."""
    text = text[:LONGEST]
    # A letter of Chinese or Korean says as much as three of others.
    if sum(3 if sign > "\u2e80" else 1 for sign in text if sign.isalpha()) < FEWEST:
        return None
    found, sure = _identifier().classify(text)
    return None if sure < SURE or found == NONE else str(found)
