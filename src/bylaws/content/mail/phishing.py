"""Phishing among mails: whether one wants what is not the sender's, under a name that is not his."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from bylaws.content.mail.heading import Heading, domain, heading_of
from bylaws.content.mail.spam import LONGEST, normal
from bylaws.content.models.linear import shipped
from bylaws.content.port import Given, Judged
from bylaws.content.urls.imitation import belongs, known, lookalike
from bylaws.content.urls.suffixes import registrable

MODEL: Final = "phishing-mail"
LINKS: Final = 8
"""Links of a mail that are looked at."""
_LINK: Final = re.compile(r"(?:https?://|www\.)[^\s<>\"')\]]{1,500}", re.IGNORECASE)
_NUMBER: Final = re.compile(r"[0-9.]+|\[.*\]")
_FORM: Final = re.compile(r"(?i)<form\b|<input\b")
_ASKS: Final = re.compile(
    r"(?i)\b(?:password|passcode|pin|card number|security code|recovery phrase|social security|bank details|bank account"
    r"|gift cards?|wire transfer|direct deposit)\b"
)
_HURRIES: Final = re.compile(
    r"(?i)\b(?:within \d+|immediately|urgent(?:ly)?|expires?|suspended|locked|limited|blocked|disabled|deactivated|final notice"
    r"|cancelled|terminated|last warning)\b"
)
_ODD: Final = frozenset(
    ("free address", "reply elsewhere", "borrowed name", "author looks alike", "author made up", "links all elsewhere")
)
"""What is odd about who sends a mail, or where it leads."""
_WANTS: Final = frozenset(("asks for secrets", "hurries 1", "names another", "no link"))
"""What a mail is after; of the two together something follows of which neither tells."""
_TOLD_AMONG: Final = 400
_AROUND: Final = ".,;:!?()[]\"'*>"


def signs(subject: str, body: str, heading: Heading) -> list[str]:
    """What shows of who sends a mail, where it leads, and what it asks for."""
    body = body[:LONGEST]
    home = domain(heading.author.address)
    found = [*_of_author(heading, home), *_of_links(body, home)]
    text = f"{subject[:300]} {body}"
    asks, hurries = _ASKS.search(text) is not None, len(_HURRIES.findall(text))
    found += ["asks for secrets"] if asks else []
    found += [f"hurries {step}" for step in (1, 2, 4) if hurries >= step]
    found += ["asks and hurries"] if asks and hurries else []
    found += ["form"] if _FORM.search(body) else []
    found += ["names another"] if any(not belongs(home, name) for name in _named(text)) else []
    return found + [f"{mark} and {other}" for mark in found if mark in _ODD for other in found if other in _WANTS]


def _of_author(heading: Heading, home: str) -> Iterator[str]:
    yield from (each for each in heading.signs if each in ("reply elsewhere", "free address", "figures in address", "answers"))
    if not heading.author.address:
        yield "no author"
        return
    display = heading.author.display
    if any(not belongs(home, name) for name in _named(display)):
        yield "borrowed name"
    if "@" in display and domain(display.split()[-1]) != home:
        yield "address as name"
    if lookalike(home)["class"]:
        yield "author looks alike"
    if "-" in home or any(sign.isdigit() for sign in home):
        yield "author made up"


def _of_links(body: str, home: str) -> Iterator[str]:
    hosts = list(dict.fromkeys(_host(each) for each in _LINK.findall(body)[:LINKS]))
    if not hosts:
        yield "no link"
        return
    homes = {registrable(host) or host for host in hosts}
    told = {
        "link home": home in homes,
        "link elsewhere": bool(homes - {home}),
        "links all elsewhere": home not in homes,
        "link to a number": any(_NUMBER.fullmatch(host) for host in hosts),
        "link looks alike": any(lookalike(host)["class"] for host in hosts),
        "link deep": any(host.count(".") > 3 for host in hosts),
        "link made up": any(host.count("-") > 1 for host in hosts),
    }
    yield from (name for name, is_so in told.items() if is_so)


def _host(link: str) -> str:
    """The host of a link in small letters."""
    rest = link.partition("://")[2] or link
    return re.split(r"[/?#]", rest, maxsplit=1)[0].rpartition("@")[2].partition(":")[0].lower().rstrip(".")


@cache
def _brands() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, known())))})\b")


def _named(text: str) -> list[str]:
    """The well-known names in a text."""
    return list(dict.fromkeys(_brands().findall(text.lower())))


def phishing_mail(subject: str, body: str, headers: str = "") -> Mapping[str, object]:
    """How surely a mail is phishing, and the words that speak most for it."""
    return phishing_mail_of([(subject, body, headers)])[0]


def phishing_mail_of(calls: Sequence[Given]) -> list[Mapping[str, object]]:
    """The same of many."""
    model = shipped(MODEL)
    read = [(subject, body, heading_of(more[0] if more else "")) for subject, body, *more in calls]
    shown = [signs(*each) for each in read]
    sums = model.sums([normal(subject, body) for subject, body, _ in read], shown)
    return [
        Judged(model.share(total), _telling, subject, body, told)
        for total, (subject, body, _), told in zip(sums.tolist(), read, shown, strict=True)
    ]


def _telling(subject: str, body: str, shown: Sequence[str]) -> list[str]:
    """The signs that speak for it, and the words that speak most."""
    words = (word.strip(_AROUND) for word in normal(subject, body).split()[:_TOLD_AMONG])
    return shipped(MODEL).speaking((word for word in words if not word.startswith("x")), shown, most=5)
