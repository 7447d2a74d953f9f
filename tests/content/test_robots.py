"""What a robots.txt leaves open (RFC 9309), beside the library protego where the two read it alike."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from protego import Protego

from bylaws.content.http.robots import robots_allow

ROBOTS = """
# our pages
User-agent: *
Disallow: /private
Disallow: /*.pdf$
Allow: /private/open
Crawl-delay: 5

User-agent: goodbot
User-Agent: OtherBot/2.0
Disallow:
Disallow: /search?q=
Sitemap: https://a.example/sitemap.xml

User-agent: badbot
Disallow: /

User-agent: goodbot
Disallow: /later
"""


@pytest.mark.parametrize(
    ("agent", "path", "is_open"),
    [
        ("any", "/", True),
        ("any", "/private", False),
        ("any", "/private/x", False),
        ("any", "/privately", False),
        ("any", "/private/open/x", True),
        ("any", "/a/b.pdf", False),
        ("any", "/a/b.pdf?x", True),
        ("any", "https://a.example/private?x=1", False),
        ("any", "https://a.example", True),
        ("any", "/%70rivate", False),
        ("any", "/robots.txt", True),
        ("goodbot", "/private", True),
        ("GoodBot/1.0", "/search?q=x", False),
        ("Mozilla/5.0 (compatible; goodbot/1.0; +https://good.example)", "/later", False),
        ("otherbot", "/later", True),
        ("OtherBot", "/search?q=", False),
        ("badbot", "/", False),
        ("badbot", "/robots.txt", True),
        ("goodbots", "/private", False),
    ],
)
def test_what_is_open_to_whom(agent: str, path: str, *, is_open: bool) -> None:
    assert robots_allow(ROBOTS, agent, path) is is_open


@pytest.mark.parametrize(
    ("rules", "path", "is_open"),
    [
        ("Allow: /p\nDisallow: /", "/page", True),
        ("Allow: /folder\nDisallow: /folder", "/folder/page", True),
        ("Allow: /page\nDisallow: /*.htm", "/page.htm", False),
        ("Allow: /$\nDisallow: /", "/", True),
        ("Allow: /$\nDisallow: /", "/page.htm", False),
        ("Disallow: /fish*.php", "/fishheads/catfish.php?id=1", False),
        ("Disallow: /*/x$", "/x", True),
        ("Disallow: /a*a$", "/a", True),
        ("Disallow: /bücher", "/b%c3%bccher", False),
        ("Disallow: /a%3Cd.html", "/a%3cd.html", False),
        ("Disallow: /a%2Fb", "/a/b", True),
    ],
)
def test_of_several_rules_the_longest_counts(rules: str, path: str, *, is_open: bool) -> None:
    assert robots_allow(f"User-agent: *\n{rules}\n", "bot", path) is is_open


@pytest.mark.parametrize("robots", ["", "nothing of the kind", "Disallow: /", "User-agent: *", "User-agent: *\nDisallow", "\ufeff"])
def test_what_is_not_closed_is_open(robots: str) -> None:
    assert robots_allow(robots, "bot", "/x")


PATHS = st.text("ab/", max_size=6).map("/{}".format).filter(lambda path: "//" not in path)
PATTERNS = st.text("ab/*", max_size=6).map("/{}".format) | st.text("ab/*", max_size=5).map("/{}$".format)
RULES = st.lists(st.tuples(st.sampled_from(["Allow", "Disallow"]), PATTERNS), max_size=6)


@given(RULES, PATHS)
@settings(deadline=None)
def test_it_reads_rules_as_protego_does(rules: list[tuple[str, str]], path: str) -> None:
    lengths = {len(pattern) for _, pattern in rules}
    robots = "User-agent: *\n" + "".join(f"{name}: {pattern}\n" for name, pattern in rules)
    theirs = Protego.parse(robots).can_fetch(path, "bot")
    if len(lengths) == len(rules) and not any("**" in pattern or "//" in pattern for _, pattern in rules):
        assert robots_allow(robots, "bot", path) is theirs


@given(st.text(max_size=300), st.text(max_size=50), st.text(max_size=100))
@settings(deadline=None)
def test_nothing_raises(robots: str, agent: str, path: str) -> None:
    robots_allow(robots, agent, path)
    robots_allow(f"User-agent: *\nDisallow: {robots}", agent, path)
