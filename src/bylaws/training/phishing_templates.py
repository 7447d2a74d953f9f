"""Mails of declared truth, made from templates of ours (`phishing_mails.txt`): phishing by families, and innocent twins of each.

Everything in them is made up. A family of phishing and the innocent one on the like subject are of one group, so that both
can be left out together.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

_FREE: Final = ("gmail.com", "outlook.com", "yahoo.com", "gmx.net", "mail.com", "proton.me")
_ENDINGS: Final = ("com", "net", "org", "co.uk", "de", "info", "fr", "in", "com.br", "ca")
_SYLLABLES: Final = ("ba", "co", "del", "fin", "gar", "hol", "jo", "kan", "lem", "mar", "nor", "pel", "ros", "sta", "tur", "vin")
_TRUST: Final = ("secure", "login", "verify", "account", "support", "update", "service", "help", "portal", "mail")
_PATHS: Final = ("index.html", "signin", "wp-content/uploads/confirm", "cgi-bin/webscr", "view.php?id=8421", "doc", "track", "")
_PLACES: Final = ("orders", "help", "account", "news/march", "events", "portal", "invoices/2024", "", "docs/plan", "settings")
_CLICKS: Final = ("click.postbote.example", "links.lettermill.example", "t.newsroom.example")
_SLOT: Final = re.compile(r"\{(\w+)\}")


class Mail(NamedTuple):
    """`family`: of which it is; `pair`: the number of the pair of families, from 0."""

    is_phishing: bool
    family: str
    pair: int
    subject: str
    body: str
    headers: str


class _Parts(NamedTuple):
    words: dict[str, list[str]]
    families: list[tuple[bool, str, list[str]]]


def mails(each: int, seed: int, reported: Sequence[str]) -> Iterator[Mail]:
    """`each` mails of each line, the same from the same seed. `reported`: hosts of phishing, of which some stand in links."""
    parts = _parts()
    places = {True: 0, False: 0}
    for is_phishing, name, lines in parts.families:
        pair, places[is_phishing] = places[is_phishing], places[is_phishing] + 1
        for number, line in enumerate(lines):
            dice = random.Random(f"{seed} {name} {number}")
            for _ in range(each):
                yield _made(line, is_phishing, name, pair, _Slots(parts.words, dice, reported))


@cache
def _parts() -> _Parts:
    found, lines = _Parts({}, []), list[str]()
    for line in (files("bylaws.training") / "phishing_mails.txt").read_text("utf-8").splitlines():
        sort, _, name = line.partition(" ")
        if sort == "=":
            lines = found.words[name] = []
        elif sort in ("+", "-"):
            lines = []
            found.families.append((sort == "+", name, lines))
        elif line and sort != "#":
            lines.append(line)
    return found


class _Slots:
    """What the slots of one mail stand for: most stay the same throughout it."""

    def __init__(self, words: dict[str, list[str]], dice: random.Random, reported: Sequence[str]) -> None:
        self._words, self._dice, self._reported = words, dice, reported
        self._name, self._home = dice.choice(words["brand"]).split("/")
        self._firm = dice.choice(words["firm"])
        self._made: dict[str, str] = {}
        self._makers: dict[str, Callable[[], str]] = {
            "brand": lambda: self._name,
            "firm": lambda: self._firm,
            "home": lambda: self._home if dice.random() < 0.8 else f"mail.{self._home}",
            "true": lambda: f"https://www.{self._home}/{dice.choice(_PLACES)}" if dice.random() < 0.8 else self._click(),
            "own": lambda: f"{self._slug()}.{dice.choice(_ENDINGS)}",
            "mine": lambda: f"https://www.{self('own')}/{dice.choice(_PLACES)}" if dice.random() < 0.75 else self._click(),
            "stranger": self._stranger,
            "lure": self._lure,
            "free": lambda: dice.choice(_FREE),
            "other": lambda: dice.choice(_FREE) if dice.random() < 0.6 else self._plain(),
            "day": lambda: dice.choice(words["day"]),
        }

    def __call__(self, slot: str) -> str:
        if slot == "name":  # several people in a mail
            return self._dice.choice(self._words["name"])
        if slot == "number":
            return str(self._dice.randrange(10, 99_999))
        if slot not in self._made:
            self._made[slot] = self._makers[slot]()
        return self._made[slot]

    def _slug(self) -> str:
        return re.sub(r"\W+", self._dice.choice(("", "-")), self._firm.lower()).strip("-")

    def _plain(self) -> str:
        return f"{''.join(self._dice.sample(_SYLLABLES, self._dice.choice((2, 3))))}.{self._dice.choice(_ENDINGS)}"

    def _click(self) -> str:
        return f"https://{self._dice.choice(_CLICKS)}/c/{self._dice.randrange(16**8):08x}"

    def _stranger(self) -> str:
        """The domain of whoever sends phishing: made up after the name, somebody's that was broken into, or any."""
        slug, word = re.sub(r"\W+", "", self._name.lower()), self._dice.choice(_TRUST)
        ending = self._dice.choice(_ENDINGS)
        after = (f"{slug}-{word}.{ending}", f"{word}{slug}.{ending}", f"{word}-{self._dice.randrange(999)}.com")
        return self._dice.choice(after) if self._dice.random() < 0.5 else self._plain()

    def _lure(self) -> str:
        dice = self._dice
        slug, word = re.sub(r"\W+", "", self._name.lower()), dice.choice(_TRUST)
        hosts = (
            dice.choice(self._reported),
            self._plain(),
            f"www.{self._plain()}",
            f"{slug}.{self._plain()}",
            f"{slug}-{word}.{dice.choice(_ENDINGS)}",
            f"{word}.{slug}.{self._plain()}",
            ".".join(str(dice.randrange(1, 255)) for _ in range(4)),
            f"{word}-{slug}-{dice.randrange(99)}.pages.dev",
            "bit.ly",
        )
        host = dice.choice(hosts)
        path = f"{dice.randrange(36**4):x}" if host == "bit.ly" else dice.choice(_PATHS)
        return f"{dice.choice(('http', 'https'))}://{host}/{path}"


def _made(line: str, is_phishing: bool, family: str, pair: int, slots: _Slots) -> Mail:
    author, reply, subject, _link, body = (_SLOT.sub(lambda found: slots(found[1]), part.strip()) for part in line.split(" | "))
    display, _, address = author.partition(" <")
    headers = [f"From: {display} <{address.lower().replace(' ', '.')}", f"Subject: {subject}"]
    headers += [f"Reply-To: {reply.lower()}"] if reply != "." else []
    return Mail(is_phishing, family, pair, subject, body, "\r\n".join(headers))
