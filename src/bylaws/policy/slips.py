"""Slips of the pen that many authors make, and what to tell them."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches
from ipaddress import ip_network

from bylaws.policy.broken import ORDER, Broken, Slip
from bylaws.policy.grammar import OPENINGS
from bylaws.policy.habits import aggregate, comment, comparison, decimals, if_then, ordinal, prose, shouted, turned_window
from bylaws.policy.mismeasured import day, percent, period
from bylaws.policy.tables import tables

_SHOWN = {
    "rule": "on … where … let … when … unless … against … severity … deliberate or risk if … once per … steps … says …",
    "derive": "on … where … let … when … with …",
    "exception": "to … let … when … says …",
    "duty": "owed by … after … expect … within or before … paused … unless … severity … steps … says …",
}
_SIGNS = {
    "==": "`=`",
    "!=": "`<>`",
    "=>": "`>=`",
    "=<": "`<=`",
    "&": "`and`",
    "|": "`or`",
    "!": "`not`",
    "≠": "`<>`",
    "≥": "`>=`",
    "≤": "`<=`",
    "×": "`*`",
    "÷": "`/`",
    "−": "`-`",
    "–": "`-`",
    "{": "`(`",
    "}": "`)`",
}
NO_DEADLINE = "has no deadline"
TIMES = ("ms", "s", "m", "h", "d", "w")
SIZES = ("KiB", "MiB", "GiB", "TiB", "km")
_SMALL = re.compile(r"[a-z]{3,}(?!\s*[=<>+*/.,])")
_ALIKE = 0.66
"""How alike a word and the one that is meant must be, as `difflib` reckons it."""
_NAMED = {
    "rule": ("many-calls", ("on",)),
    "exception": ("test-calls", ("to",)),
    "duty": ("answer-questions", ("owed",)),
    "ladder": ("standard", ("first", "second", "third", "fourth", "fifth", "later", "at")),
    "list": ("no-call", ("by", "=")),
    "parameter": ("least_talk", ("=",)),
}
"""By the word that opens a declaration: a name for one, and the words that can follow its name."""
_ADDRESS = re.compile(r"[0-9a-fA-F:.]+(?:/\d{1,3})?")
_BEFORE_TIME = re.compile(r"\b(over|over\s+same\s+\w+\s+of|within|once\s+per)\s+$")
"""What only a length of time can follow."""
_UNITS = (
    (r"secs?|seconds?", "s"),
    (r"mins?|minutes?", "m"),
    (r"hrs?|hours?", "h"),
    (r"days?", "d"),
    (r"wks?|weeks?", "w"),
    (r"[kK][bB]?", "KiB"),
    (r"[mM][bB]|M", "MiB"),
    (r"[gG][bB]?", "GiB"),
    (r"[tT][bB]?", "TiB"),
    (r"kms?|kilomet(er|re)s?", "km"),
)
_NUMBER = re.compile(r"(\d+)(\.\d+)?( ?)([A-Za-z]+)")


def sign(broken: Broken) -> Slip | None:
    """`==`, `!=`, `&&`, and the signs of a typesetter."""
    start = broken.at - 1 if broken.text[broken.at - 1 : broken.at + 1] in ("==", "=>", "=<", "!=") else broken.at
    for sign, meant in _SIGNS.items():
        if broken.text.startswith(sign, start):
            written = sign * 2 if broken.text.startswith(sign * 2, start) and sign in "&|" else sign
            return Slip(start, start + len(written), f"`{written}` is not a sign of this language", f"write {meant}")
    if broken.found == ";":
        return Slip(broken.at, broken.at + 1, "`;` ends nothing here", "leave it out; the next word is enough")
    return None


def unfinished(broken: Broken) -> Slip | None:
    """A clause that ends before its condition does, so that the next clause's first word was taken for a name."""
    line = re.search(r"(?<!\S)(\S+)\s*\n\s*([a-z]+)\s+$", broken.before)
    if not line or line[2] not in ORDER.get(broken.opening, ()) or "SIGN" not in broken.could_stand:
        return None
    message = f"something is missing behind `{line[1]}`"
    return Slip(line.start(1), line.end(1), message, f"finish the condition before `{line[2]}`")


def quote(broken: Broken) -> Slip | None:
    """Single or curly quotes, a quote that is not closed, a quote inside a text."""
    first = broken.text[broken.at : broken.at + 1]
    if first and first in "'‘’“”„«»`":
        return Slip(
            broken.at, broken.at + len(broken.found), "texts stand between straight double quotes", 'write them like `"fail"`'
        )
    line = broken.text[broken.at :].split("\n", 1)[0]
    if first == '"' and line.count('"') % 2:
        return Slip(broken.at, broken.at + len(line.rstrip()), "this text has no closing quote", 'end it with `"` on the same line')
    if broken.found and broken.text[broken.at - 1 : broken.at] == '"':
        help = 'double a quote that belongs to the text: `"he said ""no"""`'
        return Slip(broken.at, broken.at + len(broken.found), "the text ended at the quote before this word", help)
    return None


_BEHIND = re.compile(r"(?<![\w.,])(\d+(?:\.\d+)?) ?([A-Z]{3})(?![\w-])")
"""A number before a currency."""


def amount(broken: Broken) -> Slip | None:
    """Money in another form than `EUR 250.00`, and numbers with commas."""
    form = "write an amount like `EUR 250.00`, with the currency's three capitals and a space"
    found = re.compile(r"[$€£₹¥]\s?[\d.,]*|[A-Z]{3}\d[\d.,]*|[A-Z]{3} \d[\d.,]*").match(broken.text, broken.at)
    if found:
        return Slip(broken.at, found.end(), f"`{found[0]}` is not an amount", form)
    for found in _BEHIND.finditer(broken.text, broken.text.rfind("\n", 0, broken.at) + 1):
        if found.start() <= broken.at <= found.end():
            return Slip(
                found.start(), found.end(), f"`{found[0]}` is not an amount", f"the currency comes first: `{found[2]} {found[1]}`"
            )
        if found.start() > broken.at:
            break
    found = re.compile(r"(\d{1,3})((,\d{3})+)(?!\d)").search(broken.text, max(broken.text.rfind(" ", 0, broken.at), 0))
    if found and found.start() < broken.at <= found.end() and broken.found == ",":
        plain = found[0].replace(",", "")
        return Slip(found.start(), found.end(), f"`{found[0]}` is read as several numbers", f"write `{plain}`")
    return None


def unit(broken: Broken) -> Slip | None:
    """A number with a unit that the language does not know."""
    line = broken.text.rfind("\n", 0, broken.at) + 1
    for found in _NUMBER.finditer(broken.text, line):
        if found.start() > broken.at or found.end() <= broken.at:
            continue
        units = TIMES if _BEFORE_TIME.search(broken.text[line : found.start()]) else TIMES + SIZES
        known = next((short for pattern, short in _UNITS if re.fullmatch(pattern, found[4]) and short in units), "")
        if found[2] and (known or found[4] in ("s", "m", "h", "d", "w")):
            return Slip(
                found.start(),
                found.end(),
                f"`{found[0]}` is not a whole number",
                "use the next smaller unit, like `90m` for 1.5 hours",
            )
        if known:
            sort = "a distance" if known == "km" else "a size" if known in SIZES else "a length"
            help = f"sizes are counted by 1,024, so write `{found[1]}{known}`" if sort == "a size" else f"write `{found[1]}{known}`"
            return Slip(found.start(), found.end(), f"`{found[0]}` is not {sort} that can be read", help)
        if not found[3] and "-" not in broken.word[1] and found[4] not in units:
            help = "the units are " + ", ".join(units)
            return Slip(found.start(), found.end(), f"`{found[0]}` has a unit that is not known", help)
    return None


def capitals(broken: Broken) -> Slip | None:
    """A name with capital letters."""
    start, word = broken.word
    if not re.search(r"[A-Z]", word) or not re.match(r"[A-Za-z]", word):
        return None
    small = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", word).lower()
    return Slip(start, start + len(word), f"`{word}` has capital letters", f"all words are written small: `{small}`")


def bracket(broken: Broken) -> Slip | None:
    """A bracket that is never closed, or was never opened."""
    opened = []
    for found in re.finditer(r"[()\[\]]", broken.before):
        if found[0] in "([":
            opened.append(found.start())
        elif opened:
            opened.pop()
    if broken.found in (")", "]") and not opened:
        return Slip(broken.at, broken.at + 1, f"this `{broken.found}` closes nothing", "take it out, or open a bracket before")
    if broken.found in (")", "]") and broken.text[opened[-1]] != {")": "(", "]": "["}[broken.found]:
        meant = {"(": ")", "[": "]"}[broken.text[opened[-1]]]
        return Slip(broken.at, broken.at + 1, f"`{broken.found}` does not close `{broken.text[opened[-1]]}`", f"write `{meant}`")
    if opened and broken.could_stand & {"RPAR", "RSQB"} and (broken.is_end or broken.found in _clauses(broken)):
        return Slip(
            opened[-1], opened[-1] + 1, f"this `{broken.text[opened[-1]]}` is never closed", "close it before the next clause"
        )
    return None


def condition_of_severity(broken: Broken) -> Slip | None:
    """`severity high when …`"""
    line = broken.before.rsplit("\n", 1)[-1]
    if broken.found in ("when", "where", "unless") and re.match(r"\s*(severity|deliberate|risk)\b", line):
        message = f"`{line.strip()}` takes no `{broken.found}`"
        return Slip(broken.at, broken.at + len(broken.found), message, "a condition of a severity or degree begins with `if`")
    return None


def missing_when(broken: Broken) -> Slip | None:
    """A rule that does not say what must be true."""
    order = ORDER.get(broken.opening, ())
    later = order[order.index("when") + 1 :] if "when" in order else ()
    if "WHEN" not in broken.could_stand or not (broken.is_end or broken.found in later) or broken.opening == "derive":
        return None
    if re.search(r"(?m)^[ \t]*when\b", broken.text[broken.at :]):
        message = f"`{broken.found}` stands before `when` and belongs behind it"
        return Slip(broken.at, broken.at + len(broken.found), message, f"the order is: {_SHOWN[broken.opening]}")
    start, end, name = _head(broken)
    return Slip(start, end, f"{broken.opening}{name} has no `when`", "say what must be true, like `when calls >= 50`")


def bare_condition(broken: Broken) -> Slip | None:
    """A line of a rule that says a condition, and not what it is for."""
    begin = broken.text.rfind("\n", 0, broken.at) + 1
    line = broken.text[begin:].split("\n", 1)[0].rstrip()
    if broken.text[begin : broken.at].strip() or "WHEN" not in broken.could_stand or not re.match(r"\s*[a-z(]", line):
        return None
    if broken.found in _clauses(broken) or not re.search(r"[<>=]|\b(?:and|or|in|is|like|matches|contains)\b", line):
        return None
    said = line.strip() if len(line.strip()) <= 60 else line.strip()[:59] + "…"
    help = f"begin the line with `when`, like `when {said}`, or with `let` and a name"
    return Slip(broken.at, begin + len(line), f"this line does not say what `{said}` is for", help)


def early_deadline(broken: Broken) -> Slip | None:
    """A duty that says by when before it says what."""
    if broken.opening != "duty" or broken.found not in ("within", "before") or "EXPECT" not in broken.could_stand:
        return None
    if not re.search(r"(?m)^[ \t]*expect\b", broken.text[broken.at :]):
        return None
    message = f"`{broken.found}` stands before `expect` and belongs behind it"
    return Slip(broken.at, broken.at + len(broken.found), message, f"the order is: {_SHOWN['duty']}")


def missing_deadline(broken: Broken) -> Slip | None:
    """A duty that does not say by when."""
    if not broken.could_stand >= {"WITHIN", "BEFORE"} or not (broken.is_end or broken.found in _clauses(broken)):
        return None
    start, end, name = _head(broken)
    return Slip(start, end, f"duty{name} {NO_DEADLINE}", "say `within` and a length, like `within 3d`, or `before` and an instant")


def order(broken: Broken) -> Slip | None:
    """Clauses of a declaration in another than their fixed order, or twice."""
    order = ORDER.get(broken.opening, ())
    if broken.found not in order:
        return None
    own = order.index(broken.found)
    place = broken.at, broken.at + len(broken.found)
    head = broken.before.rfind(broken.opening)
    before = [word for word in re.findall(r"(?m)^\s*([a-z]+)\b", broken.before[head:]) if word in order]
    later = next((word for word in before if order.index(word) > own), None)
    if later:
        help = f"the order is: {_SHOWN[broken.opening]}"
        return Slip(*place, f"`{broken.found}` stands behind `{later}` and belongs before it", help)
    if broken.found in before:
        help = "join the two by `and`" if broken.found in ("where", "when") else "keep one of them"
        return Slip(*place, f"a {broken.opening} can say `{broken.found}` only once", help)
    return None


def opening(broken: Broken) -> Slip | None:
    """A line that begins no declaration."""
    mark = {"bylaw": "RULE", "example": "GIVEN"}[broken.language]
    line = broken.text[: broken.at].rsplit("\n", 1)[-1]
    if mark not in broken.could_stand or line.strip() or not re.match(r"[a-z]", broken.found):
        return None
    openings = OPENINGS[broken.language]
    place = broken.at, broken.at + len(broken.found)
    near = get_close_matches(broken.found, openings, 1)
    if broken.found in _clauses(broken) and not broken.opening:
        return Slip(
            *place, f"`{broken.found}` belongs to a declaration, and none is open here", "begin with one, like `rule name on kind`"
        )
    listed = ", ".join(f"`{each}`" for each in openings)
    help = f"did you mean `{near[0]}`?" if near else f"a line can go on the one above, or begin with {listed}"
    return Slip(*place, f"`{broken.found}` begins no line that is known", help)


def misspelt(broken: Broken) -> Slip | None:
    """A word of the language with a slip of the pen in it; before a sign stands a name."""
    written = _SMALL.match(broken.text, broken.at)
    if not written or written[0] != broken.found or broken.found in _clauses(broken):
        return None
    words = sorted(word for word, kind in tables().words.items() if kind in broken.could_stand and word.isalpha())
    near = get_close_matches(broken.found, words, 1, _ALIKE)
    message = f"`{broken.found}` is no word of this language"
    return Slip(broken.at, broken.at + len(broken.found), message, f"did you mean `{near[0]}`?") if near else None


def unnamed(broken: Broken) -> Slip | None:
    """A declaration in which the word behind its name stands in the name's place."""
    name, words = _NAMED.get(broken.opening, ("", ()))
    opened = rf"\b{broken.opening}\s+({'|'.join(words)})\s*$"
    found = re.search(opened, broken.before) or re.search(opened, broken.before + broken.found) if words else None
    if not found:
        return None
    help = f"give it one before `{found[1]}`, like `{broken.opening} {name} {found[1]} …`"
    return Slip(found.start(), found.end(1), f"the {broken.opening} has no name", help)


def address(broken: Broken) -> Slip | None:
    """An address or a network that is no text."""
    start = max(broken.before.rfind(sign, 0, broken.at) for sign in " \t\n,([=") + 1
    found = _ADDRESS.match(broken.text, start)
    if not found or not start <= broken.at < found.end():
        return None
    try:
        ip_network(found[0], strict=False)
    except ValueError:
        return None
    kind = "a network" if "/" in found[0] else "an address"
    return Slip(start, found.end(), f"`{found[0]}` is {kind}, and stands here without quotation marks", f'write `"{found[0]}"`')


def hyphen(broken: Broken) -> Slip | None:
    """A hyphen in the name of a value."""
    if "NAME" in broken.could_stand and "SLUG" not in broken.could_stand and re.fullmatch(r"[a-z][\w]*(-\w+)+", broken.found):
        help = f"names of values are written with `_`: `{broken.found.replace('-', '_')}`"
        return Slip(broken.at, broken.at + len(broken.found), f"`{broken.found}` has a hyphen", help)
    return None


def window(broken: Broken) -> Slip | None:
    """A window without its length or its keys."""
    place = broken.at, broken.at + max(len(broken.found), 1)
    if broken.found == "over" and re.search(r"\)\s*$", broken.before):
        return Slip(
            *place, "this window does not say what it counts by", "write `by` and its keys before, like `by account over 24h`"
        )
    if "OVER" in broken.could_stand and (
        broken.is_end or broken.found in _clauses(broken) or broken.could_stand >= {"COMMA", "EQUAL"}
    ):
        return Slip(*place, "this window has no length", "write `over` and a length behind its keys, like `by account over 24h`")
    return None


def choice(broken: Broken) -> Slip | None:
    """A word that should be one of a few."""
    place = broken.at, broken.at + len(broken.found)
    if "LEVEL" in broken.could_stand and broken.found:
        return Slip(*place, f"`{broken.found}` is no severity", "the severities are `info`, `low`, `medium`, `high` and `critical`")
    if "PARTY" in broken.could_stand and broken.found:
        return Slip(*place, f"nobody called `{broken.found}` can owe a duty", "a duty is owed by `provider` or `customer`")
    return None


def _head(broken: Broken) -> tuple[int, int, str]:
    """Where the broken declaration's first words stand, and its name for a message."""
    heads = list(re.finditer(rf"\b{broken.opening}\s+([a-z0-9_-]+)", broken.before))
    found = heads[-1] if heads else None
    return (*found.span(), f" `{found[1]}`") if found else (broken.at, broken.at + 1, "")


def _clauses(broken: Broken) -> frozenset[str]:
    return frozenset(word for words in ORDER.values() for word in words) | set(OPENINGS[broken.language])


SLIPS: tuple[Callable[[Broken], Slip | None], ...] = (
    comment,
    shouted,
    unfinished,
    unnamed,
    aggregate,
    turned_window,
    if_then,
    ordinal,
    decimals,
    day,
    period,
    percent,
    address,
    sign,
    quote,
    amount,
    unit,
    hyphen,
    window,
    comparison,
    prose,
    misspelt,
    capitals,
    bracket,
    choice,
    condition_of_severity,
    early_deadline,
    missing_when,
    bare_condition,
    missing_deadline,
    order,
    opening,
)
"""In the order in which they are tried; the first that recognises the break explains it."""
