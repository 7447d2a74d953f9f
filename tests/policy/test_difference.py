"""What two versions of a policy differ in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bylaws.policy.compile import compile_policy
from bylaws.policy.difference import ClauseChange, Difference, Version, difference
from bylaws.policy.document import read_document

POLICY = """---
policy: acceptable-use
language: 1
provider: Example Mail
version: 2026-11-21
effective: 2026-11-21T00:00:00Z
contact: abuse@example.net
timezone: UTC
currency: EUR
---
## Guessing {#guessing}
You must not try to get into an account by guessing.

```bylaw
parameter most = 3 until 2027-01-01 then 5
parameter span = 60m
list ours = "10.0.0.0/8"

rule guessed on auth.attempt
  where outcome = "fail"
  let failures = count() by target_account over span
  when failures >= most and ip not in ours
  against ip

exception tried to guessed
  when permitted("security-test", target: ip)
```

## Mail {#mail}
You must not send what nobody asked for.

```bylaw
rule mailed on message.sent
  when purpose = "promotional"

ladder strikes
  first incident: warn
```

```example
given message.sent with account "a1", purpose "promotional"
expect mailed
```

## Answers {#answers}
You answer within two days.

```bylaw
duty answer owed by provider
  after report.received
  expect notice.sent by about = report
  within 2d
```
"""


def _version(folder: Path, text: str) -> Version:
    folder.mkdir(exist_ok=True)
    path = folder / "policy.md"
    path.write_text(text, encoding="utf-8")
    compiled, (document, _) = compile_policy(path), read_document(path)
    assert compiled.program is not None, compiled.diagnostics
    assert document is not None
    return Version.of(compiled.program, document)


Differ = Callable[..., Difference]


@pytest.fixture
def differ(tmp_path: Path) -> Differ:
    def differing(*changes: tuple[str, str]) -> Difference:
        """What differs once these texts are replaced."""
        changed = POLICY
        for old, new in changes:
            assert old in changed
            changed = changed.replace(old, new)
        return difference(_version(tmp_path / "old", POLICY), _version(tmp_path / "new", changed))

    return differing


def _declared(found: Difference) -> dict[str, str]:
    return {f"{each.sort} {each.name}": each.change for _, each in found.declared}


def _clauses(found: Difference) -> dict[str, ClauseChange]:
    return {each.slug: each for each in found.clauses}


def test_a_policy_does_not_differ_from_itself(differ: Differ) -> None:
    found = differ()
    assert found == Difference((), ())
    assert found.means_the_same


def test_a_number_is_told_with_its_dates_in_the_authors_words(differ: Differ) -> None:
    found = differ(("most = 3 until 2027-01-01 then 5", "most = 30 until 2027-01-01 then 5"))
    ((clause, each),) = found.declared
    assert (clause.slug, clause.changes) == ("guessing", ())
    assert (each.sort, each.name, each.change) == ("parameter", "most", "changed")
    assert (each.old, each.new) == ("3 until 2027-01-01, then 5", "30 until 2027-01-01, then 5")
    assert not found.means_the_same


def test_layout_comments_and_units_are_not_meaning(differ: Differ) -> None:
    found = differ(
        ("span = 60m", "span = 1h  # an hour"),
        ('  when purpose = "promotional"', '  when   purpose   =  "promotional"'),
        ("You must not send what nobody", "You must not send\nwhat nobody"),
    )
    assert found.means_the_same
    assert _declared(found) == {"parameter span": "written differently", "rule mailed": "written differently"}
    assert _clauses(found)["mail"].changes == ("written differently",)


def test_words_rules_lists_ladders_duties_and_exceptions_that_change(differ: Differ) -> None:
    found = differ(
        ("You must not send", "You must never send"),
        ("failures >= most and", "failures > most and"),
        ('"10.0.0.0/8"', '"10.0.0.0/9"'),
        ("first incident: warn", "first incident: remind"),
        ("within 2d", "within 3d"),
        ('"security-test"', '"pen-test"'),
    )
    assert set(_declared(found)) == {"rule guessed", "list ours", "ladder strikes", "duty answer", "exception tried"}
    assert set(_declared(found).values()) == {"changed"}
    assert _clauses(found)["mail"].changes == ("reworded",)
    rule = next(each for _, each in found.declared if each.name == "guessed")
    assert "when failures >= most" in rule.old
    assert "when failures > most" in rule.new


def test_what_is_added_and_what_is_removed(differ: Differ) -> None:
    rule = 'rule mailed on message.sent\n  when purpose = "promotional"\n'
    found = differ((rule, rule.replace("mailed", "sent-out")), ("expect mailed", "expect sent-out"))
    assert _declared(found) == {"rule sent-out": "added", "rule mailed": "removed"}
    assert _clauses(found)["mail"].examples == (1, 1)
    assert not found.means_the_same


def test_a_clause_that_moved_is_the_only_one_that_did(differ: Differ) -> None:
    start, mail = POLICY.index("## Guessing"), POLICY.index("## Mail")
    guessing, rest = POLICY[start:mail], POLICY[mail:]
    found = differ((guessing + rest, rest + "\n" + guessing))
    assert {slug: each.changes for slug, each in _clauses(found).items()} == {"guessing": ("moved",)}


def test_a_clause_under_another_name_is_no_new_one(differ: Differ) -> None:
    found = differ(("{#answers}", "{#replies}"))
    assert [(each.slug, each.was) for each in found.clauses] == [("replies", "answers")]
    assert _clauses(found)["replies"].changes == ("called replies instead of answers",)
    assert _declared(found) == {"duty answer": "moved"}


def test_clauses_come_and_go(differ: Differ) -> None:
    tail = POLICY[POLICY.index("## Answers") :]
    found = differ((tail, '## Manners {#manners}\nBe kind.\n\n```bylaw\nmanual "taste"\n```\n'))
    assert [(each.slug, each.changes) for each in found.clauses] == [("manners", ("added",)), ("answers", ("removed",))]
    assert _declared(found) == {"duty answer": "removed"}


def test_a_clause_that_people_decide_on_is_carried_otherwise(differ: Differ) -> None:
    tail = POLICY[POLICY.index("duty answer") :]
    found = differ((tail, 'manual "at our leisure"\n```\n'))
    assert _clauses(found)["answers"].changes == ("manual (“at our leisure”) instead of duty",)


def test_zone_and_currency_are_settings(differ: Differ) -> None:
    found = differ(("timezone: UTC", "timezone: Asia/Kolkata"), ("currency: EUR", "currency: USD"))
    assert [(each.name, each.old, each.new) for each in found.settings] == [
        ("timezone", "UTC", "Asia/Kolkata"),
        ("currency", "EUR", "USD"),
    ]


def test_a_list_whose_file_holds_other_rows_has_changed(tmp_path: Path) -> None:
    listed = POLICY.replace('list ours = "10.0.0.0/8"', 'list ours by prefix cidr from "ours.csv"')
    for name, rows in (("old", "10.0.0.0/8\n"), ("new", "10.0.0.0/8\n192.0.2.0/24\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "ours.csv").write_text(f"prefix\n{rows}", encoding="utf-8")
    found = difference(_version(tmp_path / "old", listed), _version(tmp_path / "new", listed))
    assert [(each.name, each.change, each.note) for _, each in found.declared] == [
        ("ours", "changed", "lines of its file: 1 new, 0 gone")
    ]


def test_numbers_that_an_including_policy_sets_are_the_ones_compared(tmp_path: Path) -> None:
    head, _ = POLICY.split("## Guessing", 1)
    own = head.replace("currency: EUR", "currency: EUR\nincludes: base.md") + "## Ours {#ours}\n```bylaw\ninformative\n"
    versions = []
    for name, value in (("old", "10"), ("new", "100")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "base.md").write_text(POLICY, encoding="utf-8")
        versions.append(_version(tmp_path / name, own + f'set most = {value} because "of our trade"\n```\n'))
    assert [(each.name, each.old, each.new) for _, each in difference(*versions).declared] == [("most", "10", "100")]
