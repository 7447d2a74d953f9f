"""What stands behind a slip is read all the same, and one slip is told once."""

import time

import pytest

from bylaws.policy.compile import compile_text
from bylaws.policy.parse import Block, parse_block
from bylaws.source import Severity, SourceFile
from tests.policy.compiling import told

RULE = """list members by account from account.created
rule many on call.record
  where direction = "outbound"
  let calls = count() by account over 1h
  let talk = sum(billed_s) by account over 1h
  when calls > 10 and talk > 5m
  unless account in members
  against account
  severity low
  severity high if talk > 1h
  risk if calls > 100
  once per 1h by account
  says "{calls} calls"
exception tests to many
  let night = automated
  when account = "test" and not night
"""
DUTY = """duty answer owed by provider
  after question.asked where answered_at is null
  let urgent = account = "a1"
  expect question.asked by question where answered_at is not null
  within 5 business days
  paused from question.asked by question where answered_at is null until question.asked by question
  unless urgent
  severity low
  says "late"
"""


def broken_at(block: str, line: int) -> str:
    """With a sign that says nothing behind the first word of a line, or the name of a let."""
    lines = block.splitlines()
    words = lines[line].split()
    word = words[2] if words[0] == "let" else words[0]
    lines[line] = lines[line].replace(word, f"{word} ≥", 1)
    return "\n".join(lines) + "\n"


def texts(block: str) -> list[str]:
    return [each.span.text for each in told(block)]


@pytest.mark.parametrize(("block", "line"), [(block, i) for block in (RULE, DUTY) for i in range(block.count("\n"))])
def test_a_slip_in_any_line_is_told_once_and_has_no_consequences(block: str, line: int) -> None:
    assert texts(block) == []
    assert texts(broken_at(block, line)) == ["≥"]


@pytest.mark.parametrize("line", range(2, 13))
def test_names_in_the_other_lines_of_a_rule_are_looked_at_all_the_same(line: int) -> None:
    other = "unless account in members" if line != 6 else "against account"
    misspelt = RULE.replace(other, other.replace("account", "acount"))
    assert sorted(texts(broken_at(misspelt, line))) == ["acount", "≥"]


def test_every_clause_that_cannot_be_read_is_told() -> None:
    block = RULE
    for line in (2, 3, 5, 6, 9, 11, 14):
        block = broken_at(block, line)
    assert texts(block) == ["≥"] * 7


def test_a_condition_without_its_end_ends_before_the_next_clause() -> None:
    assert texts(RULE.replace("talk > 5m", "").replace("calls > 100", "calls > hundred")) == ["and", "hundred"]


def test_a_clause_out_of_place_is_left_out() -> None:
    moved = RULE.replace("  severity low\n", "").replace("  when calls", "  severity low\n  when calls")
    assert texts(moved.replace("calls > 100", "calls > hundred")) == ["severity", "hundred"]


def test_a_bracket_that_is_not_closed_ends_with_its_clause() -> None:
    assert texts(RULE.replace("calls > 10 and", "(calls > 10 and").replace("{calls}", "{cals}")) == ["(", "cals"]


def test_a_let_without_a_name_is_not_missed_by_those_who_use_it() -> None:
    assert texts(RULE.replace("let calls", "let 5")) == ["5"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('rule many on call.record\n  where direction == "outbound" when nope > 3\n  severity severe\n', ["==", "nope", "severe"]),
        (
            'rule many on call.record let a = 5 mins let b = nope when a > b severity low if a == 3 once per 1x says "{no}"\n',
            ["5 mins", "nope", "==", "1x", "no"],
        ),
        (
            'duty d owed by provider after question.asked expect nope by question within 5 das severity high says "{no}"\n',
            ["nope", "5", "no"],
        ),
        ("rule many on call.record when count(where to == from when) by to over 1h > 3 severity severe\n", ["=="]),
    ],
)
def test_clauses_on_one_line_are_read_each_by_itself(text: str, found: list[str]) -> None:
    assert texts(text) == found


@pytest.mark.parametrize(
    ("written", "slip", "user"),
    [
        ("list Members by account from account.created", "Members", "rule a on call.record\n  when account in members"),
        ("parameter least-talk = 5m", "least-talk", "rule a on call.record\n  when billed_s > least_talk"),
        ("parameter leastTalk = 5m", "leastTalk", "rule a on call.record\n  when billed_s > least_talk"),
        ("paramter least_talk = 5m", "paramter", "rule a on call.record\n  when billed_s > least_talk"),
        ("ladder “usual”\n  first incident: warn", "“", "rule a on call.record\n  when automated\n  steps usual"),
        ("rule Many on call.record\n  when automated", "Many", "exception tests to many\n  when automated"),
        ("derive call.Odd on call.record\n  with account = account", "call.Odd", "rule a on call.odd\n  when true"),
    ],
)
def test_a_slip_in_the_name_of_a_declaration_has_no_consequences_elsewhere(written: str, slip: str, user: str) -> None:
    clause = "## {title} {{#{title}}}\n\nDo not.\n\n```bylaw\n{declared}\n```\n"
    text = clause.format(title="one", declared=written) + clause.format(title="two", declared=f"{user}\nparameter two = nope")
    found = [each.span.text for each in compile_text(text).diagnostics if each.severity is Severity.ERROR]
    assert found == [slip, "nope"]


@pytest.mark.parametrize(
    ("declared", "found"),
    [
        ("rule Many on call.record\n  when nope\nrule More on call.record\n  when nip", ["Many", "nope", "More", "nip"]),
        ("rule manyCalls on call.record\n  when nope", ["manyCalls", "nope"]),
        ('rule "many" on call.record\n  where cause === 3\n  when nope', ['"many"', "==", "nope"]),
        ("parameter least-talk = 5 mins\nparameter Most = 6 hrs", ["least-talk", "5 mins", "Most", "6 hrs"]),
        ('list Held by accont from account.created\nlist Said = 3, "b"', ["Held", "accont", "Said", '"b"']),
        ("exception A to b\n  when nope\nrule b on call.record\n  when automated", ["A", "nope"]),
        ("duty A owed by provider\n  after call.record\n  expect call.record by acount\n  within 5 dys", ["A", "acount", "5"]),
        ("ladder Usual\n  first incident: warn\n  second incident warn", ["Usual", "warn"]),
        ("derive a.B on call.record\n  when nope\n  with account = account", ["a.B", "nope"]),
    ],
)
def test_what_stands_behind_a_name_with_a_slip_is_read_all_the_same(declared: str, found: list[str]) -> None:
    assert texts(declared) == found


def test_a_name_that_is_written_right_explains_no_other() -> None:
    rules = "rule a on call.record\n  when billed_s == 3\nrule b on call.record\n  when billed_s > leasttalk\n"
    text = f"parameter least_talk = 5m\n{rules}"
    assert texts(text) == ["==", "leasttalk"]


def test_a_rung_that_cannot_be_read_hides_no_other() -> None:
    rungs = "  first incident warn\n  second incident: throttle for 24h\n  third incident suspend\n"
    assert texts(f"ladder usual\n{rungs}  notice at once\n") == ["warn", "suspend"]


def test_long_declarations_full_of_slips_are_refused_in_bounded_time() -> None:
    conditions = "".join(f"  unless a =={' and b' * 1_000}\n" for _ in range(40))
    text = f"rule a on call.record\n  when true\n{conditions}"
    block = Block("bylaw", text, SourceFile("policy.md", text), 0)
    started = time.process_time()
    parse_block(block)
    assert time.process_time() - started < 10
    assert len(block.diagnostics) == 10


def test_a_let_that_cannot_be_read_explains_names_of_its_own_clause_alone() -> None:
    rule = "rule {slug} on call.record\n  {let}\n  when answered_at is null\n  says {says}\n"
    clause = "## {title} {{#{slug}}}\n\nDo not.\n\n```bylaw\n" + rule + "```\n"
    first = clause.format(title="One", slug="one", let="let 3 = let nothing = 3", says='"{nothing}"')
    second = clause.format(title="Two", slug="two", let="let two = 2 - 1", says='"{two} {nothing}"')
    found = [each.span.text for each in compile_text(first + second).diagnostics if each.severity is Severity.ERROR]
    assert found == ["3", "nothing"]


@pytest.mark.parametrize(
    ("nameless", "using"),
    [
        ("parameter = 5", "when billed_s > enough"),
        ("list by number from number.assigned", "when presented_number in holders"),
        ("ladder\n  first incident: warn", "when true\n  steps usual"),
    ],
)
def test_who_uses_a_declaration_without_a_name_is_not_told_of_it(nameless: str, using: str) -> None:
    (told,) = texts(f"{nameless}\nrule a on call.record\n  {using}\n")
    assert told.split()[0] == nameless.split()[0]


def test_a_declaration_without_a_name_explains_no_misspelt_one() -> None:
    rules = "rule a on call.record\n  when duration_s > least_tlak and billed_s > enough\n"
    assert texts(f"parameter = 5m\nparameter least_talk = 5m\n{rules}") == ["parameter =", "least_tlak"]
