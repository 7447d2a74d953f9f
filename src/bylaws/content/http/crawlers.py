"""Whether a `User-Agent` is of a program that works by itself: a crawler, a monitor, a library; no browser, no app."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import re2

from bylaws.content.models.linear import shipped
from bylaws.content.patterns import Signs
from bylaws.content.port import Given, Judged

MODEL: Final = "crawler"
LONGEST: Final = 1 << 10
"""Signs that are looked at."""
_SHOWN: Final = 60
_ANDROID: Final = (
    r"\((?:linux; ?)?(?:u; ?)?(?:arm_64; ?)?(?:linux; ?)?android(?: [\d.]+)?(?:[;,] ?(?:u|arm_64|[a-z]{2}[-_][a-z]{2}))*"
    r"(?:; ?[^;()]*(?:\([^()]*\)[^;()]*)?)?(?:; ?wv)?"
)
"""The platform of an Android browser with the name of the device, which may be anything: one make is called Cubot."""
_BROWSER: Final = (
    r"\b(?:mozilla/\d\.\d+|(?:applewebkit|khtml|gecko|safari|version|chrome|trident|presto|edge?|opr|crios|fxios)/[\d.+]+"
    r"|firefox/[\d.a-z]+|mobile/[\da-z]+|rv:[\d.a-z]+|build/[\w.-]+)|\(khtml, like gecko\)|\(like gecko\)|(?:khtml, )?like gecko"
    r"|\b(?:mobile|gecko)\b"
)
_DESK: Final = (
    r"\bwindows nt(?: [\d.]+)?|\bwindows (?:xp|9[58]|me)\b|\bwin(?:dows|64|nt|9[58])?\b|\bwow64\b|\bx64\b|\bx11\b|\bmacintosh\b"
    r"|(?:intel |ppc )?mac os x(?: [\d_.]+)?|(?:cpu )?(?:iphone )?os [\d_]+ like mac os x|cpu like mac os x"
    r"|\b(?:iphone|ipad|ipod)(?: touch)?\b|\blinux(?: (?:x86_64|i[3-6]86|armv\w+|aarch64))?\b|\b(?:ubuntu|fedora|debian)\b"
    r"|\b[a-z]{2}[-_][a-z]{2}\b|[;(] ?u;|\.net clr [\d.]+|\.net[\d.]+[ce]?|slcc\d|media center pc [\d.]+|infopath\.\d"
    r"|tablet pc [\d.]+|\bsv1\b"
)
_READ_AS: Final = tuple(
    (needs, re2.compile(form), mark)
    for needs, form, mark in (
        ("android", _ANDROID, "( android "),
        ("", _BROWSER, " "),
        ("", _DESK, " desk "),
        ("msie ", r"msie [\d.]+[a-z]?", " msie "),
        ("", r"\d+", "0"),
        ("desk", r"(?:desk\s*[;,]?\s*){2,}", "desk "),
        (")", r"\(\s*(desk|android)?\s*;?\s*\)", r" \1 "),
        ("desk", r"(?:desk\s*){2,}", "desk "),
    )
)
"""What no text of a form is without, which is cheaper to look for; the form; and what stands in its place.

What all browsers say of themselves is taken out or made one, so that what is left is what only this program says.
"""
_PLATFORMS: Final = frozenset(("desk", "android", "msie"))
_BEHIND: Final = re2.compile(rf"{_ANDROID}|cubot|qbittorrent|power ?bot")
_WORDS: Final = (
    r"[\w.-]*(?:crawl|spider|scrap|slurp|fetch|harvest|monitor|validat|check|scan|probe|archiv|index|headless|preview|feed|rss\b"
    r"|uptime|extract|analy[sz]|\bseo|research|survey|proxy|cloud|test|robo|verif|synthetic|inspect|metri|ping|audit|secur|thumb"
    r"|screenshot|link|search)[\w.-]*|\bbot|bot\b|bot[/_ -]"
)
_LIBRARIES: Final = (
    r"^[\w.+-]*(?:curl|wget|python|perl|java|php|ruby|http|urllib|request|axios|guzzle|libwww|lwp|client|node|libsoup|rest)[\w.+-]*"
)
_SIGNS: Final = Signs(
    {
        "worded": _WORDS,
        "bot": r"\bbot|bot\b|bot[/_ -]|bot[\d.]|robot|crawl|spider",
        "library": _LIBRARIES,
        "link": r"https?:/|www\.|\w\.(?:com|net|org|io|ai|de|ru)\b",
        "mail": r"[\w.+-]+(?:@|\(at\)|\[at\]| at )[\w-]+\.\w+",
        "compatible": r"compatible;? ?(?:[^mk]|m[^s]|k[^o])",
        "one word": r"^[a-z]+$",
        "plus": r"\(\+|; ?\+|\+http",
    }
)
"""Looked for in what is not the name of a device."""
_SIGNS_OF_ALL: Final = Signs(
    {
        "browser": r"^(?:mozilla|opera)/",
        "one product": r"^[\w.-]+(?:[/ ][\w.-]+)?$",
        "app": r" build/|cfnetwork|darwin/|dalvik|exoplayer|okhttp|alamofire",
        "phone": r"midp|profile/|blackberry|nokia|symbian|up\.browser|maui|netfront",
        "platform": r"android \d|windows nt|iphone|macintosh|x11|ipad|ios[ /]\d",
    }
)
_STEPS: Final = (1, 2, 3, 5, 9)


def normal(agent: str) -> str:
    """What an agent says beyond what all browsers say, in small letters, all figures alike."""
    found = agent[:LONGEST].lower()
    for needs, pattern, mark in _READ_AS:
        if needs in found:
            found = pattern.sub(mark, found)
    return " ".join(found.split())


def signs(agent: str) -> list[str]:
    """What shows of an agent without knowing its name, such as `link`, or `left 3`: three words at least that no browser says."""
    return _signs(agent, normal(agent))


def _signs(agent: str, said: str) -> list[str]:
    whole = agent[:LONGEST].lower()
    own = _BEHIND.sub(" ( ", whole) if "android" in whole or "bot" in whole or "bittorrent" in whole else whole
    left = sum(word not in _PLATFORMS for word in said.split())
    told = _SIGNS.of(own) + _SIGNS_OF_ALL.of(whole)
    return told + ([f"left {step}" for step in _STEPS if left >= step] or ["nothing left"])


def crawler(agent: str) -> Mapping[str, object]:
    """How surely an agent is a program's that works by itself, and what speaks most for it: words, or signs such as `{link}`."""
    return crawler_of([(agent,)])[0]


def crawler_of(calls: Sequence[Given]) -> list[Mapping[str, object]]:
    """The same of many."""
    model = shipped(MODEL)
    agents = [agent for (agent,) in calls]
    said = list(map(normal, agents))
    sums = model.sums(said, list(map(_signs, agents, said)))
    return [Judged(model.share(total), _telling, agent) for agent, total in zip(agents, sums.tolist(), strict=True)]


def _telling(agent: str) -> list[str]:
    words = (word.strip(".,;:()[]+")[:_SHOWN] for word in normal(agent).split())
    return shipped(MODEL).speaking((word for word in words if word not in _PLATFORMS), signs(agent))
