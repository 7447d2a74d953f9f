"""The page of benchmarks says what was measured."""

from __future__ import annotations

import json
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.page import PAGE, RESULTS, SAYS, page, plots
from benchmarks.svg import bars

from bylaws.bench.tables import DEFAULTS


def test_the_page_and_its_plots_are_those_of_the_results() -> None:
    """Run `make numbers` when this fails."""
    assert PAGE.read_text(encoding="utf-8") == page()
    for name, text in plots().items():
        assert PAGE.with_name(name).read_text(encoding="utf-8") == text


def test_every_table_has_words() -> None:
    assert set(SAYS) == set(DEFAULTS)


@pytest.mark.parametrize("path", sorted(RESULTS.glob("*.json")), ids=lambda path: path.stem)
def test_results_are_of_equal_findings(path: Path) -> None:
    told = json.loads(path.read_text(encoding="utf-8"))
    assert told["table"] == path.stem
    assert told.get("same_findings", True)


def test_bars_are_as_long_as_their_numbers() -> None:
    root = ET.fromstring(bars("<title>", [("a", 10), ("b", 5), ("c", 0)]))
    wide = [float(each.attrib["width"]) for each in root.iter("{http://www.w3.org/2000/svg}rect")][1:]
    assert wide[0] == 2 * wide[1] > 0
    assert wide[2] == 0
