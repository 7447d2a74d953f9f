"""From blocks to surface trees: shapes, places, values, and limits."""

import re
import time
from pathlib import Path

import pytest

from bylaws.events.types import Period
from bylaws.policy import surface as s
from bylaws.policy.parse import MOST_ERRORS, Block, parse_block
from bylaws.source import SourceFile
from tests.policy.compiling import codes

CORPUS = (Path(__file__).parents[1] / "corpus.md").read_text()


def read(text: str, language: str = "bylaw") -> tuple[tuple[s.Declaration, ...] | s.Example, list[str]]:
    block = Block(language, text, SourceFile("policy.md", text), 0)
    return parse_block(block), [each.message for each in block.diagnostics]


def one(text: str) -> s.Declaration:
    found, messages = read(text)
    assert isinstance(found, tuple)
    assert not messages
    assert len(found) == 1
    return found[0]


def when(condition: str) -> s.Expr:
    rule = one(f"rule a on b.c when {condition}")
    assert isinstance(rule, s.Rule)
    return rule.when


def value(literal: str) -> s.Literal:
    parameter = one(f"parameter p = {literal}")
    assert isinstance(parameter, s.Parameter)
    return parameter.values[0][0]


def test_the_whole_corpus_parses() -> None:
    blocks = re.findall(r"^```(bylaw|example)\n(.*?)^```", CORPUS, re.MULTILINE | re.DOTALL)
    kinds: dict[str, int] = {}
    for language, text in blocks:
        found, messages = read(text, language)
        assert not messages
        for each in found if isinstance(found, tuple) else found.lines:
            kinds[type(each).__name__] = kinds.get(type(each).__name__, 0) + 1
    assert len(blocks) == 49
    assert kinds["Rule"] + kinds["Replace"] == 51
    assert (kinds["Duty"], kinds["ExceptionDecl"], kinds["Derive"], kinds["ListDecl"], kinds["Ladder"]) == (7, 6, 5, 26, 4)


def test_spans_point_into_the_file() -> None:
    text = "prose\n" + "rule a on b.c\n  when x.y > 2\n  against x.y"
    block = Block("bylaw", text[6:], SourceFile("policy.md", text), 6)
    found = parse_block(block)
    assert isinstance(found, tuple)
    (rule,) = found
    assert isinstance(rule, s.Rule)
    assert (rule.name.span.text, rule.when.span.text, rule.span.text) == ("a", "x.y > 2", text[6:])
    assert rule.against
    assert str(rule.against.span) == "policy.md:4:11"


@pytest.mark.parametrize(
    ("literal", "type", "held"),
    [
        ("EUR 12.50", "money", 12_500_000),
        ("600m", "duration", 36_000_000_000),
        ("250ms", "duration", 250_000),
        ("0.3%", "share", 3_000_000),
        ("2.5", "decimal", 2_500_000_000),
        ("9223372036854775807", "integer", 2**63 - 1),
        ("2 MiB", None, None),
        ("2MiB", "size", 2 * 2**20),
        ("900km", "distance", 900 * 10**9),
        ("2000-01-01", "date", 10957),
        ("1970-01-01T05:30+05:30", "instant", 0),
        ("1969-12-31T23:59:59Z", "instant", -1_000_000),
        ("08:30", "time", 30_600_000_000),
        ("10 business days", "period", Period(10, "business day")),
        ("1 month", "period", Period(1, "month")),
        ('"he said ""no"""', "text", 'he said "no"'),
        ("true", "truth", True),
    ],
)
def test_literals_are_held_values(literal: str, type: str | None, held: object) -> None:
    if type is None:
        assert read(f"parameter p = {literal}")[1]
    else:
        assert (value(literal).type, value(literal).value) == (type, held)


def test_money_carries_its_currency() -> None:
    assert value("INR 5").currency == "INR"


def test_precedence_and_direction() -> None:
    found = when("a - b - c * d > 2 and not e or f")
    assert isinstance(found, s.Binary)
    assert (found.op, found.left.span.text, found.right.span.text) == ("or", "a - b - c * d > 2 and not e", "f")
    subtraction = found.left.left.left  # type: ignore[union-attr]
    assert (subtraction.left.span.text, subtraction.right.span.text) == ("a - b", "c * d")  # type: ignore[union-attr]


def test_a_hyphen_belongs_to_the_word() -> None:
    assert when("ended_at-answered_at > 1s").left.name == "ended_at-answered_at"  # type: ignore[union-attr]


def test_a_word_is_never_cut_into_keyword_and_rest() -> None:
    assert read("rule a on b.c when x ordinary")[1] == ["`ordinary` cannot stand behind `x`"]


def test_words_of_the_language_may_be_fields() -> None:
    assert when("rule = when and x.unless > at").span.text == "rule = when and x.unless > at"


def test_a_map_in_an_example_has_its_entries_in_order() -> None:
    found, messages = read('given plan.assigned with meter_limits {"b": 2, "a": 1}, fair_use {}, plan "p"', "example")
    assert not messages
    assert isinstance(found, s.Example)
    (line,) = found.lines
    assert isinstance(line, s.Given)
    held = [each.value for each in line.fields]
    assert [[(key.value, value.value) for key, value in each.entries] if isinstance(each, s.Map) else None for each in held] == [
        [("b", 2), ("a", 1)],
        [],
        None,
    ]


def test_dated_values_of_a_parameter() -> None:
    parameter = one("parameter p = 3 until 2027-01-01 then 2")
    assert isinstance(parameter, s.Parameter)
    assert [(each.value, until and until.span.text) for each, until in parameter.values] == [(3, "2027-01-01"), (2, None)]


def test_each_declaration_tells_its_own_error_and_the_rest_is_read() -> None:
    found, messages = read('rule a on b.c\nmanual "x"\nlist x by 3\ninformative\n')
    assert isinstance(found, tuple)
    assert [type(each).__name__ for each in found] == ["Manual", "Informative"]
    assert len(messages) == 2


@pytest.mark.parametrize(
    "condition",
    [
        "not " * 10_000 + "a",
        "- " * 10_000 + "a",
        ".".join("a" * 10_000),
        "[".join("a" * 10_000) + "]" * 9_999,
        "f(" * 10_000 + ")" * 10_000,
    ],
)
def test_deep_nesting_is_refused(condition: str) -> None:
    found, messages = read(f'rule a on b.c when {condition}\nmanual "x"')
    assert messages == ["this is nested too deep to be read"]
    assert isinstance(found, tuple)
    assert len(found) == 1


def test_errors_without_end_are_cut_off() -> None:
    started = time.process_time()
    _, messages = read("rule a on\n" * 5_000)
    assert len(messages) == MOST_ERRORS + 1
    assert time.process_time() - started < 5


@pytest.mark.parametrize("word", ["and", "or"])
def test_a_condition_of_many_parts_is_not_nested(word: str) -> None:
    parts = f" {word} ".join(f"cause <> {number}" for number in range(5_000))
    assert codes(f"rule r on call.record\n  when {parts}") == []


def test_what_is_nested_on_the_other_side_of_and_is() -> None:
    nested = "(cause = 1 and " * 150 + "cause = 2" + ")" * 150
    assert codes(f"rule r on call.record\n  when {nested}") == ["too-deep"]
