"""Registrable domains are those of the library that brings the list."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tldextract import TLDExtract

from bylaws.content.urls import suffixes
from bylaws.content.urls.suffixes import registrable

LIBRARY = TLDExtract(suffix_list_urls=(), cache_dir=None)


def by_the_library(host: str) -> str | None:
    found = LIBRARY(host)
    if found.domain and found.suffix:
        return f"{found.domain}.{found.suffix}"
    labels = host.split(".")
    return ".".join(labels[-2:]) if len(labels) > 1 and not labels[-1].isdigit() else None


def test_every_rule_of_the_list_is_followed() -> None:
    rules = suffixes._rules()
    assert len(rules) > 5000
    assert {"com", "*.ck", "!www.ck"} <= rules
    for rule in rules:
        name = rule.removeprefix("!").replace("*", "any")
        for host in (name, f"b.{name}", f"a.b.{name}", name.partition(".")[2]):
            assert registrable(host) == by_the_library(host), host


LABEL = st.sampled_from(
    ("a", "b-1", "www", "city", "com", "co", "uk", "ck", "jp", "kawasaki", "xn--fiqs8s", "中国", "10", "", "A", "c:80")
)


@settings(max_examples=1000, deadline=None)
@given(st.lists(LABEL, min_size=1, max_size=5).map(".".join))
def test_other_names_are_told_as_the_library_does(host: str) -> None:
    assert registrable(host) == by_the_library(host)


def test_private_owners_are_no_registries() -> None:
    assert registrable("shop.blogspot.com") == "blogspot.com"
