"""Attacks in requests, on requests made for this test."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaws.content.http.attacks import LONGEST, attack, attack_of, normal


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/a.php?page=2&id=1%27%20union%20all%20select%20null,null,null--", "sql injection"),
        ("1' and 6406=6406--", "sql injection"),
        ("/search?q=%3Cscript%3Ealert(1)%3C/script%3E", "cross-site scripting"),
        ("/search?q=%253Cscript%253Ealert(1)%253C/script%253E", "cross-site scripting"),
        ("/show?file=../../../../etc/passwd", "path traversal"),
        ("/../../../../windows/win.ini", "path traversal"),
        (";system('id')", "command injection"),
    ],
)
def test_an_attack_is_told_by_its_class(text: str, expected: str) -> None:
    found = attack(text)
    assert found["class"] == expected
    assert int(str(found["score"])) > 5 * 10**8
    assert found["spans"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "/index.html",
        "/a/b.html?page=3&sort=asc",
        "/search?q=O%27Reilly+and+sons",
        "/users/anna@mail.example?tab=orders",
        "1902",
        "Select your seat from the union menu",
        "/blog/2027/11/22/how-to-drop-a-table.html",
        "/style.css?v=1.2.3",
    ],
)
def test_a_plain_request_is_none(text: str) -> None:
    assert attack(text)["class"] == ""
    assert attack(text)["spans"] == ""


def test_the_surest_piece_tells_whatever_follows_it() -> None:
    assert attack("/list?id=1%27+and+6406=6406--&note=(hi!)")["class"] == "sql injection"


@pytest.mark.parametrize("text", ["", "1902", "/index.html", "Select your seat", "anna@mail.example", "2027-11-22"])
def test_of_what_has_nothing_that_an_attack_needs_no_model_is_asked(text: str) -> None:
    assert attack(text)["score"] == 0


@settings(deadline=None)
@given(st.lists(st.text("ab1'\"<>/.%=&?; -", max_size=40), max_size=5))
def test_many_at_once_are_judged_as_each_alone(texts: list[str]) -> None:
    assert [dict(each) for each in attack_of([(text,) for text in texts])] == [dict(attack(text)) for text in texts]


def test_escapes_within_escapes_are_resolved_but_not_without_end() -> None:
    assert [normal("%25253C1"), normal("%2525253C1")] == ["<0", "%0c0"]
    assert normal("&lt;A&gt;+%27") == "<a> '"


@pytest.mark.parametrize("piece", ["%25", "&", "a=&", "<", "'or "])
def test_a_hostile_request_is_looked_through_as_far_as_said(piece: str) -> None:
    assert set(attack("/?" + piece * (4 * LONGEST))) == {"score", "class", "spans"}
