"""Short messages, SMS and chat: how they are read before a model looks at them, and whether they are spam."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Final

import re2

from bylaws.content.models.linear import shipped
from bylaws.content.port import Given, Judged

MODEL: Final = "sms-spam"
LONGEST: Final = 1 << 13
"""Signs that are looked at: a short message that is longer is read this far."""

_HOSTS: Final = r"\b(?:[a-z0-9-]+\.)+(?:com|net|org|info|biz|mobi|tv|co|uk|eu|me|ly|to|top|xyz|site|online)\b\S*"
_SUM: Final = r"\d[\d,.]*"
_COINS: Final = r"pounds?|gbp|quid|euros?|dollars?|usd|eur|rs"
_FORMS: Final = {
    "xmail": r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    "xlink": rf"(?:https?://|www\.)\S+|{_HOSTS}",
    "xmoney": rf"(?:[£$€₹]|\b(?:rs|usd|eur|gbp|inr)\b\.?)\s?{_SUM}(?:k\b)?|\b{_SUM}\s?(?:{_COINS})\b"
    r"|\b\d+(?:\.\d+)?\s?p(?:\b|pm\b|/|per)|\bp/min",
    "xpremium": r"\+?\b0?9\d{2}[\d -]{6,9}\d\b",
    "xservice": r"\b0?8[047]\d?[\d -]{6,9}\d\b",
    "xphone": r"\+?\b\d[\d -]{8,13}\d\b",
    "xshort": r"\b\d{5,6}\b",
    "xtime": r"\b\d{1,2}[:.]\d\d\s?(?:am|pm)?\b|\b\d{1,2}\s?(?:am|pm)\b",
    "xnth": r"\b\d+(?:st|nd|rd|th)\b",
}
"""By the mark that stands in its place, what is read as one thing; the first that fits takes it."""
_READ_AS: Final = tuple((mark, re2.compile(f"(?i){form}"), f" {mark} ") for mark, form in _FORMS.items())
_FIGURE: Final = re2.compile(r"[0-9]")
_ALIKE: Final = {code: "0" if chr(code).isdigit() else chr(code) for code in range(128)}
"""All figures are alike; the others stand here because the table is quicker if it knows them."""
_NO_CAPITALS: Final = {code: None if 65 <= code <= 90 else chr(code) for code in range(128)}
_STEPS: Final[Mapping[str, tuple[int, ...]]] = {
    "length": (40, 80, 110, 130, 145, 155, 165, 200),
    "capitals": (2, 5, 8, 12, 20, 40),
    "figures": (1, 2, 5, 8, 12),
    "shouted": (1, 2, 3, 5),
    "cries": (1, 2, 3),
}
"""By what is measured of a text, from which values on it is a sign of its own; capitals and figures in hundredths of the text."""
_TOLD_AMONG: Final = 400
"""Words of a text that are asked how much they speak for it."""
_AROUND: Final = ".,;:!?()[]\"'"


def normal(text: str) -> str:
    """A message as a model reads it: compatibility forms made one, small letters, marks for links, sums, numbers and codes."""
    found = unescape(text[:LONGEST])
    found = (found if found.isascii() else unicodedata.normalize("NFKC", found)).lower()
    has_figures = _FIGURE.search(found) is not None
    for mark, pattern, instead in _READ_AS:
        if _may_have(mark, found, has_figures=has_figures):
            found = pattern.sub(instead, found)
    return found.translate(_ALIKE) if has_figures else found


def _may_have(mark: str, text: str, *, has_figures: bool) -> bool:
    """Whether a text has what no form of a mark is without: looking for that is far cheaper than for the form."""
    match mark:
        case "xmail":
            return "@" in text
        case "xlink":
            return "." in text or "://" in text
        case "xmoney":
            return has_figures or "p/min" in text
        case _:
            return has_figures


def signs(text: str) -> list[str]:
    """What of a message shows without reading it, such as `capitals 20`: at least twenty of a hundred signs are."""
    text = text[:LONGEST]
    size, words = max(len(text), 1), text.split()
    measured = {
        "length": len(text),
        "capitals": 100 * capitals_in(text) // size,
        "figures": 100 * (sum(map(text.count, "0123456789")) if text.isascii() else sum(map(str.isdigit, text))) // size,
        "shouted": sum(len(word) > 2 and word.isupper() for word in words),
        "cries": text.count("!"),
    }
    return [f"{name} {step}" for name, value in measured.items() for step in _STEPS[name] if value >= step]


def capitals_in(text: str) -> int:
    """How many signs of a text are capitals."""
    return len(text) - len(text.translate(_NO_CAPITALS)) if text.isascii() else sum(map(str.isupper, text))


def spam(text: str) -> Mapping[str, object]:
    """How surely a short message is spam, and the words that speak most for it."""
    return spam_of([(text,)])[0]


def spam_of(calls: Sequence[Given]) -> list[Mapping[str, object]]:
    """The same of many."""
    model = shipped(MODEL)
    texts = [text for (text,) in calls]
    sums = model.sums(list(map(normal, texts)), list(map(signs, texts)))
    return [Judged(model.share(total), _telling, text) for text, total in zip(texts, sums.tolist(), strict=True)]


def _telling(text: str) -> list[str]:
    """The words that speak most for it as they are read. Numbers, links and sums are only told to be there."""
    words = (word.strip(_AROUND) for word in normal(text).split()[:_TOLD_AMONG])
    return [f"{{{word[1:]}}}" if word in _FORMS else word for word in shipped(MODEL).speaking(words)]
