"""Compiling as a whole: the corpus, base policies, coverage, and what is told of broken policies."""

import time
from pathlib import Path

import pytest

from bylaws.events.types import INTEGER
from bylaws.policy.compile import compile_policy, compile_text
from bylaws.policy.compiled import Compiled
from bylaws.policy.program import Parameter
from bylaws.source import NOWHERE, Severity
from bylaws.source.render_text import render_diagnostic
from tests.policy.compiling import document, program

ROOT = Path(__file__).parents[2]

FRONT = """---
policy: {policy}
language: 1
provider: Northwind Voice
version: 2026-11-21
effective: 2026-12-01T00:00:00+05:30
contact: abuse@northwind.example
timezone: Asia/Kolkata
{more}---
"""

BASE = """
## Calls {#calls}

Do not call too often.

```bylaw
parameter most = 5
rule many-calls on call.record
  when count() by account over 1h > most
  severity low
exception tests to many-calls
  when account = "test"
```

```example
given 6 call.record every 1m with account "a1"
expect many-calls for "a1"
```

## Texts {#texts}

Do not write too often.

```bylaw
rule many-texts on message.sent
  when count() by account over 1h > 5
```

```example
given 6 message.sent every 1m with account "a1"
expect many-texts for "a1"
```
"""


def taken_over(folder: Path, changes: str) -> Compiled:
    (folder / "base.md").write_text(FRONT.format(policy="base", more="") + BASE)
    text = (
        FRONT.format(policy="ours", more="includes: base.md\n") + f"## Ours {{#ours}}\n\nWe differ.\n\n```bylaw\n{changes}\n```\n"
    )
    (folder / "policy.md").write_text(text)
    return compile_policy(folder / "policy.md")


def errors(result: Compiled) -> list[str]:
    return [each.code for each in result.errors]


def test_corpus_compiles_but_for_its_missing_ladders() -> None:
    result = compile_text((ROOT / "tests/corpus.md").read_text())
    assert [render_diagnostic(each) for each in result.errors] == []
    assert {each.code for each in result.warnings} == {"unknown-ladder"}
    assert len({each.span.text for each in result.warnings}) == 11
    assert result.program is not None
    assert (len(result.program.rules), len(result.program.duties), len(result.program.derives)) == (49, 7, 5)


@pytest.mark.parametrize("name", ["canonical.md", "northwind.md"])
def test_shipped_policies_compile(name: str) -> None:
    result = compile_policy(ROOT / "src/bylaws/policies" / name)
    assert [render_diagnostic(each) for each in result.errors] == []


def test_front_matter_settles_the_policy(tmp_path: Path) -> None:
    result = taken_over(tmp_path, "informative")
    assert errors(result) == []
    assert result.program is not None
    assert (result.program.policy, result.program.timezone, result.program.version) == ("ours", "Asia/Kolkata", "2026-11-21")
    assert result.program.effective == 1796063400 * 10**6


def test_25_base_declarations_come_first(tmp_path: Path) -> None:
    found = taken_over(tmp_path, 'rule own on auth.attempt when outcome = "fail"').program
    assert found is not None
    assert [rule.name for rule in found.rules] == ["many-calls", "many-texts", "own"]
    assert [clause.slug for clause in found.clauses] == ["calls", "texts", "ours"]


def test_25_set_replaces_a_value_and_leaves_the_clause(tmp_path: Path) -> None:
    found = taken_over(tmp_path, 'set most = 9 because "we are large"\ninformative').program
    assert found is not None
    assert found.parameters["most"].values == ((9, None),)
    assert found.parameters["most"].clause == "calls"


def test_25_what_uses_a_changed_number_is_not_judged_by_the_base_s_examples(tmp_path: Path) -> None:
    found = taken_over(tmp_path, 'set most = 9 because "we are large"\ninformative').program
    assert found is not None
    assert [each.clause for each in found.examples] == ["texts"]
    assert [(each.clause, each.changed) for each in found.left] == [("calls", ("most",))]


def test_25_a_list_read_from_another_file_leaves_the_base_s_examples(tmp_path: Path) -> None:
    listed = 'list known by name text with since instant from "known.csv"\n\nrule many-texts'
    rule = BASE.replace("rule many-texts", listed).replace("over 1h > 5", 'over 1h > 5 and "x" not in known')
    for shaped, count in (("name text with since instant", 2), ("name text with since instant, until instant", 1)):
        (tmp_path / "base.md").write_text(FRONT.format(policy="base", more="") + rule)
        ours = f'## Ours {{#ours}}\n\n```bylaw\ninformative\nreplace list known by {shaped} from "ours.csv"\n```\n'
        (tmp_path / "policy.md").write_text(FRONT.format(policy="ours", more="includes: base.md\n") + ours)
        (tmp_path / "ours.csv").write_text("name,since,until\n")
        result = compile_policy(tmp_path / "policy.md")
        assert result.program is not None, errors(result)
        assert len(result.program.examples) == count


def test_25_replace_keeps_place_and_clause(tmp_path: Path) -> None:
    found = taken_over(
        tmp_path, "replace rule many-calls on call.record when count() by account over 1h > 2 * most\ninformative"
    ).program
    assert found is not None
    assert [(rule.name, rule.clause) for rule in found.rules] == [("many-calls", "calls"), ("many-texts", "texts")]


def test_25_a_clause_without_its_rule_is_an_error(tmp_path: Path) -> None:
    result = taken_over(tmp_path, 'drop many-texts because "we welcome texts"\ninformative')
    (left,) = result.errors
    assert left.message == "clause `texts` is left without a rule since `many-texts` was dropped"
    assert [Path(label.span.file.path).name for label in left.labels] == ["policy.md", "base.md"]


def test_25_a_clause_worded_anew_may_say_that_it_is_manual(tmp_path: Path) -> None:
    anew = '## Texts {#texts}\n\nWrite.\n\n```bylaw\nmanual "the desk reads"'
    changes = f'drop many-texts because "we welcome texts"\ninformative\n```\n\n{anew}'
    found = taken_over(tmp_path, changes).program
    assert found is not None
    assert found.clause("texts").coverage == "manual"
    assert "Write." in found.clause("texts").text
    assert [rule.name for rule in found.rules] == ["many-calls"]


def test_25_what_was_dropped_has_no_exceptions(tmp_path: Path) -> None:
    result = taken_over(tmp_path, 'drop many-calls because "we welcome calls"\ninformative')
    assert sorted(errors(result)) == ["clause-left-without-rule", "unknown-rule"]


@pytest.mark.parametrize(("dropped", "count"), [("many-texts-", 5_000), ("nothing-", 1_500)])
def test_25_thousands_of_drops_take_no_longer_each_than_a_few(tmp_path: Path, dropped: str, count: int) -> None:
    block = "".join(f"rule many-texts-{i} on message.sent when true\n" for i in range(count))
    base = BASE.replace("parameter most", block + "parameter most")
    drops = "".join(f'drop {dropped}{i} because "we welcome texts"\n' for i in reversed(range(count)))
    (tmp_path / "base.md").write_text(FRONT.format(policy="base", more="") + base)
    (tmp_path / "policy.md").write_text(
        FRONT.format(policy="ours", more="includes: base.md\n") + f"## Ours {{#ours}}\n\n```bylaw\n{drops}informative\n```\n"
    )
    started = time.process_time()
    result = compile_policy(tmp_path / "policy.md")
    assert time.process_time() - started < 3
    assert errors(result) == (["nothing-to-change"] * count if dropped == "nothing-" else [])


def test_25_one_name_twice_quotes_both_places(tmp_path: Path) -> None:
    result = taken_over(tmp_path, "rule many-calls on call.record when automated")
    (twice,) = result.errors
    assert twice.code == "declared-twice"
    assert [Path(label.span.file.path).name for label in twice.labels] == ["policy.md", "base.md"]


def test_digest_covers_every_file(tmp_path: Path) -> None:
    first = taken_over(tmp_path, "informative").program
    (tmp_path / "base.md").write_text(FRONT.format(policy="base", more="") + BASE.replace("too often", "often"))
    second = compile_policy(tmp_path / "policy.md").program
    assert first is not None
    assert second is not None
    assert first.digest != second.digest


def test_list_files_are_looked_for_beside_the_file_that_names_them(tmp_path: Path) -> None:
    declared = 'list plan by prefix dialcode with premium boolean from "plan.csv"\nrule r on call.record when plan[to].premium'
    assert errors(taken_over(tmp_path, declared)) == ["list-file"]
    (tmp_path / "plan.csv").write_text("prefix,premium\n+1,false\n")
    found = taken_over(tmp_path, declared).program
    assert found is not None
    assert found.roots["plan"] == str(tmp_path)


def test_coverage_of_clauses() -> None:
    block = (
        '{rule}\n```\n## B {{#b}}\n\nB.\n\n```bylaw\n{duty}\n```\n## C {{#c}}\n\nC.\n\n```bylaw\nmanual "c"\n```\n'
        "## D {{#d}}\n\nD.\n\n```bylaw\ninformative\n```\n## E {{#e}}\n\nE.\n\n## G {{#g}}\n\n"
        "```example\nexpect no r\n```\n## F {{#f}}\n\n```bylaw"
    ).format(
        rule="rule r on call.record when automated",
        duty="duty d owed by customer after account.created expect session.seen within 14d",
    )
    found = {clause.slug: clause.coverage for clause in program(block).clauses}
    assert found == {
        "calls": "enforced",
        "b": "duty",
        "c": "manual",
        "d": "informative",
        "e": "uncovered",
        "g": "uncovered",
        "f": "informative",
    }


def test_a_rule_without_its_content_function_is_blind() -> None:
    found = program(
        "rule seen on content.posted when one_time_code(text).score > 99%\nrule after on seen when true\n"
        "rule plain on content.posted when true\n"
        "exception e to plain when one_time_code(text).score > 99%\n"
        "derive text.seen on content.posted with text = text\nderive text.seen on site.snapshot with text = page_text(html_ref)\n"
        "rule texts on text.seen when text is not null"
    )
    assert found.blind == {"seen": ("one_time_code",), "after": ("one_time_code",)}


def test_money_is_of_one_currency() -> None:
    found = program("rule r on call.record when cost > INR 5.00")
    assert found.currency == "INR"


def test_a_declaration_that_cannot_be_read_is_told_once() -> None:
    block = "rule many-calls on call.record\n  when cost == EUR 1.00\nexception e to many-calls when automated"
    result = compile_text(document(block, "expect many-calls"))
    assert [each.code for each in result.diagnostics] == ["syntax"]


def test_a_literal_too_large_is_told_once() -> None:
    result = compile_text(document(f"rule many on call.record\n  when billed_s > {10**30}h", "expect many"))
    assert [each.code for each in result.diagnostics] == ["too-large"]


def test_what_was_not_read_is_not_said_to_be_missing(tmp_path: Path) -> None:
    text = FRONT.format(policy="ours", more="") + "".join(
        [
            "## Broken {#broken}\n\nKeep this.\n\n```bylaw\nparameter most = 5\nrule r on call.record\n  when cost == most\n```\n",
            "## Whole {#whole}\n\nSomething else.\n\n```bylaw\nrule few on call.record\n  when automated\n```\n",
            "## Forgotten {#forgotten}\n\nSomething that nobody keeps.\n",
        ]
    )
    (tmp_path / "policy.md").write_text(text)
    told = [(each.code, each.span.text) for each in compile_policy(tmp_path / "policy.md").diagnostics]
    assert told == [("syntax", "=="), ("uncovered-clause", "## Forgotten {#forgotten}")]


def test_diagnostics_stand_in_the_order_of_the_text() -> None:
    block = "rule a on call.record when nope > 1\nexception e to f when true\nrule c on call.recrd when true"
    starts = [each.span.start for each in compile_text(document(block)).diagnostics]
    assert starts == sorted(starts)
    assert len(starts) == 3


@pytest.mark.parametrize(
    "text", ["", "---\n", "# x\n```bylaw\n", "---\npolicy: p\n---\n", "## A {#a}\n```bylaw\nrule\n```\n", "\ud800"]
)
def test_bad_policies_never_raise(text: str) -> None:
    assert isinstance(compile_text(text), Compiled)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    result = compile_policy(tmp_path / "none.md")
    assert result.program is None
    assert [each.severity for each in result.diagnostics] == [Severity.ERROR]


@pytest.mark.parametrize(
    ("against", "accused"),
    [
        ("", ' for "a1"'),
        ("against user", ' for "u1"'),
        ("against ip", ' for "192.0.2.1"'),
        ("against provider", ' for "provider"'),
        ("against outcome", ""),
        ("against nobody", ""),
    ],
)
def test_an_example_is_asked_for_with_a_subject_of_the_right_type(against: str, accused: str) -> None:
    text = FRONT.format(policy="p", more="") + document(f"rule r on auth.attempt\n  when true\n  {against}")
    (told,) = (each.help for each in compile_text(text).diagnostics if each.code == "no-example")
    assert told == f"add an `example` block with a line such as `expect r{accused}`"


def test_a_parameter_has_the_value_that_holds_at_an_instant() -> None:
    many = Parameter("many", INTEGER, ((1, 10), (2, 20), (3, None)), "clause", NOWHERE)
    assert [many.at(instant) for instant in (0, 9, 10, 19, 20, 99)] == [1, 1, 2, 2, 3, 3]
    assert many.place_at(10) == 1


@pytest.mark.parametrize("value", ["EUR 3.00", "5m", "90%", '"many"'])
def test_25_set_to_another_sort_of_value_blames_who_sets_it(tmp_path: Path, value: str) -> None:
    result = taken_over(tmp_path, f'set most = {value} because "x"\ninformative')
    if value == "90%":
        assert not result.errors
        return
    (error,) = result.errors
    assert (error.code, [Path(each.span.file.path).name for each in error.labels]) == ("mixed-values", ["policy.md", "base.md"])
    assert error.span.text == value
