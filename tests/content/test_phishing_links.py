"""Links of the sort that phishing uses, on links made for this test."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaws.content.urls.phishing import LONGEST, normal, parts_of, phishing_link, phishing_link_of, signs
from bylaws.events.types import BILLION
from bylaws.training.link_templates import Templates


def score(link: str) -> float:
    return int(str(phishing_link(link)["score"])) / BILLION


@pytest.mark.parametrize(
    "link",
    [
        "http://paypal.com.verify-account77.xyz/wp-includes/login.php",
        "http://192.0.2.7:8080/netflix/signin.php?id=0123456789abcdef",
        "https://secure-hsbc-login.weebly.com/",
    ],
)
def test_links_built_as_those_of_phishing_are_told(link: str) -> None:
    assert score(link) > 0.95
    assert phishing_link(link)["spans"]


@pytest.mark.parametrize(
    "link",
    [
        "https://www.garden-club.example/blog/how-to-plant-apple-trees/",
        "https://www.city-library.example/",
        "https://www.bakery.example/products/rye-bread.html",
    ],
)
def test_plain_links_are_none(link: str) -> None:
    assert score(link) < 0.2


def test_a_link_is_taken_apart_as_browsers_do() -> None:
    parts = parts_of("HTTP://user:secret@A.b.Shop.co.uk:81/x?y=1")
    assert (parts.scheme, parts.host, parts.home, parts.below) == ("http", "a.b.shop.co.uk", "shop.co.uk", "a.b")
    assert parts.has_port
    assert normal(parts) == "h:shop.co.uk d:a.b p: / x ? y = 0"
    assert {"http", "at", "port", "query", "subdomains 2"} <= set(signs("HTTP://user@A.b.Shop.co.uk:81/x?y=1", parts))


@settings(deadline=None)
@given(st.lists(st.text("htps:/.@?-a1Ж%[]\n", max_size=60), max_size=5))
def test_many_at_once_are_judged_as_each_alone(links: list[str]) -> None:
    assert [dict(each) for each in phishing_link_of([(link,) for link in links])] == [dict(phishing_link(link)) for link in links]


@pytest.mark.parametrize("piece", ["a", ".", "/", "-", "@", "a.", "0", "%"])
def test_a_hostile_link_is_read_as_far_as_said(piece: str) -> None:
    long = "http://" + piece * (4 * LONGEST)
    assert dict(phishing_link(long)) == dict(phishing_link(long[:LONGEST]))


def test_templates_make_the_same_links_each_time_and_of_either_sort() -> None:
    def made() -> list[tuple[str, str]]:
        source = Templates(["known.example"], ["pages.example"], ["reported.example"], 7)
        return [(source.honest(), source.phishing()) for _ in range(200)]

    links = made()
    assert links == made()
    assert not any("{" in link or "}" in link for each in links for link in each)
    assert any("reported.example" in phishing for _, phishing in links)
    assert not any("reported.example" in honest for honest, _ in links)
