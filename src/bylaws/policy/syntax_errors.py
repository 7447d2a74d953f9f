"""What to tell the author of a block that cannot be read."""

from __future__ import annotations

import re

from bylaws.policy.grammar import could_follow
from bylaws.policy.reading import Unexpected
from bylaws.policy.slips import SLIPS, Broken
from bylaws.source import Diagnostic, Label, Span

_VALUES = frozenset(
    {
        *("MONEY", "INSTANT", "DATE", "TIME", "PERCENT", "PERIOD", "DURATION", "SIZE", "DISTANCE", "NUMBER", "INT", "STRING"),
        *("TRUTH", "NAME", "SLUG", "LPAR", "MINUS", "THIS"),
    }
)
_LITERALS = _VALUES - {"NAME", "SLUG", "LPAR", "MINUS", "THIS"}
_OPERATORS = frozenset(
    ("AND", "OR", "COMPARE", "EQUAL", "SIGN", "TIMES", "MOD", "IN", "IS", "BETWEEN", "LIKENESS", "NOT", "DOT", "LSQB", "LPAR")
)
_GROUPS = (
    ({"STRING", "INT", "NAME", "LPAR"}, _VALUES | {"NOT"}, "a value"),
    ({"STRING", "INT", "DATE"}, _LITERALS, "a number, a text or a date"),
    ({"AND", "COMPARE"}, _OPERATORS, "`and`, `or` or a comparison"),
    ({"SIGN", "TIMES"}, _OPERATORS, "an operator"),
    ({"DOT", "LSQB"}, _OPERATORS - {"EQUAL"}, "`.` and a field"),
    (
        {"RULE", "LADDER"},
        {"PARAMETER", "LIST", "RULE", "DERIVE", "EXCEPTION", "DUTY", "LADDER", "MANUAL", "INFORMATIVE", "SET", "REPLACE", "DROP"},
        "the next declaration",
    ),
    ({"GIVEN", "EXPECT"}, {"GIVEN", "AFTER", "AT", "EXPECT", "SET"}, "the next line of the example"),
)
"""(if all these can stand here, then these together are called, so)"""

_WORDS = {
    "NAME": "a name",
    "SLUG": "a name",
    "STRING": "a text in double quotes",
    "INT": "a number",
    "DATE": "a day such as `2027-01-01`",
    "INSTANT": "an instant such as `2026-11-21T09:30:00Z`",
    "DURATION": "a duration such as `24h`",
    "PERIOD": "a period such as `10 business days`",
    "LEVEL": "`info`, `low`, `medium`, `high` or `critical`",
    "DEGREE": "`deliberate` or `risk`",
    "PARTY": "`provider` or `customer`",
    "ORDINAL": "`first`, `second` … or `later`",
    "UNIT": "`hour`, `day`, `week`, `month` or `year`",
    "COMMA": "`,`",
    "COLON": "`:`",
    "EQUAL": "`=`",
    "DOT": "`.`",
    "LPAR": "`(`",
    "RPAR": "`)`",
    "LSQB": "`[`",
    "RSQB": "`]`",
}


def explain(broken: Broken, span: Span) -> Diagnostic:
    """The diagnostic for where reading a text, which stands at `span`, broke off."""
    text = broken.text
    for slip in SLIPS:
        found = slip(broken)
        if found:
            place = Span(span.file, span.start + found.start, span.start + found.end)
            return Diagnostic("syntax", found.message, (Label(place),), found.help)
    if broken.found:
        start, end, message = broken.at, broken.at + len(broken.found), f"`{broken.found}` cannot stand here"
    else:
        start, end, message = *_last_word(text[: broken.at]), f"the {broken.what} ends too early"
    place = Span(span.file, span.start + start, span.start + end)
    return Diagnostic("syntax", message, (Label(place),), _help(broken.could_stand))


def _last_word(text: str) -> tuple[int, int]:
    end = len(text.rstrip())
    return max(text.rfind(" ", 0, end), text.rfind("\n", 0, end)) + 1, end


def broken_at(error: Unexpected, language: str, text: str) -> Broken:
    """Where reading `text` broke off."""
    at = len(_strip_comments(text)) if error.at is None else error.at
    return Broken(language, text, at, could_follow(language, text[:at]))


def _strip_comments(text: str) -> str:
    """The text without what says nothing at its end."""
    while True:
        shorter = re.sub(r"(^|\n)[ \t]*#[^\n]*$", "", text.rstrip())
        if shorter == text:
            return text
        text = shorter


def _help(could_stand: frozenset[str]) -> str:
    left = set(could_stand)
    words = []
    for needed, covered, name in _GROUPS:
        if needed <= left:
            words.append(name)
            left -= covered
    words += dict.fromkeys(_WORDS.get(name, f"`{name.lower()}`") for name in sorted(left, key=_as_written))
    if not words:
        return ""
    return "here may stand " + (" or ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else words[0])


def _as_written(name: str) -> tuple[int, str]:
    order = ("EACH", "WHERE", "LET", "WHEN", "WITH", "UNLESS", "AGAINST", "SEVERITY", "DEGREE", "IF", "ONCE", "STEPS", "SAYS")
    return (order.index(name) if name in order else -1, name)
