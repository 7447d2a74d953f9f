"""Whether headers lie about where a mail comes from, and whose word counts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaws.content.mail.authentication import authentication
from bylaws.content.mail.origin import forged_origin

CLIENT = "198.51.100.5"
OURS = f"Received: from mail.example.org (mail.example.org [{CLIENT}]) by mx1.provider.example; Mon, 05 Jan 2026 14:39:01 +0000\n"
THEIRS = "Received: from desk.example.org ([192.0.2.8]) by mail.example.org; Mon, 05 Jan 2026 14:39:00 +0000\n"
REST = "From: Garden <news@example.org>\nDate: Mon, 05 Jan 2026 14:38:59 +0000\nMessage-ID: <1@example.org>\n"


def results(told: str, server: str = "mx1.provider.example") -> str:
    return f"Authentication-Results: {server};\n {told}\n"


def verdict(headers: str, client: str = CLIENT) -> tuple[object, object]:
    found = forged_origin(headers, client)
    return found["class"], found["spans"]


def test_an_ordinary_mail_is_neither_proved_nor_denied() -> None:
    assert verdict(OURS + THEIRS + REST) == ("unknown", "")


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ("dmarc=pass header.from=example.org", ("authentic", "dmarc=pass")),
        ("dmarc=fail (p=reject) header.from=example.org", ("forged", "dmarc=fail")),
        ("dmarc=fail header.from=example.org; arc=pass", ("unknown", "")),
        ("dkim=pass (1024-bit key; unprotected) header.d=mail.example.org header.s=s", ("authentic", "dkim=pass")),
        ("dkim=pass header.i=@example.net", ("unknown", "")),
        ("spf=pass smtp.mailfrom=bounce@example.org", ("authentic", "spf=pass")),
        ("spf=pass smtp.mailfrom=bounce@bulk.example", ("unknown", "")),
        ("spf=fail smtp.mailfrom=example.org", ("unknown", "")),
        ("dmarc=none", ("unknown", "")),
        ("none", ("unknown", "")),
    ],
)
@pytest.mark.parametrize("above", [True, False])
def test_what_the_own_server_found_counts(told: str, wanted: tuple[str, str], *, above: bool) -> None:
    block = results(told) + OURS if above else OURS + results(told)
    assert verdict(block + THEIRS + REST) == wanted


def test_what_others_wrote_does_not_count() -> None:
    for lie in (
        OURS + THEIRS + results("dmarc=pass") + REST,
        OURS + results("dmarc=pass", "mail.example.org") + THEIRS + REST,
        OURS + results("dmarc=pass", "provider.example.evil.example") + THEIRS + REST,
        results("dmarc=pass", "") + OURS + THEIRS + REST,
    ):
        assert verdict(lie) == ("unknown", "")


def test_headers_as_a_customer_handed_them_over_prove_nothing() -> None:
    """The uppermost `Received` is not that of the server which took the mail from that address."""
    assert verdict(results("dmarc=pass") + OURS + THEIRS + REST, "203.0.113.1") == ("unknown", "")


@pytest.mark.parametrize(
    ("headers", "wanted"),
    [
        (OURS + "From: x@a.example\n" + REST, ("forged", "field twice")),
        (OURS + REST.replace("Garden", '"service@bank.example"'), ("forged", "name of another")),
        (OURS + REST.replace("Garden", "=?utf-8?q?a=0aBcc:_b?="), ("forged", "hidden line break")),
        (OURS + THEIRS.replace("05 Jan", "15 Jan") + REST, ("forged_received", "hops back in time")),
        (OURS + THEIRS.replace("192.0.2.8", "392.0.2.8") + REST, ("forged_received", "hop from no address")),
    ],
)
def test_lies_are_told(headers: str, wanted: tuple[str, str]) -> None:
    assert verdict(headers) == wanted
    assert forged_origin(headers, CLIENT)["score"] == 10**9


def test_lists_and_remailers_are_no_liars() -> None:
    by_list = (
        OURS + "From: Ada via Garden <list@garden.example>\nList-Id: <list.garden.example>\nDate: Mon, 05 Jan 2026 14:38:59 +0000\n"
    )
    stripped = "From: Nobody <anonymous@remailer.example>\nDate: Mon, 05 Jan 2026 14:38:59 +0000\n"
    assert verdict(by_list)[0] == "unknown"
    assert verdict(stripped)[0] == "unknown"


def test_results_by_method() -> None:
    told = "spf=softfail smtp.mailfrom=a@example.org; dkim=fail header.d=a.example; dkim=pass header.d=example.org; dmarc=pass/1"
    headers = results(told.replace("dmarc=pass/1", "dmarc/1=pass")) + OURS + REST
    wanted = {"spf": "softfail", "dkim": "pass", "arc": None, "dmarc": "pass"}
    assert authentication(headers) == wanted
    assert authentication(headers, "mx1.provider.example") == wanted
    assert authentication(headers, "mx2.provider.example") == dict.fromkeys(wanted)


def test_a_named_server_counts_below_its_own_hops() -> None:
    inner = "Received: from mx1.provider.example ([10.0.0.1]) by store.provider.example; Mon, 05 Jan 2026 14:39:02 +0000\n"
    headers = inner + OURS + results("dmarc=pass") + THEIRS + REST
    assert authentication(headers, "mx1.provider.example")["dmarc"] == "pass"
    assert authentication(headers)["dmarc"] == "pass"


def test_a_group_of_addresses_is_not_taken_for_one_server() -> None:
    assert authentication(results("spf=pass", "com") + OURS.replace("mx1.provider.example", "mx.com"))["spf"] is None


@given(st.text(max_size=400))
@settings(deadline=None)
def test_nothing_raises(noise: str) -> None:
    for headers in (noise, OURS + results(noise) + REST, OURS + noise + REST):
        assert forged_origin(headers, CLIENT)["class"] in ("forged", "forged_received", "authentic", "unknown")
        authentication(headers, noise[:20])
