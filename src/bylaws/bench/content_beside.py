"""What content functions are measured beside: what somebody would put together for the same purpose in an afternoon.

For what is learnt, scikit-learn's own pipeline over like grams: hashed words, pairs of words and runs of two to five letters, each
weighted by rarity, and a linear support vector machine. What it learns is what our function answers, so that it has as many
classes; how good it is, is not asked. For others the library on which they rest, or patterns of the standard library.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from email.parser import HeaderParser
from hashlib import blake2b
from importlib.util import find_spec
from typing import Any, Final

Calls = Sequence[tuple[str, ...]]
Judge = Callable[[Calls], object]
_LEARNT: Final = 2_000
"""Calls that the pipeline learns from."""
_READ: Final = 1 << 12
"""Signs of a text that the pipeline reads, as `spam_mail` does of a body."""
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE: Final = re.compile(r"\+?\d[\d ().-]{7,}\d")
_CARD: Final = re.compile(r"\b(?:\d[ -]?){13,19}\b")
_TAKEN_OUT: Final = re.compile(r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\d+")
_QUOTED: Final = re.compile(r"(?m)^>.*$")


def _pipeline(calls: Calls, answers: Sequence[object]) -> Judge | None:
    """None: scikit-learn is not installed."""
    if find_spec("sklearn") is None:
        return None
    from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
    from sklearn.pipeline import make_pipeline, make_union
    from sklearn.svm import LinearSVC

    options: dict[str, Any] = {"n_features": 1 << 18, "alternate_sign": False, "norm": None}
    words = make_pipeline(HashingVectorizer(ngram_range=(1, 2), **options), TfidfTransformer())
    runs = make_pipeline(HashingVectorizer(analyzer="char_wb", ngram_range=(2, 5), **options), TfidfTransformer())
    classes = [_class_of(each) for each in answers[:_LEARNT]]
    if len(set(classes)) < 2:
        classes[0] = f"not {classes[0]}"
    learnt = make_pipeline(make_union(words, runs), LinearSVC()).fit(_texts(calls[:_LEARNT]), classes)
    return lambda some: learnt.predict(_texts(some))


def _texts(calls: Calls) -> list[str]:
    return [" ".join(part[:_READ] for part in call) for call in calls]


def _class_of(answer: object) -> str:
    told: Mapping[str, Any] = answer if isinstance(answer, Mapping) else {}
    return str(told["class"]) if "class" in told else str(told["score"] >= 500_000_000)


def _each(judge: Callable[..., object]) -> Callable[[Calls, Sequence[object]], Judge]:
    return lambda _calls, _answers: lambda some: [judge(*call) for call in some]


def _numbering(calls: Calls, answers: Sequence[object]) -> Judge:
    import phonenumbers

    def alone(number: str, *_: str) -> object:
        parsed = phonenumbers.parse(number)
        return phonenumbers.region_code_for_number(parsed), phonenumbers.number_type(parsed)

    return _each(alone)(calls, answers)


def _emergency(calls: Calls, answers: Sequence[object]) -> Judge:
    import phonenumbers

    return _each(phonenumbers.is_emergency_number)(calls, answers)


def _zones(calls: Calls, answers: Sequence[object]) -> Judge:
    import phonenumbers
    from phonenumbers.timezone import time_zones_for_number

    return _each(lambda number: time_zones_for_number(phonenumbers.parse(number)))(calls, answers)


def _domains(calls: Calls, answers: Sequence[object]) -> Judge:
    from tldextract import TLDExtract

    return _each(TLDExtract(suffix_list_urls=(), cache_dir=None))(calls, answers)


def _hashed(text: str) -> object:
    """The least hash of runs of three words, as texts are compared by hand."""
    words = text.lower().split()
    return min(
        (blake2b(" ".join(words[at : at + 3]).encode(), digest_size=8).digest() for at in range(len(words) - 2)), default=None
    )


def _headers(text: str, *_: str) -> object:
    return HeaderParser().parsestr(text).items()


_SKLEARN: Final = "scikit-learn"
BESIDE: Final[dict[str, tuple[str, Callable[[Calls, Sequence[object]], Judge | None]]]] = {
    "spam": (_SKLEARN, _pipeline),
    "spam_mail": (_SKLEARN, _pipeline),
    "phishing_mail": (_SKLEARN, _pipeline),
    "harm": (_SKLEARN, _pipeline),
    "phishing_link": (_SKLEARN, _pipeline),
    "request_attack": (_SKLEARN, _pipeline),
    "request_attack paths": (_SKLEARN, _pipeline),
    "crawler": (_SKLEARN, _pipeline),
    "lookalike": ("tldextract", _domains),
    "near": ("hashlib", _each(_hashed)),
    "shape": ("one pattern", _each(lambda text: _TAKEN_OUT.sub("", text))),
    "quoted": ("one pattern", _each(_QUOTED.findall)),
    "personal_data": ("three patterns", _each(lambda text: [each.findall(text) for each in (_MAIL, _PHONE, _CARD)])),
    "header_faults": ("email.parser", _each(_headers)),
    "authentication": ("email.parser", _each(_headers)),
    "forged_origin": ("email.parser", _each(_headers)),
    "numbering": ("phonenumbers", _numbering),
    "caller_id": ("phonenumbers", _numbering),
    "emergency": ("phonenumbers", _emergency),
    "zones_of": ("phonenumbers", _zones),
}
"""By function, and after a space on what, the name of what stands beside it and how that is made ready for some calls."""
