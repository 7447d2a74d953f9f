"""How far back windows over past weeks reach."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bylaws.engine.cells import Measure
from bylaws.engine.spans import Same, Unit
from bylaws.engine.windows import Weekly
from bylaws.events.types import MILLION

BERLIN = ZoneInfo("Europe/Berlin")


def berlin(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=BERLIN).timestamp()) * MILLION  # type: ignore[arg-type,misc]


def test_an_hour_that_the_clocks_leapt_over_takes_no_later_hour_with_it() -> None:
    """Statement 4. On 2026-03-29 Berlin's clocks go from 02:00 to 03:00; a week later 02:00 has nothing to look back to."""
    window = Weekly(Measure("count", 1, 1, "count()"), Same(Unit("hour", BERLIN), 1))
    window.add("a1", berlin(2026, 3, 29, 3, 0), 1)
    window.add("a1", berlin(2026, 4, 5, 2, 30), 1)
    assert window.value("a1", berlin(2026, 4, 5, 2, 40)) == 0
    assert window.value("a1", berlin(2026, 4, 5, 3, 10)) == 1


def test_a_week_before_the_first_year_reaches_to_the_beginning() -> None:
    same = Same(Unit("hour", ZoneInfo("UTC")), 4)
    first = (datetime(1, 1, 2) - datetime(1970, 1, 1)).days * 86_400 * MILLION
    assert same.bound(first) < first
