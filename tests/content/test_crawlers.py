"""Crawlers by their agents."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaws.content.http.crawlers import LONGEST, crawler, crawler_of, normal, signs
from bylaws.events.types import BILLION


def score(agent: str) -> float:
    return int(str(crawler(agent)["score"])) / BILLION


@pytest.mark.parametrize(
    "agent",
    [
        "hastybot/1.0",
        "curl/8.4.0",
        "Mozilla/5.0 (compatible; SomeNewCrawler/1.0; +https://crawler.example/about)",
        "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0"
        " Mobile Safari/537.36 (compatible; otherbot/2.1; +http://www.example.com/bot.html)",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/120.0.0.0 Safari/537.36",
        "shop-price-monitor 2.0 (ops@shop.example)",
    ],
)
def test_a_program_that_works_by_itself_is_told(agent: str) -> None:
    assert score(agent) > 0.9
    assert crawler(agent)["spans"]


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148"
        " Safari/604.1",
        "Mozilla/5.0 (Linux; Android 10; CUBOT NOTE 20) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/96.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Linux; Android 9; Spider Phone X) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/96.0 Mobile Safari/537.36",
        "Nokia6300/2.0 Profile/MIDP-2.0 Configuration/CLDC-1.1",
    ],
)
def test_what_somebody_reads_with_is_none_whatever_the_device_is_called(agent: str) -> None:
    assert score(agent) < 0.1


def test_what_all_browsers_say_is_read_as_nothing() -> None:
    assert normal("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/1.2 Safari/3.4") == "desk"
    assert normal("Mozilla/5.0 (X11; Datanyze; Linux x86_64) Chrome/1.2") == "( desk ; datanyze; desk )"
    assert signs("Mozilla/5.0 (Linux; Android 10; Bot 7) Chrome/1.2") == ["browser", "platform", "nothing left"]


@settings(deadline=None)
@given(st.lists(st.text("Mozilabt/5.0 (;+)@\n\x00é", max_size=80), max_size=5))
def test_many_at_once_are_judged_as_each_alone(agents: list[str]) -> None:
    assert [dict(each) for each in crawler_of([(agent,) for agent in agents])] == [dict(crawler(agent)) for agent in agents]


@pytest.mark.parametrize("piece", ["(", ";", "a/1 ", "bot", "desk ; ", "(linux; android ("])
def test_a_hostile_agent_is_read_as_far_as_said(piece: str) -> None:
    long = piece * (2 * LONGEST)
    assert dict(crawler(long)) == dict(crawler(long[:LONGEST]))
