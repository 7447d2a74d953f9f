"""How the rules of a policy fall into groups, and by what each is sharded."""

from __future__ import annotations

from bylaws.events.event import Event
from bylaws.policy.program import Program
from bylaws.spark.groups import Group, groups_of
from bylaws.spark.routing import BUCKETS, EVERYWHERE, filing, placed
from tests.front import FRONT
from tests.oracle.executors import run_step
from tests.oracle.test_agreement import compiled

from .by_hand import run_sharded

HEAD = f"""{FRONT}## Calls {{#calls}}
You must not.

```bylaw
"""


def group(rules: str) -> Group:
    """The group of the last rule."""
    program: Program = compiled(f"{HEAD}{rules}\n```\n")
    last = [*program.rules, *program.duties][-1].name
    return next(each for each in groups_of(program) if last in each.told)


def chains(found: Group) -> dict[str, tuple[str, ...]]:
    return {kind: need.chain for kind, need in found.needs.items()}


def test_a_window_is_sharded_by_one_of_its_keys() -> None:
    found = group(
        "rule a on call.record\n  when count() by account, to over 1h > 3 and count() by to over 1h > 3\n  against account"
    )
    assert chains(found) == {"call.record": ("to",)}
    assert not found.alone


def test_a_window_over_another_kind_brings_both_together() -> None:
    found = group("rule a on call.record\n  when count(number.assigned) by number = to over 1h > 3\n  against account")
    assert chains(found) == {"call.record": ("to",), "number.assigned": ("number",)}


def test_once_by_its_subject_keeps_together_whom_it_may_accuse() -> None:
    found = group("rule a on call.record\n  when count() by account over 1h > 3\n  once per 1h")
    assert chains(found) == {"call.record": ("account", "tenant")}


def test_facts_of_two_things_are_counted_where_these_are() -> None:
    text = "rule a on call.record\n  when count() by account over 1h > 3 and count() by to over 1h > 3\n  once per 1h by account"
    found = group(text)
    assert found.split is not None
    assert chains(found) == {"call.record": ("account",)}
    assert [each.needs["call.record"].chain for each in found.split.probes] == [("account",), ("to",)]


def test_a_condition_that_is_null_leaves_no_fact_out() -> None:
    """What is before the first call is null, and so is the condition; beside a list that nobody fed it is unsettled."""
    program = compiled(
        f"{HEAD}list held by number from number.assigned\n\nrule a on call.record\n"
        "  let before = last() by account over 1h\n"
        "  when before.to = to and (count() by to over 1h > 5 or held[to].account = account)\n  against account\n```\n"
    )
    raw = [
        {"kind": "call.record", "id": str(at), "source": "s", "at": f"2026-03-02T09:00:{at:02}Z", "account": "a", "to": "+491"}
        for at in range(10, 14)
    ]
    alone = run_step(program, raw)
    assert [(each.event, each.state) for each in alone] == [(each["id"], "unsettled") for each in raw]
    assert [(each.id, each.state) for each in run_sharded(program, raw)] == [(each.id, each.state) for each in alone]


def test_without_facts_of_its_own_a_rule_on_findings_stays_in_one_place() -> None:
    rule = "rule a on call.record\n  when count() by account over 1h > 3\n\nrule b on a\n  when count(a) by to over 1d > 2"
    assert group(rule).alone


def test_a_rule_without_state_is_judged_anywhere() -> None:
    found = group("rule a on call.record\n  when automated")
    assert chains(found) == {}
    assert not found.alone


def test_what_feeds_a_list_is_told_to_all() -> None:
    found = group("list held by number from number.assigned\n\nrule a on call.record\n  when to in held")
    assert found.everywhere == {"number.assigned": "number.assigned"}


def test_what_feeds_a_list_and_is_judged_is_told_by_another_name() -> None:
    found = group("list held by number from number.assigned\n\nrule a on number.assigned\n  when number in held\n  against account")
    assert found.everywhere == {"number.assigned": "number.assigned (told to lists)"}
    assert found.program.lists["held"].feed is not None
    assert found.program.lists["held"].feed.kind == "number.assigned (told to lists)"


def test_a_rule_on_findings_goes_where_its_cause_goes() -> None:
    found = group(
        "rule a on call.record\n  when count() by account over 1h > 3\n\nrule b on a\n  when count(a) by account over 1d > 2"
    )
    assert chains(found) == {"call.record": ("account",)}
    assert {each.name for each in found.program.rules} == {"a", "b"}


def test_the_heaviest_bucket_has_a_shard_for_itself() -> None:
    weights = {(0, 7): 1000, **{(0, bucket): 1 for bucket in range(100, 400)}, (0, EVERYWHERE): 9}
    buckets, used = placed(weights, 1, 3)
    hot = buckets[0][7]
    assert [bucket for bucket in range(100, 400) if buckets[0][bucket] == hot] == []
    assert used[0] == [0, 1, 2]
    loads = [sum(weights.get((0, bucket), 0) for bucket in range(BUCKETS) if buckets[0][bucket] == shard) for shard in range(3)]
    assert sorted(loads) == [150, 150, 1000]


def test_what_lacks_the_field_stays_together_where_once_groups_by_that() -> None:
    rule = "rule a on call.record\n  when count() by account over 1h > 3 and count() by to over 1h > 3\n  once per 1h by account"
    file = filing(group(rule), "call.record")[0]
    assert file is not None
    bare = [Event("call.record", str(number), "s", 0) for number in range(20)]
    assert len({file(each) for each in bare}) == 1
    counted = filing(group("rule a on call.record\n  when count() by account over 1h > 3\n  against to"), "call.record")[0]
    assert counted is not None
    assert len({counted(each) for each in bare}) > 1, "windows count nothing without a key"


def test_what_happens_at_a_deadline_comes_before_what_falls_due_then() -> None:
    text = (
        "rule a on call.record\n  when automated\n\nduty b owed by customer\n  after call.record\n"
        "  expect notice.sent by account\n  within 10s"
    )
    program = compiled(f"{HEAD}{text}\n```\n")
    raw = [
        {
            "kind": "call.record",
            "id": str(at),
            "source": "s",
            "at": f"2026-03-02T09:00:{at:02}Z",
            "account": f"a{at}",
            "automated": True,
        }
        for at in (0, 10, 20, 30)
    ]
    found = [(each.rule, each.at) for each in run_sharded(program, raw)]
    assert found == [(each.rule, each.at) for each in run_step(program, raw)]
    assert [rule for rule, _ in found] == ["a", "a", "b", "a", "b", "a", "b"]
