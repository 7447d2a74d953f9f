"""The made-up logs of scanners: lines that the reader takes, and shares with intervals that hold what is true."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from scripts.evaluate import scanners

from bylaws.events.readers import open_events
from bylaws.events.record import Record

PAGES = [f"/page/{number}" for number in range(400)]


@pytest.mark.parametrize("name", scanners.STYLES)
def test_every_line_of_a_tool_is_a_request_of_its_address_in_order(name: str, tmp_path: Path) -> None:
    clients = scanners._logs(name, scanners.STYLES[name][1], PAGES)
    assert clients == scanners._logs(name, scanners.STYLES[name][1], PAGES)
    assert len(clients) == scanners.CLIENTS
    path = tmp_path / "access.log"
    path.write_text("".join(line for lines in clients.values() for _, line in lines), encoding="utf-8")
    told = [each for each in open_events([path]) if isinstance(each, Record)]
    assert [each.raw["ip"] for each in told] == [ip for ip, lines in clients.items() for _ in lines]
    for lines in clients.values():
        times = [at for at, _ in lines]
        assert times == sorted(times)


def test_no_two_tools_share_an_address() -> None:
    every = [ip for name, (_, style) in scanners.STYLES.items() for ip in scanners._logs(name, style, PAGES)]
    assert len(set(every)) == len(every)


def test_the_interval_of_a_share_holds_it_and_is_wider_for_fewer_clients() -> None:
    random = Random(1)
    many = {f"a{number}": random.randint(1, 50) for number in range(400)}
    flagged = {name for name in many if random.random() < 0.7}
    few = {name: many[name] for name in list(many)[:20]}
    of_many, of_few = scanners._shares(many, flagged), scanners._shares(few, flagged)
    share = sum(many[name] for name in flagged) / sum(many.values())
    assert of_many.low < share < of_many.high
    assert of_many.theirs / of_many.lines == share
    assert of_few.high - of_few.low > 2 * (of_many.high - of_many.low)


def test_nobody_flagged_is_nothing_and_everybody_is_all() -> None:
    assert scanners._shares({"a": 3, "b": 4}, set())[1:] == (0, 7, 0, 0.0, 0.0)
    assert scanners._shares({"a": 3, "b": 4}, {"a", "b"})[1:] == (2, 7, 7, 1.0, 1.0)
