"""The shipped policies: sound, complete, and proven by their own examples."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

import bylaws.policies
from bylaws.cli.test import unshown
from bylaws.engine.examples import run_examples
from bylaws.policy.compile import compile_policy
from bylaws.policy.compiled import Compiled
from bylaws.policy.filling import load_lists, with_list_files
from bylaws.policy.format import format_text
from bylaws.policy.program import Expectation, Program
from bylaws.study.glance import Glance, unseeing

FOLDER = Path(bylaws.policies.__file__).parent
NAMES = ("canonical.md", "northwind.md")
INCLUDING = """---
policy: acceptable-use
language: 1
provider: Example Voice
version: {version}
effective: on posting
contact: abuse@example.net
timezone: {zone}
currency: EUR
includes: canonical.md
---
"""


@cache
def compiled(name: str) -> Compiled:
    return compile_policy(FOLDER / name)


def program(name: str) -> Program:
    found = compiled(name).program
    assert found is not None
    return found


def expectations(name: str) -> list[Expectation]:
    return [line for example in program(name).examples for line in example.lines if isinstance(line, Expectation)]


@pytest.mark.parametrize("name", NAMES)
def test_the_lists_of_a_shipped_policy_are_in_order(name: str) -> None:
    assert [each.message for each in with_list_files(compiled(name)).diagnostics] == []


def blind(name: str) -> Mapping[str, str]:
    """The rules that made-up lists keep from seeing, whatever else there is to be seen."""
    shipped = program(name)
    rows = {name: len(each) for name, each in load_lists(shipped).items()}
    found = unseeing(shipped, Glance(dict.fromkeys(shipped.kinds.kinds, 1), {}, rows))
    return {rule: why for rule, why in found.items() if "holds examples only" in why}


def test_nobody_takes_made_up_lists_for_real_ones() -> None:
    assert blind("canonical.md").keys() == {
        "allowance-dodged",
        "designated-name",
        "known-abuse-material",
        "known-malware",
        "listed-number-called",
        "over-allowance",
        "metered-otherwise",
        "phishing-link",
        "signature-forged",
        "vendor-terms-outdated",
    }


def test_what_northwind_s_sample_logs_tell_of_is_seen_by_its_own_lists() -> None:
    assert blind("northwind.md") == {
        "designated-name": "the list designations is empty: designations.example.csv holds examples only",
        "known-abuse-material": "the list hotline-hashes is empty: hotline-hashes.example.csv holds examples only",
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_policy_compiles_without_a_word(name: str) -> None:
    assert [f"{each.span}: {each.message}" for each in compiled(name).diagnostics] == []


@pytest.mark.parametrize("name", NAMES)
def test_it_is_laid_out_as_bylaws_format_does(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert format_text(text, name) == text


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_its_examples_hold(name: str) -> None:
    failed = [
        f"{each.span}: {each.span.text}" for outcome in run_examples(program(name)) for each in outcome.expectations if not each.met
    ]
    assert failed == []


@pytest.mark.slow
@pytest.mark.parametrize(("version", "zone"), [("1999-02-28", "Pacific/Kiritimati"), ("2044-02-29", "America/New_York")])
def test_canonical_s_examples_hold_in_a_policy_of_another_time(version: str, zone: str, tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    (tmp_path / "policy.md").write_text(INCLUDING.format(version=version, zone=zone))
    found = compile_policy(tmp_path / "policy.md").program
    assert found is not None
    outcomes = run_examples(found)
    assert len(outcomes) == len(program("canonical.md").examples)
    assert [str(each.span) for outcome in outcomes for each in outcome.expectations if not each.met] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_clause_says_how_it_is_carried_out(name: str) -> None:
    assert [each.slug for each in program(name).clauses if each.coverage == "uncovered"] == []


def test_every_rule_and_duty_has_an_example_that_meets_it_and_one_that_does_not() -> None:
    judged = {each.name for each in (*program("canonical.md").rules, *program("canonical.md").duties)}
    met = {each.name for each in expectations("canonical.md") if each.count != 0}
    unmet = {each.name for each in expectations("canonical.md") if each.count == 0}
    exact = {each.name for each in expectations("canonical.md") if each.count == 1 and each.subject is None}
    assert judged - met == set()
    assert judged - (unmet | exact) == set(), "an example with a total of one finding shows what is none as well"


def test_what_northwind_changes_is_shown_by_its_own_examples() -> None:
    assert program("northwind.md").left
    assert unshown(program("northwind.md")) == []


def test_canonical_carries_every_clause_once() -> None:
    clauses = program("canonical.md").clauses
    carried = [row for clause in clauses for row in clause.attributes.get("carries", "").split()]
    assert len(clauses) == 61
    assert len(set(carried)) == 293
    assert all(re.fullmatch(r"(sofy|milesoft|ivs|infince)/[a-z-]*\d+(\.\d+)?[a-h]?", row) for row in carried), carried


def test_at_least_fourteen_clauses_are_enforced() -> None:
    assert sum(each.coverage in ("enforced", "duty") for each in program("northwind.md").clauses) >= 14
