"""Whose word counts for an author's domain (RFC 9989), on zones written by hand."""

from __future__ import annotations

import pytest

from bylaws.origin.dkim_signatures import Signature
from bylaws.origin.dmarc import Judgement, judged
from bylaws.origin.verdicts import Verdict

from .zone import Zone, texts

NOTHING = Verdict("none")


def by_path(domain: str, result: str = "pass") -> Verdict:
    return Verdict(result, domain)


def signed(domain: str, result: str = "pass") -> tuple[Signature, ...]:
    return (Signature(result, domain, "s"),)


def told(zone: Zone, author: str, path: Verdict = NOTHING, signatures: tuple[Signature, ...] = ()) -> tuple[str, str]:
    found = judged([author], path, signatures, zone)
    return found.result, found.policy


def test_nothing_is_published() -> None:
    assert told(texts(), "example.org", by_path("example.org")) == ("none", "")


@pytest.mark.parametrize(
    ("author", "speaks"),
    [
        ("example.org", "example.org"),
        ("example.org", "mail.example.org"),
        ("mail.example.org", "example.org"),
        ("a.example.org", "b.c.example.org"),
        ("EXAMPLE.org.", "example.org"),
    ],
)
def test_relaxed_it_is_enough_to_be_of_one_organization(author: str, speaks: str) -> None:
    zone = texts(_dmarc__example__org="v=DMARC1; p=reject")
    assert told(zone, author, by_path(speaks)) == ("pass", "reject")
    assert told(zone, author, signatures=signed(speaks)) == ("pass", "reject")


@pytest.mark.parametrize("speaks", ["example.net", "org", "notexample.org", "example.org.evil.net", ""])
def test_others_speak_for_nobody(speaks: str) -> None:
    zone = texts(_dmarc__example__org="v=DMARC1; p=quarantine")
    assert told(zone, "example.org", by_path(speaks)) == ("fail", "quarantine")
    assert told(zone, "example.org", signatures=signed(speaks)) == ("fail", "quarantine")


@pytest.mark.parametrize("result", ["fail", "softfail", "neutral", "none", "permerror"])
def test_what_did_not_pass_speaks_for_nobody(result: str) -> None:
    zone = texts(_dmarc__example__org="v=DMARC1; p=reject")
    assert told(zone, "example.org", by_path("example.org", result), signed("example.org", "fail"))[0] == "fail"


def test_strict_it_has_to_be_the_very_domain() -> None:
    zone = texts(_dmarc__example__org="v=DMARC1; p=reject; adkim=s; aspf=s")
    assert told(zone, "example.org", by_path("mail.example.org"), signed("mail.example.org"))[0] == "fail"
    assert told(zone, "example.org", by_path("example.org"))[0] == "pass"
    half = texts(_dmarc__example__org="v=DMARC1; p=reject; adkim=s")
    assert told(half, "example.org", by_path("mail.example.org"))[0] == "pass"
    assert told(half, "example.org", signatures=signed("mail.example.org"))[0] == "fail"


def test_a_subdomain_without_a_record_of_the_parent_stands_for_itself() -> None:
    zone = texts(_dmarc__mail__example__org="v=DMARC1; p=reject")
    assert told(zone, "mail.example.org", by_path("example.org"))[0] == "fail"
    assert told(zone, "mail.example.org", by_path("deep.mail.example.org"))[0] == "pass"


def test_psd_n_ends_the_organization_below_its_parent() -> None:
    zone = texts(_dmarc__shop__example__org="v=DMARC1; p=none; psd=n", _dmarc__example__org="v=DMARC1; p=reject")
    assert told(zone, "a.shop.example.org", by_path("example.org"))[0] == "fail"
    assert told(zone, "a.shop.example.org", by_path("b.shop.example.org")) == ("pass", "none")


def test_psd_y_is_no_organization_but_one_below_it_is() -> None:
    zone = texts(_dmarc__gov="v=DMARC1; p=reject; sp=quarantine; psd=y")
    assert told(zone, "tax.gov", by_path("justice.gov")) == ("fail", "quarantine")
    assert told(zone, "a.tax.gov", by_path("b.tax.gov")) == ("pass", "quarantine")


def test_policies_of_subdomains() -> None:
    zone = Zone(
        {("_dmarc.example.org", "TXT"): ("v=DMARC1; p=none; sp=quarantine; np=reject",), ("there.example.org", "A"): ("192.0.2.1",)}
    )
    assert told(zone, "example.org")[1] == "none"
    assert told(zone, "there.example.org")[1] == "quarantine"
    assert told(zone, "nowhere.example.org")[1] == "reject"


@pytest.mark.parametrize(
    ("record", "policy"),
    [
        ("v=DMARC1; p=reject; t=y", "quarantine"),
        ("v=DMARC1;p=QUARANTINE;t=y;", "none"),
        ("v=DMARC1; p=none; t=y", "none"),
        ("v=DMARC1; p=reject; pct=0; unknown=1", "reject"),
        ("v=DMARC1; p=rejekt; rua=mailto:a@example.org", "none"),
        ("v=DMARC1; rua=mailto:a@example.org", "none"),
        ("v=DMARC1; p=rejekt", ""),
        ("v=DMARC1", ""),
        ("v=dmarc1; p=reject", ""),
        ("p=reject; v=DMARC1", ""),
        ("v=spf1 -all", ""),
        ("", ""),
    ],
)
def test_records_as_people_write_them(record: str, policy: str) -> None:
    zone = texts(_dmarc__example__org=record)
    assert told(zone, "example.org") == ("fail" if policy else "none", policy)


def test_two_records_are_none() -> None:
    zone = Zone({("_dmarc.example.org", "TXT"): ("v=DMARC1; p=reject", "v=DMARC1; p=none")})
    assert told(zone, "example.org") == ("none", "")
    noisy = Zone({("_dmarc.example.org", "TXT"): ("v=DMARC1; p=reject", "something else")})
    assert told(noisy, "example.org") == ("fail", "reject")


def test_a_long_name_is_asked_for_eight_times_at_most() -> None:
    zone = texts(_dmarc__example__org="v=DMARC1; p=reject")
    author = "a.b.c.d.e.f.g.h.i.j.mail.example.org"
    assert told(zone, author)[1] == "reject"
    asked = [name for name, _ in zone.asked]
    assert asked[:3] == [f"_dmarc.{author}", "_dmarc.g.h.i.j.mail.example.org", "_dmarc.h.i.j.mail.example.org"]
    assert asked[-1] == "_dmarc.org"
    assert len(asked) == 8


def test_what_nobody_answered_is_no_failure() -> None:
    silent = Zone({}, frozenset(("_dmarc.example.org",)))
    assert told(silent, "example.org", by_path("example.org")) == ("temperror", "")
    zone = texts(_dmarc__example__org="v=DMARC1; p=reject")
    assert told(zone, "example.org", by_path("example.org", "temperror")) == ("temperror", "reject")
    assert told(zone, "example.org", signatures=signed("example.net", "temperror"))[0] == "temperror"
    assert told(zone, "example.org", by_path("example.org"), signed("example.org", "temperror"))[0] == "pass"


@pytest.mark.parametrize("authors", [[], [""], ["a.example", "b.example"], ["bücher.example"]])
def test_without_one_author_there_is_nobody_to_ask(authors: list[str]) -> None:
    found = judged(authors, by_path("a.example"), (), texts(_dmarc__a__example="v=DMARC1; p=reject"))
    assert isinstance(found, Judgement)
    assert found.result == "permerror"
