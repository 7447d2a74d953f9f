"""One spelling for names in DNS, whatever octets they hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaws.events.addresses import canonical_domain, domain_of_octets


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("WWW.Example.org.", "www.example.org"),
        (r"\255ABC.T.example", r"\255abc.t.example"),
        (r"\087\119\119.example", "www.example"),
        (r"a-b\255.example", r"a\045b\255.example"),
        (r"a\046b.example", r"a\046b.example"),
        (r"\001" * 63 + ".x", r"\001" * 63 + ".x"),
    ],
)
def test_a_name_has_one_spelling(told: str, name: str) -> None:
    assert canonical_domain(told) == canonical_domain(name) == name


@pytest.mark.parametrize(
    "told",
    [
        "a b.example",
        r"a\256.example",
        r"a\25.example",
        r"a\.b.example",
        r"\255..example",
        r"\001" * 64 + ".x",
        r"é\255.example",
        (r"\001" * 63 + ".") * 3 + "a" * 62,
    ],
)
def test_what_cannot_be_a_name_is_refused(told: str) -> None:
    with pytest.raises(ValueError, match="no domain name"):
        canonical_domain(told)


LABELS = st.lists(st.binary(min_size=1, max_size=9).filter(lambda label: b"." not in label), min_size=1, max_size=5)


@given(LABELS)
def test_any_octets_have_a_spelling_that_is_read_as_itself(labels: list[bytes]) -> None:
    name = domain_of_octets(b".".join(labels))
    assert canonical_domain(name) == name
    assert name.isascii()
    assert name.count(".") == len(labels) - 1


@given(LABELS, LABELS)
def test_names_are_spelled_alike_if_they_differ_in_capitals_alone(one: list[bytes], other: list[bytes]) -> None:
    first, second = b".".join(one), b".".join(other)
    assert domain_of_octets(first) == domain_of_octets(first.swapcase())
    assert (domain_of_octets(first) == domain_of_octets(second)) == (first.lower() == second.lower())
