"""What comes late has been owed for as long as the act says, and arrives in order though it began before the time played."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from itertools import chain
from random import Random

import pytest

from bylaws.generate.abuse import ABUSES, case_unfinished, decision_untold, help_withheld, regulator_untold
from bylaws.generate.abuse.owed import Debt
from bylaws.generate.abuse.protocol import PROVIDER
from bylaws.generate.sample import FIRST_DAY, Sample
from bylaws.generate.scene import DAY, HOUR, Scene, stamp

SCENE = Scene(Random(1), 1_739_000_000_000, "0123456789ab")
OWED = [each for each in ABUSES if each.reaches_back]


@pytest.mark.parametrize(
    ("debt", "amount", "waited"),
    [
        (case_unfinished.DEBT, 56.0, 56 * DAY),
        (decision_untold.DEBT, 1.5, 3 * HOUR // 2),
        (regulator_untold.DEBT, 144.0, 6 * DAY),
        (help_withheld.DEBT, 2.0, 2 * help_withheld.GIVEN),
    ],
)
def test_it_is_done_at_the_start_and_was_owed_for_so_long(debt: Debt, amount: float, waited: int) -> None:
    act = debt.late(SCENE, amount)
    assert (act.events[0].at, act.events[-1].at) == (SCENE.start - waited, SCENE.start)
    assert act.subject == (SCENE.account() if debt.by_customer else PROVIDER)


def test_what_is_owed_beside_it_is_done_in_time() -> None:
    for amount in (0.5, 200.0):
        act = regulator_untold.DEBT.late(SCENE, amount)
        told = {str(each.fields["recipient_role"]): each.at for each in act.events if each.kind == "notice.sent"}
        assert told.keys() == {"affected", "regulator"}
        assert told["affected"] <= min(told["regulator"], act.events[0].at + DAY)


def test_what_began_before_the_time_played_arrives_before_it_and_in_order() -> None:
    sample = Sample(20_000, 5, 3, OWED)
    first = stamp(int(FIRST_DAY.timestamp()) * 1000)
    lines = [json.loads(line) for line in chain.from_iterable(sample.events())]
    assert len(lines) == 20_000
    acts = [json.loads(line) for line in sample.truth()][1:]
    arrivals = {each["id"]: each["received_at"] for each in lines}
    begun = [act for act in acts if act["from"] < first <= act["until"]]
    assert {act["abuse"] for act in begun} >= {"case-unfinished", "question-unanswered", "regulator-untold"}
    assert all(arrivals[act["ids"][0]] < first <= arrivals[act["ids"][1]] for act in begun)
    inside = [act for act in acts if first <= act["from"] < act["until"]]
    assert any(datetime.fromisoformat(act["until"]) - datetime.fromisoformat(act["from"]) > timedelta(hours=6) for act in inside)
