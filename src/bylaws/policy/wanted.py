"""What could have stood where a block broke off, in words and by an example."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bylaws.policy.broken import ORDER
from bylaws.policy.grammar import OPENINGS
from bylaws.policy.reading import Token

_VALUES: Final = frozenset(
    {
        *("MONEY", "INSTANT", "DATE", "TIME", "PERCENT", "PERIOD", "DURATION", "SIZE", "DISTANCE", "NUMBER", "INT", "STRING"),
        *("TRUTH", "NAME", "SLUG", "LPAR", "MINUS", "THIS"),
    }
)
_LITERALS: Final = _VALUES - {"NAME", "SLUG", "LPAR", "MINUS", "THIS"}
_OPERATORS: Final = frozenset(
    ("AND", "OR", "COMPARE", "EQUAL", "SIGN", "TIMES", "MOD", "IN", "IS", "BETWEEN", "LIKENESS", "NOT", "DOT", "LSQB", "LPAR")
)
_CLAUSES: Final = frozenset(word.upper() for words in ORDER.values() for word in words) - {"DELIBERATE", "RISK"} | {"DEGREE"}
_DECLARATIONS: Final = frozenset(word.upper() for word in OPENINGS["bylaw"])
_LINES: Final = frozenset(word.upper() for word in OPENINGS["example"])

_GROUPS: Final = (
    ({"STRING", "INT", "NAME", "LPAR"}, _VALUES | {"NOT"}, ("a field", "a fact", "a value")),
    ({"STRING", "INT", "DATE"}, _LITERALS, ("a number", "an amount", "a text in double quotes", "a length of time", "a day")),
    ({"DURATION", "PERIOD", "NAME"}, {"DURATION", "PERIOD", "NAME"}, ("a length of time", "a parameter that holds one")),
    ({"AND", "COMPARE"}, _OPERATORS, ("a comparison", "`and`", "`or`")),
    ({"SIGN", "TIMES"}, _OPERATORS - {"AND", "OR"}, ("`+`", "`-`", "`*`", "`/`")),
    ({"NAME", "THIS"}, {"NAME", "SLUG", "THIS"}, ("a field",)),
    ({"GIVEN", "EXPECT"}, _LINES, ("the next line of the example",)),
    ({"RULE", "LADDER"}, _DECLARATIONS, ("the next declaration",)),
)
"""(if all these can stand there, then these together are called, so)"""

_WORDS: Final = {
    "NAME": "a name",
    "SLUG": "a name",
    "STRING": "a text in double quotes",
    "INT": "a number",
    "DATE": "a day",
    "INSTANT": "a day and time with its offset",
    "DURATION": "a length of time",
    "LEVEL": "`info`, `low`, `medium`, `high`, `critical`",
    "DEGREE": "`deliberate`, `risk`",
    "PARTY": "`provider`, `customer`",
    "ORDINAL": "`first`, `second` … `later`",
    "UNIT": "`hour`, `day`, `week`, `month`, `year`",
    "LIKENESS": "`like`, `matches`, `contains`",
    "COMMA": "`,`",
    "COLON": "`:`",
    "EQUAL": "`=`",
    "LBRACE": "`{`",
    "RBRACE": "`}`",
    "RPAR": "`)`",
    "RSQB": "`]`",
}
_UNSAID: Final = frozenset({"DOT", "LSQB", "LPAR", "LBRACE"})
"""Signs that could go on with almost any name; they are not worth a word where anything else could stand."""

_MOST_CLAUSES: Final = 3
"""So many of a declaration's further clauses are named."""

_HERE: Final = 2
"""So many words behind one that is shown by itself something may break and still belong to it."""

_SHOWN: Final = {
    "PARAMETER": "parameter least_talk = 600m",
    "UNTIL": "parameter share_factor = 3 until 2027-01-01 then 2",
    "LIST": 'list no-call by number number from "do-not-call.csv"',
    "FROM": 'list no-call by number number from "do-not-call.csv"',
    "RULE": "rule many-calls on call.record",
    "ON": "rule many-calls on call.record",
    "EACH": "each recipient in recipients",
    "WHERE": 'where direction = "outbound" and billed_s > 1m',
    "LET": "let calls = count() by account over 24h",
    "WHEN": "when calls >= 50 and talk > 600m",
    "UNLESS": "unless account in partners",
    "AGAINST": "against account",
    "SEVERITY": "severity high if calls > 500",
    "IF": "if calls > 500",
    "DEGREE": "risk if calls > 500",
    "ONCE": "once per 24h by account",
    "STEPS": "steps standard",
    "SAYS": 'says "{calls} calls within a day"',
    "BY": "by account over 24h",
    "OVER": "over 24h",
    "EXCEPTION": "exception test-calls to many-calls",
    "TO": "exception test-calls to many-calls",
    "DERIVE": "derive text.seen on message.sent with text = body",
    "DUTY": "duty answer-questions owed by provider",
    "OWED": "owed by provider",
    "WITHIN": "within 5 business days",
    "BEFORE": "before due_at",
    "PAUSED": "paused from case.changed until case.changed",
    "LADDER": "first incident: warn",
    "ORDINAL": "second incident in 90d: throttle for 24h",
    "NOTICE": "notice at once",
    "MANUAL": 'manual "only a named reviewer may cite this clause"',
    "SET": 'set least_talk = 1200m because "our customers are call centres"',
    "DROP": 'drop many-calls because "we welcome calls"',
    "here IS": "answered_at is not null",
    "here BETWEEN": "billed_s between 1m and 5m",
    "here LIKENESS": 'user_agent like "%bot%"',
    "here IN": 'direction in ("inbound", "outbound")',
    "LIST BY": 'list no-call by number number from "do-not-call.csv"',
    "LIST WITH": 'list no-call by number number from "do-not-call.csv"',
    "LIST WHERE": "list holders by number from number.assigned where capable",
    "DUTY AFTER": "after question.asked where answered_at is null",
    "DUTY EXPECT": "expect question.asked by question where answered_at is not null",
    "DUTY BY": "",
    "DUTY UNTIL": "",
    "LADDER BY": "",
    "LADDER IF": "at once if risk: hold for 4h",
    "example GIVEN": 'given 6 call.record every 1m with account "a1"',
    "example EXPECT": 'expect 1 many-calls for "a1"',
    "example AT": "at 2026-11-21T10:00:00Z",
    "example AFTER": "after 2h",
    "example SET": "set least_talk = 10m",
}
"""By the word that began what broke, how it is written; before it stands where that holds alone: in which declaration, in an
example, or here, right behind the word. An empty one says that the word before tells more."""


def wanted(could_stand: frozenset[str], read: Sequence[Token], language: str) -> str:
    """A help text: what could stand behind the tokens that were read, and how that is written."""
    names = _names(could_stand)
    if not names:
        return ""
    listed = f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]
    shown = _shown(read, language)
    return f"next comes {listed}" + (f", like `{shown}`" if shown else "")


def _names(could_stand: frozenset[str]) -> list[str]:
    left = could_stand - _UNSAID or could_stand
    found: list[str] = []
    for needed, covered, names in _GROUPS:
        if needed <= left | _UNSAID:
            found += names
            left -= covered
    clauses = sorted(left & _CLAUSES, key=_as_written)
    words = [_WORDS.get(each, f"`{each.lower()}`") for each in [*sorted(left - _CLAUSES), *clauses]]
    if len(clauses) > _MOST_CLAUSES:
        words[-len(clauses) :] = [f"a line with {', '.join(words[-len(clauses) :][:_MOST_CLAUSES])} …"]
    return [*found, *dict.fromkeys(words)]


def _as_written(clause: str) -> int:
    order = ("EACH", "WHERE", "LET", "WHEN", "WITH", "UNLESS", "AGAINST", "SEVERITY", "DEGREE", "ONCE", "STEPS", "SAYS")
    return order.index(clause) if clause in order else -1


def _shown(read: Sequence[Token], language: str) -> str:
    example = language == "example"
    within = "example" if example else next((each.kind for each in reversed(read) if each.kind in _DECLARATIONS), "")
    for behind, token in enumerate(reversed(read)):
        places = [within, *(["here"] if behind < _HERE and within != "LADDER" else []), ""]
        keys = (f"{place} {token.kind}".strip() for place in (places[:1] if example else places))
        form = next((_SHOWN[key] for key in keys if key in _SHOWN), "")
        if form:
            return form
    return ""
