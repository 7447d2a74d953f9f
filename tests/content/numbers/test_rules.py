"""Numbers and signatures in rules: over columns and step by step, with lists of ranges and of certificates."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from bylaws.content.installed import installed

from ...engine.columns.running import lines_of, over_columns, step_by_step
from ...engine.running import ev, program_of, run
from .signing import CALLED, CALLER, WHEN, WHERE, certificate, claims, key, signed

BLOCK = """list signers by place text with certificates text from "signers.csv"
rule shown on call.record
  where direction = "outbound"
  let seen = caller_id(presented_number, to)
  when seen.score >= 90%
  severity low
  severity high if seen.class = "emergency number"
rule early on call.record
  when some(zone in zones_of(to) where time_of(at, zone) < 08:00) and not coalesce(emergency(to, numbering(from).country), false)
rule forged on call.record
  let token = passport(identity)
  let checked = passport_checked(identity, signers[token.signer].certificates, presented_number, to, at)
  when checked.fault <> ""
"""
CARRIER = key()
LISTS = {"signers": [{"place": WHERE, "certificates": certificate(CARRIER, CARRIER)}]}
SHOWN = (f"+{CALLER}", "+999123456789", "+44112", "020794601", "+442079460100", None)
RUNG = (f"+{CALLED}", "112", "+442079460100", "+13105550100", None)


def calls() -> list[dict[str, object]]:
    sound, other = (signed(by, json.dumps(claims()).encode()) for by in (CARRIER, key()))
    tokens = (sound, other, "none", None)
    return [
        {
            name: value
            for name, value in ev(
                "call.record",
                WHEN.strftime("%Y-%m-%dT%H:%M:%S"),
                id=f"c{at}",
                account=f"a{at % 7}",
                direction="outbound",
                from_="+31205550100",
                to=RUNG[at % len(RUNG)],
                presented_number=SHOWN[at % len(SHOWN)],
                identity=tokens[at % len(tokens)],
            ).items()
            if value is not None
        }
        for at in range(120)
    ]


def test_rules_on_numbers_find_the_same_over_columns_and_step_by_step() -> None:
    program, events = program_of(BLOCK), calls()
    assert not program.blind
    there, here = (each(program, [lines_of(events)], lists=LISTS) for each in (over_columns, step_by_step))
    assert there.findings == here.findings
    assert {(each["rule"], each["severity"]) for each in here.findings if each["state"] == "settled"} >= {
        ("shown", "low"),
        ("shown", "high"),
        ("early", "medium"),
        ("forged", "medium"),
    }


def test_findings_tell_the_version_of_the_plans() -> None:
    (first, *_) = (each for each in run(program_of(BLOCK), calls(), lists=LISTS) if each.rule == "shown")
    assert first.content == {"caller_id": installed()["caller_id"].version}
    assert first.content["caller_id"].startswith("1 (phonenumbers ")


PLAN = """list plan by prefix dialcode with name text from "plan.csv"
rule r on call.record
  let name = plan[to].name
  when name is not null"""
PREFIXES = st.lists(st.text("01", min_size=1, max_size=4), unique=True, min_size=4, max_size=12)


@settings(max_examples=40, deadline=None)
@given(PREFIXES, st.lists(st.text("01", min_size=1, max_size=6), min_size=1, max_size=6), st.randoms())
def test_the_longest_prefix_counts_whatever_the_order_of_the_rows(prefixes: list[str], numbers: list[str], chance: object) -> None:
    chance.shuffle(prefixes)  # type: ignore[attr-defined]
    rows = [{"prefix": f"+{each}", "name": each} for each in prefixes]
    told = [ev("call.record", f"10:00:{at:02}", id=f"c{at}", to=f"+{each}") for at, each in enumerate(numbers)]
    wanted: list[Mapping[str, str]] = [
        {"name": max(fitting, key=len)} for each in numbers if (fitting := [one for one in prefixes if each.startswith(one)])
    ]
    program = program_of(PLAN)
    assert [each.facts for each in run(program, told, lists={"plan": rows})] == wanted
    assert names(over_columns(program, [lines_of(told)], lists={"plan": rows}).findings) == [each["name"] for each in wanted]


def names(findings: Sequence[Mapping[str, object]]) -> list[object]:
    return [each["facts"]["name"] for each in findings]  # type: ignore[index]


def test_nothing_of_it_is_loaded_before_a_rule_asks() -> None:
    code = (
        "import sys\nfrom bylaws.content.installed import installed\nasked = installed()\n"
        "print([each for each in sys.modules if each.startswith(('phonenumbers', 'cryptography', 'bylaws.content.numbers'))])\n"
        "print(asked['numbering']('+31205550100')['country'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["[]", "NL"]
