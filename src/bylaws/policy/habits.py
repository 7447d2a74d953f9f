"""What people write from habit, as prose or other languages have it, and how it is written here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bylaws.policy.broken import Broken, Slip
from bylaws.policy.tables import tables

_COMMENTS: Final = ("//", "/*", "--", "<!--")
_AGGREGATES: Final = ("count", "sum", "avg", "min", "max", "distinct", "deviation", "last")
_ORDINALS: Final = ("first", "second", "third", "fourth", "fifth")
_ORDINAL: Final = re.compile(r"(?<![\w.])(\d{1,3})(?:st|nd|rd|th)\b")
_COMPARISONS: Final = (
    (r"is (?:missing|empty|absent|unknown|not given|not there)", "is null"),
    (r"is (?:given|there|present|known|not (?:missing|empty|absent|unknown))", "is not null"),
    (r"(?:is |are )?(?:more|greater|higher|larger|longer|bigger) than(?! or equal)|exceeds|(?:is )?(?:over|above)", ">"),
    (r"(?:is |are )?(?:less|fewer|lower|smaller|shorter) than(?! or equal)|(?:is )?(?:under|below)", "<"),
    (r"(?:is )?at least|(?:is )?no (?:less|fewer) than|(?:is )?(?:more|greater) than or equal to", ">="),
    (r"(?:is )?at most|(?:is )?no more than|(?:is )?(?:less|fewer) than or equal to", "<="),
    (r"(?:is )?equal to|equals|is(?=\s+\d|\s{2})", "="),
    (r"is not(?=\s+\d|\s{2})|differs from|is different from", "<>"),
)
_DECIMALS: Final = re.compile(r"\b([A-Z]{3}) (\d{1,3}(?:\.\d{3})*|\d+),(\d{2})(?![\d,])")
_WITHIN: Final = frozenset(
    {"and", "or", "not", "in", "is", "contains", "between", "like", "last", "at", "max", "min", "each", "by"}
)
"""Words of the language that are as common in prose."""
_PROSE: Final = 4
"""So many words in a row say nothing in this language."""


def comment(broken: Broken) -> Slip | None:
    """A comment as other languages begin one."""
    for sign in _COMMENTS:
        for at in (broken.at, broken.at - 1):
            if at >= 0 and broken.text.startswith(sign, at) and (sign != "--" or _is_begun(broken)):
                return Slip(at, at + len(sign), f"`{sign}` begins no comment", "a comment begins with `#`")
    return None


def shouted(broken: Broken) -> Slip | None:
    """`AND`: a word of the language in capitals."""
    for found in _in_line(broken, re.compile(r"(?<![\w-])[A-Z]{2,}(?![\w-])")):
        if found[0].lower() in tables().words:
            return Slip(found.start(), found.end(), f"`{found[0]}` has capital letters", f"write it small: `{found[0].lower()}`")
    return None


def aggregate(broken: Broken) -> Slip | None:
    """`count by account`: what counts without its brackets."""
    found = re.search(rf"\b({'|'.join(_AGGREGATES)})\s+$", broken.before)
    if found is None or broken.found not in ("by", "over", "of", "where"):
        return None
    name = found[1]
    shown = "count()" if name == "count" else f"{name}(…)"
    inside = "" if name == "count" else ", with what it is taken of between them"
    return Slip(found.start(1), found.end(1), f"`{name}` has no brackets", f"write `{shown}`{inside}")


def turned_window(broken: Broken) -> Slip | None:
    """`count() over 1d by account`."""
    line = broken.plain[broken.at :].split("\n", 1)[0]
    found = re.match(r"over\s+(\S+)\s+by\s+([\w, .]*\w)", line)
    if found is None or not broken.before.rstrip().endswith(")"):
        return None
    help = f"turn them round: `by {found[2]} over {found[1]}`"
    return Slip(broken.at, broken.at + found.end(), "a window says first by what it counts, then over how long", help)


def comparison(broken: Broken) -> Slip | None:
    """`is more than 5`; texts are blank here."""
    if not {"COMPARE", "SIGN", "EQUAL"} & broken.could_stand and broken.opening not in ("rule", "duty", "derive", "exception"):
        return None
    for words, sign in _COMPARISONS:
        for found in _in_line(broken, re.compile(rf"(?<![\w-])(?:{words})(?![\w-])")):
            return Slip(found.start(), found.end(), f"`{found[0]}` is no comparison of this language", f"write `{sign}`")
    return None


def if_then(broken: Broken) -> Slip | None:
    """A line of a rule that begins with `if`."""
    if broken.found != "if" or not _is_begun(broken) or broken.opening not in ("rule", "duty"):
        return None
    help = "say what must be true in a line with `when`, and how grave that is in one like `severity high if calls > 500`"
    return Slip(broken.at, broken.at + 2, f"no line of a {broken.opening} begins with `if`", help)


def ordinal(broken: Broken) -> Slip | None:
    """`1st incident`."""
    for found in _in_line(broken, _ORDINAL):
        number = int(found[1])
        written = _ORDINALS[number - 1] if 1 <= number <= len(_ORDINALS) else "later"
        return Slip(found.start(), found.end(), f"`{found[0]}` is written as a word here", f"write `{written}`")
    return None


def decimals(broken: Broken) -> Slip | None:
    """`EUR 5,00`."""
    for found in _in_line(broken, _DECIMALS):
        whole = found[2].replace(".", "")
        help = f"the cents stand behind a point: `{found[1]} {whole}.{found[3]}`"
        return Slip(found.start(), found.end(), f"`{found[0]}` is not an amount", help)
    return None


def prose(broken: Broken) -> Slip | None:
    """A sentence where the language is expected."""
    if broken.language != "bylaw" or not re.fullmatch(r"[A-Za-z]+", broken.found):
        return None
    own = "|".join(sorted(word for word in tables().words if word.isalpha() and word not in _WITHIN))
    form = rf"(?<![\w-])(?!(?:{own})\b)[A-Za-z]+(?:,? (?!(?:{own})\b)[A-Za-z]+){{{_PROSE - 1},}}(?![\w-])[.!]?"
    for found in _in_line(broken, re.compile(form)):
        help = "sentences for people stand outside the block; in it they follow `#`, or stand in quotes behind `says`"
        said = found[0] if len(found[0]) <= 60 else f"{found[0][:59]}…"
        return Slip(found.start(), found.end(), f"`{said}` reads like prose, and not like a part of a rule", help)
    return None


def _is_begun(broken: Broken) -> bool:
    """Whether the line begins where reading broke off."""
    return not broken.text[broken.text.rfind("\n", 0, broken.at) + 1 : broken.at].strip()


def _in_line(broken: Broken, form: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """What of that form the break lies in, or right before or behind."""
    plain, begin = broken.plain, broken.text.rfind("\n", 0, broken.at) + 1
    end = plain.find("\n", begin)
    for found in form.finditer(plain, begin, len(plain) if end < 0 else end):
        if found.start() - 1 <= broken.at <= found.end() + 1:
            yield found
