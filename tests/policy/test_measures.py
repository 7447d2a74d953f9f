"""Measures are described where ladders are."""

import re
from pathlib import Path

from bylaws.policy.measures import MEASURES
from tests.policy.compiling import told

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "language.md"


def test_the_reference_tells_every_measure() -> None:
    section = PAGE.read_text("utf-8").split("### ladder\n")[1].split("\n### ")[0]
    assert dict(re.findall(r"^\| `([a-z]+)` \| (.*) \|$", section, re.MULTILINE)) == dict(MEASURES)


def test_every_step_of_a_rung_is_looked_at() -> None:
    found = told("ladder up\n  at once: wran, hold for 4h\n  first incident: warn, throtle for 1h, seal evidence")
    assert [each.message for each in found] == ["there is no measure `wran`", "there is no measure `throtle`"]
