"""Writes src/bylaws/policy/grammar.json: the tables by which a block is read, as lark works them out of grammar.lark."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from lark import Lark, Token
from lark.grammar import Rule
from lark.lexer import BasicLexer, PatternStr
from lark.parsers.lalr_analysis import IntParseTable, Shift

from bylaws.policy.tables import ABSENT, JOINS, PASSES

FOLDER = Path(__file__).parent.parent / "src" / "bylaws" / "policy"
GRAMMAR, TABLES = FOLDER / "grammar.lark", FOLDER / "grammar.json"
STARTS = ["bylaw", "example"]


class WholeWords:
    """Lets the lexer see names everywhere, so that `ordinary` is never taken for `or` and `dinary`."""

    always_accept = ("NAME", "SLUG")

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        return stream


def made_by_lark() -> Lark:
    """The grammar as lark reads it."""
    text = GRAMMAR.read_text("utf-8")
    return Lark(text, parser="lalr", lexer="contextual", start=STARTS, propagate_positions=True, postlex=WholeWords())


def tables(lark: Lark) -> str:
    """What `bylaws.policy.tables` says, as JSON with one item a line."""
    table = lark.parser.parser._parse_table
    states, rules = _states(table), sorted(lark.rules, key=str)
    numbers = {rule: number for number, rule in enumerate(rules)}
    patterns = BasicLexer(lark.lexer_conf).terminals
    words = [each for each in patterns if isinstance(each.pattern, PatternStr)]
    signs = [each for each in words if not each.pattern.value.isalpha()]
    parts = {
        "ignored": [each.pattern.to_regexp() for each in patterns if each.name in lark.ignore_tokens],
        "patterns": {each.name: each.pattern.to_regexp() for each in patterns if each not in words or each in signs},
        "words": {each.pattern.value: each.name for each in words},
        "always": list(WholeWords.always_accept),
        "rules": [_rule(rule) for rule in rules],
        "starts": {start: [states[table.start_states[start]], states[table.end_states[start]]] for start in STARTS},
        "rows": [_row(table.states[state], states, numbers) for state in states],
    }
    for name in lark.ignore_tokens:
        del parts["patterns"][name]
    return "{\n" + ",\n".join(f"{json.dumps(name)}: {_lines(part)}" for name, part in parts.items()) + "\n}\n"


def _rule(rule: Rule) -> list[object]:
    """What the rule defines, how many symbols it is long, what it makes, and of which of them."""
    assert rule.expansion or rule.origin.name in STARTS, f"{rule.origin.name} may be empty, and so stand nowhere"
    kept = [place for place, symbol in enumerate(rule.expansion) if not (symbol.is_term and symbol.filter_out)]
    picks = _with_absent(kept, rule.options.empty_indices) if rule.options.empty_indices else kept
    makes = rule.alias or rule.origin.name
    if makes.startswith("_"):
        makes = JOINS
    elif rule.options.expand1 and not rule.alias:
        assert len(picks) == 1, f"{rule.origin.name} has no name for what it makes"
        makes = PASSES
    return [str(rule.origin.name), len(rule.expansion), str(makes), picks]


def _with_absent(kept: list[int], empty: list[bool]) -> list[int]:
    """The places of the kept symbols, with ABSENT where an option was left out."""
    picks, place = [], 0
    for absent in empty:
        if absent:
            picks.append(ABSENT)
        else:
            picks += [place] if place in kept else []
            place += 1
    return picks


def _states(table: IntParseTable) -> dict[int, int]:
    """The number of each of lark's states, in the order in which one comes to them: lark's own numbers change from run to run."""
    found = [table.start_states[start] for start in STARTS]
    for state in found:  # which grows meanwhile
        nexts = [what for _, (action, what) in sorted(table.states[state].items()) if action is Shift]
        found += [each for each in dict.fromkeys(nexts) if each not in found]
    return {state: number for number, state in enumerate(found)}


def _row(actions: Mapping[str, tuple[object, object]], states: Mapping[int, int], rules: Mapping[Rule, int]) -> dict[str, int]:
    """What to do at each symbol: the state to go to, or ~number of the rule that is complete."""
    return {symbol: states[what] if action is Shift else ~rules[what] for symbol, (action, what) in sorted(actions.items())}


def _lines(part: object) -> str:
    if isinstance(part, dict):
        return "{\n" + ",\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in part.items()) + "\n}"
    assert isinstance(part, list)
    return "[\n" + ",\n".join(json.dumps(each, separators=(",", ":")) for each in part) + "\n]"


if __name__ == "__main__":
    TABLES.write_text(tables(made_by_lark()), "utf-8")
