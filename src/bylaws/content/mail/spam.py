"""Spam among mails: how subject, body and headers are read, and how surely they are spam."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

import re2

from bylaws.content.mail.heading import Heading, heading_of
from bylaws.content.models.linear import shipped
from bylaws.content.port import Given, Judged
from bylaws.content.text.short import capitals_in

TEXTS: Final = "mail-spam-texts"
HEADERS: Final = "mail-spam-headers"
SHARE: Final = 0.5
"""What the sum of the headers counts beside that of subject and body."""
LONGEST: Final = 1 << 12
"""Signs of a body that are looked at."""
_SUBJECT: Final = 300

_FORMS: Final = {
    "xmail": r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    "xnumlink": r"https?://(?:[^/\s@]+@)?(?:\d+\.\d+\.\d+\.\d+|\d{8,})\S*",
    "xlink": r"(?:https?://|www\.)[^\s<>\"']+",
    "xmoney": r"[£$€]\s?\d[\d,.]*(?:\s?(?:k|million|billion|m|bn)\b)?|\b(?:us|usd|eur|gbp|rs)\.?\$?\s?\d[\d,.]*\b"
    r"|\b\d[\d,.]*\s?(?:dollars|euros|pounds|usd)\b",
    "xpercent": r"\b\d+(?:\.\d+)?\s?%",
    "xphone": r"\+?\(?\b\d{1,4}[)\s.-]{1,2}\d{2,4}[\s.-]\d{3,4}(?:[\s.-]\d{2,4})?\b",
    "xtime": r"\b\d{1,2}:\d\d(?::\d\d)?\b",
    "xyear": r"\b(?:19|20)\d\d\b",
    "xrule": r"[-=_*~#+.]{4,}",
}
"""By the mark that stands in its place, what is read as one thing."""
_NEEDS: Final = {
    "xmail": "@",
    "xnumlink": "://",
    "xlink": r"://|www\.",
    "xpercent": "%",
    "xtime": "[0-9]:[0-9]",
    "xyear": "(?:19|20)[0-9]",
    "xrule": r"[-=_*~#+.]{4}",
}
"""What no text of a form is without, which is cheaper to look for than the form; a figure, if nothing else stands here."""
_READ_AS: Final = tuple((re.compile(_NEEDS.get(mark, "[0-9]")), re2.compile(form), f" {mark} ") for mark, form in _FORMS.items())
_FIGURES: Final = re.compile(r"[0-9]+")  # its substitution is a fifth as dear as that of re2
_LINKS: Final = ("http://", "https://", "www.")
_SUM: Final = re.compile(r"[$£€][\t\n\f\r ]?[0-9]|[0-9]%")
_CODE: Final = re2.compile(r"\s{4,}\S+$")
_STEPS: Final[Mapping[str, tuple[int, ...]]] = {
    "length": (100, 300, 600, 1200, 2500, 4000),
    "capitals": (3, 6, 10, 20, 40),
    "cries": (1, 3, 6, 12),
    "links": (1, 2, 4, 8),
    "sums": (1, 3, 6),
    "foreign": (1, 10),
    "quoted lines": (1, 5),
}
"""By what is measured of a body, from which values on it is a sign of its own; capitals and foreign in hundredths of it."""
_TOLD_AMONG: Final = 400
_AROUND: Final = ".,;:!?()[]\"'*>"


def normal(subject: str, body: str) -> str:
    """Subject and body as a model reads them: small letters, marks for links, sums and numbers."""
    return f"xsubject {_normal(subject[:_SUBJECT])} xbody {_normal(body[:LONGEST])}"


def _normal(text: str) -> str:
    found = (text if text.isascii() else unicodedata.normalize("NFKC", text)).lower()
    for needed, pattern, mark in _READ_AS:
        if needed.search(found):
            found = pattern.sub(mark, found)
    return _FIGURES.sub("0", found)


def signs(subject: str, body: str, heading: Heading) -> list[str]:
    """What shows of a mail without reading it."""
    body = body[:LONGEST]
    size, small = max(len(body), 1), body.casefold()
    measured = {
        "length": len(body),
        "capitals": 100 * capitals_in(body) // size,
        "cries": body.count("!"),
        "links": sum(map(small.count, _LINKS)),
        "sums": len(_SUM.findall(body)) if any(sign in body for sign in "$£€%") else 0,
        "foreign": 0 if body.isascii() else 100 * (len(body) - len(body.encode("ascii", "ignore"))) // size,
        "quoted lines": body.startswith(">") + body.count("\n>"),
    }
    asked = {
        "subject loud": len(subject) > 5 and subject.isupper(),
        "subject cries": "!" in subject,
        "subject asks": "?" in subject,
        "subject of sums": "$" in subject or "%" in subject,
        "subject with a code": _CODE.search(subject[:_SUBJECT]) is not None,
        "subject answers": subject[:3].lower() == "re:",
        "subject foreign": not subject.isascii(),
    }
    told = [f"{name} {step}" for name, value in measured.items() for step in _STEPS[name] if value >= step]
    return told + [name for name, is_so in asked.items() if is_so] + heading.signs


def spam_mail(subject: str, body: str, headers: str = "") -> Mapping[str, object]:
    """How surely a mail is spam, and the words that speak most for it; without headers by subject and body alone."""
    return spam_mail_of([(subject, body, headers)])[0]


def spam_mail_of(calls: Sequence[Given]) -> list[Mapping[str, object]]:
    """The same of many."""
    texts, heads = shipped(TEXTS), shipped(HEADERS)
    sums = texts.sums([normal(subject, body) for subject, body, *_ in calls], [()] * len(calls))
    told = [(at, heading_of(more[0])) for at, (_, _, *more) in enumerate(calls) if more and more[0]]
    shown = [signs(calls[at][0], calls[at][1], heading) for at, heading in told]
    further = dict(zip((at for at, _ in told), heads.sums([heading.text for _, heading in told], shown).tolist(), strict=True))
    shares = [
        heads.share(total + SHARE * further[at]) if at in further else texts.share(total) for at, total in enumerate(sums.tolist())
    ]
    return [Judged(share, _telling, *call[:2]) for share, call in zip(shares, calls, strict=True)]


def _telling(subject: str, body: str) -> list[str]:
    """The words that speak most for it as they are read. Numbers, links and sums are only told to be there."""
    words = (word.strip(_AROUND) for word in normal(subject, body).split()[:_TOLD_AMONG])
    found = shipped(TEXTS).speaking(word for word in words if word not in ("xsubject", "xbody"))
    return [f"{{{word[1:]}}}" if word in _FORMS else word for word in found]
