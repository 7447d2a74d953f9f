"""Hosts that imitate well-known names."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaws.content.urls import imitation
from bylaws.content.urls.imitation import LONGEST, SCORES, lookalike


@pytest.mark.parametrize(
    ("name", "way", "imitated"),
    [
        ("paypa1.com", "homograph", "paypal"),
        ("p\u0430ypal.com", "homograph", "paypal"),
        ("xn--pypal-4ve.com", "homograph", "paypal"),
        ("rnicrosoft.com", "homograph", "microsoft"),
        ("PAYPÄL.com", "homograph", "paypal"),
        ("paypal.com.evil.top", "subdomain", "paypal"),
        ("https://user@netflix.account.evil.com:8080/x", "subdomain", "netflix"),
        ("mircosoft.com", "slip", "microsoft"),
        ("micosoft.com", "slip", "microsoft"),
        ("netflixx.net", "slip", "netflix"),
        ("login-paypal.com", "combined", "paypal"),
        ("paypallogin.net", "combined", "paypal"),
        ("chase-verify.com", "combined", "chase"),
        ("usps-track.evil.top", "combined", "usps"),
        ("facebook-ads-agency.com", "beside", "facebook"),
    ],
)
def test_an_imitation_is_told_with_its_way_and_name(name: str, way: str, imitated: str) -> None:
    assert dict(lookalike(name)) == {"score": round(SCORES[way] * 10**9), "class": way, "spans": imitated}


@pytest.mark.parametrize(
    "name",
    [
        "paypal.com",
        "www.paypal.co.uk",
        "github.io",
        "paypal.me",
        "paypal-communication.com",
        "icloud-content.com",
        "pineapple.com",
        "purchase.com",
        "apple-pie-recipes.com",
        "applebees.com",
        "example.com",
        "192.0.2.1",
        "localhost",
        "",
        "com",
        "telegraph.example",
    ],
)
def test_an_honest_name_is_none(name: str) -> None:
    assert dict(lookalike(name)) == {"score": 0, "class": "", "spans": ""}


@given(st.data())
def test_a_slip_is_one_sign_left_out_put_in_changed_or_two_exchanged(data: st.DataObject) -> None:
    name = data.draw(st.text("abc", min_size=3, max_size=6))
    other = data.draw(st.text("abc", min_size=2, max_size=7))
    near = {name[:at] + name[at + 1 :] for at in range(1, len(name))}
    near |= {name[:at] + sign + name[at:] for at in range(1, len(name) + 1) for sign in "abc"}
    near |= {name[:at] + sign + name[at + 1 :] for at in range(1, len(name)) for sign in "abc"}
    near |= {name[:at] + name[at + 1] + name[at] + name[at + 2 :] for at in range(1, len(name) - 1)}
    assert imitation._is_slip(other, name) == (other != name and other in near and other[:1] == name[:1])


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_judged(name: str) -> None:
    assert set(lookalike(name)) == {"score", "class", "spans"}


@pytest.mark.parametrize("name", ["a." * 10**6, "-" * 10**6, "xn--" * 10**5, "paypal-" * 10**5])
def test_of_a_hostile_name_only_so_much_is_looked_at(name: str) -> None:
    assert len(imitation._host(name)) <= LONGEST
    assert set(lookalike(name)) == {"score", "class", "spans"}
