"""What the plan of a policy tells besides its facts."""

from __future__ import annotations

import json

import pytest

from bylaws.cli import main
from tests.cli.conftest import POLICY, Desk

Said = pytest.CaptureFixture[str]

LISTS = """
```bylaw
list holders by number from number.assigned until released_at
list accounts by account from account.created
list known by ip ip from "known.txt"
list colours = "red", "blue"
```
"""


def test_the_plan_tells_which_lists_grow_for_ever(desk: Desk, capsys: Said) -> None:
    desk.policy.write_text(POLICY + LISTS, encoding="utf-8")
    (desk.folder / "known.txt").write_text("192.0.2.1\n", encoding="utf-8")
    assert main(["check", str(desk.policy), "--plan", "--format", "json"]) == 0
    lists = json.loads(capsys.readouterr().out)["plan"]["lists"]
    assert [(each["name"], each["filled"], each["for_ever"]) for each in lists] == [
        ("holders", "number.assigned", False),
        ("accounts", "account.created", True),
        ("known", "known.txt", False),
        ("colours", "the policy", False),
    ]
    assert [each["keeps"] for each in lists[:2]] == [
        "the latest row, until released_at",
        "the latest row, for ever: nothing says `until`",
    ]


@pytest.mark.parametrize(("added", "is_told"), [("", False), (LISTS.replace('list known by ip ip from "known.txt"\n', ""), True)])
def test_the_plan_in_text_tells_of_lists_where_there_are_any(added: str, is_told: bool, desk: Desk, capsys: Said) -> None:
    desk.policy.write_text(POLICY + added, encoding="utf-8")
    assert main(["check", str(desk.policy), "--plan"]) == 0
    said = capsys.readouterr().out
    assert ("\nLists" in said) is is_told
    assert ("the latest row, for ever" in said) is is_told


COSTS = {
    "count() by ip over 1h": ("cheap", ""),
    "distinct(user_agent) by ip over 1h": ("medium", "a fact that it reads: `distinct` keeps values, not a running number"),
    "distinct(user_agent) by ip over 30d": ("dear", "a fact that it reads: it tells values apart over 30 days or more"),
    "count(where user_agent = this.user_agent) by ip over 1h": (
        "dear",
        "a fact that it reads: it looks at each earlier event anew (`this.`)",
    ),
}


@pytest.mark.parametrize("fact", COSTS)
def test_a_rule_is_as_dear_as_its_dearest_fact(fact: str, desk: Desk, capsys: Said) -> None:
    desk.policy.write_text(POLICY.replace("count() by target_account over 1h", f"{fact}\n  let few = count() by ip over 2h"))
    main(["check", str(desk.policy), "--plan", "--format", "json"])
    (rule,) = (each for each in json.loads(capsys.readouterr().out)["plan"]["judged"] if each["name"] == "guessed")
    assert (rule["cost"], rule["because"]) == COSTS[fact]
